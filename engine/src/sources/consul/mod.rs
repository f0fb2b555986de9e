//! Consul: its catalogue and the health of what it lists, by blocking queries.
//!
//! ```text
//! /v1/catalog/services?index=  ┐ whichever answers first
//! /v1/health/state/any?index=  ┘ → /v1/health/service/:name, each → registry
//! ```

mod bucket;
#[cfg(test)]
mod tests;
mod wire;

use super::renamed::{self, Renamed};
use super::{Listing, Reconciler};
use crate::clock;
use crate::egress::{Outbound, Trouble};
use crate::registry::SourceState;
use bucket::Bucket;
use domain::names;
use domain::service::{DEPENDS_ON_MAX, SourceKind};
use futures::StreamExt;
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use url::Url;
use wire::{HealthEntry, next_index};

/// How long Consul holds a question for which there is no news; it adds up to a sixteenth.
const WAIT_SECONDS: u64 = 60;

/// How long an answer may take that is held, and one that is not.
const HELD_TIMEOUT: Duration = Duration::from_secs(WAIT_SECONDS + WAIT_SECONDS / 16 + 5);
const TIMEOUT: Duration = Duration::from_secs(10);

/// How long it is left in peace after it did not answer.
const PAUSE: Duration = Duration::from_secs(2);

/// The most bytes of an answer.
const BYTES_MAX: usize = 32 * 1024 * 1024;

/// How many services are asked for at once.
const AT_ONCE: usize = 8;

/// Consul's own service, which is no provider of tools.
const ITSELF: &str = "consul";

/// A token that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A Consul that is asked for its services.
#[derive(Clone, Debug)]
pub struct Consul {
    base: String,
    token: Option<Secret>,
    outbound: Outbound,
    reconciler: Reconciler,
    source: Arc<SourceState>,
}

/// What was heard so far, and with which index to ask on.
#[derive(Debug, Default)]
struct Heard {
    catalogue: u64,
    health: u64,
    names: Vec<String>,
    listing: Listing,
}

/// Which question was answered, and with what.
enum Answer {
    Catalogue(u64, Vec<String>),
    Health(u64),
}

impl Consul {
    /// The Consul at `url`, whose services go to `reconciler`.
    pub fn new(url: &str, token: Option<Secret>, outbound: Outbound, reconciler: Reconciler) -> Self {
        let base = url.trim_end_matches('/').to_owned();
        let source = reconciler.registry.source(SourceKind::Consul, &base);
        source.attend(true);
        Self { base, token, outbound, reconciler, source }
    }

    /// Listens to its news until it is stopped.
    pub async fn run(self, stop: CancellationToken) {
        let (mut heard, mut bucket) = (Heard::default(), Bucket::new(clock::instant()));
        loop {
            let round = Box::pin(async {
                tokio::time::sleep(bucket.take(clock::instant())).await;
                if let Err(reason) = self.hear(&mut heard).await {
                    // An index of before means nothing to one that came back.
                    (heard.catalogue, heard.health) = (0, 0);
                    self.reconciler.miss(&self.source, reason, Vec::new()).await;
                    tokio::time::sleep(PAUSE).await;
                }
            });
            if stop.run_until_cancelled(round).await.is_none() {
                return;
            }
        }
    }

    /// Waits for news of either kind, and makes the registry hold what there is now.
    async fn hear(&self, heard: &mut Heard) -> Result<(), String> {
        let before = (heard.catalogue, heard.health);
        let answer = tokio::select! {
            answer = self.catalogue(heard.catalogue) => answer?,
            answer = self.health(heard.health), if heard.catalogue > 0 => answer?,
        };
        match answer {
            Answer::Catalogue(index, names) => (heard.catalogue, heard.names) = (index, names),
            Answer::Health(index) => heard.health = index,
        }
        // A question that was held to its end came back with nothing new.
        if before != (heard.catalogue, heard.health) {
            heard.listing = self.listing(&heard.names).await?;
        }
        let settled = self.reconciler.settle(&self.source, heard.listing.clone()).await;
        if let Err(error) = settled {
            tracing::error!(%error, "the services of {} could not be kept: {error}", self.base);
        }
        Ok(())
    }

