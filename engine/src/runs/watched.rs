//! A run being watched: each step exactly once, however late one comes, and the run when it is over.

use domain::run::{Run, Step};
use std::sync::Arc;
use tokio::sync::watch;

/// What a watcher is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    /// The next step.
    Step(Box<Step>),
    /// The run, which is over; nothing comes after it.
    Over(Box<Run>),
}

/// A run being watched.
#[derive(Debug)]
pub struct Watched {
    run: watch::Receiver<Arc<Run>>,
    told: usize,
    over: bool,
}

impl Watched {
    pub(super) fn new(run: watch::Receiver<Arc<Run>>) -> Self {
        Self { run, told: 0, over: false }
    }

    /// A run that is over already.
    pub(super) fn ended(run: Run) -> Self {
        Self::new(watch::channel(Arc::new(run)).1)
    }

    /// The next step, then the ended run, then nothing.
    pub async fn next(&mut self) -> Option<Update> {
        loop {
            let run = Arc::clone(&self.run.borrow_and_update());
            if let Some(step) = run.steps.get(self.told) {
                self.told += 1;
                return Some(Update::Step(Box::new(step.clone())));
            }
            if run.state.is_over() {
                return (!std::mem::replace(&mut self.over, true)).then(|| Update::Over(Box::new(Run::clone(&run))));
            }
            // The sender lives as long as the run; it goes before its end only with the server.
            self.run.changed().await.ok()?;
        }
    }
}
