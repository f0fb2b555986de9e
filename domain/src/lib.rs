//! The words of Meshdeck: what a service, a tool, a call, a run and a mesh are, for server and browser alike.
//!
//! Pure data, rules and wire formats. Nothing here reads a file, a socket or a clock: time arrives as a value.

pub mod alert;
pub mod call;
pub mod charts;
pub mod csv;
pub mod event;
pub mod example;
pub mod failure;
pub mod health;
pub mod histogram;
pub mod lint;
pub mod list;
pub mod manual;
pub mod mcp;
pub mod mesh;
pub mod metrics;
pub mod names;
pub mod objective;
pub mod openapi;
pub mod overview;
pub mod patch;
pub mod pin;
pub mod query;
pub mod report;
pub mod review;
pub mod run;
pub mod service;
pub mod time;
pub mod tool;
pub mod traffic;
pub mod variable;
pub mod varint;

pub use failure::Failure;
pub use health::Health;
pub use list::List;
pub use time::Time;
