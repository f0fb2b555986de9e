//! Calls as they happen: told one by one while there are few, and as edges once a second in any case.

use super::recorder::{Moved, Recorder};
use super::tally::Tally;
use crate::clock;
use crate::events::Events;
use domain::Time;
use domain::call::Call;
use domain::event::What;
use domain::mesh::Teller;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// The most calls a second that are told one by one; all of them are folded into the edges.
pub const CALLS_TOLD_PER_SECOND: u32 = 50;

/// The most edges a second that are told one by one as never seen before; the rest are told by their number.
pub const NEW_TOLD_PER_SECOND: usize = 5;

/// How often the edges that moved are told.
const TICK: Duration = Duration::from_secs(1);

/// The writer of call and edge events.
#[derive(Clone, Debug)]
pub struct Live {
    events: Events,
    recorder: Arc<Mutex<Recorder>>,
    telling: Arc<Mutex<Telling>>,
}

#[derive(Debug, Default)]
struct Telling {
    window: Option<Instant>,
    told: u32,
}

impl Live {
    /// Tells what it folds through `events`.
    pub fn new(events: Events) -> Self {
        Self { events, recorder: Arc::default(), telling: Arc::default() }
    }

    /// Folds one call in that ended just now.
    pub fn fold(&self, call: &Call) {
        self.fold_at(call, clock::now());
        let may_tell = self.telling.lock().unwrap_or_else(PoisonError::into_inner).may_tell(clock::instant());
        if may_tell {
            self.events.emit(What::Call {
                id: call.id.clone(),
                caller: call.caller.clone(),
                tool: call.tool.clone(),
                instance: call.instance.clone(),
                outcome: call.outcome,
                latency_ms: call.latency_ms,
            });
        }
    }

    /// Folds in what somebody tells at `now` of calls from one to another that ended before.
    pub fn fold_told(&self, ends: (&str, &str), teller: Teller, told: &Tally, now: Time) {
        self.recorder().fold_told(ends, teller, told, now);
    }

    /// How many edges, of those that end at `target` where one is named, were seen for the first time since `time`.
    pub fn new_edges_since(&self, time: Time, target: Option<&str>) -> u64 {
        self.recorder().new_since(time, target)
    }

    pub(super) fn fold_at(&self, call: &Call, now: Time) {
        self.recorder().fold(call, now);
    }

    /// Tells once a second which edges moved, until it is stopped.
    pub async fn run(self, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(TICK);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            self.tick();
        }
    }

    pub(super) fn tick(&self) {
        let Moved { edges, new } = self.recorder().moved();
        if !edges.is_empty() {
            self.events.emit(What::Edge { edges });
        }
        for (source, target) in new.iter().take(NEW_TOLD_PER_SECOND) {
            self.events.emit(What::Alert { about: format!("{source} → {target}"), reason: "called for the first time".to_owned() });
        }
        let more = new.len().saturating_sub(NEW_TOLD_PER_SECOND);
        if more > 0 {
            self.events.emit(What::Alert { about: format!("{more} more edges"), reason: "called for the first time".to_owned() });
        }
    }

    /// When a call from one to the other was first seen.
    pub fn first_seen(&self, source: &str, target: &str) -> Option<Time> {
        self.recorder().first_seen(source, target)
    }

    pub(super) fn recorder(&self) -> MutexGuard<'_, Recorder> {
        // Each change of the recorder is whole, so a panic while the lock was held left nothing half-done.
        self.recorder.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Telling {
    /// Whether one more call of this second may be told.
    fn may_tell(&mut self, now: Instant) -> bool {
        if self.window.is_none_or(|begun| now.duration_since(begun) >= TICK) {
            (self.window, self.told) = (Some(now), 0);
        }
        self.told += 1;
        self.told <= CALLS_TOLD_PER_SECOND
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::tests::call;
    use crate::testing;

    #[test]
    fn fifty_calls_of_a_second_are_told_and_the_next_second_begins_anew() {
        let (mut telling, start) = (Telling::default(), clock::instant());
        assert_eq!((0..80).filter(|_| telling.may_tell(start)).count(), 50);
        assert!(telling.may_tell(start + TICK));
    }

    #[tokio::test]
    async fn an_edge_never_seen_before_is_told_as_new_once() {
        let events = Events::open(&testing::sqlite().await.db).await.expect("events");
        let live = Live::new(events.clone());
        let told = || events.last(99, |what| matches!(what, What::Alert { .. }));
        for _ in 0..2 {
            live.fold_at(&call("web", "geo"), Time(0));
            live.tick();
            assert_eq!(told()[0].what, What::Alert { about: "web → geo".to_owned(), reason: "called for the first time".to_owned() });
        }
        assert_eq!((told().len(), events.last(99, |what| matches!(what, What::Edge { .. })).len()), (1, 2));
    }

    #[tokio::test]
    async fn edges_that_are_new_in_a_crowd_are_told_by_their_number() {
        let events = Events::open(&testing::sqlite().await.db).await.expect("events");
        let live = Live::new(events.clone());
        (0..NEW_TOLD_PER_SECOND + 3).for_each(|n| live.fold_at(&call(&format!("c{n}"), "geo"), Time(0)));
        live.tick();
        let told = events.last(99, |what| matches!(what, What::Alert { .. }));
        let last = What::Alert { about: "3 more edges".to_owned(), reason: "called for the first time".to_owned() };
        assert_eq!((told.len(), &told[0].what), (NEW_TOLD_PER_SECOND + 1, &last));
    }
}
