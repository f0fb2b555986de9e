//! The record of a run under way: every step is stored, then shown, then told, in this order; budgets end it.

use super::Runs;
use super::store;
use crate::{clock, events::Events};
use domain::Time;
use domain::event::What;
use domain::run::{Doing, Run, RunState, Step};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// A run that others may watch and end.
#[derive(Debug)]
pub struct Live {
    /// The run as it stands.
    pub run: watch::Sender<Arc<Run>>,
    /// Ends it.
    pub cancel: CancellationToken,
}

/// How a run ends.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// The state it ends in.
    pub state: RunState,
    /// Why, in words.
    pub reason: String,
    /// The answer.
    pub answer: Option<String>,
}

impl End {
    /// An end without an answer.
    pub fn without_answer(state: RunState, reason: impl Into<String>) -> Self {
        Self { state, reason: reason.into(), answer: None }
    }
}

/// The pen that writes a run down.
#[derive(Debug)]
pub struct Record {
    runs: Runs,
    live: Arc<Live>,
    run: Run,
    begun: Instant,
}

/// When a step began.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    at: Time,
    begun: Instant,
}

impl Start {
    /// A step that begins now.
    pub fn now() -> Self {
        Self { at: clock::now(), begun: clock::instant() }
    }
}

impl Record {
    /// Takes up a run that was just written down.
    pub fn new(runs: Runs, live: Arc<Live>, run: Run) -> Self {
        Self { runs, live, run, begun: clock::instant() }
    }

    /// The run as it stands.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Ends when a person ends the run.
    pub fn cancel(&self) -> CancellationToken {
        self.live.cancel.clone()
    }

    /// How much of its time is left.
    pub fn time_left(&self) -> Duration {
        Duration::from_secs(self.run.budget.seconds.into()).saturating_sub(clock::instant().duration_since(self.begun))
    }

    /// Whether one more step is in the budget.
    pub fn has_step_left(&self) -> bool {
        self.run.spent.steps < self.run.budget.steps
    }

    /// Counts a call, or tells which budget forbids it.
    pub fn count_call(&mut self, destructive: bool) -> Result<(), End> {
        let (budget, spent) = (&self.run.budget, &mut self.run.spent);
        if spent.calls >= budget.calls {
            return Err(over("calls", budget.calls));
        }
        if destructive && spent.destructive_calls >= budget.destructive_calls {
            return Err(over("destructive calls", budget.destructive_calls));
        }
        spent.calls += 1;
        spent.destructive_calls += u32::from(destructive);
        Ok(())
    }

    /// Writes a step down, or tells why there is none more.
    pub async fn step(&mut self, start: Start, doing: Doing) -> Result<(), End> {
        if self.live.cancel.is_cancelled() {
            return Err(cancelled());
        }
        if self.time_left().is_zero() {
            return Err(over("seconds", self.run.budget.seconds));
        }
        if !self.has_step_left() {
            return Err(over("steps", self.run.budget.steps));
        }
        self.write(start, doing).await
    }

    /// Writes a step down whatever the budget says: it has happened.
    pub async fn write(&mut self, start: Start, doing: Doing) -> Result<(), End> {
        let (n, duration_ms) = (self.run.steps.len() as u32 + 1, clock::millis_since(start.begun));
        let step = Step { n, at: start.at, duration_ms, doing };
        self.run.spent.steps = n;
        self.run.spent.seconds = self.seconds();
        store::add_step(&self.runs.0.db, &self.run, &step).await.map_err(|error| lost(&error))?;
        self.run.steps.push(step);
        self.show();
        Ok(())
    }

    /// Writes the end down; a database that refuses it leaves the end to be seen, and to be `interrupted` after a restart.
    pub async fn end(mut self, end: End) {
        self.run.spent.seconds = self.seconds();
        (self.run.state, self.run.reason, self.run.answer) = (end.state, end.reason, end.answer);
        if let Err(error) = store::finish(&self.runs.0.db, &self.run).await {
            tracing::error!(%error, run = %self.run.id, "the end of a run was not written down: {error}");
        }
        self.runs.forget(&self.run.id);
        self.show();
    }

    fn seconds(&self) -> f64 {
        clock::millis_since(self.begun) / 1000.0
    }

    fn show(&self) {
        self.live.run.send_replace(Arc::new(self.run.clone()));
        tell(&self.runs.0.events, &self.run);
    }
}

/// Tells everyone that a run moved.
pub fn tell(events: &Events, run: &Run) {
    events.emit(What::Run { id: run.id.clone(), state: run.state, steps: run.spent.steps });
}

/// The end of a run that a person ended.
pub fn cancelled() -> End {
    End::without_answer(RunState::Cancelled, "It was cancelled.")
}

/// The end of a run whose budget is spent.
pub fn over(what: &str, limit: u32) -> End {
    let reason = format!("The budget of {limit} {what} is spent. Start it again with a larger budget.");
    End::without_answer(RunState::Budget, reason)
}

fn lost(error: &crate::Error) -> End {
    tracing::error!(%error, "a step of a run was not written down: {error}");
    End::without_answer(RunState::Failed, "The database did not take a step of this run. The log says why.")
}
