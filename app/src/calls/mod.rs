//! Recorded calls: a page of them, newest first, and one with all that is known of it.

mod form;
mod list;
mod one;
mod place;
mod table;

pub use list::CallsPage;
pub use one::CallPage;
