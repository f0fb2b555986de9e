//! The mesh, and the line at the foot of every page.

use super::{Engine, lists};
use crate::{clock, mesh};
use domain::mesh::{Mesh, NodeKind, ORCHESTRATOR, REGISTRY};
use domain::overview::{Counts, Sill};
use domain::{Failure, Health};

/// The most signs the strip shows; beyond, it becomes one bar of shares.
const SIGNS_MAX: usize = 60;

impl Engine {
    /// The mesh over the last `window` seconds.
    pub async fn mesh(&self, window: u32) -> Result<Mesh, Failure> {
        let window = lists::window(i64::from(window));
        let at = clock::now();
        let edges = self.0.analytics.edges(at.plus_seconds(-window), at).await?;
        Ok(mesh::draw(&self.0.registry, &self.0.catalogue, edges, at, window as u32))
    }

    /// The line at the foot of every page.
    pub fn sill(&self) -> Sill {
        let services: Vec<(String, NodeKind, Health)> =
            self.0.registry.all().iter().map(|entry| (entry.facts.name.clone(), NodeKind::Service, entry.verdict().health)).collect();
        let mut counts = Counts::default();
        services.iter().for_each(|(_, _, health)| counts.add(*health));
        let own = [(REGISTRY, NodeKind::Registry), (ORCHESTRATOR, NodeKind::Orchestrator)];
        let signs = own.into_iter().map(|(name, kind)| (name.to_owned(), kind, Health::Healthy)).chain(services);
        let signs: Vec<_> = signs.collect();
        Sill {
            at: clock::now(),
            seq: self.0.events.seq(),
            counts,
            signs: if signs.len() > SIGNS_MAX { Vec::new() } else { signs },
            environment: self.0.settings.environment.clone(),
            demo: self.0.settings.demo,
        }
    }
}
