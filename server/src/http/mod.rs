//! The machine API: each handler reads its request, asks the engine one thing, and writes the answer.

pub mod events;
pub mod health;
pub mod manual;
pub mod mesh;
pub mod metrics;
mod problem;
mod request;
pub mod runs;
pub mod services;
pub mod tools;

pub use problem::{Problem, finish, limit, not_found, wrong_method};
pub use request::{Body, Named, Queried, Raw, caller};
