//! One attempt at one instance.

use super::badge::Badge;
use super::template::{Answer, Miss, Ready, Target};
use crate::clock;
use crate::means::Means;
use domain::Failure;
use domain::call::{Attempt, Outcome};
use domain::failure::Kind;
use domain::names::ToolId;
use std::time::{Duration, Instant};

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
    /// For how long the instance wants no more calls, where it said so.
    retry_after: Option<Duration>,
}

/// Makes the call and waits for its answer until `deadline`.
pub async fn make(means: &Means, badge: &mut Badge, ready: Ready, target: &Target, deadline: Instant) -> Tried {
    let begun = clock::instant();
    let result = badge.send(means, ready, deadline.saturating_duration_since(begun)).await;
    let (instance, latency_ms) = (target.name.clone(), clock::millis_since(begun));
    match result {
        Ok(answer) => Tried::Answered(Answered { instance, answer, latency_ms }),
        Err(Miss { outcome, never_sent, words, retry_after, .. }) => {
            Tried::Failed(Failed { outcome, never_sent, instance, words, latency_ms, retry_after })
        }
    }
}

impl Tried {
    /// How it counts.
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Answered(_) => Outcome::Ok,
            Self::Failed(failed) => failed.outcome,
        }
    }

    /// How long it took.
    pub fn latency(&self) -> Duration {
        let (Self::Answered(Answered { latency_ms, .. }) | Self::Failed(Failed { latency_ms, .. })) = self;
        Duration::from_secs_f64(latency_ms / 1000.0)
    }

    /// For how long the instance wants no more calls, where it said so.
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Answered(_) => None,
            Self::Failed(failed) => failed.retry_after,
        }
    }

    /// The attempt as it is told.
    pub fn told(&self) -> Attempt {
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
    /// Whether the instance said that it did nothing.
    pub fn was_not_done(&self) -> bool {
        self.outcome == Outcome::Busy
    }

    /// Whether another instance may do better: a refusal is the same everywhere.
    pub const fn may_pass_elsewhere(&self) -> bool {
        matches!(self.outcome, Outcome::Failed | Outcome::Unreachable | Outcome::Unusable | Outcome::Timeout)
    }

    /// How it counts, and the failure that the caller gets.
    pub fn told(&self, tool: &ToolId) -> (Outcome, Failure) {
        let retry_after = self.retry_after.map(|wait| wait.as_secs_f64().ceil() as u32);
        (self.outcome, Failure { retry_after, ..self.failure(tool) })
    }

    fn failure(&self, tool: &ToolId) -> Failure {
        let (service, instance, words) = (tool.service(), &self.instance, &self.words);
        let (kind, detail) = match self.outcome {
            Outcome::Timeout => {
                (Kind::Deadline, format!("{service} on {instance} took longer than the deadline, after {:.0} ms.", self.latency_ms))
            }
            Outcome::Denied => (Kind::EgressDenied, format!("The tool was not called: {words}.")),
            Outcome::Busy => (Kind::Busy, format!("{service} on {instance} has enough to do: {words}. Come again.")),
            Outcome::Rejected => (Kind::Upstream, format!("{service} on {instance} refused the call with {words}.")),
            _ => (Kind::Upstream, format!("{service} on {instance} did not answer well: {words}.")),
        };
        Failure::new(kind, detail)
    }
}
