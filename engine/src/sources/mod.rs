//! Sources: where services come from beside our own API, each asked in its own way.
//!
//! ```text
//! a source → its listing → reconcile → registry (under its provenance) → manuals, checks
//! ```
//! A source owns what it brought and nothing else: a name that another one has is told, never taken. What a source
//! brought stays while the source is away, marked stale.

pub mod behind;
mod consul;
mod files;
mod listing;
mod mcp_registry;
mod reconcile;
mod renamed;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use behind::{Authorization, Behind, HOPS, Passed};
pub use consul::Secret;
pub use listing::Listing;
pub use reconcile::Reconciler;

use crate::Error;
use crate::egress::{Outbound, Policy};
use std::path::PathBuf;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Which sources there are beside our own API.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// A directory of service files.
    pub directory: Option<PathBuf>,
    /// An existing registry to stand in front of, by its base URL.
    pub registry_url: Option<String>,
    /// A Consul, by its base URL.
    pub consul_url: Option<String>,
    /// What it wants to be shown.
    pub consul_token: Option<Secret>,
    /// An MCP registry, by its base URL.
    pub mcp_registry_url: Option<String>,
}

/// The sources of this process.
#[derive(Clone, Debug)]
pub struct Sources {
    files: Option<files::Directory>,
    behind: Option<Behind>,
    consul: Option<consul::Consul>,
    mcp_registry: Option<mcp_registry::McpRegistry>,
}

impl Sources {
    /// The sources that the settings name; nothing is asked yet. What the operator named may be asked, wherever it lies.
    pub fn new(settings: &Settings, policy: &Policy, reconciler: &Reconciler) -> Result<Self, Error> {
        let outbound = Outbound::new(policy.of_operator())?;
        let mcp_registry = |url: &String| mcp_registry::McpRegistry::new(url, outbound.clone(), reconciler.clone());
        let consul = |url: &String| consul::Consul::new(url, settings.consul_token.clone(), outbound.clone(), reconciler.clone());
        Ok(Self {
            consul: settings.consul_url.as_ref().map(consul),
            mcp_registry: settings.mcp_registry_url.as_ref().map(mcp_registry),
            files: settings.directory.clone().map(|path| files::Directory::new(path, reconciler.clone())),
            behind: settings.registry_url.as_ref().map(|url| Behind::new(url, outbound.clone(), reconciler.clone())).transpose()?,
        })
    }

    /// Starts to ask each of them, until it is stopped.
    pub fn start(&self, tasks: &TaskTracker, stop: &CancellationToken) {
        if let Some(files) = self.files.clone() {
            tasks.spawn(files.run(stop.clone()));
        }
        if let Some(behind) = self.behind.clone() {
            tasks.spawn(behind.run(stop.clone()));
        }
        if let Some(consul) = self.consul.clone() {
            tasks.spawn(consul.run(stop.clone()));
        }
        if let Some(registry) = self.mcp_registry.clone() {
            tasks.spawn(registry.run(stop.clone()));
        }
    }

    /// The registry that we stand in front of.
    pub fn behind(&self) -> Option<&Behind> {
        self.behind.as_ref()
    }
}
