//! A tally: what is counted of calls, mergeable, whatever they are split by.

mod stored;

use domain::call::Call;
use domain::histogram::Histogram;
use domain::metrics::{Figures, Latency};
use domain::overview::Percentiles;
pub use stored::{Calls, Summed};

/// Nano-dollars in a dollar: what one call costs is a small part of a cent.
const NANO: f64 = 1e9;

/// Counts over some calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls.
    pub calls: u64,
    /// Those without a good answer.
    pub errors: u64,
    /// The sum of the latencies of answered calls, in microseconds.
    pub latency_us: u64,
    /// Bytes sent to services.
    pub request_bytes: u64,
    /// Bytes received from them.
    pub response_bytes: u64,
    /// Tokens that models read, where calls told.
    pub input_tokens: Option<u64>,
    /// Tokens that models wrote, where calls told.
    pub output_tokens: Option<u64>,
    /// Nano-dollars, where calls told.
    pub cost_nano_usd: Option<u64>,
    /// The latencies of answered calls.
    pub latency: Histogram,
}

impl Tally {
    /// Counts a call.
    pub fn record(&mut self, call: &Call) {
        self.calls += 1;
        self.errors += u64::from(call.outcome != domain::call::Outcome::Ok);
        self.request_bytes = self.request_bytes.saturating_add(call.request_bytes);
        self.response_bytes = self.response_bytes.saturating_add(call.response_bytes);
        self.input_tokens = sum(self.input_tokens, call.input_tokens);
        self.output_tokens = sum(self.output_tokens, call.output_tokens);
        self.cost_nano_usd = sum(self.cost_nano_usd, call.cost_usd.map(nano_usd));
        if call.outcome.was_answered() {
            let micros = micros(call.latency_ms);
            self.latency_us = self.latency_us.saturating_add(micros);
            self.latency.record(micros);
        }
    }

    /// Adds another tally to this one.
    pub fn merge(&mut self, other: &Self) {
        self.add_figures(other);
        self.latency.merge(&other.latency);
    }

    fn add_figures(&mut self, other: &Self) {
        self.calls = self.calls.saturating_add(other.calls);
        self.errors = self.errors.saturating_add(other.errors);
        self.latency_us = self.latency_us.saturating_add(other.latency_us);
        self.request_bytes = self.request_bytes.saturating_add(other.request_bytes);
        self.response_bytes = self.response_bytes.saturating_add(other.response_bytes);
        self.input_tokens = sum(self.input_tokens, other.input_tokens);
        self.output_tokens = sum(self.output_tokens, other.output_tokens);
        self.cost_nano_usd = sum(self.cost_nano_usd, other.cost_nano_usd);
    }

    /// The figures people and machines read.
    pub fn figures(&self) -> Figures {
        let (answered, Percentiles { p50, p95, p99 }) = self.answered();
        let mean = (answered > 0).then(|| self.latency_us as f64 / answered as f64 / 1000.0);
        Figures {
            calls: self.calls,
            errors: self.errors,
            latency_ms: Latency { p50, p95, p99, mean },
            request_bytes: self.request_bytes,
            response_bytes: self.response_bytes,
            input_tokens: self.input_tokens,
            output_tokens: self.output_tokens,
            cost_usd: self.cost_nano_usd.map(|nano| nano as f64 / NANO),
        }
    }

    /// Latency at three shares, in milliseconds.
    pub fn percentiles(&self) -> Percentiles {
        self.answered().1
    }

    /// How many calls were answered, and their latency at three shares.
    fn answered(&self) -> (u64, Percentiles) {
        let (answered, at) = self.latency.count_and_quantiles([0.5, 0.95, 0.99]);
        let [p50, p95, p99] = at.map(|at| at.map(|micros| micros as f64 / 1000.0));
        (answered, Percentiles { p50, p95, p99 })
    }
}

/// The sum of what is known; none where nothing is.
fn sum(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (known, None) | (None, known) => known,
    }
}

/// Milliseconds as whole microseconds.
pub fn micros(millis: f64) -> u64 {
    (millis * 1000.0).round().max(0.0) as u64
}

/// Dollars as whole nano-dollars.
pub fn nano_usd(usd: f64) -> u64 {
    (usd * NANO).round().max(0.0) as u64
}

/// Nano-dollars as dollars.
pub fn usd(nano: u64) -> f64 {
    nano as f64 / NANO
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::call;
    use domain::call::Outcome;

    fn of(calls: &[(Outcome, f64)]) -> Tally {
        let mut tally = Tally::default();
        for (outcome, latency_ms) in calls {
            tally.record(&Call { outcome: *outcome, latency_ms: *latency_ms, ..call(0, "geo.distance") });
        }
        tally
    }

    #[test]
    fn percentiles_are_over_answered_calls_whatever_the_answer() {
        let figures = of(&[(Outcome::Ok, 1.0), (Outcome::Failed, 1.0), (Outcome::Timeout, 2000.0)]).figures();
        assert_eq!((figures.calls, figures.errors), (3, 2));
        assert_eq!(figures.latency_ms, Latency { p50: Some(1.004), p95: Some(1.004), p99: Some(1.004), mean: Some(1.0) });
    }

    #[test]
    fn without_an_answer_there_is_no_latency() {
        let figures = of(&[(Outcome::Unreachable, 3.0)]).figures();
        assert_eq!(figures.latency_ms, Latency::default());
        assert_eq!(figures.success(), Some(0.0));
    }

    #[test]
    fn what_no_call_told_is_not_nought() {
        let mut tally = Tally::default();
        tally.record(&call(0, "geo.distance"));
        assert_eq!((tally.figures().input_tokens, tally.figures().cost_usd), (None, None));
        tally.record(&Call { input_tokens: Some(7), cost_usd: Some(0.000_25), ..call(0, "geo.distance") });
        assert_eq!((tally.figures().input_tokens, tally.figures().cost_usd), (Some(7), Some(0.000_25)));
    }

    #[test]
    fn a_merge_is_the_tally_of_both() {
        let mut merged = of(&[(Outcome::Ok, 5.0)]);
        merged.merge(&of(&[(Outcome::Rejected, 70.0)]));
        assert_eq!(merged, of(&[(Outcome::Ok, 5.0), (Outcome::Rejected, 70.0)]));
    }
}
