//! A tally: what is counted of the calls along an edge, mergeable.
//!
//! Not that of analytics, which counts more and may change as charts do: what is kept of a moment must read back as it was.

use domain::Time;
use domain::call::{Call, Outcome};
use domain::histogram::Histogram;
use domain::overview::Percentiles;

/// Counts over some calls along one edge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls.
    pub calls: u64,
    /// Those without a good answer.
    pub errors: u64,
    /// When the last of them ended.
    pub last: Time,
    /// The latencies of answered calls.
    pub latency: Histogram,
}

impl Tally {
    /// Counts a call that ended at `now`.
    pub fn record(&mut self, call: &Call, now: Time) {
        self.calls += 1;
        self.errors += u64::from(call.outcome != Outcome::Ok);
        self.last = self.last.max(now);
        if call.outcome.was_answered() {
            self.latency.record((call.latency_ms * 1000.0).round().max(0.0) as u64);
        }
    }

    /// Adds another tally to this one.
    pub fn merge(&mut self, other: &Self) {
        self.calls = self.calls.saturating_add(other.calls);
        self.errors = self.errors.saturating_add(other.errors);
        self.last = self.last.max(other.last);
        self.latency.merge(&other.latency);
    }

    /// Latency at three shares, in milliseconds.
    pub fn percentiles(&self) -> Percentiles {
        let at = |share| self.latency.quantile(share).map(|micros| micros as f64 / 1000.0);
        Percentiles { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
    }
}
