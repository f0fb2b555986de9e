//! Counts of the last interval, in ten parts that move on one by one.

use std::time::{Duration, Instant};

/// Into how many parts an interval is cut: what is forgotten at once is a tenth.
const PARTS: u32 = 10;

/// How many calls the last interval saw, and how many of them were marked.
#[derive(Clone, Debug, Default)]
pub struct Window {
    parts: [Counts; PARTS as usize],
    /// When the newest part began.
    begun: Option<Instant>,
    newest: usize,
}

/// Calls, and those that were marked: failed, or repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Every call.
    pub calls: u32,
    /// Those marked.
    pub marked: u32,
}

impl Window {
    /// Counts one call of an `interval`.
    pub fn count(&mut self, now: Instant, interval: Duration) {
        self.part(now, interval).calls += 1;
    }

    /// Marks one call.
    pub fn mark(&mut self, now: Instant, interval: Duration) {
        self.part(now, interval).marked += 1;
    }

    /// What the interval that ends `now` saw.
    pub fn counts(&mut self, now: Instant, interval: Duration) -> Counts {
        self.part(now, interval);
        let sum = |of: fn(&Counts) -> u32| self.parts.iter().map(of).sum();
        Counts { calls: sum(|part| part.calls), marked: sum(|part| part.marked) }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The part that `now` lies in; parts that are an interval old are emptied on the way.
    fn part(&mut self, now: Instant, interval: Duration) -> &mut Counts {
        let width = interval / PARTS;
        let begun = *self.begun.get_or_insert(now);
        let passed = now.saturating_duration_since(begun).as_nanos() / width.as_nanos().max(1);
        for _ in 0..passed.min(u128::from(PARTS)) {
            self.newest = (self.newest + 1) % self.parts.len();
            self.parts[self.newest] = Counts::default();
        }
        if passed > 0 {
            let steps = u32::try_from(passed).unwrap_or(u32::MAX);
            self.begun = Some(if passed > u128::from(PARTS) { now } else { begun + width * steps });
        }
        &mut self.parts[self.newest]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    const INTERVAL: Duration = Duration::from_secs(10);

    /// Counts a call at each of `seconds`, and compares how many are remembered at `at`.
    fn check(seconds: &[u64], at: u64, expected: u32) {
        let start = clock::instant();
        let mut window = Window::default();
        for second in seconds {
            window.count(start + Duration::from_secs(*second), INTERVAL);
        }
        assert_eq!(window.counts(start + Duration::from_secs(at), INTERVAL).calls, expected, "{seconds:?} at {at}");
    }

    #[test]
    fn what_is_an_interval_old_is_forgotten_a_part_at_a_time() {
        check(&[0, 1, 2], 2, 3);
        check(&[0, 1, 2], 9, 3);
        check(&[0, 1, 2], 10, 2);
        check(&[0, 1, 2], 11, 1);
        check(&[0, 1, 2], 12, 0);
        check(&[0, 1, 2], 100_000, 0);
    }

    #[test]
    fn a_clock_that_stands_still_or_steps_back_counts_on() {
        let earlier = clock::instant();
        let start = earlier + Duration::from_secs(5);
        let mut window = Window::default();
        window.count(start, INTERVAL);
        window.count(earlier, INTERVAL);
        window.mark(start, INTERVAL);
        assert_eq!(window.counts(start, INTERVAL), Counts { calls: 2, marked: 1 });
    }
}
