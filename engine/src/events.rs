//! Events: one writer's order, a ring for readers that come back, a broadcast for those who are there.
//!
//! A number is never given twice, also not after a restart: numbers are reserved in the database, a block at a time.

use crate::{Error, clock, db::Db, store};
use domain::event::{Event, KEPT, What};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;

/// How many numbers a start reserves; a restart goes on behind them.
const RESERVED: i64 = 1_000_000;

/// How far a reader may fall behind before it is told to resync.
const BACKLOG: usize = 1024;

/// The events of this process.
#[derive(Clone, Debug)]
pub struct Events(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    epoch: String,
    ring: Mutex<Ring>,
    live: broadcast::Sender<Arc<Event>>,
}

#[derive(Debug)]
struct Ring {
    seq: u64,
    kept: VecDeque<Arc<Event>>,
}

/// What a reader gets: first what it missed, then what comes.
#[derive(Debug)]
pub struct Subscription {
    /// Events to send at once; the first is a `hello`, or a `resync` where the gap cannot be filled.
    pub first: Vec<Arc<Event>>,
    /// Events as they happen.
    pub live: broadcast::Receiver<Arc<Event>>,
}

impl Events {
    /// Begins behind every number ever given.
    pub async fn open(db: &Db) -> Result<Self, Error> {
        let seq = store::reserve_numbers(db, RESERVED).await?;
        let ring = Mutex::new(Ring { seq: seq as u64, kept: VecDeque::with_capacity(KEPT) });
        Ok(Self(Arc::new(Inner { epoch: clock::now().0.to_string(), ring, live: broadcast::Sender::new(BACKLOG) })))
    }

    /// Tells everyone.
    pub fn emit(&self, what: What) {
        let mut ring = self.ring();
        ring.seq += 1;
        let event = Arc::new(Event { seq: ring.seq, at: clock::now(), what });
        if ring.kept.len() == KEPT {
            ring.kept.pop_front();
        }
        ring.kept.push_back(Arc::clone(&event));
        // Nobody listening is fine; sending under the lock keeps the order.
        let _ = self.0.live.send(event);
    }

    /// The last number given.
    pub fn seq(&self) -> u64 {
        self.ring().seq
    }

    /// The last events that `wanted` picks, newest first.
    pub fn last(&self, count: usize, wanted: impl Fn(&What) -> bool) -> Vec<Event> {
        self.ring().kept.iter().rev().filter(|event| wanted(&event.what)).take(count).map(|event| Event::clone(event)).collect()
    }

    /// Everything after `after`, without a gap; from now on where nothing was seen yet.
    pub fn subscribe(&self, after: Option<u64>) -> Subscription {
        let ring = self.ring();
        let here = |what| Arc::new(Event { seq: ring.seq, at: clock::now(), what });
        let hello = here(What::Hello { epoch: self.0.epoch.clone() });
        let first = match after {
            None => vec![hello],
            Some(after) if after <= ring.seq && ring.kept.front().map_or(ring.seq, |event| event.seq - 1) <= after => {
                let missed = ring.kept.iter().filter(|event| event.seq > after).cloned();
                std::iter::once(Arc::new(Event { seq: after, ..Event::clone(&hello) })).chain(missed).collect()
            }
            Some(_) => {
                let reason = "the events in between are no longer kept".to_owned();
                vec![hello, here(What::Resync { reason })]
            }
        };
        Subscription { first, live: self.0.live.subscribe() }
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        // A panic while the lock was held cannot leave the ring half-written: each push is whole.
        self.0.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use domain::event::ServiceChange;

    fn something() -> What {
        What::Service { service: "geo".to_owned(), change: ServiceChange::Changed }
    }

    fn names(subscription: &Subscription) -> Vec<&'static str> {
        subscription.first.iter().map(|event| event.what.name()).collect()
    }

    #[tokio::test]
    async fn a_reader_that_comes_back_misses_nothing() {
        let events = Events::open(&testing::sqlite().await.db).await.expect("events");
        let start = events.seq();
        (0..3).for_each(|_| events.emit(something()));
        let back = events.subscribe(Some(start + 1));
        assert_eq!(back.first.iter().map(|event| event.seq - start).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(names(&back), ["hello", "service", "service"]);
    }

    #[tokio::test]
    async fn a_gap_that_cannot_be_filled_is_a_resync() {
        let events = Events::open(&testing::sqlite().await.db).await.expect("events");
        let start = events.seq();
        (0..=KEPT).for_each(|_| events.emit(something()));
        assert_eq!(names(&events.subscribe(Some(start))), ["hello", "resync"]);
        assert_eq!(names(&events.subscribe(Some(start + 1)))[..2], ["hello", "service"]);
        assert_eq!(names(&events.subscribe(Some(u64::MAX))), ["hello", "resync"]);
    }

    #[tokio::test]
    async fn numbers_go_on_behind_a_restart() {
        let testing = testing::sqlite().await;
        let first = Events::open(&testing.db).await.expect("events");
        first.emit(something());
        let second = Events::open(&testing.db).await.expect("events");
        assert!(second.seq() > first.seq());
        assert_eq!(names(&second.subscribe(Some(first.seq()))), ["hello", "resync"]);
    }
}
