//! How many calls one instance has under way, how many it may have, and the short line of those that wait for one to end.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// How many calls may wait for one instance.
pub const WAITING_MAX: u32 = 64;

/// How long a call waits for its turn, at most.
pub const WAIT_MAX: Duration = Duration::from_secs(1);

/// The slots of one instance.
#[derive(Debug, Default)]
pub struct Slots {
    taken: AtomicU32,
    waiting: AtomicU32,
    freed: Notify,
}

impl Slots {
    /// How many are taken.
    pub fn taken(&self) -> u32 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Takes one of `limit`, if one is free.
    pub fn take(&self, limit: u32) -> bool {
        let next = |taken: u32| (taken < limit).then(|| taken + 1);
        self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).is_ok()
    }

    /// Waits for one of `limit`, for `patience` and [`WAIT_MAX`] at most; false where none came free, or the line is full.
    pub async fn wait(&self, limit: u32, patience: Duration) -> bool {
        let next = |waiting: u32| (waiting < WAITING_MAX).then(|| waiting + 1);
        if self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).is_err() {
            return false;
        }
        let _in_line = InLine(&self.waiting);
        let turn = async {
            while !self.take(limit) {
                self.freed.notified().await;
            }
        };
        tokio::time::timeout(patience.min(WAIT_MAX), turn).await.is_ok()
    }

    /// Gives one back.
    pub fn free(&self) {
        self.taken.fetch_sub(1, Ordering::Relaxed);
        self.freed.notify_one();
    }
}

/// A place in the line; dropping it leaves.
struct InLine<'a>(&'a AtomicU32);

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn no_more_are_taken_than_there_are() {
        let slots = Slots::default();
        assert_eq!([slots.take(2), slots.take(2), slots.take(2)], [true, true, false]);
        slots.free();
        assert!(slots.take(2) && !slots.take(2));
    }

    #[tokio::test]
    async fn who_waits_gets_the_slot_that_comes_free() {
        let slots = Arc::new(Slots::default());
        assert!(slots.take(1));
        let waiter = tokio::spawn({
            let slots = Arc::clone(&slots);
            async move { slots.wait(1, WAIT_MAX).await }
        });
        while slots.waiting.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        slots.free();
        assert!(waiter.await.expect("no panic"));
        assert_eq!((slots.taken(), slots.waiting.load(Ordering::Relaxed)), (1, 0));
    }

    #[tokio::test]
    async fn nobody_waits_for_longer_than_a_second_or_behind_sixty_four() {
        let slots = Slots::default();
        assert!(slots.take(1));
        assert!(!slots.wait(1, Duration::from_mins(1)).await);
        slots.waiting.store(WAITING_MAX, Ordering::Relaxed);
        assert!(!slots.wait(1, Duration::from_mins(1)).await);
    }
}
