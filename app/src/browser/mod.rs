//! The browser: the only room that names `web_sys` and `js_sys`.
//!
//! On the server each function compiles and is never called, or answers as if there were no browser.

pub mod canvas;
mod keys;
mod picture;
mod pointer;
mod size;
mod stream;
mod theme;
mod window;

pub use keys::{Key, is_typing, on_key};
pub use picture::{Unsaved, save_png};
pub use pointer::{across, capture};
pub use size::SizeWatch;
pub use stream::Stream;
pub use theme::{keep_theme, theme};
pub use window::{copy_text, every_second, focus_page, now, on_visibility, path, query, report_panics};
