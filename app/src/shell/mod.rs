//! The document and what stands on every page: header, find box, live badge, sill, keys, tab bar.

mod application;
mod badge;
mod document;
mod find;
mod found;
mod header;
mod keys;
mod lost;
mod mark;
mod places;
mod sill;
mod stale;
mod tab_bar;
mod theme;
mod title;

pub use application::App;
pub use document::{Assets, Document};
pub use theme::{Theme, use_theme};
