//! Alerts: the rules and how each stands, one of them to change, silence and try, and the form that makes one.

mod beside;
mod fields;
mod form;
mod means;
mod page;
mod place;
mod table;
mod words;

pub use page::AlertsPage;
