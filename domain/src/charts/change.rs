//! What changed: of each key the one measure that moved most against the period before, most first.

use crate::metrics::{Compared, Figures};
use serde::{Deserialize, Serialize};

/// Fewer calls than this, now or before, say nothing about a share or a percentile; and fewer both now and before, nothing at all.
const CALLS_MIN: u64 = 10;

/// By how many points the failed share must grow to weigh as much as a doubling of latency.
const POINTS_OF_DOUBLING: f64 = 0.05;

/// How much less a doubling of calls weighs than one of latency: it is neither better nor worse.
const CALLS_WEIGHT: f64 = 0.25;

/// What weighs less is noise.
const WEIGHT_MIN: f64 = 0.1;

/// What weighs this much fills the bar: latency grown eightfold.
const WEIGHT_FULL: f64 = 3.0;

/// What moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// p95 of answered calls, in milliseconds; more is worse.
    P95,
    /// The share of calls that failed, 0–1; more is worse.
    Failed,
    /// Calls; more is neither better nor worse.
    Calls,
}

/// How one key moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The service or the tool.
    pub key: String,
    /// What of it moved most.
    pub measure: Measure,
    /// What it was.
    pub before: f64,
    /// What it is.
    pub now: f64,
    /// How much that is, from −1 to 1; above 0 it grew.
    pub extent: f64,
}

/// The `count` keys that changed most.
pub fn changes(compared: &[Compared], count: usize) -> Vec<Change> {
    let mut changes: Vec<Change> = compared.iter().filter_map(most).collect();
    changes.sort_by(|a, b| b.extent.abs().total_cmp(&a.extent.abs()).then_with(|| a.key.cmp(&b.key)));
    changes.truncate(count);
    changes
}

/// What moved most of one key.
fn most(compared: &Compared) -> Option<Change> {
    let (now, before) = (&compared.now, &compared.before);
    if now.calls.max(before.calls) < CALLS_MIN {
        return None;
    }
    let is_told = now.calls.min(before.calls) >= CALLS_MIN;
    let doublings = |now: f64, before: f64| if now > 0.0 && before > 0.0 { (now / before).log2() } else { 0.0 };
    let failed = |figures: &Figures| figures.success().map(|success| 1.0 - success);
    let (p95, share) = (now.latency_ms.p95.zip(before.latency_ms.p95), failed(now).zip(failed(before)));
    let calls = (now.calls as f64, before.calls as f64);
    // One more on either side: who went silent or is new has changed, too.
    let more = doublings(calls.0 + 1.0, calls.1 + 1.0);
    let measures = [
        p95.filter(|_| is_told).map(|(now, before)| (Measure::P95, now, before, doublings(now, before))),
        share.filter(|_| is_told).map(|(now, before)| (Measure::Failed, now, before, (now - before) / POINTS_OF_DOUBLING)),
        Some((Measure::Calls, calls.0, calls.1, more * CALLS_WEIGHT)),
    ];
    let (measure, now, before, weight) = measures.into_iter().flatten().max_by(|a, b| a.3.abs().total_cmp(&b.3.abs()))?;
    let extent = (weight / WEIGHT_FULL).clamp(-1.0, 1.0);
    (weight.abs() >= WEIGHT_MIN).then(|| Change { key: compared.key.clone(), measure, before, now, extent })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Latency;

    fn figures((calls, errors, p95): (u64, u64, f64)) -> Figures {
        Figures { calls, errors, latency_ms: Latency { p95: Some(p95), ..Latency::default() }, ..Figures::default() }
    }

    fn check(now: (u64, u64, f64), before: (u64, u64, f64), expected: Option<(Measure, f64)>) {
        let compared = Compared { key: "geo".to_owned(), now: figures(now), before: figures(before) };
        let changes = changes(&[compared], 9);
        assert_eq!(changes.first().map(|change| (change.measure, change.extent)), expected);
    }

    #[test]
    fn of_each_key_the_measure_that_moved_most_is_told() {
        check((100, 0, 80.0), (100, 0, 10.0), Some((Measure::P95, 1.0)));
        check((100, 0, 10.0), (100, 30, 10.0), Some((Measure::Failed, -1.0)));
        check((159, 0, 10.0), (19, 0, 10.0), Some((Measure::Calls, 0.25)));
        check((100, 0, 40.0), (100, 0, 10.0), Some((Measure::P95, 2.0 / 3.0)));
    }

    #[test]
    fn few_calls_and_small_moves_say_nothing() {
        check((9, 0, 80.0), (9, 9, 10.0), None);
        check((0, 0, 80.0), (9, 0, 10.0), None);
        check((100, 0, 10.1), (100, 0, 10.0), None);
    }

    #[test]
    fn who_went_silent_or_is_new_is_told_by_calls_alone() {
        check((0, 0, 10.0), (63, 0, 10.0), Some((Measure::Calls, -0.5)));
        check((63, 63, 80.0), (0, 0, 10.0), Some((Measure::Calls, 0.5)));
        check((9, 9, 80.0), (19, 0, 10.0), Some((Measure::Calls, -0.25 / 3.0)));
    }

    #[test]
    fn what_changed_most_comes_first_whether_better_or_worse() {
        let compared = |key: &str, p95| Compared { key: key.to_owned(), now: figures((50, 0, p95)), before: figures((50, 0, 10.0)) };
        let all = [compared("a", 20.0), compared("b", 2.5), compared("c", 80.0)];
        let keys = |count| changes(&all, count).into_iter().map(|change| change.key).collect::<Vec<_>>();
        assert_eq!((keys(9), keys(1)), (vec!["c".to_owned(), "b".to_owned(), "a".to_owned()], vec!["c".to_owned()]));
    }
}
