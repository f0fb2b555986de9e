//! Which instance a call goes to: in rotation, its circuit not open, with a slot free, and then whose turn it is.

use crate::clock;
use crate::registry::{Entry, InstanceState};
use crate::traffic::{Candidate, Pass, Shut, WAIT_MAX};
use domain::Failure;
use domain::call::Outcome;
use domain::failure::Kind;
use domain::traffic::{Balancer, Traffic};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// An instance that takes a call.
pub struct Chosen {
    /// The instance.
    pub instance: Arc<InstanceState>,
    /// The call's pass; dropping it ends the call there.
    pub pass: Pass,
}

/// Why no instance takes a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// There is none whose lease holds.
    NoInstance,
    /// Every one that could take it failed too often; the first is tried again after this long.
    Circuit(Duration),
    /// Every one that could take it has enough to do; it may be worth coming again after this long.
    Busy(Duration),
}

/// Chooses an instance that has not been tried yet, and waits in line for it where all have enough to do.
pub async fn choose(entry: &Entry, tried: &[Arc<InstanceState>], deadline: Instant) -> Result<Chosen, Closed> {
    let traffic = &entry.facts.traffic;
    let mut left = entry.rotation(clock::now());
    left.retain(|instance| tried.iter().all(|other| other.id != instance.id));
    let mut is_full = false;
    loop {
        let now = clock::instant();
        let open = open(&left, now).map_err(|closed| if is_full { Closed::Busy(WAIT_MAX) } else { closed })?;
        let Some(instance) = whose_turn(entry, &open, traffic) else { return Err(Closed::NoInstance) };
        let patience = deadline.saturating_duration_since(now);
        if let Some(pass) = instance.gate().pass(traffic.max_concurrency, patience, now).await {
            return Ok(Chosen { instance, pass });
        }
        is_full = true;
        left.retain(|other| other.id != instance.id);
    }
}

/// Those that a call may pass to; the error says why there is none.
fn open(left: &[Arc<InstanceState>], now: Instant) -> Result<Vec<&Arc<InstanceState>>, Closed> {
    let (mut open, mut shut) = (Vec::with_capacity(left.len()), Vec::new());
    for instance in left {
        match instance.gate().shut(now) {
            None => open.push(instance),
            Some(why) => shut.push(why),
        }
    }
    if open.is_empty() { Err(why_shut(&shut)) } else { Ok(open) }
}

fn why_shut(shut: &[Shut]) -> Closed {
    let busy = shut.iter().filter_map(|why| if let Shut::Busy(time) = why { Some(*time) } else { None });
    let circuit = shut.iter().filter_map(|why| if let Shut::Circuit(time) = why { Some(*time) } else { None });
    let first = busy.min().map(Closed::Busy).or_else(|| circuit.min().map(Closed::Circuit));
    first.unwrap_or(Closed::NoInstance)
}

/// Whose turn it is, among those with a slot free where there are any.
fn whose_turn(entry: &Entry, open: &[&Arc<InstanceState>], traffic: &Traffic) -> Option<Arc<InstanceState>> {
    let free: Vec<_> = open.iter().copied().filter(|instance| instance.gate().has_slot(traffic.max_concurrency)).collect();
    let able = if free.is_empty() { open } else { free.as_slice() };
    let candidates: Vec<_> = able.iter().map(|instance| candidate(instance, traffic.balancer)).collect();
    let place = entry.spread.pick(traffic.balancer, &candidates)?;
    able.get(place).map(|instance| Arc::clone(instance))
}

fn candidate(instance: &InstanceState, balancer: Balancer) -> Candidate<'_> {
    let gate = instance.gate();
    let cost = if balancer == Balancer::PeakEwma { gate.cost() } else { 0.0 };
    Candidate { id: &instance.id, weight: instance.weight, in_flight: gate.in_flight(), cost }
}

impl Closed {
    /// The failure that the caller gets.
    pub fn failure(self, entry: &Entry) -> (Outcome, Failure) {
        let name = &entry.facts.name;
        let (outcome, kind, detail, wait) = match self {
            Self::NoInstance => {
                let reason = entry.verdict().reason;
                (Outcome::NoInstance, Kind::NoInstance, format!("No instance of {name} can take a call: {reason}."), None)
            }
            Self::Circuit(wait) => {
                let detail = format!("Calls to {name} failed too often of late: the circuit of every instance is open. Nothing was sent.");
                (Outcome::NoInstance, Kind::CircuitOpen, detail, Some(wait))
            }
            Self::Busy(wait) => {
                let detail = format!("Every instance of {name} has enough to do. Nothing was sent; come again.");
                (Outcome::Busy, Kind::Busy, detail, Some(wait))
            }
        };
        let retry_after = wait.map(|wait| wait.as_secs_f64().ceil().max(1.0) as u32);
        (outcome, Failure { retry_after, ..Failure::new(kind, detail) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shut: &[Shut], expected: Closed) {
        assert_eq!(why_shut(shut), expected);
    }

    #[test]
    fn one_that_is_merely_busy_outweighs_open_circuits_and_the_shortest_wait_is_told() {
        let (short, long) = (Duration::from_secs(1), Duration::from_secs(9));
        check(&[], Closed::NoInstance);
        check(&[Shut::Circuit(long), Shut::Circuit(short)], Closed::Circuit(short));
        check(&[Shut::Circuit(short), Shut::Busy(long)], Closed::Busy(long));
    }
}
