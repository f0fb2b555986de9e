//! The budget of repeated calls: a service that fails is not drowned by those who try again.

use super::window::Window;
use std::time::{Duration, Instant};

/// The most that repeated calls may add to the calls of the last ten seconds, in percent.
pub const BUDGET_PERCENT: u32 = 20;

/// How many may be repeated in ten seconds where there are few calls.
pub const MIN_RETRIES: u32 = 10;

const INTERVAL: Duration = Duration::from_secs(10);

/// What was called and what was repeated.
#[derive(Clone, Debug, Default)]
pub struct Budget(Window);

impl Budget {
    /// Counts a call.
    pub fn count(&mut self, now: Instant) {
        self.0.count(now, INTERVAL);
    }

    /// Takes one repetition from the budget; false where it is used up.
    pub fn take(&mut self, now: Instant) -> bool {
        let seen = self.0.counts(now, INTERVAL);
        let is_left = seen.marked < MIN_RETRIES.max(seen.calls * BUDGET_PERCENT / 100);
        if is_left {
            self.0.mark(now, INTERVAL);
        }
        is_left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use proptest::prelude::*;

    fn check(calls: u32, wanted: u32, granted: u32) {
        let now = clock::instant();
        let mut budget = Budget::default();
        (0..calls).for_each(|_| budget.count(now));
        assert_eq!((0..wanted).filter(|_| budget.take(now)).count(), granted as usize, "{calls} calls");
    }

    #[test]
    fn a_fifth_of_the_calls_may_be_repeated_and_ten_in_any_case() {
        check(1_000, 1_000, 200);
        check(10, 1_000, 10);
        check(0, 3, 3);
    }

    #[test]
    fn the_budget_comes_back_with_time() {
        let now = clock::instant();
        let mut budget = Budget::default();
        (0..MIN_RETRIES).for_each(|_| assert!(budget.take(now)));
        assert!(!budget.take(now));
        assert!(budget.take(now + INTERVAL));
    }

    proptest! {
        /// Whatever comes in whatever order: in a window, repetitions are ten, or a fifth of the calls before them.
        #[test]
        fn repetitions_never_exceed_the_budget(steps in prop::collection::vec(any::<bool>(), 0..2_000)) {
            let now = clock::instant();
            let (mut budget, mut calls, mut granted) = (Budget::default(), 0, 0);
            for is_call in steps {
                if is_call {
                    budget.count(now);
                    calls += 1;
                } else if budget.take(now) {
                    granted += 1;
                }
                prop_assert!(granted <= MIN_RETRIES.max(calls * BUDGET_PERCENT / 100));
            }
        }
    }
}
