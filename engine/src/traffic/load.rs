//! What a call to one instance is likely to cost: its latency, as a peak-sensitive moving average, times who is before you.
//!
//! After Finagle's peak EWMA: a slower answer counts at once, a faster one by and by.

use std::time::{Duration, Instant};

/// How long until an old latency counts for a third.
const DECAY: Duration = Duration::from_secs(10);

/// The moving average of an instance's latency.
#[derive(Clone, Copy, Debug, Default)]
pub struct Load {
    average_ms: f64,
    seen: Option<Instant>,
}

impl Load {
    /// Takes a call's latency into account.
    pub fn observe(&mut self, latency: Duration, now: Instant) {
        let sample = latency.as_secs_f64() * 1000.0;
        let aged = self.seen.map_or(0.0, |seen| now.saturating_duration_since(seen).as_secs_f64());
        let keep = if self.seen.is_none() || sample > self.average_ms { 0.0 } else { (-aged / DECAY.as_secs_f64()).exp() };
        self.average_ms = self.average_ms * keep + sample * (1.0 - keep);
        self.seen = Some(now);
    }

    /// The cost of one more call beside `in_flight` others. One that was never called costs nothing: it is tried first.
    pub fn cost(&self, in_flight: u32) -> f64 {
        self.average_ms * f64::from(in_flight + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn check(latencies_ms: &[u64], in_flight: u32, expected: f64) {
        let start = clock::instant();
        let mut load = Load::default();
        for (second, latency) in (0..).map(|n| 10 * n).zip(latencies_ms) {
            load.observe(Duration::from_millis(*latency), start + Duration::from_secs(second));
        }
        assert!((load.cost(in_flight) - expected).abs() < 0.01, "{latencies_ms:?}: {}", load.cost(in_flight));
    }

    #[test]
    fn a_slower_answer_counts_at_once_and_a_faster_one_by_and_by() {
        check(&[], 5, 0.0);
        check(&[10], 0, 10.0);
        check(&[10, 100], 0, 100.0);
        check(&[100, 10], 0, 43.11);
        check(&[100, 10, 10], 0, 22.18);
    }

    #[test]
    fn each_call_under_way_makes_one_more_cost_as_much_again() {
        check(&[10], 3, 40.0);
    }
}
