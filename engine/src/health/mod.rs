//! Health checks: every instance once an interval, never two at once at the same one.
//!
//! A sweep walks the registry four times a second and starts what is due: checks of instances, and fresh
//! reads of manuals. Each instance waits its own interval, moved by up to a tenth, so that checks spread out.

mod check;
#[cfg(test)]
mod tests;

pub use check::Prober;

use crate::registry::{Entry, InstanceState, Registry};
use crate::{Error, clock};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

/// How often the sweep looks for what is due.
const SWEEP_EVERY: Duration = Duration::from_millis(250);

/// How often a manual is read anew.
const MANUAL_EVERY: Duration = Duration::from_secs(30);

/// How many checks and reads may be under way at once.
pub const AT_ONCE: usize = 256;

/// The share of the interval by which a check may come early.
const JITTER: f64 = 0.1;

/// The checker of this process.
#[derive(Clone, Debug)]
pub struct Checker(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    registry: Registry,
    prober: Prober,
    interval: Duration,
    permits: Arc<Semaphore>,
    due: Mutex<HashMap<String, Due>>,
}

/// When something is next looked at, and whether somebody is looking right now.
#[derive(Clone, Copy, Debug)]
struct Due {
    at: Instant,
    busy: bool,
}

impl Checker {
    /// A checker that looks at each instance once an `interval`.
    pub fn new(registry: Registry, prober: Prober, interval: Duration) -> Self {
        let permits = Arc::new(Semaphore::new(AT_ONCE));
        Self(Arc::new(Inner { registry, prober, interval, permits, due: Mutex::default() }))
    }

    /// Sweeps until it is stopped; leases by themselves, for a sweep of checks may have to wait for its turn.
    pub async fn run(self, stop: CancellationToken) {
        tokio::join!(self.keep_checking(&stop), self.keep_ending_leases(&stop));
    }

    async fn keep_checking(&self, stop: &CancellationToken) {
        let mut ticks = ticks();
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            stop.run_until_cancelled(self.sweep()).await;
        }
    }

    async fn keep_ending_leases(&self, stop: &CancellationToken) {
        let mut ticks = ticks();
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Err(error) = self.0.registry.sweep_leases().await {
                tracing::error!(%error, "leases could not be swept: {error}");
            }
        }
    }

    /// Checks one instance now, unless somebody is at it, and keeps what it says.
    pub async fn check(&self, entry: &Entry, instance: &Arc<InstanceState>) -> Result<(), Error> {
        let Some(_visit) = self.visit(&instance.id, self.interval(), clock::instant()) else { return Ok(()) };
        let check = self.0.prober.make(entry, instance).await;
        if let Some(verdict) = instance.observe(check, clock::now()) {
            self.0.registry.judge(entry, instance, verdict).await?;
        }
        self.give_up(entry, instance).await
    }

    /// Removes an instance that registered itself and was unhealthy for longer than it asked to be kept.
    async fn give_up(&self, entry: &Entry, instance: &InstanceState) -> Result<(), Error> {
        let name = &entry.facts.name;
        let over = instance.care.is_over(&instance.verdict(), clock::now());
        let Some(seconds) = over.filter(|_| entry.source.is_api()) else { return Ok(()) };
        self.0.registry.give_up(name, instance, seconds).await?;
        if self.0.registry.get(name).is_none() {
            self.0.prober.manuals.forget(name);
        }
        Ok(())
    }

    /// Starts all that is due; where too much is under way, it waits for its turn.
    async fn sweep(&self) {
        for entry in self.0.registry.all() {
            self.start_manual(&entry).await;
            for instance in &entry.instances {
                if instance.lease_until().is_none_or(|until| until > clock::now()) {
                    self.start_check(&entry, instance).await;
                }
            }
        }
    }

    async fn start_check(&self, entry: &Arc<Entry>, instance: &Arc<InstanceState>) {
        if !self.is_due(&instance.id, clock::instant()) {
            return;
        }
        let Ok(permit) = Arc::clone(&self.0.permits).acquire_owned().await else { return };
        let (checker, entry, instance) = (self.clone(), Arc::clone(entry), Arc::clone(instance));
        tokio::spawn(async move {
            if let Err(error) = checker.check(&entry, &instance).await {
                tracing::error!(%error, "a verdict over {} could not be kept: {error}", entry.facts.name);
            }
            drop(permit);
        });
    }

    /// The first read is that of the registration, so a manual is due only an interval after it was first seen.
    async fn start_manual(&self, entry: &Arc<Entry>) {
        let key = format!("manual {}", entry.facts.name);
        if entry.instances.is_empty() || !self.is_due_later(&key, clock::instant()) {
            return;
        }
        let Ok(permit) = Arc::clone(&self.0.permits).acquire_owned().await else { return };
        let (checker, name) = (self.clone(), entry.facts.name.clone());
        tokio::spawn(async move {
            let Some(_visit) = checker.visit(&key, MANUAL_EVERY, clock::instant()) else { return };
            if let Err(error) = checker.0.prober.manuals.refresh(&name).await {
                tracing::error!(%error, "the manual of {name} could not be kept: {error}");
            }
            drop(permit);
        });
    }

    fn is_due(&self, key: &str, now: Instant) -> bool {
        let due = self.0.due.lock().unwrap_or_else(PoisonError::into_inner);
        due.get(key).is_none_or(|due| !due.busy && due.at <= now)
    }

    fn is_due_later(&self, key: &str, now: Instant) -> bool {
        let mut due = self.0.due.lock().unwrap_or_else(PoisonError::into_inner);
        let first = Due { at: now + MANUAL_EVERY.mul_f64(rand::random()), busy: false };
        let due = due.entry(key.to_owned()).or_insert(first);
        !due.busy && due.at <= now
    }

    /// Claims `key` until the visit is dropped; `None` where somebody else has it.
    fn visit(&self, key: &str, next: Duration, now: Instant) -> Option<Visit> {
        let mut due = self.0.due.lock().unwrap_or_else(PoisonError::into_inner);
        if due.get(key).is_some_and(|due| due.busy) {
            return None;
        }
        due.insert(key.to_owned(), Due { at: now + next, busy: true });
        Some(Visit { inner: Arc::clone(&self.0), key: key.to_owned() })
    }

    fn interval(&self) -> Duration {
        self.0.interval.mul_f64(1.0 - JITTER * rand::random::<f64>())
    }
}

fn ticks() -> Interval {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// A claim on an instance or a manual.
struct Visit {
    inner: Arc<Inner>,
    key: String,
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut due = self.inner.due.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(due) = due.get_mut(&self.key) {
            due.busy = false;
        }
    }
}
