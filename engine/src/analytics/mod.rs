//! Analytics: every call, its roll-up a minute, and what charts and tables ask of them.
//!
//! ```text
//! record → the minute's cells, in memory ┐
//!        → the calls that wait           ┴ flush, one transaction → calls, roll_minute → metrics, charts, …
//! ```
//! Not where calls are made (the gateway does that), and no chart ever reads raw calls.
//!
//! To roll up by one more thing: a word in [`domain::metrics::By`] and a line in `cells::places`.

mod calls;
mod cells;
mod charts;
mod draw;
mod lanes;

mod metrics;
mod recorder;
mod span;
mod store;
mod tally;
mod window;

#[cfg(test)]
mod tests;

pub use calls::CallFilter;
#[cfg(test)]
pub(crate) use store::STATEMENTS;
pub use window::{Course, ServiceFigures};

use crate::{Error, clock, db::Db, ids};
use domain::Time;
use domain::call::Call;
use lanes::Held;
use recorder::Recorder;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often what was recorded is written.
const FLUSH_EVERY: Duration = Duration::from_millis(250);

/// How often what is too old is taken out.
const PURGE_EVERY: Duration = Duration::from_hours(1);

/// How long raw calls are kept, in seconds.
const CALLS_KEPT: i64 = 7 * 86_400;

/// How long roll-ups are kept, in seconds.
const ROLL_UPS_KEPT: i64 = 366 * 86_400;

/// The calls of this process on their way into the database, and the way back out.
#[derive(Clone, Debug)]
pub struct Analytics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    recorder: Mutex<Recorder>,
    held: Mutex<Held>,
    /// Held while writing, so that an older state never overwrites a newer one.
    writing: tokio::sync::Mutex<()>,
}

impl Analytics {
    /// Begins to watch: from this minute on, a minute without calls is known to have had none.
    pub async fn open(db: Db) -> Result<Self, Error> {
        let recorder = Mutex::new(Recorder::new(ids::new('w')));
        let analytics = Self(Arc::new(Inner { db, recorder, held: Mutex::default(), writing: tokio::sync::Mutex::default() }));
        analytics.recorder().watch(clock::now());
        analytics.flush().await?;
        Ok(analytics)
    }

    /// Records a call, without ever waiting.
    ///
    /// Where too many wait to be written, the oldest raw call gives way and is counted as lost; the charts still count it.
    pub fn record(&self, call: Call) {
        self.recorder().record(call);
    }

    /// How many raw calls were lost since the start, because the database did not take them in time.
    pub fn lost(&self) -> u64 {
        self.recorder().lost()
    }

    /// Writes what was recorded since the last time: raw calls and the cells of the minutes they touched, together.
    pub async fn flush(&self) -> Result<(), Error> {
        let _alone = self.0.writing.lock().await;
        let batch = self.recorder().batch();
        if !batch.is_empty() {
            store::write(&self.0.db, &batch.calls, &batch.cells).await?;
        }
        self.recorder().written(&batch, clock::now());
        Ok(())
    }

    /// Keeps writing until `stop`, and once more then.
    pub async fn run(self, stop: CancellationToken) {
        let mut flush = tokio::time::interval(FLUSH_EVERY);
        let mut purge = tokio::time::interval(PURGE_EVERY);
        let mut failing = false;
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => {}
                _ = flush.tick() => {
                    self.recorder().watch(clock::now());
                    failing = self.report(&self.flush().await, failing);
                }
                _ = purge.tick() => {
                    let now = clock::now();
                    let done = self.purge(now.plus_seconds(-CALLS_KEPT), now.plus_seconds(-ROLL_UPS_KEPT)).await;
                    failing = self.report(&done, failing);
                }
            }
        }
        self.report(&self.flush().await, failing);
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

    fn recorder(&self) -> MutexGuard<'_, Recorder> {
        // Each change of the recorder is whole, so a panic while the lock was held left nothing half-done.
        self.0.recorder.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The unix minute a moment lies in.
const fn minute_of(time: Time) -> i64 {
    time.seconds().div_euclid(60)
}
