//! The gate of one instance: a call passes it on its way there, and says at the end what came of it.

use super::circuit::{Admission, Circuit, Transition};
use super::load::Load;
use super::slots::Slots;
use super::window::Counts;
use domain::service::Circuit as Stands;
use domain::traffic::Breaker;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The longest that an instance's word of when to come again is heeded.
pub const BUSY_MAX: Duration = Duration::from_mins(1);

/// The gate of one instance. It outlives renewals of the registration.
#[derive(Debug, Default)]
pub struct Gate {
    memory: Mutex<Memory>,
    slots: Slots,
}

#[derive(Debug, Default)]
struct Memory {
    circuit: Circuit,
    load: Load,
    busy_until: Option<Instant>,
}

/// Why no call may pass, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shut {
    /// The circuit is open.
    Circuit(Duration),
    /// The instance said that it has enough to do.
    Busy(Duration),
}

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The instance answered, whatever it said, after this long.
    Answered(Duration),
    /// It did not, or with a failure of its own.
    Failed,
    /// It said that it has enough to do, and for how long.
    Busy(Duration),
}

/// A call that passed; dropping it gives its slot back.
#[derive(Debug)]
pub struct Pass {
    gate: Arc<Gate>,
    admission: Admission,
}

impl Gate {
    /// Calls under way.
    pub fn in_flight(&self) -> u32 {
        self.slots.taken()
    }

    /// How the circuit stands.
    pub fn stands(&self, now: Instant) -> Stands {
        self.memory().circuit.stands(now)
    }

    /// What one more call is likely to cost.
    pub fn cost(&self) -> f64 {
        self.memory().load.cost(self.in_flight())
    }

    /// Why no call may pass now; `None` where one may.
    pub fn shut(&self, now: Instant) -> Option<Shut> {
        let memory = self.memory();
        let busy = || memory.busy_until.filter(|until| now < *until).map(|until| Shut::Busy(until - now));
        memory.circuit.closed_for(now).map(Shut::Circuit).or_else(busy)
    }

    /// Whether fewer than `limit` calls are under way.
    pub fn has_slot(&self, limit: u32) -> bool {
        self.in_flight() < limit
    }

    /// Lets a call pass. Where `limit` are under way, it waits in line, for `patience` at most.
    pub async fn pass(self: &Arc<Self>, limit: u32, patience: Duration, now: Instant) -> Option<Pass> {
        if !self.slots.take(limit) && !self.slots.wait(limit, patience).await {
            return None;
        }
        let admission = self.memory().circuit.admit(now);
        if admission.is_none() {
            // Somebody else became the probe meanwhile.
            self.slots.free();
        }
        admission.map(|admission| Pass { gate: Arc::clone(self), admission })
    }

    /// What the last interval saw.
    pub fn recent(&self, now: Instant, rules: &Breaker) -> Counts {
        self.memory().circuit.recent(now, rules)
    }

    /// Opens the circuit of an outlier.
    pub fn eject(&self, reason: &str, now: Instant, rules: &Breaker) -> Option<Transition> {
        self.memory().circuit.eject(reason, now, rules, rand::random())
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // Each change is whole, so a panic elsewhere cannot leave it half-written.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass {
    /// Whether this call is the one that shows if the instance is back.
    pub fn is_probe(&self) -> bool {
        self.admission == Admission::Probe
    }

    /// Takes what came of the call into account; the circuit's change, where it changed.
    pub fn settle(&self, end: End, now: Instant, rules: &Breaker) -> Option<Transition> {
        let mut memory = self.gate.memory();
        match end {
            End::Answered(latency) => memory.load.observe(latency, now),
            End::Busy(time) => memory.busy_until = Some(now + time.min(BUSY_MAX)),
            End::Failed => {}
        }
        memory.circuit.settle(self.admission, end != End::Failed, now, rules, rand::random())
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        // A probe that was settled has moved the circuit on already.
        self.gate.memory().circuit.abandon(self.admission);
        self.gate.slots.free();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    async fn pass(gate: &Arc<Gate>) -> Option<Pass> {
        gate.pass(2, Duration::ZERO, clock::instant()).await
    }

    #[tokio::test]
    async fn a_pass_takes_a_slot_until_it_is_dropped() {
        let gate = Arc::new(Gate::default());
        let (first, second) = (pass(&gate).await, pass(&gate).await);
        assert!(first.is_some() && second.is_some() && pass(&gate).await.is_none());
        drop(first);
        assert!(pass(&gate).await.is_some());
        drop(second);
        assert_eq!(gate.in_flight(), 0);
    }

    #[tokio::test]
    async fn an_instance_that_is_busy_is_left_alone_for_as_long_as_it_said_and_a_minute_at_most() {
        let gate = Arc::new(Gate::default());
        let now = clock::instant();
        let call = pass(&gate).await.expect("a pass");
        assert_eq!(call.settle(End::Busy(Duration::from_secs(3)), now, &Breaker::default()), None);
        assert_eq!(gate.shut(now), Some(Shut::Busy(Duration::from_secs(3))));
        assert_eq!(gate.shut(now + Duration::from_secs(3)), None);
        call.settle(End::Busy(Duration::from_hours(1)), now, &Breaker::default());
        assert_eq!(gate.shut(now), Some(Shut::Busy(BUSY_MAX)));
    }

    #[tokio::test]
    async fn a_probe_that_is_given_up_leaves_its_place_and_one_that_was_answered_closes_the_circuit() {
        let gate = Arc::new(Gate::default());
        let rules = Breaker { base_ejection_time_ms: 0, max_ejection_time_ms: 0, ..Breaker::default() };
        let now = clock::instant();
        gate.eject("it fails more than its neighbours", now, &rules).expect("open");
        let probe = pass(&gate).await.expect("a probe");
        assert!(probe.is_probe() && pass(&gate).await.is_none());
        drop(probe);
        let probe = pass(&gate).await.expect("another probe");
        let change = probe.settle(End::Answered(Duration::ZERO), now, &rules).expect("closed");
        drop(probe);
        assert_eq!((change.to, gate.stands(now), gate.in_flight()), (Stands::Closed, Stands::Closed, 0));
    }
}
