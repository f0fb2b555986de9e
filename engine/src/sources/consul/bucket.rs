//! A token bucket: how long to wait before the next question, so that a peer that answers at once is not asked without end.

use std::time::{Duration, Instant};

/// How many questions may come at once.
const BURST: u32 = 5;

/// How long one more takes to be allowed.
const EVERY: Duration = Duration::from_secs(1);

/// The bucket; it is told the time.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    /// When it would be full.
    full_at: Instant,
}

impl Bucket {
    /// A full bucket.
    pub const fn new(now: Instant) -> Self {
        Self { full_at: now }
    }

    /// Takes one token; how long to wait until it is there.
    pub fn take(&mut self, now: Instant) -> Duration {
        self.full_at = self.full_at.max(now) + EVERY;
        self.full_at.saturating_duration_since(now + EVERY * BURST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn five_questions_may_come_at_once_and_then_one_a_second() {
        let start = clock::instant();
        let mut bucket = Bucket::new(start);
        let waits: Vec<u64> = (0..7).map(|_| bucket.take(start).as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2]);
        let later = start + Duration::from_mins(1);
        let waits: Vec<u64> = (0..6).map(|_| bucket.take(later).as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 1]);
    }
}
