//! What can go wrong inside the engine, and what a caller is told of it.
//!
//! Handlers and pages see only [`Failure`]; an [`Error`] is logged once, where it becomes one.

use domain::Failure;
use domain::failure::Kind;

/// A failure of what the engine stands on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A setting cannot be used.
    #[error("{0}")]
    Setting(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        tracing::error!(%error, "the engine failed: {error}");
        Self::new(Kind::Internal, "The database did not take it; nothing was changed. The log says why.")
    }
}
