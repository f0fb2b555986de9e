//! A tally: what is counted of the calls along an edge, mergeable.
//!
//! One for each of those who tell of the calls. Not that of analytics, which counts more and may change as charts do: what is kept of a moment must read back as it was.

use domain::Time;
use domain::call::{Call, Outcome};
use domain::histogram::Histogram;
use domain::mesh::{Sighting, Teller};
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

/// What each teller counts along one edge, by teller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies(Vec<(Teller, Tally)>);

impl Tallies {
    /// The tally of a teller, begun where it told of nothing yet.
    pub fn of(&mut self, teller: Teller) -> &mut Tally {
        let at = self.0.binary_search_by_key(&teller, |(known, _)| *known).unwrap_or_else(|at| {
            self.0.insert(at, (teller, Tally::default()));
            at
        });
        &mut self.0[at].1
    }

    /// Each with its teller.
    pub fn iter(&self) -> impl Iterator<Item = (Teller, &Tally)> {
        self.0.iter().map(|(teller, tally)| (*teller, tally))
    }

    /// Whether nobody told of anything.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Begins anew.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Of whoever tells of most calls; the gateway where others tell of as many.
    pub fn fullest(&self) -> Option<&Tally> {
        // Of several that are as full the last one is taken.
        self.0.iter().rev().map(|(_, tally)| tally).max_by_key(|tally| tally.calls)
    }

    /// Of whoever tells of most calls among those that tell how long they took: not everybody knows.
    pub fn timed(&self) -> Option<&Tally> {
        let timed = self.0.iter().rev().map(|(_, tally)| tally).filter(|tally| tally.latency.count() > 0);
        timed.max_by_key(|tally| tally.calls)
    }

    /// What each says, where others than the gateway do.
    pub fn sightings(&self) -> Vec<Sighting> {
        let sighting = |(teller, tally): (Teller, &Tally)| Sighting {
            teller,
            samples: tally.calls,
            errors: tally.errors,
            latency_ms: tally.percentiles(),
            last_seen: tally.last,
        };
        if self.0.iter().all(|(teller, _)| *teller == Teller::Gateway) { Vec::new() } else { self.iter().map(sighting).collect() }
    }
}
