//! One instance's circuit breaker.
//!
//! ```text
//! closed ──5 in a row, or half of 20──▶ open ──its time is over, a call comes──▶ half-open
//!    ▲                                   ▲ ◀────────the probe fails: twice as long──┤
//!    └───────────────────────────────────┼───────────the probe answers──────────────┘
//! ```
//! While it is open nothing is sent; half-open, one call at a time is the probe. Time and chance are given to it.

use super::window::Window;
use domain::service::Circuit as Stands;
use domain::traffic::Breaker;
use std::time::{Duration, Instant};

/// By how much of its time a circuit may stay open longer, so that many do not probe at once.
const JITTER: f64 = 0.1;

/// The breaker's memory.
#[derive(Clone, Debug, Default)]
pub struct Circuit {
    state: State,
    recent: Window,
    in_a_row: u32,
    /// How long it was open the last time, without jitter.
    last_open: Duration,
    closed_at: Option<Instant>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Closed,
    Open {
        until: Instant,
    },
    HalfOpen {
        probing: bool,
    },
}

/// How a call was let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// As one of many.
    Plain,
    /// As the one that shows whether the instance is back; the circuit became half-open by it.
    Probe,
}

/// A change of how the circuit stands, with its reason in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// How it stands now.
    pub to: Stands,
    /// Why.
    pub reason: String,
}

impl Circuit {
    /// How it stands, as callers see it.
    pub fn stands(&self, now: Instant) -> Stands {
        match self.state {
            State::Closed => Stands::Closed,
            State::Open { until } if now < until => Stands::Open,
            State::Open { .. } | State::HalfOpen { .. } => Stands::HalfOpen,
        }
    }

    /// How long until a call may be let through; `None` where one may now.
    pub fn closed_for(&self, now: Instant) -> Option<Duration> {
        match self.state {
            State::Open { until } if now < until => Some(until - now),
            // The probe will tell; how long it takes nobody knows.
            State::HalfOpen { probing: true } => Some(Duration::from_secs(1)),
            _ => None,
        }
    }

    /// Lets a call through, if it may.
    pub fn admit(&mut self, now: Instant) -> Option<Admission> {
        if self.closed_for(now).is_some() {
            return None;
        }
        if self.state == State::Closed {
            return Some(Admission::Plain);
        }
        self.state = State::HalfOpen { probing: true };
        Some(Admission::Probe)
    }

    /// Takes the end of an admitted call into account. `chance` is drawn from 0 to 1.
    pub fn settle(&mut self, admission: Admission, good: bool, now: Instant, rules: &Breaker, chance: f64) -> Option<Transition> {
        match (admission, self.state) {
            (Admission::Probe, State::HalfOpen { .. }) if good => Some(self.close(now)),
            (Admission::Probe, State::HalfOpen { .. }) => Some(self.open("its probe failed", now, rules, chance)),
            (Admission::Plain, State::Closed) => self.weigh(good, now, rules, chance),
            // A call that began before the circuit opened has nothing new to tell.
            _ => None,
        }
    }

    /// Lets the next call be the probe where the one that was it ended without telling anything.
    pub fn abandon(&mut self, admission: Admission) {
        if admission == Admission::Probe && self.state == (State::HalfOpen { probing: true }) {
            self.state = State::HalfOpen { probing: false };
        }
    }

    /// Opens it because the instance does far worse than its neighbours.
    pub fn eject(&mut self, reason: &str, now: Instant, rules: &Breaker, chance: f64) -> Option<Transition> {
        (self.state == State::Closed).then(|| self.open(reason, now, rules, chance))
    }

    /// The calls of the last interval and how many of them failed.
    pub fn recent(&mut self, now: Instant, rules: &Breaker) -> super::window::Counts {
        self.recent.counts(now, interval(rules))
    }

    fn weigh(&mut self, good: bool, now: Instant, rules: &Breaker, chance: f64) -> Option<Transition> {
        let interval = interval(rules);
        self.recent.count(now, interval);
        if good {
            self.in_a_row = 0;
            return None;
        }
        self.in_a_row += 1;
        self.recent.mark(now, interval);
        let reason = self.why_open(now, rules)?;
        Some(self.open(&reason, now, rules, chance))
    }

    fn why_open(&mut self, now: Instant, rules: &Breaker) -> Option<String> {
        if self.in_a_row >= rules.consecutive_5xx {
            return Some(format!("{} calls in a row failed", self.in_a_row));
        }
        let seen = self.recent.counts(now, interval(rules));
        let enough = seen.calls >= rules.failure_percentage_request_volume;
        let many = u64::from(seen.marked) * 100 >= u64::from(rules.failure_percentage_threshold) * u64::from(seen.calls);
        let seconds = f64::from(rules.interval_ms) / 1000.0;
        (enough && many).then(|| format!("{} of {} calls in {seconds} s failed", seen.marked, seen.calls))
    }

    /// Opens it for twice as long as the last time, if it has not been closed for longer than that since.
    fn open(&mut self, why: &str, now: Instant, rules: &Breaker, chance: f64) -> Transition {
        let base = Duration::from_millis(rules.base_ejection_time_ms.into());
        let longest = Duration::from_millis(rules.max_ejection_time_ms.into()).max(base);
        let held = self.closed_at.is_none_or(|closed| now.saturating_duration_since(closed) > self.last_open);
        let again = matches!(self.state, State::HalfOpen { .. }) || !held;
        let time = if again { (self.last_open * 2).clamp(base, longest) } else { base };
        self.last_open = time;
        self.state = State::Open { until: now + time.mul_f64(1.0 + JITTER * chance) };
        Transition { to: Stands::Open, reason: format!("{why}; no calls for {} s", time.as_secs_f64()) }
    }

    fn close(&mut self, now: Instant) -> Transition {
        self.state = State::Closed;
        self.closed_at = Some(now);
        self.in_a_row = 0;
        self.recent.clear();
        Transition { to: Stands::Closed, reason: "its probe was answered".to_owned() }
    }
}

fn interval(rules: &Breaker) -> Duration {
    Duration::from_millis(rules.interval_ms.into())
}

#[cfg(test)]
mod tests;
