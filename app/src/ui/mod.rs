//! Parts that any console could use: they know no route, no server function, no domain word.
//!
//! To add one: a file here, a class of the same word in `style/parts.css`, a line below.

pub mod badge;
pub mod copy;
pub mod format;
pub mod icon;
pub mod json;
pub mod picture;
pub mod post;
pub mod segments;
pub mod shares;
pub mod sign;
pub mod spark;
pub mod states;
pub mod tabs;
