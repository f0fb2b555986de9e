//! Objectives: which share of a service's calls shall be good, how fast, over how many days; and how it stands with that.
//!
//! What an objective does not ask for is its error budget: of 99 %, one call in a hundred may be bad. A bad call is one without
//! a good answer or, where the objective has a limit, one that took longer.

mod fields;

pub use fields::ObjectiveFields;

use crate::failure::Violation;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The share of calls that may be asked for.
pub const SUCCESS: RangeInclusive<f64> = 0.5..=0.99999;

/// How long a good call may take, in milliseconds: up to an hour.
pub const LIMIT_MS: RangeInclusive<u32> = 1..=3_600_000;

/// Over how many days.
pub const DAYS: RangeInclusive<u32> = 1..=90;

/// The most objectives there may be.
pub const OBJECTIVES_MAX: usize = 1000;

/// The windows over which burning is told, in seconds: an hour and six, which chapter 5 of "The Site Reliability Workbook"
/// (Google, 2018) looks at.
pub const BURN_WINDOWS: [i64; 2] = [3600, 6 * 3600];

/// From how many times as fast as it may a budget burns too fast, by window; as there, a fiftieth of thirty days' budget in an
/// hour, a twentieth in six.
pub const BURNS_TOO_FAST: [f64; 2] = [14.4, 6.0];

const DAY: i64 = 86_400;

/// What is asked of a service's calls.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    /// The share of them that shall be good, 0–1.
    pub success: f64,
    /// How long a good one may take, in milliseconds; as long as it likes where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u32>,
    /// Over how many days.
    #[serde(default = "thirty")]
    pub days: u32,
}

const fn thirty() -> u32 {
    30
}

/// Calls, and how many of them were bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// All.
    pub calls: u64,
    /// The bad ones.
    pub bad: u64,
}

/// How a service stands with its objective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The service.
    pub service: String,
    /// What is asked.
    pub objective: Objective,
    /// Its calls of so many days.
    pub calls: u64,
    /// The bad ones among them.
    pub bad: u64,
    /// The share of the budget that is left, 1 at most; below 0 where it is overspent; null without calls.
    pub budget_left: Option<f64>,
    /// How many times as fast as it may the budget burnt within the last hour; null without calls.
    pub burn_rate_1h: Option<f64>,
    /// The same within the last six hours.
    pub burn_rate_6h: Option<f64>,
}

/// How well it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Care {
    /// The budget is spent.
    Spent,
    /// It will be soon.
    Burning,
    /// Neither.
    Well,
}

impl Objective {
    /// What is wrong with it.
    pub fn violations(&self) -> Vec<Violation> {
        let mut wrong = Vec::new();
        let mut check = |is_right: bool, pointer: &str, remedy: String| {
            wrong.extend((!is_right).then(|| Violation::out_of_range(pointer, remedy)));
        };
        check(SUCCESS.contains(&self.success), "/success", format!("write a share, {} to {}", SUCCESS.start(), SUCCESS.end()));
        let limit = format!("write {} to {} ms, or leave it out", LIMIT_MS.start(), LIMIT_MS.end());
        check(self.latency_ms.is_none_or(|limit| LIMIT_MS.contains(&limit)), "/latency_ms", limit);
        check(DAYS.contains(&self.days), "/days", format!("write {} to {}", DAYS.start(), DAYS.end()));
        wrong
    }

