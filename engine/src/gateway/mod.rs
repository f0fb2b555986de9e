//! The gateway: one way to call any tool.
//!
//! ```text
//! resolve tool → check input → pick instances → attempt (→ next instance) → record → answer
//! ```
//! An attempt that never reached an instance moves on to the next one; one that may have done something there
//! is repeated only where the tool says that twice is as good as once.

mod attempt;
mod balance;
mod http;
mod mcp;
mod output;
mod probe;
mod schema;
mod template;
#[cfg(test)]
mod tests;

pub use probe::probe;
pub use schema::Schema;

use crate::analytics::Analytics;
use crate::catalogue::{Catalogue, Listed};
use crate::means::Means;
use crate::mesh::Live;
use crate::registry::Registry;
use crate::{clock, ids};
use attempt::{Answered, Tried};
use domain::call::{Attempt, Call, CallAnswer, Outcome};
use domain::failure::Kind;
use domain::names::ToolId;
use domain::{Failure, Time};
use serde_json::Value;
use std::time::{Duration, Instant};
use template::Template;

/// The whole deadline of a call that does not bring its own.
pub const TIMEOUT_DEFAULT: Duration = Duration::from_secs(30);

/// The longest deadline a call may bring.
pub const TIMEOUT_MAX: Duration = Duration::from_mins(5);

/// The most instances one call tries.
pub const ATTEMPTS_MAX: usize = 3;

/// The most bytes of a request to call a tool.
pub const REQUEST_MAX: usize = 2 * 1024 * 1024;

/// Who calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The name that edges begin at.
    pub name: String,
    /// The run it belongs to.
    pub run: Option<String>,
}

impl Caller {
    /// A caller outside any run.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), run: None }
    }
}

/// Calls tools.
#[derive(Clone, Debug)]
pub struct Gateway {
    registry: Registry,
    catalogue: Catalogue,
    means: Means,
    analytics: Analytics,
    live: Live,
}

/// A call on its way: what is recorded in the end, whatever that is.
struct Journey {
    id: String,
    at: Time,
    begun: Instant,
    attempts: Vec<Attempt>,
    request_bytes: u64,
}

impl Gateway {
    /// A gateway to the tools of `catalogue` at the instances of `registry`.
    pub fn new(registry: Registry, catalogue: Catalogue, means: Means, analytics: Analytics, live: Live) -> Self {
        Self { registry, catalogue, means, analytics, live }
    }

    /// Calls a tool; whatever comes of it is recorded, but for a tool that does not exist.
    pub async fn call(&self, by: Caller, tool: &ToolId, input: Value, timeout: Option<Duration>) -> Result<CallAnswer, Failure> {
        let listed = self.catalogue.require(tool.as_str())?;
        let timeout = timeout.unwrap_or(TIMEOUT_DEFAULT).min(TIMEOUT_MAX);
        let mut journey = Journey { id: ids::new('c'), at: clock::now(), begun: clock::instant(), attempts: Vec::new(), request_bytes: 0 };
        let result = self.travel(&mut journey, &listed, &input, timeout).await;
        let (call, result) = journey.end(by, tool, result);
        self.live.fold(&call);
        self.analytics.record(call);
        result
    }

    async fn travel(
        &self,
        journey: &mut Journey,
        listed: &Listed,
        input: &Value,
        timeout: Duration,
    ) -> Result<Answered, (Outcome, Failure)> {
        let tool = &listed.tool;
        let wrong = listed.schema.violations(input, "/input").map_err(|failure| (Outcome::Denied, failure))?;
        if !wrong.is_empty() {
            let detail = format!("The input breaks the schema of {} in {}; the tool was not called.", tool.id, places(wrong.len()));
            return Err((Outcome::Invalid, Failure::violations(detail, wrong)));
        }
        let template = Template::read(&tool.tool_call_template).map_err(|failure| (Outcome::Denied, failure))?;
        let entry = self.registry.require(tool.id.service()).map_err(|failure| (Outcome::NoInstance, failure))?;
        let targets = template.targets(&entry, balance::in_turn(&entry, clock::now())).map_err(|failure| (Outcome::Denied, failure))?;
        if targets.is_empty() {
            let verdict = entry.verdict();
            let detail = format!("No instance of {} can take a call: {}.", entry.facts.name, verdict.reason);
            return Err((Outcome::NoInstance, Failure::new(Kind::NoInstance, detail)));
        }
        let deadline = journey.begun + timeout;
        let mut last = None;
        for target in targets.into_iter().take(ATTEMPTS_MAX) {
            let ready = template.ready(&self.means, &tool.id, &target.url, input);
            let (ready, bytes) = ready.map_err(|failure| (Outcome::Denied, failure))?;
            journey.request_bytes += bytes;
            let tried = attempt::make(&self.means, ready, &target, deadline).await;
            journey.attempts.push(tried.attempt());
            match tried {
                Tried::Answered(answered) => return Ok(answered),
                Tried::Failed(failed) => {
                    let again = failed.never_sent || (tool.risk.is_safe_to_repeat() && failed.may_pass_elsewhere());
                    last = Some((failed.outcome, failed.failure(&tool.id)));
                    if !again || clock::instant() >= deadline {
                        break;
                    }
                }
            }
        }
        Err(last.unwrap_or_else(|| (Outcome::NoInstance, Failure::new(Kind::NoInstance, "No instance was tried."))))
    }
}

impl Journey {
    fn end(self, by: Caller, tool: &ToolId, result: Result<Answered, (Outcome, Failure)>) -> (Call, Result<CallAnswer, Failure>) {
        let latency_ms = clock::millis_since(self.begun);
        let last = self.attempts.last();
        let mut call = Call {
            id: self.id,
            at: self.at,
            caller: by.name,
            tool: tool.clone(),
            instance: last.map(|attempt| attempt.instance.clone()),
            outcome: Outcome::Ok,
            status: None,
            latency_ms,
            attempts: self.attempts.len() as u32,
            request_bytes: self.request_bytes,
            response_bytes: 0,
            error: None,
            run: by.run,
        };
        match result {
            Ok(answered) => {
                let Answered { instance, answer, .. } = answered;
                call.status = Some(answer.status);
                call.response_bytes = answer.bytes;
                let answer = CallAnswer {
                    call_id: call.id.clone(),
                    tool: tool.clone(),
                    service: tool.service().to_owned(),
                    instance,
                    output: answer.output,
                    status: answer.status,
                    latency_ms,
                    response_bytes: answer.bytes,
                    attempts: self.attempts,
                };
                (call, Ok(answer))
            }
            Err((outcome, mut failure)) => {
                call.outcome = outcome;
                call.error = Some(failure.detail.clone());
                failure.attempts = self.attempts;
                failure.call_id = Some(call.id.clone());
                (call, Err(failure))
            }
        }
    }
}

/// Why a tool with that call template cannot be called here; `None` where it can.
pub fn why_not_callable(template: &Value) -> Option<String> {
    Template::read(template).err().map(|failure| failure.detail)
}

fn places(count: usize) -> String {
    if count == 1 { "1 place".to_owned() } else { format!("{count} places") }
}
