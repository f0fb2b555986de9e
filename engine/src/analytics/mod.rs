//! Analytics: every call, its roll-ups, and what charts and tables ask of them.
//!
//! ```text
//! record → the open cells, in memory ┐                               ┌ metrics, charts, heat, …: roll-ups alone
//!        → the calls that wait       ┴ flush, one transaction → calls, roll_ups
//!                                                                     └ calls: pages of raw calls, one by its id
//! ```
//! Not where calls are made (the gateway does that), and no chart ever reads raw calls.
//!
//! To roll up by one more thing: a line each in `split.rs`, and a number that no split had before.

mod blocks;
mod bunches;
mod calls;
mod cells;
mod charts;
mod counted;
mod draw;
mod grain;
mod lanes;
mod metrics;
mod names;
mod questions;
mod recorder;
mod retention;
mod series;
mod span;
mod split;
mod store;
mod tally;
mod window;
mod yielding;

#[cfg(test)]
mod older;
#[cfg(test)]
mod tests;

pub use calls::LOOKED_AT_MAX;
#[cfg(test)]
pub(crate) use calls::packs::store::STATEMENTS as PACK_STATEMENTS;
#[cfg(test)]
pub(crate) use calls::store::STATEMENTS as CALL_STATEMENTS;
pub use charts::KeptCharts;
pub use domain::call::CallFilter;
pub use draw::{Drawing, colored};
#[cfg(test)]
pub(crate) use store::STATEMENTS;
pub use window::{Course, ServiceFigures};

use crate::{Error, clock, db::Db};
use calls::packs::{self, store::Written};
use calls::stored::Stored;
use domain::call::Call;
use domain::failure::Kind;
use domain::{Failure, Time};
use lanes::Held;
use names::{Ids, Unknown};
use recorder::{Batch, Recorder};
use retention::Gone;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use yielding::{CALLS_AT_ONCE, yielding};

/// How often what was recorded is written.
const FLUSH_EVERY: Duration = Duration::from_millis(250);

/// How many calls are recorded before the recorder takes them in, where nothing is written meanwhile.
const INBOX_MAX: usize = 10_000;

/// How often what is too old is taken out.
const PURGE_EVERY: Duration = Duration::from_hours(1);

/// How often calls that have a row each are looked through for packs.
const PACK_EVERY: Duration = Duration::from_mins(1);

/// When a call is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// At once; it is written within 250 ms, and lost if the process is killed before.
    #[default]
    Batched,
    /// When its row is committed.
    Sync,
}

/// The calls of this process on their way into the database, and the way back out.
#[derive(Clone, Debug)]
pub struct Analytics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    durability: Durability,
    /// What was recorded since the recorder took the last calls in: who makes a call holds this lock for a moment, and
    /// never waits for those who count and write.
    inbox: Mutex<Vec<Arc<Call>>>,
    recorder: Mutex<Recorder>,
    held: Mutex<Held>,
    gone: Mutex<Gone>,
    /// The numbers of names that were written before.
    ids: Mutex<Arc<Ids>>,
    /// Held while writing, so that an older state never overwrites a newer one.
    writing: tokio::sync::Mutex<()>,
}

impl Analytics {
    /// Begins to watch: from this minute on, a minute without calls is known to have had none.
    pub async fn open(db: Db, durability: Durability) -> Result<Self, Error> {
        let analytics = Self::begin(db, durability).await?;
        analytics.recorder().watch(clock::now());
        analytics.flush().await?;
        Ok(analytics)
    }

    /// The same without watching yet.
    async fn begin(db: Db, durability: Durability) -> Result<Self, Error> {
        let recorder = Mutex::new(Recorder::new(store::new_writer(&db).await?));
        let gone = Mutex::new(store::purged_at(&db).await?.map(Gone::by).unwrap_or_default());
        let (inbox, held, ids, writing) = Default::default();
        Ok(Self(Arc::new(Inner { db, durability, inbox, recorder, held, gone, ids, writing })))
    }

    /// Records a call, without ever waiting.
    ///
    /// Where too many wait to be written, the oldest raw call gives way and is counted as lost; the charts still count it.
    pub fn record(&self, call: Call) {
        let call = Arc::new(call);
        let waiting = {
            let mut inbox = self.inbox();
            inbox.push(call);
            inbox.len()
        };
        if waiting >= INBOX_MAX {
            self.take_in();
        }
    }

    /// Hands the recorder what was recorded.
    fn take_in(&self) {
        let mut recorder = self.recorder();
        let calls = std::mem::take(&mut *self.inbox());
        calls.into_iter().for_each(|call| recorder.record(call));
    }

    /// Waits until what was recorded is committed, where no call may be lost; else not at all.
    ///
    /// Whoever waits here at the same time is written together. A call that cannot be written is told so, and still waits
    /// in memory to be written later.
    pub async fn keep(&self) -> Result<(), Failure> {
        match self.0.durability {
            Durability::Batched => Ok(()),
            Durability::Sync => Box::pin(self.flush()).await.map_err(|error| {
                tracing::error!(%error, "a call cannot be written: {error}");
                Failure::new(Kind::Internal, "The tool was called, but the database did not take the record of it. The log says why.")
            }),
        }
    }

    /// How many raw calls were lost since the start, because the database did not take them in time.
    pub fn lost(&self) -> u64 {
        self.recorder().lost()
    }

