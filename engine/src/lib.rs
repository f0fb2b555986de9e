//! What Meshdeck does when no browser is looking: registry, catalogue, gateway, runs, mesh, analytics.
//!
//! All SQL stands here, in files called `store.rs`. The engine knows no axum and no leptos.

pub mod alerts;
pub mod analytics;
pub mod catalogue;
pub mod clock;
pub mod db;
#[cfg(test)]
mod db_tests;
pub mod edges;
pub mod egress;
mod engine;
mod error;
pub mod events;
#[cfg(test)]
mod fuzz;
pub mod gateway;
pub mod health;
pub mod ids;
pub mod manuals;
pub mod mcp;
pub mod means;
pub mod mesh;
pub mod objectives;
pub mod pins;
pub mod registry;
pub mod reports;
pub mod runs;
pub mod sources;
mod store;
#[cfg(test)]
mod testing;
pub mod traffic;
pub mod variables;

pub use engine::{Engine, McpServer, RegisteredService, Settings, ShownService, WAIT_DEFAULT};
pub use error::Error;
