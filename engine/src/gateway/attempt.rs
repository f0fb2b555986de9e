//! One attempt at one instance.

use super::output;
use super::template::{Prepared, Target};
use crate::clock;
use crate::egress::{Outbound, Trouble};
use domain::Failure;
use domain::call::{Attempt, Outcome};
use domain::failure::Kind;
use domain::names::ToolId;
use serde_json::Value;
use std::time::Instant;

/// What came of an attempt.
pub enum Tried {
    /// A good answer.
    Answered(Answered),
    /// Anything else.
    Failed(Failed),
}

/// A good answer.
pub struct Answered {
    /// Who gave it.
    pub instance: String,
    /// The HTTP status.
    pub status: u16,
    /// The output.
    pub output: Value,
    /// Bytes of the answer.
    pub bytes: u64,
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

/// Sends the request and waits for its answer until `deadline`.
pub async fn make(outbound: &Outbound, prepared: Prepared, target: &Target, deadline: Instant) -> Tried {
    let begun = clock::instant();
    let flight = target.instance.as_ref().map(|instance| instance.take_off());
    let result = outbound.send(prepared.request, output::BYTES_MAX, deadline.saturating_duration_since(begun)).await;
    drop(flight);
    let latency_ms = clock::millis_since(begun);
    let fail = |outcome, never_sent, words| Tried::Failed(Failed { outcome, never_sent, instance: target.name.clone(), words, latency_ms });
    match result {
        Err(trouble) => fail(outcome_of(&trouble), matches!(trouble, Trouble::NotSent(_)), trouble.words()),
        Ok(fetched) => match (output::outcome(fetched.status), output::read(&fetched)) {
            (Some(outcome), _) => {
                let said = output::excerpt(&fetched);
                let words =
                    if said.is_empty() { format!("status {}", fetched.status) } else { format!("status {}: {said}", fetched.status) };
                fail(outcome, false, words)
            }
            (None, Err(words)) => fail(Outcome::Unusable, false, words),
            (None, Ok(output)) => Tried::Answered(Answered {
                instance: target.name.clone(),
                status: fetched.status,
                output,
                bytes: fetched.body.len() as u64,
                latency_ms,
            }),
        },
    }
}

const fn outcome_of(trouble: &Trouble) -> Outcome {
    match trouble {
        Trouble::Denied(_) => Outcome::Denied,
        Trouble::NotSent(_) | Trouble::Broken(_) => Outcome::Unreachable,
        Trouble::Timeout => Outcome::Timeout,
        Trouble::TooLarge(_) => Outcome::Unusable,
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
