//! Calls as they happen: told one by one while there are few, and as edges once a second in any case.

use crate::clock;
use crate::events::Events;
use domain::call::Call;
use domain::event::What;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// The most calls a second that are told one by one; all of them are folded into the edges.
pub const CALLS_TOLD_PER_SECOND: u32 = 50;

/// How often the edges that moved are told.
const TICK: Duration = Duration::from_secs(1);

/// The writer of call and edge events.
#[derive(Clone, Debug)]
pub struct Live {
    events: Events,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    moved: BTreeSet<(String, String)>,
    window: Option<Instant>,
    told: u32,
}

impl Live {
    /// Tells what it folds through `events`.
    pub fn new(events: Events) -> Self {
        Self { events, state: Arc::default() }
    }

    /// Folds one call in.
    pub fn fold(&self, call: &Call) {
        let may_tell = {
            let mut state = self.state();
            state.moved.insert((call.caller.clone(), call.tool.service().to_owned()));
            state.may_tell(clock::instant())
        };
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

    /// Tells once a second which edges moved, until it is stopped.
    pub async fn run(self, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(TICK);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            self.tick();
        }
    }

    fn tick(&self) {
        let edges: Vec<_> = std::mem::take(&mut self.state().moved).into_iter().collect();
        if !edges.is_empty() {
            self.events.emit(What::Edge { edges });
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
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

    #[test]
    fn fifty_calls_of_a_second_are_told_and_the_next_second_begins_anew() {
        let (mut state, start) = (State::default(), clock::instant());
        assert_eq!((0..80).filter(|_| state.may_tell(start)).count(), 50);
        assert!(state.may_tell(start + TICK));
    }
}
