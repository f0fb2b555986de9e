//! Edges from outside: what traces tell of calls that our gateway did not carry, and what other tools made of traces.
//!
//! ```text
//! POST /v1/traces → otlp (wire, spans) → Window: pairs by span and parent ┐
//! Jaeger, Zipkin, Prometheus, once a minute → imports: what is more       ┴→ mesh::Live, each its own teller
//! ```
//! A call is a span that calls and one that serves it. What waits for its other half waits in memory, and is told by what its
//! own span says where that does not come in time; what waits when the process stops is not told.

mod imports;
pub mod otlp;
mod span;
#[cfg(test)]
mod tests;
mod window;

pub use imports::{ASK_EVERY, EDGES_MAX, Import};
pub use span::NAME_MAX;
pub use window::{PAIRED_WITHIN_SECONDS, SPANS_HELD_MAX, USER};

use crate::clock;
use crate::mesh::{Live, Tally};
use crate::registry::Registry;
use domain::Time;
use domain::mesh::Teller;
use span::Peer;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use url::Url;
use window::{Window, Witnessed};

/// How often it is asked which spans have waited long enough.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Which tools are asked for the edges they know, each by its base URL.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Jaeger's query service.
    pub jaeger_url: Option<String>,
    /// Zipkin.
    pub zipkin_url: Option<String>,
    /// A Prometheus with the metrics of a service graph.
    pub prometheus_url: Option<String>,
}

/// What came of the spans of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many could not be used.
    pub rejected: u64,
    /// Why the first of them could not.
    pub why: String,
}

/// Spans on their way to become edges.
#[derive(Clone, Debug)]
pub struct Edges {
    live: Live,
    registry: Registry,
    window: Arc<Mutex<Window>>,
}

impl Edges {
    /// Folds what it learns into `live`; where spans name an address, the registry may know whose it is.
    pub fn new(live: Live, registry: Registry) -> Self {
        Self { live, registry, window: Arc::default() }
    }

    /// Takes the spans of a request that came just now.
    pub fn take(&self, traces: otlp::Traces, now: Time) -> Taken {
        let (spans, taken) = span::read(traces);
        let mut witnessed = Vec::new();
        {
            let mut window = self.locked();
            spans.into_iter().for_each(|span| window.take(span, now, &mut witnessed));
        }
        self.tell(witnessed, now);
        taken
    }

    /// Tells of spans whose other half does not come, until it is stopped.
    pub async fn run(self, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            self.look(clock::now());
        }
    }

    fn look(&self, now: Time) {
        let mut witnessed = Vec::new();
        self.locked().expire(now, &mut witnessed);
        self.tell(witnessed, now);
    }

    fn tell(&self, witnessed: Vec<Witnessed>, now: Time) {
        if witnessed.is_empty() {
            return;
        }
        let addresses = if witnessed.iter().any(|call| call.callee.port.is_some()) { self.addresses() } else { BTreeMap::new() };
        for Witnessed { caller, callee, failed, micros, ended } in witnessed {
            let mut tally = Tally { calls: 1, errors: u64::from(failed), last: ended.min(now), ..Tally::default() };
            tally.latency.record(micros);
            let callee = callee.port.and_then(|port| addresses.get(&(callee.name.clone(), port))).unwrap_or(&callee.name);
            self.live.fold_told((&caller, callee), Teller::Otlp, &tally, now);
        }
    }

    /// Which registered service an address and port belong to.
    fn addresses(&self) -> BTreeMap<(String, u16), String> {
        let mut addresses = BTreeMap::new();
        for entry in self.registry.all() {
            let urls = entry.instances.iter().filter_map(|instance| Url::parse(&instance.base_url).ok());
            let ends = urls.filter_map(|url| Some((url.host_str()?.to_owned(), url.port_or_known_default()?)));
            addresses.extend(ends.map(|end| (end, entry.facts.name.clone())));
        }
        addresses
    }

    fn locked(&self) -> MutexGuard<'_, Window> {
        // A span is taken whole, so a panic elsewhere leaves none half-held.
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What comes of the spans of one request when no others come: who calls whom, and how many spans were rejected.
#[cfg(test)]
pub fn fuzzed(traces: otlp::Traces) -> (Vec<(String, String)>, u64) {
    let (spans, taken) = span::read(traces);
    let (mut window, mut witnessed) = (Window::default(), Vec::new());
    spans.into_iter().for_each(|span| window.take(span, Time(0), &mut witnessed));
    window.expire(Time(0).plus_seconds(PAIRED_WITHIN_SECONDS), &mut witnessed);
    (witnessed.into_iter().map(|call| (call.caller, call.callee.name)).collect(), taken.rejected)
}

impl Peer {
    /// Somebody whose address is not known.
    fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), port: None }
    }
}
