//! What the tests of sources share: a registry with everything that reconciling touches, all of it real.

use super::Reconciler;
use crate::catalogue::Catalogue;
use crate::egress::Policy;
use crate::events::Events;
use crate::health::{Checker, Prober};
use crate::manuals::Manuals;
use crate::means::Means;
use crate::registry::{Registry, SourceState};
use crate::testing::{self, Sqlite};
use domain::service::{Freshness, Registration, SourceKind};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::task::TaskTracker;

/// A registry that sources may fill.
pub struct Ground {
    /// The reconciler, with its registry.
    pub reconciler: Reconciler,
    /// Who checks what is in the registry.
    pub checker: Checker,
    /// What happened.
    pub events: Events,
}

/// The ground as a process finds it that starts on this database.
pub async fn ground(testing: &Sqlite) -> Ground {
    let events = Events::open(&testing.db).await.expect("events");
    let registry = Registry::open(testing.db.clone(), events.clone()).await.expect("a registry");
    let means = Means::new(Policy::default().with_loopback()).expect("means");
    let manuals = Manuals::open(testing.db.clone(), events.clone(), registry.clone(), Catalogue::default(), means.clone());
    let manuals = manuals.await.expect("manuals");
    let prober = Prober { means, manuals: manuals.clone(), catalogue: Catalogue::default() };
    let checker = Checker::new(registry.clone(), prober, Duration::from_secs(10));
    Ground { reconciler: Reconciler::new(registry, manuals, checker.clone(), TaskTracker::new()), checker, events }
}

/// A fresh database.
pub async fn sqlite() -> Sqlite {
    testing::sqlite().await
}

impl Ground {
    /// The services there are, each with the kind of its source, whether that is stale, and its base URLs.
    pub fn told(&self) -> Vec<String> {
        let tell = |entry: Arc<crate::registry::Entry>| {
            let service = entry.describe(0);
            let urls: Vec<String> = service.instances.into_iter().map(|instance| instance.base_url).collect();
            let stale = if service.source.state == Freshness::Stale { " stale" } else { "" };
            format!("{} {}{stale} {}", service.name, service.source.kind.word(), urls.join(" "))
        };
        self.reconciler.registry.all().into_iter().map(tell).collect()
    }

    /// Registers at our own API.
    pub async fn register(&self, name: &str, base_url: &str) {
        let registration = Registration { name: name.to_owned(), base_url: base_url.to_owned(), ..Registration::default() };
        self.reconciler.registry.register(&registration).await.expect("registered");
    }

    /// A source of that kind and name.
    pub fn source(&self, kind: SourceKind, name: &str) -> Arc<SourceState> {
        self.reconciler.registry.source(kind, name)
    }

    /// What the alerts said, oldest first.
    pub fn alerts(&self) -> Vec<String> {
        let alerts = self.events.last(100, |what| what.name() == "alert").into_iter().rev();
        alerts.map(|event| serde_json::to_value(event.what).expect("json")["reason"].as_str().unwrap_or_default().to_owned()).collect()
    }
}
