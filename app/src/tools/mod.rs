//! The catalogue of tools, and the page on which one is tried.

mod catalogue;
mod input;
mod kept;
mod marks;
mod page;
mod place;
mod schema;
mod search;

pub use catalogue::CataloguePage;
pub use page::ToolPage;