    async fn catalogue(&self, index: u64) -> Result<Answer, String> {
        let (said, services): (_, BTreeMap<String, Value>) = self.ask(&held("/v1/catalog/services", index), HELD_TIMEOUT).await?;
        Ok(Answer::Catalogue(next_index(index, said), services.into_keys().filter(|name| name != ITSELF).collect()))
    }

    /// Only that something changed is of use: what changed is asked a service at a time.
    async fn health(&self, index: u64) -> Result<Answer, String> {
        let (said, _): (_, Vec<serde::de::IgnoredAny>) = self.ask(&held("/v1/health/state/any", index), HELD_TIMEOUT).await?;
        Ok(Answer::Health(next_index(index, said)))
    }

    /// Every service with its instances and what its checks say.
    async fn listing(&self, names: &[String]) -> Result<Listing, String> {
        let asked = names.iter().cloned().map(|name| self.entries(name));
        let mut answers: Vec<_> = futures::stream::iter(asked).buffer_unordered(AT_ONCE).collect().await;
        answers.sort_by(|(a, _), (b, _)| a.cmp(b));
        let answers = answers.into_iter().map(|(theirs, answer)| Ok((theirs, answer?))).collect::<Result<Vec<_>, String>>()?;
        let (mut listing, mut renamed) = (Listing::default(), Renamed::default());
        let proxied: Vec<(&str, &str)> = answers.iter().flat_map(|(_, entries)| entries).flat_map(HealthEntry::upstreams).collect();
        for (theirs, entries) in &answers {
            let depends_on = proxied.iter().filter(|(service, _)| service == theirs).map(|(_, upstream)| renamed::service_name(upstream));
            let depends_on: BTreeSet<String> = depends_on.filter(|ours| names::is_service_name(ours)).collect();
            match renamed.take(theirs) {
                Ok(ours) => entries.iter().for_each(|entry| add(&mut listing, &ours, entry, &depends_on)),
                Err((message, remedy)) => listing.leave_out(theirs, message, remedy),
            }
        }
        Ok(listing)
    }

    /// One service by its name, with its instances.
    async fn entries(&self, name: String) -> (String, Result<Vec<HealthEntry>, String>) {
        let path = format!("/v1/health/service/{}", names::encode(&name));
        let asked = self.ask(&path, TIMEOUT).await;
        (name, asked.map(|(_, entries)| entries))
    }

    async fn ask<T: DeserializeOwned>(&self, path: &str, timeout: Duration) -> Result<(Option<u64>, T), String> {
        let url = Url::parse(&format!("{}{path}", self.base)).map_err(|error| format!("not a URL: {error}"))?;
        let mut request = self.outbound.request(Method::GET, url).map_err(|trouble| trouble.words())?;
        if let Some(Secret(token)) = &self.token {
            request = request.header("x-consul-token", token);
        }
        let asked = self.outbound.send_noting(request, "x-consul-index", BYTES_MAX, timeout).await;
        let (fetched, index) = asked.map_err(|trouble: Trouble| trouble.words())?;
        if fetched.status == 403 {
            return Err("it refuses the token: give MESHDECK_CONSUL_TOKEN one that may read services and nodes".to_owned());
        }
        if fetched.status != 200 {
            return Err(format!("it answers {}", fetched.status));
        }
        let value = serde_json::from_slice(&fetched.body).map_err(|_| "it answers what Consul would not".to_owned())?;
        Ok((index.and_then(|index| index.parse().ok()), value))
    }
}

/// A question that is held until there is news after `index`; without one it is answered at once.
fn held(path: &str, index: u64) -> String {
    if index == 0 { path.to_owned() } else { format!("{path}?index={index}&wait={WAIT_SECONDS}s") }
}

fn add(listing: &mut Listing, name: &str, entry: &HealthEntry, depends_on: &BTreeSet<String>) {
    let Some(mut registration) = entry.registration(name) else { return };
    registration.depends_on = depends_on.iter().take(DEPENDS_ON_MAX).cloned().collect();
    if !entry.has_port() {
        return listing.leave_out(
            entry.id(),
            "the instance has no port".to_owned(),
            "register it with one, or with the metadata meshdeck-ignore",
        );
    }
    listing.told(&registration, entry.check());
    listing.add(registration, &Map::new());
}
