//! What a service's calls have in common: whose turn it is, what may be repeated, when to look for outliers.

use super::budget::Budget;
use super::outlier;
use super::pick::{Candidate, Picker};
use super::window::Counts;
use domain::traffic::{Balancer, Breaker};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The spread of a service's calls. It outlives changes of the service.
#[derive(Debug, Default)]
pub struct Spread(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    picker: Picker,
    budget: Budget,
    looked: Option<Instant>,
}

impl Spread {
    /// The place of the one whose turn it is.
    pub fn pick(&self, balancer: Balancer, all: &[Candidate<'_>]) -> Option<usize> {
        self.memory().picker.pick(balancer, all, rand::random)
    }

    /// Counts a call, of which a share may be repeated.
    pub fn count(&self, now: Instant) {
        self.memory().budget.count(now);
    }

    /// Whether a call may be repeated.
    pub fn may_repeat(&self, now: Instant) -> bool {
        self.memory().budget.take(now)
    }

    /// Whether it is time to look for outliers: once an interval.
    pub fn is_time_to_look(&self, now: Instant, rules: &Breaker) -> bool {
        let interval = Duration::from_millis(rules.interval_ms.into());
        let mut memory = self.memory();
        let is_time = memory.looked.is_none_or(|looked| now.saturating_duration_since(looked) >= interval);
        if is_time {
            memory.looked = Some(now);
        }
        is_time
    }

    /// The places of the outliers, where `out` are kept from calls already.
    pub fn outliers(recent: &[Counts], out: usize) -> Vec<usize> {
        outlier::find(recent, out)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // Each change is whole, so a panic elsewhere cannot leave it half-written.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
