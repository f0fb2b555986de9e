//! One attempt at one instance.

use super::badge::Badge;
use super::template::{Answer, Miss, Ready, Target};
use crate::clock;
use crate::means::Means;
use domain::Failure;
use domain::call::{Attempt, Outcome};
use domain::failure::Kind;
use domain::names::ToolId;
use std::time::Instant;

/// What came of an attempt.
pub enum Tried {
    /// A good answer.
    Answered(Answered),
    /// Anything else.
    Failed(Failed),
}

/// A good answer, with who gave it.
pub struct Answered {
    /// The instance.
    pub instance: String,
    /// What it answered.
    pub answer: Answer,
    latency_ms: f64,
}

/// An attempt without a good answer.
pub struct Failed {
    /// How it counts.
    pub outcome: Outcome,
    /// Whether the request certainly never reached the instance.
    pub never_sent: bool,
    instance: String,
    words: String,
    latency_ms: f64,
}

/// Makes the call and waits for its answer until `deadline`.
pub async fn make(means: &Means, badge: &mut Badge, ready: Ready, target: &Target, deadline: Instant) -> Tried {
    let begun = clock::instant();
    let flight = target.instance.as_ref().map(|instance| instance.take_off());
    let result = badge.send(means, ready, deadline.saturating_duration_since(begun)).await;
    drop(flight);
    let (instance, latency_ms) = (target.name.clone(), clock::millis_since(begun));
    match result {
        Ok(answer) => Tried::Answered(Answered { instance, answer, latency_ms }),
        Err(Miss { outcome, never_sent, words, .. }) => Tried::Failed(Failed { outcome, never_sent, instance, words, latency_ms }),
    }
}

impl Tried {
    /// The attempt as it is told.
    pub fn attempt(&self) -> Attempt {
        match self {
            Self::Answered(answered) => {
                Attempt { instance: answered.instance.clone(), outcome: Outcome::Ok, latency_ms: answered.latency_ms, error: None }
            }
            Self::Failed(failed) => Attempt {
                instance: failed.instance.clone(),
                outcome: failed.outcome,
                latency_ms: failed.latency_ms,
                error: Some(failed.words.clone()),
            },
        }
    }
}

impl Failed {
    /// Whether another instance may do better: a refusal is the same everywhere.
    pub const fn may_pass_elsewhere(&self) -> bool {
        matches!(self.outcome, Outcome::Failed | Outcome::Unreachable | Outcome::Unusable)
    }

    /// The failure that the caller gets.
    pub fn failure(&self, tool: &ToolId) -> Failure {
        let (service, instance, words) = (tool.service(), &self.instance, &self.words);
        let (kind, detail) = match self.outcome {
            Outcome::Timeout => {
                (Kind::Deadline, format!("{service} on {instance} took longer than the deadline, after {:.0} ms.", self.latency_ms))
            }
            Outcome::Denied => (Kind::EgressDenied, format!("The tool was not called: {words}.")),
            Outcome::Rejected => (Kind::Upstream, format!("{service} on {instance} refused the call with {words}.")),
            _ => (Kind::Upstream, format!("{service} on {instance} did not answer well: {words}.")),
        };
        Failure::new(kind, detail)
    }
}
