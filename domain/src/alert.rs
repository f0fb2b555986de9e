//! Alerts: rules over the figures of calls, and when one begins to hold and ceases to, with hysteresis.
//!
//! Pure: figures and time are given. Who asks for them, keeps the states and tells others is `engine/src/alerts`.

mod condition;
mod delivery;
mod fields;
mod judgement;
mod rule;
mod watch;

pub use condition::{Condition, Share, Spent};
pub use delivery::{Delivered, Delivery};
pub use fields::RuleFields;
pub use judgement::{Judgement, Measured};
pub use rule::{HOLD_SECONDS, Rule, URL_MAX, WINDOW_SECONDS};
pub use watch::{State, Turn, Watch};

use crate::Time;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// How many hours a rule may be silenced for: up to a month; 0 lifts a silence.
pub const SILENCE_HOURS: RangeInclusive<u32> = 0..=720;

/// The most rules there may be.
pub const RULES_MAX: usize = 200;

/// A rule with how it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// The rule's name.
    pub name: String,
    /// The rule.
    pub rule: Rule,
    /// How it stands.
    pub state: State,
    /// Since when it fires, or is well.
    pub since: Time,
    /// What was measured last.
    pub value: Option<f64>,
    /// The same in words.
    pub reason: String,
    /// Until when nobody is told.
    pub silenced_until: Option<Time>,
    /// The last deliveries, newest first.
    pub deliveries: Vec<Delivery>,
}

/// An alert that fires, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firing {
    /// The rule's name.
    pub name: String,
    /// Since when.
    pub since: Time,
    /// What was measured last, in words.
    pub reason: String,
}

/// The alerts as the console shows them: those that fire first, then those that are about to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AlertBoard {
    /// Now.
    pub at: Time,
    /// The alerts, each with its last delivery.
    pub alerts: Vec<Alert>,
    /// Whether there is a secret to sign deliveries with.
    pub can_sign: bool,
}

impl Alert {
    /// Whether nobody is told of it at `now`.
    pub fn is_silenced(&self, now: Time) -> bool {
        self.silenced_until.is_some_and(|until| until > now)
    }
}
