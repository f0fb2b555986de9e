//! Runs: a requirement, a planner, a budget, the steps taken, and the answer.
//!
//! ```text
//! order → checked → stored → a task drives it: each step stored → shown to watchers → told as an event
//! ```
//! A run lives in one task; everyone else reads the database or watches. Tools are called through the gateway
//! only, by the name `orchestrator`. What the planner is, is `builtin`'s affair.

mod builtin;
mod drive;
mod order;
mod record;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod watched;

pub use watched::{Update, Watched};

use crate::catalogue::Catalogue;
use crate::events::Events;
use crate::gateway::Gateway;
use crate::{Error, clock, db::Db, ids};
use builtin::Shelf;
use domain::failure::Kind;
use domain::list::LIMIT_MAX;
use domain::run::{Order, Run, RunState, RunSummary, Spent, Usage};
use domain::{Failure, List, Time};
use record::{End, Live, Record};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How long a cancelled run has to come to its end before the caller is answered.
const CANCEL_WAIT: Duration = Duration::from_secs(5);

/// The runs of this Meshdeck.
#[derive(Clone, Debug)]
pub struct Runs(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    events: Events,
    catalogue: Catalogue,
    gateway: Gateway,
    shelf: Mutex<Shelf>,
    live: Mutex<HashMap<String, Arc<Live>>>,
}

impl Runs {
    /// Takes up the runs; those that were under way when the server stopped are interrupted.
    pub async fn open(db: Db, events: Events, catalogue: Catalogue, gateway: Gateway) -> Result<Self, Error> {
        store::interrupt(&db, "The server stopped before the run was over. Start it again.").await?;
        let (shelf, live) = (Mutex::default(), Mutex::default());
        Ok(Self(Arc::new(Inner { db, events, catalogue, gateway, shelf, live })))
    }

    /// Starts a run, which is stored when this returns.
    pub async fn start(&self, order: Order, caller: &str) -> Result<Run, Failure> {
        let wrong = order::violations(&order);
        if !wrong.is_empty() {
            return Err(Failure::violations("The order of the run cannot be taken; nothing was started.", wrong));
        }
        let run = begin(&order, caller);
        store::insert(&self.0.db, &run).await?;
        let live = Arc::new(Live { run: watch::Sender::new(Arc::new(run.clone())), cancel: CancellationToken::new() });
        self.live().insert(run.id.clone(), Arc::clone(&live));
        record::tell(&self.0.events, &run);
        self.spawn(order, live, run.clone());
        Ok(run)
    }

    /// Drives a run in a task of its own; should the task break, the run fails and is not left running.
    fn spawn(&self, order: Order, live: Arc<Live>, run: Run) {
        let runs = self.clone();
        tokio::spawn(async move {
            let record = Record::new(runs.clone(), Arc::clone(&live), run);
            if tokio::spawn(drive::drive(runs.clone(), order, record)).await.is_err() {
                let run = Run::clone(&live.run.borrow());
                let end = End::without_answer(RunState::Failed, "The planner broke off; the log says why.");
                Record::new(runs, live, run).end(end).await;
            }
        });
    }

    /// Waits until a run is over, at most `wait`, and returns it as it stands.
    pub async fn wait(&self, id: &str, wait: Duration) -> Result<Run, Failure> {
        let watcher = self.live().get(id).map(|live| live.run.subscribe());
        let Some(mut watcher) = watcher else { return self.get(id).await };
        // Out of time is no failure: the run is then returned as it stands.
        let _ = tokio::time::timeout(wait, watcher.wait_for(|run| run.state.is_over())).await;
        let run = Run::clone(&watcher.borrow());
        Ok(run)
    }

    /// One run with its steps.
    pub async fn get(&self, id: &str) -> Result<Run, Failure> {
        let live = self.live().get(id).map(|live| Run::clone(&live.run.borrow()));
        match live {
            Some(run) => Ok(run),
            None => store::get(&self.0.db, id).await?.ok_or_else(|| unknown(id)),
        }
    }

    /// The runs begun before the run `after`, newest first.
    pub async fn list(&self, limit: u32, after: Option<&str>) -> Result<List<RunSummary>, Failure> {
        let limit = limit.clamp(1, LIMIT_MAX) as usize;
        let mut items = store::list(&self.0.db, after, limit as i64 + 1).await?;
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|run| run.id.clone());
        Ok(List { items, next, total: store::count(&self.0.db).await? })
    }

    /// The newest runs whose requirement or id holds `words`; none for no words.
    pub async fn find(&self, words: &str, limit: u32) -> Result<Vec<RunSummary>, Failure> {
        if words.trim().is_empty() {
            return Ok(Vec::new());
        }
        Ok(store::find(&self.0.db, words.trim(), limit.into()).await?)
    }

    /// Ends a run that is under way.
    pub async fn cancel(&self, id: &str) -> Result<(), Failure> {
        let live = self.live().get(id).cloned();
        let Some(live) = live else {
            let run = self.get(id).await?;
            return Err(Failure::new(Kind::Conflict, format!("The run is over already: {}.", run.state.word())));
        };
        live.cancel.cancel();
        self.wait(id, CANCEL_WAIT).await.map(drop)
    }

    /// Watches a run from its first step on.
    pub async fn watch(&self, id: &str) -> Result<Watched, Failure> {
        let live = self.live().get(id).map(|live| Watched::new(live.run.subscribe()));
        match live {
            Some(watched) => Ok(watched),
            None => Ok(Watched::ended(self.get(id).await?)),
        }
    }

    /// How many runs are under way.
    pub fn running(&self) -> u32 {
        self.live().len() as u32
    }

    /// How many runs began in each of `slices` equal parts of the time since `from`.
    pub async fn count_since(&self, from: Time, slices: usize) -> Result<Vec<u32>, Failure> {
        let micros = ((clock::now().0 - from.0) / slices.max(1) as i64).max(1);
        let mut counts = vec![0; slices];
        for (slice, count) in store::count_since(&self.0.db, from, micros).await? {
            let last = slices.saturating_sub(1);
            if let Some(sum) = counts.get_mut((slice.max(0) as usize).min(last)) {
                *sum += count as u32;
            }
        }
        Ok(counts)
    }

    /// The profiles of all tools, renewed where the catalogue changed.
    fn shelf(&self) -> Shelf {
        let renewed = self.shelf_lock().renewed(self.0.catalogue.all());
        self.shelf_lock().clone_from(&renewed);
        renewed
    }

    fn forget(&self, id: &str) {
        self.live().remove(id);
    }

    fn live(&self) -> MutexGuard<'_, HashMap<String, Arc<Live>>> {
        // A panic while the lock was held cannot leave the map half-written: each change is one call.
        self.0.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shelf_lock(&self) -> MutexGuard<'_, Shelf> {
        self.0.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn begin(order: &Order, caller: &str) -> Run {
    Run {
        id: ids::new('r'),
        caller: caller.to_owned(),
        at: clock::now(),
        requirement: order.requirement.trim().to_owned(),
        planner: order.planner,
        model: None,
        state: RunState::Running,
        reason: String::new(),
        answer: None,
        steps: Vec::new(),
        usage: Usage::default(),
        cost_usd: None,
        budget: order.budget.clone().unwrap_or_default(),
        spent: Spent::default(),
    }
}

fn unknown(id: &str) -> Failure {
    let id: String = id.chars().filter(|c| !c.is_control()).take(80).collect();
    Failure::not_found(format!("There is no run `{id}`. The list of runs has those that were kept."), Vec::new())
}
