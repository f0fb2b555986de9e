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
    /// A service's name belongs to another source.
    #[error("{service} comes from {owner} already; nothing was changed")]
    Taken {
        /// The service.
        service: String,
        /// The source that has it, in words.
        owner: String,
    },
    /// A setting cannot be used.
    #[error("{0}")]
    Setting(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if let Error::Taken { service, owner } = &error {
            let detail = format!("{service} comes from {owner}; nothing was changed. Change it there, or use another name.");
            return Self::new(Kind::Conflict, detail);
        }
        tracing::error!(%error, "the engine failed: {error}");
        Self::new(Kind::Internal, "The database did not take it; nothing was changed. The log says why.")
    }
}
