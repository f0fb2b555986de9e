//! Automation: jobs that run in the background and do their work through other services' tools.
//!
//! It is out of work for 40 seconds every three minutes, as a service is whose runner restarts:
//! health says so, and calls are refused with the same reason. Running jobs go on.

mod job;
mod tools;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::{sync::watch, task::AbortHandle, time::sleep};

use crate::{
    gateway::Gateway,
    service::{Health, Place, Service},
    tool::Failure,
};
use job::{JOBS, Job, Progress};

const AT_WORK: Duration = Duration::from_secs(140);
const OUT_OF_WORK: Duration = Duration::from_secs(40);
const OUT: Health = Health::Down("the job runner restarts and takes no work for 40 s");

/// The service with its jobs, all of them idle.
pub fn open(place: Place) -> Service {
    let yard = Yard { gateway: place.gateway, runs: Arc::default() };
    Service::steady("1.1.0", tools::tools(&yard)).feeling(flapping())
}

/// Health that comes and goes for as long as somebody watches it.
fn flapping() -> watch::Receiver<Health> {
    let (feel, feeling) = watch::channel(Health::Good);
    tokio::spawn(async move {
        loop {
            for (lasting, next) in [(AT_WORK, OUT), (OUT_OF_WORK, Health::Good)] {
                sleep(lasting).await;
                if feel.send(next).is_err() {
                    return; // The service is gone.
                }
            }
        }
    });
    feeling
}

/// Where jobs run.
#[derive(Clone)]
struct Yard {
    gateway: Gateway,
    runs: Arc<Mutex<HashMap<&'static str, Run>>>,
}

/// The last run of a job.
struct Run {
    progress: watch::Receiver<Progress>,
    handle: AbortHandle,
}

impl Yard {
    fn runs(&self) -> MutexGuard<'_, HashMap<&'static str, Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn status(&self, job: &'static Job) -> Status {
        let progress = self.runs().get(job.name).map(|run| run.progress.borrow().clone());
        let progress = progress.unwrap_or_default();
        Status { job: job.name, sentence: job.sentence, progress }
    }

    fn start(&self, job: &'static Job) {
        let (tell, progress) = watch::channel(Progress::running());
        let task = tokio::spawn(job::run(job, self.gateway.clone(), tell));
        let run = Run { progress, handle: task.abort_handle() };
        if let Some(before) = self.runs().insert(job.name, run) {
            before.handle.abort();
        }
    }
}

#[derive(Serialize)]
struct Status {
    job: &'static str,
    sentence: &'static str,
    #[serde(flatten)]
    progress: Progress,
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize)]
struct Jobs {
    jobs: Vec<Status>,
}

fn list_jobs(yard: &Yard) -> Jobs {
    Jobs { jobs: JOBS.iter().map(|job| yard.status(job)).collect() }
}

#[derive(Deserialize)]
struct One {
    job: String,
}

fn job_status(yard: &Yard, one: &One) -> Result<Status, Failure> {
    Ok(yard.status(job(&one.job)?))
}

fn job(name: &str) -> Result<&'static Job, Failure> {
    JOBS.iter().find(|job| job.name == name).ok_or_else(|| Failure::missing(format!("job: there is no job '{name}'; list_jobs lists them")))
}

#[derive(Deserialize)]
struct Start {
    body: One,
}

fn start_job(yard: &Yard, start: &Start) -> Result<Status, Failure> {
    let job = job(&start.body.job)?;
    if yard.status(job).progress.is_running() {
        let detail = format!("{} is running; wait for its end, or restart_job", job.name);
        return Err(Failure::conflict(detail));
    }
    yard.start(job);
    Ok(yard.status(job))
}

#[derive(Deserialize)]
struct Restart {
    job: String,
    reason: String,
}

fn restart_job(yard: &Yard, restart: &Restart) -> Result<Status, Failure> {
    let job = job(&restart.job)?;
    tracing::info!("{} is restarted: {}", job.name, restart.reason);
    yard.start(job);
    Ok(yard.status(job))
}
