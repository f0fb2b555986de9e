//! Runs: started, followed, listed, ended.

use super::Engine;
use crate::runs::Watched;
use domain::mesh::CONSOLE;
use domain::run::{Order, Run, RunSummary};
use domain::{Failure, List};
use std::time::Duration;

/// How long an answer waits for the end of a run where the caller does not say, in seconds.
pub const WAIT_DEFAULT: u32 = 30;

impl Engine {
    /// Starts a run.
    pub async fn start_run(&self, order: Order, caller: &str) -> Result<Run, Failure> {
        self.0.runs.start(order, caller).await
    }

    /// Starts a run for the console and returns its id.
    pub async fn start_run_from_console(&self, requirement: String) -> Result<String, Failure> {
        let order = Order { requirement, ..Order::default() };
        Ok(self.start_run(order, CONSOLE).await?.id)
    }

    /// Waits until a run is over, at most `wait`, and returns it as it stands.
    pub async fn wait_for_run(&self, id: &str, wait: Duration) -> Result<Run, Failure> {
        self.0.runs.wait(id, wait).await
    }

    /// The steps of a run as they happen, each exactly once.
    pub async fn watch_run(&self, id: &str) -> Result<Watched, Failure> {
        self.0.runs.watch(id).await
    }

    /// One run.
    pub async fn run(&self, id: &str) -> Result<Run, Failure> {
        self.0.runs.get(id).await
    }

    /// The runs, newest first.
    pub async fn runs(&self, limit: u32, after: Option<&str>) -> Result<List<RunSummary>, Failure> {
        self.0.runs.list(limit, after).await
    }

    /// Ends a run.
    pub async fn cancel_run(&self, id: &str) -> Result<(), Failure> {
        self.0.runs.cancel(id).await
    }

    /// The runs whose requirement holds `words`, for the find box.
    pub async fn find_runs(&self, words: &str, limit: u32) -> Vec<RunSummary> {
        self.0.runs.find(words, limit).await.unwrap_or_default()
    }
}
