//! The machine API: each handler reads its request, asks the engine one thing, and writes the answer.

pub mod alerts;
mod around;
pub mod calls;
pub mod charts;
pub mod events;
pub mod health;
pub mod manual;
pub mod mesh;
pub mod metrics;
pub mod objectives;
mod pieces;
pub mod pins;
mod problem;
pub mod replay;
pub mod reports;
pub mod request;
pub mod runs;
pub mod servers;
pub mod services;
pub mod tools;
pub mod traces;
pub mod variables;

pub use around::around;
pub use problem::{Problem, limit, no_rebound, not_found, request_id, wrong_method};
pub use request::{Body, Named, Path, Queried, Raw, Wanted, caller, read_json, wants_stream};
