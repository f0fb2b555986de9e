//! Edges that other tools know of: each is asked once a minute, and what it counted since the asking before is told.
//!
//! ```text
//! never asked yet   what it counted in the last hour          → told
//! at a start        what it had counted when it last answered → compared with what it has counted now
//! every minute      what it has counted now, less before      → told
//! ```
//! Jaeger and Zipkin count the calls between two times; of a time behind which they count there is an anchor, set anew before it
//! lies too far back. Stores that count once a day date it to midnight: an anchor two days back sees it. Prometheus counts on.

mod dependencies;
mod prometheus;
#[cfg(test)]
mod tests;

pub use dependencies::EDGES_MAX;

use super::Settings;
use crate::clock;
use crate::egress::Outbound;
use crate::mesh::{Live, Tally};
use crate::registry::SourceState;
use crate::sources::{Listing, Reconciler};
use domain::Time;
use domain::mesh::Teller;
use domain::service::SourceKind;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often each is asked.
pub const ASK_EVERY: Duration = Duration::from_mins(1);

/// How long an answer may take, and how many bytes it may have.
const TIMEOUT: Duration = Duration::from_secs(10);
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// What is told where a tool was never asked before, in seconds: as much as the map shows.
const FIRST: i64 = 3600;

/// How far back the anchor is set, and how far back it may come to lie, in seconds.
const ANCHOR: i64 = 2 * 86_400;
const ANCHOR_MAX: i64 = 3 * 86_400;

/// Calls by caller and callee.
type Counts = BTreeMap<(String, String), Counted>;

/// Calls along one edge.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Counted {
    calls: f64,
    errors: f64,
}

/// A tool that is asked for the edges it knows.
#[derive(Debug)]
pub struct Import {
    teller: Teller,
    base: String,
    outbound: Outbound,
    reconciler: Reconciler,
    live: Live,
    source: Arc<SourceState>,
    before: Option<Before>,
}

/// What was counted at the asking before.
#[derive(Debug)]
struct Before {
    anchor: Time,
    counts: Counts,
}

impl Import {
    /// The tools that the settings name.
    pub fn all(settings: &Settings, outbound: &Outbound, reconciler: &Reconciler, live: &Live) -> Vec<Self> {
        let Settings { jaeger_url, zipkin_url, prometheus_url } = settings;
        let named = [
            (Teller::Jaeger, SourceKind::Jaeger, jaeger_url),
            (Teller::Zipkin, SourceKind::Zipkin, zipkin_url),
            (Teller::Prometheus, SourceKind::Prometheus, prometheus_url),
        ];
        let import = |(teller, kind, url): (Teller, SourceKind, &Option<String>)| {
            let base = url.as_ref()?.trim_end_matches('/').to_owned();
            let source = reconciler.registry.source(kind, &base);
            source.attend(true);
            Some(Self {
                teller,
                base,
                outbound: outbound.clone(),
                reconciler: reconciler.clone(),
                live: live.clone(),
                source,
                before: None,
            })
        };
        named.into_iter().filter_map(import).collect()
    }

    /// Asks again and again until it is stopped.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(ASK_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            stop.run_until_cancelled(self.look(clock::now())).await;
        }
    }

    async fn look(&mut self, now: Time) {
        let settled = match self.ask(now).await {
            Ok(listing) => self.reconciler.settle(&self.source, listing).await,
            Err(reason) => {
                self.reconciler.miss(&self.source, reason, Vec::new()).await;
                Ok(())
            }
        };
        if let Err(error) = settled {
            tracing::error!(%error, "how {} stands could not be kept: {error}", self.base);
        }
    }

    /// Tells what was counted since the asking before; how many edges it knows.
    async fn ask(&mut self, now: Time) -> Result<Listing, String> {
        let mut listing = Listing::default();
        let before = match self.before.take() {
            Some(before) => before,
            None => self.begin(now, &mut listing).await?,
        };
        let (anchor, counted) = (before.anchor, self.counted(before.anchor, now, &mut listing).await);
        let counts = match counted {
            Ok(counts) => counts,
            Err(reason) => {
                self.before = Some(before);
                return Err(reason);
            }
        };
        self.tell(&since(self.teller, &before.counts, &counts), now);
        listing.edges = Some(counts.len() as u32);
        let is_old = anchor.plus_seconds(ANCHOR_MAX) <= now;
        self.before = Some(Before { anchor, counts });
        if is_old {
            let anchor = now.plus_seconds(-ANCHOR);
            self.before = Some(Before { anchor, counts: self.counted(anchor, now, &mut listing).await? });
        }
        Ok(listing)
    }

    /// What it had counted when it last answered; where it never did, the last hour is told.
    async fn begin(&self, now: Time, listing: &mut Listing) -> Result<Before, String> {
        let last = self.source.seen().as_of;
        let until = if last == Time(0) { now } else { last.min(now) };
        let anchor = until.plus_seconds(-ANCHOR);
        let counts = self.counted(anchor, until, listing).await?;
        if last == Time(0) {
            let first = match self.teller {
                Teller::Prometheus => prometheus::increase(self, FIRST, now, listing).await?,
                _ => dependencies::between(self, now.plus_seconds(-FIRST), now, listing).await?,
            };
            self.tell(&first, now);
        }
        Ok(Before { anchor, counts })
    }

    /// What it has counted from the anchor until then.
    async fn counted(&self, anchor: Time, until: Time, listing: &mut Listing) -> Result<Counts, String> {
        match self.teller {
            Teller::Prometheus => prometheus::total(self, until, listing).await,
            _ => dependencies::between(self, anchor, until, listing).await,
        }
    }

    fn tell(&self, counts: &Counts, now: Time) {
        for ((caller, callee), Counted { calls, errors }) in counts {
            let calls = calls.round() as u64;
            if calls > 0 {
                let errors = (errors.round() as u64).min(calls);
                self.live.fold_told((caller, callee), self.teller, &Tally { calls, errors, last: now, ..Tally::default() }, now);
            }
        }
    }

    /// What it answers at a path.
    async fn get(&self, path: &str) -> Result<Vec<u8>, String> {
        let fetched = self.outbound.get(&format!("{}{path}", self.base), BYTES_MAX, TIMEOUT).await.map_err(|trouble| trouble.words())?;
        if fetched.status == 200 { Ok(fetched.body) } else { Err(format!("it answers {}", fetched.status)) }
    }
}

/// What is more than before. A counter of Prometheus that fell began anew; what a store lists falls where it lets go of old spans.
fn since(teller: Teller, before: &Counts, now: &Counts) -> Counts {
    let begins_anew = teller == Teller::Prometheus;
    let more = |now: f64, before: f64| if begins_anew && now < before { now } else { (now - before).max(0.0) };
    let one = |(ends, now): (&(String, String), &Counted)| {
        let was = before.get(ends).copied().unwrap_or_default();
        (ends.clone(), Counted { calls: more(now.calls, was.calls), errors: more(now.errors, was.errors) })
    };
    now.iter().map(one).collect()
}
