//! What an attempt leaves behind: the instance's circuit and load, and a look for outliers among its neighbours.

use super::attempt::Tried;
use super::balance::Chosen;
use crate::clock;
use crate::registry::{Entry, Registry};
use crate::traffic::{End, Spread, Transition};
use domain::call::Outcome;
use domain::service::Circuit;
use std::time::{Duration, Instant};

/// An attempt cut off sooner than this says nothing of the instance: the caller had little patience.
const PATIENCE_MIN: Duration = Duration::from_secs(1);

/// How long an instance is left alone that has enough to do and does not say for how long.
const BUSY_DEFAULT: Duration = Duration::from_secs(1);

/// Takes what came of an attempt into account, and tells who is interested.
pub fn settle(registry: &Registry, entry: &Entry, chosen: &Chosen, tried: &Tried) {
    let (now, rules) = (clock::instant(), &entry.facts.traffic.breaker);
    let Some(end) = end(tried) else { return };
    if let Some(change) = chosen.pass.settle(end, now, rules) {
        registry.tell_circuit(entry, &chosen.instance, change);
    }
    if entry.spread.is_time_to_look(now, rules) {
        eject_outliers(registry, entry, now);
    }
}

fn end(tried: &Tried) -> Option<End> {
    let latency = tried.latency();
    match tried.outcome() {
        Outcome::Ok | Outcome::Rejected | Outcome::Unusable => Some(End::Answered(latency)),
        Outcome::Failed | Outcome::Unreachable => Some(End::Failed),
        Outcome::Timeout => (latency >= PATIENCE_MIN).then_some(End::Failed),
        Outcome::Busy => Some(End::Busy(tried.retry_after().unwrap_or(BUSY_DEFAULT))),
        Outcome::NoInstance | Outcome::Invalid | Outcome::Denied => None,
    }
}

fn eject_outliers(registry: &Registry, entry: &Entry, now: Instant) {
    let rules = &entry.facts.traffic.breaker;
    let recent: Vec<_> = entry.instances.iter().map(|instance| instance.gate().recent(now, rules)).collect();
    let out = entry.instances.iter().filter(|instance| instance.gate().stands(now) != Circuit::Closed).count();
    for place in Spread::outliers(&recent, out) {
        let counts = recent[place];
        let reason = format!("{} of {} calls failed, far more than at its neighbours", counts.marked, counts.calls);
        if let Some(change) = entry.instances[place].gate().eject(&reason, now, rules) {
            registry.tell_circuit(entry, &entry.instances[place], change);
        }
    }
}

/// Says that a call goes to an instance to show whether it is back.
pub fn tell_probe(registry: &Registry, entry: &Entry, chosen: &Chosen) {
    if chosen.pass.is_probe() {
        let change = Transition { to: Circuit::HalfOpen, reason: "a call shows whether it is back".to_owned() };
        registry.tell_circuit(entry, &chosen.instance, change);
    }
}
