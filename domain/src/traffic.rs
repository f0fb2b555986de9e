//! How calls to a service are spread, limited, repeated and kept from instances that fail. The knobs bear Envoy's names.

use crate::failure::Violation;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The range of a deadline, in milliseconds.
pub const TIMEOUT_MS: RangeInclusive<u32> = 1..=300_000;

/// The range of how many more instances a call that may be repeated tries after its first.
pub const RETRIES: RangeInclusive<u32> = 0..=10;

/// The range of how many calls one instance gets at once.
pub const CONCURRENCY: RangeInclusive<u32> = 1..=100_000;

/// The range of a circuit's times, in milliseconds: a second to a day.
pub const CIRCUIT_MS: RangeInclusive<u32> = 1_000..=86_400_000;

/// How calls are spread over the instances of a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Balancer {
    /// One after the other.
    #[default]
    RoundRobin,
    /// By weight, evenly interleaved.
    Weighted,
    /// To the one with the fewest calls under way for its weight.
    LeastConnections,
    /// To the better of two drawn at random, by latency and calls under way.
    PeakEwma,
}

impl Balancer {
    /// Every balancer.
    pub const ALL: [Self; 4] = [Self::RoundRobin, Self::Weighted, Self::LeastConnections, Self::PeakEwma];

    /// The word that is stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::RoundRobin => "round_robin",
            Self::Weighted => "weighted",
            Self::LeastConnections => "least_connections",
            Self::PeakEwma => "peak_ewma",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|balancer| balancer.word() == word)
    }
}

/// When an instance's circuit opens, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Breaker {
    /// Failed calls in a row that open it.
    pub consecutive_5xx: u32,
    /// The share of failed calls in an interval that opens it, in percent.
    pub failure_percentage_threshold: u32,
    /// How many calls an interval needs for that share to count.
    pub failure_percentage_request_volume: u32,
    /// The interval that shares are taken over, in milliseconds.
    pub interval_ms: u32,
    /// How long it stays open the first time, in milliseconds; it doubles each time the probe fails.
    pub base_ejection_time_ms: u32,
    /// The longest it stays open, in milliseconds; no shorter than the first time.
    pub max_ejection_time_ms: u32,
}

impl Default for Breaker {
    fn default() -> Self {
        Self {
            consecutive_5xx: 5,
            failure_percentage_threshold: 50,
            failure_percentage_request_volume: 20,
            interval_ms: 10_000,
            base_ejection_time_ms: 30_000,
            max_ejection_time_ms: 300_000,
        }
    }
}

/// How calls to a service travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Traffic {
    /// How they are spread.
    pub balancer: Balancer,
    /// The deadline of a call that does not bring its own, in milliseconds.
    pub timeout_ms: u32,
    /// The deadline of one attempt, in milliseconds; that of the call where it is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_try_timeout_ms: Option<u32>,
    /// How many more instances a call tries where it may.
    pub retries: u32,
    /// How many calls one instance gets at once; a few more wait in line.
    pub max_concurrency: u32,
    /// When an instance is kept from calls.
    pub breaker: Breaker,
}

impl Default for Traffic {
    fn default() -> Self {
        Self {
            balancer: Balancer::default(),
            timeout_ms: 30_000,
            per_try_timeout_ms: None,
            retries: 2,
            max_concurrency: 1_000,
            breaker: Breaker::default(),
        }
    }
}

impl Traffic {
    /// Everything that is out of range, each with its field and its remedy.
    pub fn violations(&self) -> Vec<Violation> {
        let Breaker { interval_ms, base_ejection_time_ms, max_ejection_time_ms, .. } = self.breaker;
        let ranged = [
            ("/timeout_ms", self.timeout_ms, TIMEOUT_MS),
            ("/per_try_timeout_ms", self.per_try_timeout_ms.unwrap_or(1), TIMEOUT_MS),
            ("/retries", self.retries, RETRIES),
            ("/max_concurrency", self.max_concurrency, CONCURRENCY),
            ("/breaker/consecutive_5xx", self.breaker.consecutive_5xx, 1..=u32::MAX),
            ("/breaker/failure_percentage_threshold", self.breaker.failure_percentage_threshold, 1..=100),
            ("/breaker/failure_percentage_request_volume", self.breaker.failure_percentage_request_volume, 1..=u32::MAX),
            ("/breaker/interval_ms", interval_ms, CIRCUIT_MS),
            ("/breaker/base_ejection_time_ms", base_ejection_time_ms, CIRCUIT_MS),
            ("/breaker/max_ejection_time_ms", max_ejection_time_ms, CIRCUIT_MS),
        ];
        let outside = ranged.into_iter().filter(|(_, value, range)| !range.contains(value));
        outside.map(|(pointer, value, range)| violation(pointer, value, &range)).collect()
    }
}

fn violation(pointer: &str, value: u32, range: &RangeInclusive<u32>) -> Violation {
    let name = pointer.rsplit('/').next().unwrap_or_default();
    let remedy = if *range.end() == u32::MAX {
        format!("use {} or more", range.start())
    } else {
        format!("use {} to {}", range.start(), range.end())
    };
    Violation { pointer: pointer.to_owned(), message: format!("{value} is out of the range of `{name}`"), remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(traffic: Traffic, expected: &[(&str, &str)]) {
        let found = traffic.violations();
        let found: Vec<_> = found.iter().map(|wrong| (wrong.pointer.as_str(), wrong.remedy.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_out_of_range_names_its_field_and_its_range() {
        check(Traffic::default(), &[]);
        check(
            Traffic { timeout_ms: 0, retries: 11, ..Traffic::default() },
            &[("/timeout_ms", "use 1 to 300000"), ("/retries", "use 0 to 10")],
        );
        let breaker = Breaker { consecutive_5xx: 0, max_ejection_time_ms: 999, ..Breaker::default() };
        let expected = [("/breaker/consecutive_5xx", "use 1 or more"), ("/breaker/max_ejection_time_ms", "use 1000 to 86400000")];
        check(Traffic { breaker, ..Traffic::default() }, &expected);
    }

    #[test]
    fn a_balancer_is_stored_by_the_word_that_is_sent() {
        for balancer in Balancer::ALL {
            assert_eq!(serde_json::json!(balancer), balancer.word());
            assert_eq!(Balancer::from_word(balancer.word()), Some(balancer));
        }
    }
}
