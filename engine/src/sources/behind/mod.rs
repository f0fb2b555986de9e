//! The registry behind: an existing one that we stand in front of, as its console and its proxy.
//!
//! ```text
//! GET  /registry/services  every two seconds → mirrored here, with the fields we have no word for
//! POST, DELETE             passed on with the caller's own token → its answer, as it came → mirrored at once
//! ```
//! What it lists is its own: leases end there. While it is away its services stay here as they were, marked stale.

mod listing;
mod pass;
#[cfg(test)]
mod tests;

pub use pass::{Authorization, HOPS, Passed};

use super::Reconciler;
use crate::egress::{Fetched, Outbound};
use crate::registry::{Entry, SourceState};
use crate::{Error, clock};
use domain::names;
use domain::service::{Registration, SourceKind};
use reqwest::Method;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use url::Url;

/// How often the list is asked for.
const ASK_EVERY: Duration = Duration::from_secs(2);

/// How long a page of the list may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The most bytes of a page of the list, and of an answer that is passed on.
pub const BYTES_MAX: usize = 16 * 1024 * 1024;

/// The most pages of the list, and how many entries a page is asked for.
const PAGES_MAX: usize = 100;
const PAGE_LIMIT: usize = 1000;

/// How many registrations that were passed on are remembered until the list holds them.
const REMEMBERED_MAX: usize = 10_000;

/// The registry that we stand in front of.
#[derive(Clone, Debug)]
pub struct Behind(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    base: String,
    outbound: Outbound,
    reconciler: Reconciler,
    source: Arc<SourceState>,
    /// When the last asking began that was heard to its end; held while the registry is asked.
    asked: tokio::sync::Mutex<Option<Instant>>,
    /// What was registered through us, by name and base URL: a list need not say where a manual or a health check is.
    passed: Mutex<HashMap<(String, String), Registration>>,
}

impl Behind {
    /// The registry at `url`, with or without `/registry` at its end.
    pub fn new(url: &str, outbound: Outbound, reconciler: Reconciler) -> Result<Self, Error> {
        let base = url.trim_end_matches('/').trim_end_matches("/registry").to_owned();
        let parsed = Url::parse(&base).map_err(|error| Error::Setting(format!("--registry-url: `{url}` is not a URL: {error}")))?;
        outbound.policy().check(&parsed).map_err(|denied| Error::Setting(format!("--registry-url: {}", denied.0)))?;
        let source = reconciler.registry.source(SourceKind::Registry, &base);
        source.attend(true);
        let inner = Inner { base, outbound, reconciler, source, asked: tokio::sync::Mutex::default(), passed: Mutex::default() };
        Ok(Self(Arc::new(inner)))
    }

    /// Whether a service is this registry's.
    pub fn owns(&self, entry: &Entry) -> bool {
        entry.source.is(&self.0.source)
    }

    /// Asks for the list again and again until it is stopped.
    pub async fn run(self, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(ASK_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            stop.run_until_cancelled(self.mirror(clock::instant())).await;
        }
    }

    /// Mirrors the list, unless it was asked for after `since` already.
    async fn mirror(&self, since: Instant) {
        let mut asked = self.0.asked.lock().await;
        if asked.is_some_and(|asked| asked >= since) {
            return;
        }
        let begun = clock::instant();
        match self.entries().await {
            Ok(entries) => {
                let listing = listing::listing(&entries, |registration| self.remember(registration));
                if let Err(error) = self.0.reconciler.settle(&self.0.source, listing).await {
                    tracing::error!(%error, "the services of {} could not be kept: {error}", self.0.base);
                }
            }
            Err(reason) => self.0.reconciler.miss(&self.0.source, reason, Vec::new()).await,
        }
        *asked = Some(begun);
    }

    /// Every entry of the list, page after page.
    async fn entries(&self) -> Result<Vec<Value>, String> {
        let mut entries = Vec::new();
        let mut path = "/registry/services".to_owned();
        for _ in 0..PAGES_MAX {
            let fetched = self.ask(&path).await?;
            let page = listing::page(&fetched.body)?;
            entries.extend(page.entries);
            let Some(next) = page.next else { return Ok(entries) };
            path = format!("/registry/services?limit={PAGE_LIMIT}&after={}", names::encode(&next));
        }
        Err(format!("its list has more than {PAGES_MAX} pages"))
    }

    async fn ask(&self, path: &str) -> Result<Fetched, String> {
        let fetched = self.send(Method::GET, path, |request| request, TIMEOUT).await.map_err(|trouble| trouble.words())?;
        if fetched.status == 200 { Ok(fetched) } else { Err(format!("its list answers {}", fetched.status)) }
    }

    /// Fills in what the list leaves out and we know: from what was passed on, else from what is here.
    fn remember(&self, registration: &mut Registration) {
        let key = (registration.name.clone(), registration.base_url.trim_end_matches('/').to_owned());
        let passed = self.0.passed.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        let entry = self.0.reconciler.registry.get(&key.0).filter(|entry| entry.source.is(&self.0.source));
        let instance = entry.as_ref().and_then(|entry| entry.instances.iter().find(|instance| instance.base_url == key.1));
        let passed = passed.unwrap_or_default();
        let facts = entry.as_ref().map(|entry| &entry.facts);
        let care = instance.map(|instance| &instance.care);
        let fill = |said: &mut Option<String>, passed: Option<String>, known: Option<String>| *said = said.take().or(passed).or(known);
        fill(&mut registration.manual_url, passed.manual_url, facts.and_then(|facts| facts.manual_url.clone()));
        fill(&mut registration.health_url, passed.health_url, care.and_then(|care| care.health_url.clone()));
        registration.protocol = registration.protocol.or(passed.protocol).or_else(|| facts.and_then(|facts| facts.protocol));
        registration.probe = registration.probe.take().or(passed.probe).or_else(|| care.and_then(|care| care.probe.clone()));
    }
}
