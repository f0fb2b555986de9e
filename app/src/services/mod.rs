//! The table of services, worst first, and the page of one.

mod detail;
mod list;

pub use detail::ServicePage;
pub use list::ServicesPage;