    /// The share that shall be good, in percent, as people write it: `99.5`.
    pub fn percent(&self) -> String {
        let thousandths = (self.success * 1e5).round() as u32;
        let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// How many seconds it is over.
    pub const fn seconds(&self) -> i64 {
        self.days as i64 * DAY
    }

    /// How many times as fast as they may, those calls burn the budget; absent without calls.
    pub fn burn_rate(&self, counted: Counted) -> Option<f64> {
        burn_rate(self.success, counted)
    }

    /// How a service stands with it after the calls of its days and of each of the [`BURN_WINDOWS`].
    pub fn standing(self, service: &str, whole: Counted, windows: [Counted; 2]) -> Standing {
        let [burn_rate_1h, burn_rate_6h] = windows.map(|counted| self.burn_rate(counted));
        let budget_left = self.burn_rate(whole).map(|burnt| 1.0 - burnt);
        let (service, Counted { calls, bad }) = (service.to_owned(), whole);
        Standing { service, objective: self, calls, bad, budget_left, burn_rate_1h, burn_rate_6h }
    }
}

/// How many times as fast as they may, calls burn the budget of a share that shall be good; absent without calls.
///
/// The share that is bad over the share that may be: Google, "The Site Reliability Workbook", chapter 5.
pub fn burn_rate(success: f64, counted: Counted) -> Option<f64> {
    let rate = counted.bad as f64 / counted.calls as f64 / (1.0 - success);
    // 1 - 0.99 is not quite 0.01: what burns exactly as fast as it may must not miss 1.
    (counted.calls > 0).then(|| (rate * 1e9).round() / 1e9)
}

impl Standing {
    /// How well it stands.
    pub fn care(&self) -> Care {
        let rates = [self.burn_rate_1h, self.burn_rate_6h];
        let is_fast = |(rate, limit): (Option<f64>, f64)| rate.is_some_and(|rate| rate >= limit);
        match self.budget_left {
            Some(left) if left <= 0.0 => Care::Spent,
            _ if rates.into_iter().zip(BURNS_TOO_FAST).any(is_fast) => Care::Burning,
            _ => Care::Well,
        }
    }
}

/// Those that want a person first: by care, then by what is left.
pub fn sort(standings: &mut [Standing]) {
    let left = |standing: &Standing| standing.budget_left.unwrap_or(1.0);
    standings.sort_by(|a, b| (a.care().cmp(&b.care())).then(left(a).total_cmp(&left(b))).then_with(|| a.service.cmp(&b.service)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE_OF_FOUR: Objective = Objective { success: 0.75, latency_ms: None, days: 30 };

    fn counted(calls: u64, bad: u64) -> Counted {
        Counted { calls, bad }
    }

    fn check(whole: (u64, u64), hour: (u64, u64), expected: (Option<f64>, Option<f64>, Care)) {
        let standing = THREE_OF_FOUR.standing("geo", counted(whole.0, whole.1), [counted(hour.0, hour.1), counted(whole.0, whole.1)]);
        assert_eq!((standing.budget_left, standing.burn_rate_1h, standing.care()), expected);
    }

    #[test]
    fn a_budget_burns_as_fast_as_calls_are_bad_beyond_what_may_be() {
        check((0, 0), (0, 0), (None, None, Care::Well));
        check((100, 0), (1, 0), (Some(1.0), Some(0.0), Care::Well));
        check((16, 2), (4, 2), (Some(0.5), Some(2.0), Care::Well));
        check((16, 4), (0, 0), (Some(0.0), None, Care::Spent));
        check((2, 1), (1, 1), (Some(-1.0), Some(4.0), Care::Spent));
    }

    #[test]
    fn a_budget_that_is_used_up_exactly_is_spent() {
        for (success, calls, bad) in [(0.99, 100, 1), (0.9, 100, 10), (0.999, 1000, 1), (0.7, 10, 3)] {
            let whole = counted(calls, bad);
            let standing = Objective { success, ..THREE_OF_FOUR }.standing("geo", whole, [whole, whole]);
            assert_eq!((standing.budget_left, standing.burn_rate_1h, standing.care()), (Some(0.0), Some(1.0), Care::Spent));
        }
    }

    #[test]
    fn what_burns_too_fast_or_is_spent_comes_first() {
        let strict = Objective { success: 0.99, ..THREE_OF_FOUR };
        let burning = strict.standing("a", counted(10_000, 20), [counted(100, 15), counted(100, 1)]);
        let slowly = strict.standing("b", counted(10_000, 20), [counted(100, 14), counted(100, 7)]);
        let well = strict.standing("c", counted(10_000, 20), [counted(100, 14), counted(100, 5)]);
        assert_eq!([burning.care(), slowly.care(), well.care()], [Care::Burning, Care::Burning, Care::Well]);
        let spent = THREE_OF_FOUR.standing("d", counted(4, 4), [counted(4, 4); 2]);
        let unused = THREE_OF_FOUR.standing("e", counted(0, 0), [counted(0, 0); 2]);
        let mut all = vec![unused, well, slowly, burning, spent];
        sort(&mut all);
        assert_eq!(all.iter().map(|standing| standing.service.as_str()).collect::<Vec<_>>(), ["d", "a", "b", "c", "e"]);
    }

    #[test]
    fn an_objective_names_each_wrong_value() {
        let check = |success, latency_ms, days, pointers: &[&str]| {
            let wrong = Objective { success, latency_ms, days }.violations();
            assert_eq!(wrong.iter().map(|wrong| wrong.pointer.as_str()).collect::<Vec<_>>(), pointers);
        };
        check(0.5, None, 1, &[]);
        check(0.999_99, Some(3_600_000), 90, &[]);
        check(0.49, Some(1), 30, &["/success"]);
        check(1.0, Some(0), 0, &["/success", "/latency_ms", "/days"]);
        check(f64::NAN, Some(3_600_001), 91, &["/success", "/latency_ms", "/days"]);
    }

    #[test]
    fn a_share_is_written_in_percent_without_noise() {
        for (success, percent) in [(0.999, "99.9"), (0.99, "99"), (0.999_99, "99.999"), (0.57, "57"), (0.9, "90")] {
            assert_eq!(Objective { success, ..THREE_OF_FOUR }.percent(), percent);
        }
    }
}
