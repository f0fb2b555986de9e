//! What Meshdeck does when no browser is looking: registry, catalogue, gateway, runs, mesh, analytics.
//!
//! All SQL stands here, in files called `store.rs`. The engine knows no axum and no leptos.

pub mod clock;
pub mod db;
mod error;
pub mod events;
pub mod ids;
mod store;
#[cfg(test)]
mod testing;

pub use error::Error;
