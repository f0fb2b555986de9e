//! One source in memory: which it is, whether it answers, and what could not be taken from it.

use domain::Time;
use domain::failure::Violation;
use domain::service::{Freshness, Source, SourceKind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The name of our own API among the sources.
const API: &str = "api";

/// One source in memory; services hold the one that brought them.
#[derive(Debug)]
pub struct SourceState {
    /// What kind it is.
    pub kind: SourceKind,
    /// Which one of that kind.
    pub name: String,
    /// Whether somebody asks it in this process; what nobody asks any more may be removed by hand.
    attended: AtomicBool,
    seen: Mutex<Seen>,
}

/// What was last seen of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Whether it answers.
    pub state: Freshness,
    /// When it last did.
    pub as_of: Time,
    /// Why it does not.
    pub reason: Option<String>,
    /// How many edges it knows; none of a source of services.
    pub edges: Option<u32>,
    /// What could not be taken from it.
    pub troubles: Vec<Violation>,
}

impl SourceState {
    /// Our own API: it is never away.
    pub fn api() -> Self {
        let seen = Mutex::new(Seen::default());
        Self { kind: SourceKind::Registered, name: API.to_owned(), attended: AtomicBool::new(true), seen }
    }

    /// A source that has yet to answer in this process, and last did at `as_of`.
    pub fn known(kind: SourceKind, name: &str, as_of: Time) -> Self {
        let seen = Seen { state: Freshness::Stale, as_of, ..Seen::default() };
        Self { kind, name: name.to_owned(), attended: AtomicBool::default(), seen: Mutex::new(seen) }
    }

    /// Whether this is our own API.
    pub fn is_api(&self) -> bool {
        self.kind == SourceKind::Registered
    }

    /// Whether both are one.
    pub fn is(&self, other: &Self) -> bool {
        (self.kind, &self.name) == (other.kind, &other.name)
    }

    /// Says that somebody asks it, or no longer does.
    pub fn attend(&self, attended: bool) {
        self.attended.store(attended, Ordering::Relaxed);
    }

    /// Whether somebody asks it.
    pub fn is_attended(&self) -> bool {
        self.attended.load(Ordering::Relaxed)
    }

    /// Puts what was seen in place of what was seen before, which it returns.
    pub fn see(&self, seen: Seen) -> Seen {
        std::mem::replace(&mut *self.locked(), seen)
    }

    /// What was last seen.
    pub fn seen(&self) -> Seen {
        self.locked().clone()
    }

    /// The source as a service bears it; the API last spoke when the service did.
    pub fn describe(&self, renewed_at: Time) -> Source {
        let Seen { state, as_of, .. } = self.seen();
        let as_of = if self.is_api() { renewed_at } else { as_of };
        Source { kind: self.kind, name: self.name.clone(), state, as_of }
    }

    /// The source in words.
    pub fn words(&self) -> String {
        self.describe(Time(0)).words()
    }

    fn locked(&self) -> MutexGuard<'_, Seen> {
        // What was seen is replaced whole, so a panic elsewhere cannot leave it half-written.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
