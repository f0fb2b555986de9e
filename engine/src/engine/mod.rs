//! The engine as pages and the machine API see it: one value, one method a question.
//!
//! Each file beside this one answers for one word; none of them holds SQL or HTTP.

mod alerts;
mod analytics;
mod lists;
mod manuals;
mod mesh;
mod objectives;
mod overview;
mod pins;
mod reports;
mod runs;
mod servers;
mod services;
mod sourced;
mod tools;
mod variables;

pub use runs::WAIT_DEFAULT;
pub use servers::McpServer;
pub use services::RegisteredService;
pub use sourced::ShownService;

use crate::alerts::{Alerts, Figures};
use crate::analytics::{Analytics, Durability};
use crate::catalogue::Catalogue;
use crate::edges::{self, Edges, Import};
use crate::egress::{Outbound, Policy};
use crate::events::Events;
use crate::gateway::Gateway;
use crate::health::{Checker, Prober};
use crate::manuals::Manuals;
use crate::means::Means;
use crate::mesh::{Keeper, Live};
use crate::objectives::Objectives;
use crate::pins::Pins;
use crate::registry::Registry;
use crate::reports::Reports;
use crate::runs::Runs;
use crate::sources::{self, Reconciler, Sources};
use crate::variables::{KeySource, Variables};
use crate::{Error, clock, db::Db};
use domain::Time;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What the engine needs to know before it starts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite://file` or `postgres://…`.
    pub database_url: String,
    /// Which addresses may be called.
    pub egress: Policy,
    /// How often each instance's health is checked.
    pub health_interval: Duration,
    /// When a call is answered: before it is written, or after.
    pub durability: Durability,
    /// What the sill calls this place.
    pub environment: String,
    /// Whether the demo mesh runs beside it.
    pub demo: bool,
    /// Where the key is that variables are sealed with.
    pub key: KeySource,
    /// Where services come from beside our own API.
    pub sources: sources::Settings,
    /// Who is asked for edges beside the gateway.
    pub edges: edges::Settings,
}

/// Meshdeck without its faces.
#[derive(Clone, Debug)]
pub struct Engine(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    opened_at: Time,
    db: Db,
    events: Events,
    registry: Registry,
    catalogue: Catalogue,
    manuals: Manuals,
    means: Means,
    variables: Variables,
    analytics: Analytics,
    live: Live,
    keeper: Keeper,
    edges: Edges,
    gateway: Gateway,
    checker: Checker,
    runs: Runs,
    objectives: Objectives,
    alerts: Alerts,
    pins: Pins,
    reports: Reports,
    sources: Sources,
    imports: Mutex<Vec<Import>>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Engine {
    /// Opens the database and takes up what it holds; nothing runs yet.
    pub async fn open(settings: Settings) -> Result<Self, Error> {
        let opened_at = clock::now();
        let db = Db::open(&settings.database_url).await?;
        let means = Means::new(settings.egress.clone())?;
        let events = Events::open(&db).await?;
        let registry = Registry::open(db.clone(), events.clone()).await?;
        let catalogue = Catalogue::default();
        let manuals = Manuals::open(db.clone(), events.clone(), registry.clone(), catalogue.clone(), means.clone()).await?;
        let analytics = Analytics::open(db.clone(), settings.durability).await?;
        let live = Live::new(events.clone());
        let keeper = Keeper::open(db.clone(), live.clone(), registry.clone(), catalogue.clone()).await?;
        let edges = Edges::new(live.clone(), registry.clone());
        let variables = Variables::open(db.clone(), settings.key.clone(), &settings.database_url).await?;
        let gateway = Gateway::new(registry.clone(), catalogue.clone(), means.clone(), variables.clone(), analytics.clone(), live.clone());
        let prober = Prober { means: means.clone(), manuals: manuals.clone(), catalogue: catalogue.clone() };
        let checker = Checker::new(registry.clone(), prober, settings.health_interval);
        let runs = Runs::open(db.clone(), events.clone(), catalogue.clone(), gateway.clone()).await?;
        let objectives = Objectives::new(db.clone(), events.clone(), analytics.clone());
        let figures = Figures { analytics: analytics.clone(), objectives: objectives.clone(), live: live.clone() };
        let alerts = Alerts::new(db.clone(), events.clone(), figures, variables.clone(), means.outbound.clone());
        let pins = Pins::new(db.clone(), events.clone());
        let reports = Reports::new(db.clone());
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let reconciler = Reconciler::new(registry.clone(), manuals.clone(), checker.clone(), tasks.clone());
        let sources = Sources::new(&settings.sources, &settings.egress, &reconciler)?;
        // What the operator named may be asked, wherever it lies.
        let outbound = Outbound::new(settings.egress.of_operator())?;
        let imports = Mutex::new(Import::all(&settings.edges, &outbound, &reconciler, &live));
        let inner = Inner {
            settings,
            opened_at,
            db,
            events,
            registry,
            catalogue,
            manuals,
            means,
            variables,
            analytics,
            live,
            keeper,
            edges,
            gateway,
            checker,
            runs,
            objectives,
            alerts,
            pins,
            reports,
            sources,
            imports,
            stop,
            tasks,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Starts what runs by itself: health checks, the writing of calls, the telling of edges, the keeping of moments, the judging of alerts,
    /// the making of reports.
    pub fn start(&self) {
        let Inner { tasks, stop, checker, manuals, analytics, live, keeper, edges, alerts, sources, imports, .. } = &*self.0;
        sources.start(tasks, stop);
        for import in imports.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            tasks.spawn(import.run(stop.clone()));
        }
        tasks.spawn(checker.clone().run(stop.clone()));
        tasks.spawn(manuals.clone().watch(stop.clone()));
        tasks.spawn(analytics.clone().run(stop.clone()));
        tasks.spawn(live.clone().run(stop.clone()));
        tasks.spawn(keeper.clone().run(stop.clone()));
        tasks.spawn(edges.clone().run(stop.clone()));
        tasks.spawn(alerts.clone().run(stop.clone()));
        tasks.spawn(self.clone().keep_reports());
        tasks.close();
    }

    /// Stops everything, writes what is still in memory, and closes the database.
    pub async fn close(&self) {
        self.0.stop.cancel();
        // Also where nothing was started.
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.0.db.close().await;
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        self.0.db.is_ready().await
    }

    /// What just happened, and what will.
    pub fn events(&self) -> &Events {
        &self.0.events
    }

    /// When it was opened.
    pub fn opened_at(&self) -> Time {
        self.0.opened_at
    }

    /// What the engine was told at the start.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }
}