    /// Writes what was recorded since the last time: raw calls and the cells of the slots they touched, together.
    pub async fn flush(&self) -> Result<(), Error> {
        self.flush_at(clock::now()).await
    }

    /// The same at a moment that is not now, for who fills in what was.
    pub async fn flush_at(&self, now: Time) -> Result<(), Error> {
        let _alone = self.0.writing.lock().await;
        let mut batch = self.batch().await?;
        if !batch.is_empty() {
            let (packs, calls);
            (batch, packs, calls) = self.aside(|_| packed(batch)).await?;
            store::write(&self.0.db, &packs, &calls, &batch.blocks).await?;
        }
        // Nothing may come between what is written and this: it would be written once more.
        self.recorder().written(&batch, now);
        // To free thousands of calls takes as long as to pack them.
        self.aside(|_| yielding(batch.calls, CALLS_AT_ONCE).for_each(drop)).await
    }

    /// What waits now, once all its names have numbers; what comes meanwhile waits for the next.
    async fn batch(&self) -> Result<Batch, Error> {
        Arc::make_mut(&mut self.ids()).forget_too_many();
        self.aside(|all| {
            all.take_in();
            while all.recorder().count_some() {}
        })
        .await?;
        loop {
            let batch = self.aside(|all| {
                let ids = Arc::clone(&all.ids());
                all.recorder().batch(&ids)
            });
            match batch.await? {
                Ok(batch) => return Ok(batch),
                Err(unknown) => self.number(&unknown).await?,
            }
        }
    }

    /// Does `work` on a thread where it keeps no call waiting.
    async fn aside<T: Send + 'static>(&self, work: impl FnOnce(&Self) -> T + Send + 'static) -> Result<T, Error> {
        let all = self.clone();
        tokio::task::spawn_blocking(move || work(&all)).await.map_err(|error| {
            tracing::error!(%error, "calls cannot be counted: {error}");
            sqlx::Error::WorkerCrashed.into()
        })
    }

    async fn number(&self, unknown: &Unknown) -> Result<(), Error> {
        let numbers = store::number(&self.0.db, unknown).await?;
        Arc::make_mut(&mut self.ids()).learn_all(numbers);
        Ok(())
    }

    /// Keeps writing, packing and purging until `stop`, and writes once more then.
    pub async fn run(self, stop: CancellationToken) {
        tokio::join!(self.keep_writing(&stop), self.keep_purging(&stop), self.keep_packing(&stop));
    }

    async fn keep_writing(&self, stop: &CancellationToken) {
        let mut ticks = tokio::time::interval(FLUSH_EVERY);
        let mut failing = false;
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            self.recorder().watch(clock::now());
            failing = self.report(&self.flush().await, failing);
        }
        self.report(&self.flush().await, failing);
    }

    /// Beside the writing, which does not wait for a purge to end. A stop ends a purge between two steps.
    async fn keep_purging(&self, stop: &CancellationToken) {
        let mut ticks = tokio::time::interval(PURGE_EVERY);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Some(Err(error)) = stop.run_until_cancelled(Box::pin(self.purge(clock::now()))).await {
                tracing::error!(%error, "what is too old cannot be taken out: {error}");
            }
        }
    }

    /// The same for packs.
    async fn keep_packing(&self, stop: &CancellationToken) {
        let mut ticks = tokio::time::interval(PACK_EVERY);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Some(Err(error)) = stop.run_until_cancelled(Box::pin(self.pack(clock::now()))).await {
                tracing::error!(%error, "calls cannot be packed and stay as they are: {error}");
            }
        }
    }

    /// Says once that writing fails, and once that it works again.
    fn report(&self, done: &Result<(), Error>, failing: bool) -> bool {
        match done {
            Err(error) if !failing => tracing::error!(%error, "calls cannot be written and wait in memory: {error}"),
            Ok(()) if failing => tracing::info!(lost = self.lost(), "calls are written again; {} raw calls were lost", self.lost()),
            _ => {}
        }
        done.is_err()
    }

    /// Writes first what waits, so that an answer holds every call recorded before the question.
    ///
    /// What cannot be written must still be readable as far as it was.
    async fn settle(&self) {
        if let Err(error) = self.flush().await {
            tracing::debug!(%error, "an answer lacks the last calls: {error}");
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // It holds only copies, each put in as a whole.
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was taken out of the roll-ups.
    fn gone(&self) -> Gone {
        *self.gone_mut()
    }

    fn gone_mut(&self) -> MutexGuard<'_, Gone> {
        self.0.gone.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ids(&self) -> MutexGuard<'_, Arc<Ids>> {
        self.0.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn inbox(&self) -> MutexGuard<'_, Vec<Arc<Call>>> {
        self.0.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn recorder(&self) -> MutexGuard<'_, Recorder> {
        // Each change of the recorder is whole, so a panic while the lock was held left nothing half-done.
        self.0.recorder.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A batch with its calls as they are written.
fn packed(batch: Batch) -> (Batch, Vec<Written>, Vec<Stored>) {
    let (packs, calls) = packs::cut(yielding(&batch.calls, CALLS_AT_ONCE).map(Stored::of).collect());
    (batch, packs, calls)
}

/// The unix minute a moment lies in.
const fn minute_of(time: Time) -> i64 {
    time.seconds().div_euclid(60)
}
