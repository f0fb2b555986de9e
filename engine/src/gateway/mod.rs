//! The gateway: one way to call any tool.
//!
//! ```text
//! resolve tool → check input → choose an instance → attempt (→ another instance) → record → answer
//! ```
//! An attempt that never reached an instance moves on to the next one; one that may have done something there
//! is repeated only where twice is as good as once, and within the service's budget.

mod aftermath;
mod attempt;
mod auth;
mod badge;
mod balance;
mod fixed;
#[cfg(test)]
pub mod fuzzed;
mod graphql;
mod headers;
mod http;
mod mcp;
mod output;
mod parts;
mod plan;
mod probe;
mod schema;
mod socket;
mod stream;
mod tap;
mod template;
#[cfg(test)]
mod tests;
mod tokens;
mod urls;

pub use plan::Lasting;
pub use probe::probe;
pub use schema::Schema;
pub use tap::{Heard, Tap};

use crate::analytics::Analytics;
use crate::catalogue::{Catalogue, Listed};
use crate::means::Means;
use crate::mesh::Live;
use crate::registry::{Entry, Registry};
use crate::variables::Variables;
use crate::{clock, ids};
use attempt::{Answered, Failed, Tried};
use badge::Badge;
use balance::{Chosen, Closed, choose};
use domain::call::{Attempt, Call, CallAnswer, Outcome};
use domain::failure::Kind;
use domain::names::ToolId;
use domain::tool::Tool;
use domain::{Failure, Time};
use plan::Plan;
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};
use template::Template;
use tokens::Tokens;
use tokio::sync::mpsc::Sender;

/// The longest deadline a call may bring.
pub const TIMEOUT_MAX: Duration = Duration::from_mins(5);

/// The most bytes of a request to call a tool.
pub const REQUEST_MAX: usize = 2 * 1024 * 1024;

/// Who calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The name that edges begin at.
    pub name: String,
    /// The run it belongs to.
    pub run: Option<String>,
    /// The trace it belongs to, where it names one.
    pub trace: Option<String>,
}

impl Caller {
    /// A caller outside any run.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), run: None, trace: None }
    }
}

/// Calls tools.
#[derive(Clone, Debug)]
pub struct Gateway {
    registry: Registry,
    catalogue: Catalogue,
    means: Means,
    variables: Variables,
    tokens: Tokens,
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
    badge: Badge,
}

/// What the attempts of a call have in common.
struct Way<'a> {
    tool: &'a Tool,
    plan: Arc<Plan>,
    entry: Arc<Entry>,
    input: &'a Value,
    deadline: Instant,
}

/// How a call without a good answer counts, and what its caller is told.
type Ending = (Outcome, Failure);

impl Gateway {
    /// A gateway to the tools of `catalogue` at the instances of `registry`.
    pub fn new(registry: Registry, catalogue: Catalogue, means: Means, variables: Variables, analytics: Analytics, live: Live) -> Self {
        let tokens = Tokens::new(means.outbound.clone());
        Self { registry, catalogue, means, variables, tokens, analytics, live }
    }

    /// Calls a tool; whatever comes of it is recorded, but for a tool that does not exist.
    pub async fn call(&self, by: Caller, tool: &ToolId, input: Value, timeout: Option<Duration>) -> Result<CallAnswer, Failure> {
        let listed = self.catalogue.require(tool.as_str())?;
        let at = clock::now();
        let mut journey = Journey {
            id: ids::new_at('c', at),
            at,
            begun: clock::instant(),
            attempts: Vec::new(),
            request_bytes: 0,
            badge: Badge::default(),
        };
        let mut result = self.travel(&mut journey, &listed, &input, timeout).await;
        journey.badge.hide(&mut result, &mut journey.attempts);
        let (call, result) = journey.end(by, tool, result);
        self.live.fold(&call);
        self.analytics.record(call);
        self.analytics.keep().await.and(result)
    }

    /// The instance that a call of `tool` would go to now, by its base URL; its turn is taken, and nothing is sent.
    pub async fn resolve(&self, tool: &str) -> Result<String, Failure> {
        let listed = self.catalogue.require(tool)?;
        let entry = self.registry.require(listed.tool.id.service())?;
        let chosen = choose(&entry, &[], clock::instant()).await.map_err(|closed| closed.failure(&entry).1)?;
        Ok(chosen.instance.base_url.clone())
    }

    /// Why a tool cannot be called here as its service stands; `None` where it can, or could if its variables were set.
    pub fn why_not_callable(&self, tool: &Tool) -> Option<String> {
        if let Err(failure) = Template::read(tool.id.name(), &tool.tool_call_template) {
            return Some(failure.detail);
        }
        // A place that a variable names is known only where the variable is.
        let filled = self.variables.fill(&tool.id, &tool.tool_call_template).ok()?;
        let entry = self.registry.get(tool.id.service())?;
        let leads =
            Template::read(tool.id.name(), &filled.template).and_then(|template| template.leads_home(&entry, self.means.outbound.policy()));
        leads.err().map(|failure| failure.detail)
    }

    /// Why a tool cannot be called as things stand: as [`Self::why_not_callable`], or for want of a variable.
    pub fn why_not_now(&self, tool: &Tool) -> Option<String> {
        let lacks =
            || Some(template::not_callable(&format!("its variable {}", self.variables.lacks(&tool.id, &tool.tool_call_template)?)).detail);
        self.why_not_callable(tool).or_else(lacks)
    }

    /// Calls a tool and tells `to` each piece of its output as it comes; the answer in the end holds none of it.
    ///
    /// A stream without a deadline of its own has the longest. Who drops the other end of `to` ends the call.
    pub async fn stream(
        &self,
        by: Caller,
        tool: &ToolId,
        input: Value,
        timeout: Option<Duration>,
        to: Sender<Heard>,
    ) -> Result<CallAnswer, Failure> {
        let streams = self.catalogue.require(tool.as_str()).is_ok_and(|listed| streams(&listed.tool));
        let means = Means { tap: Tap::to(to), ..self.means.clone() };
        let tapped = Self { means, ..self.clone() };
        let mut answer = tapped.call(by, tool, input, timeout.or(streams.then_some(TIMEOUT_MAX))).await?;
        tapped.means.tap.pass(answer.output.take()).await;
        Ok(answer)
    }

    async fn travel(&self, journey: &mut Journey, listed: &Listed, input: &Value, timeout: Option<Duration>) -> Result<Answered, Ending> {
        let tool = &listed.tool;
        if let Some(why) = tool.why_held() {
            return Err((Outcome::Denied, Failure::new(Kind::Conflict, why)));
        }
        let wrong = listed.schema.violations(input, "/input").map_err(denied)?;
        if !wrong.is_empty() {
            let detail = format!("The input breaks the schema of {} in {}; the tool was not called.", tool.id, places(wrong.len()));
            return Err((Outcome::Invalid, Failure::violations(detail, wrong)));
        }
        let plan = self.plan(journey, listed).map_err(denied)?;
        let entry = self.registry.require(tool.id.service()).map_err(|failure| (Outcome::NoInstance, failure))?;
        let timeout = timeout.unwrap_or(Duration::from_millis(entry.facts.traffic.timeout_ms.into())).min(TIMEOUT_MAX);
        let deadline = journey.begun + timeout;
        if let Some(auth) = &plan.auth {
            badge::check_token_url(auth, &entry, &self.variables).map_err(denied)?;
            Box::pin(journey.badge.wear(auth, &self.tokens, &tool.id, timeout)).await?;
        }
        self.attempts(journey, &Way { tool, plan, entry, input, deadline }).await
    }

    /// How the tool is called, with its variables in place.
    fn plan(&self, journey: &mut Journey, listed: &Listed) -> Result<Arc<Plan>, Failure> {
        let tool = &listed.tool;
        if let Some(plan) = listed.plan.of(tool) {
            return plan;
        }
        let filled = self.variables.fill(&tool.id, &tool.tool_call_template)?;
        journey.badge = Badge::hiding(filled.secrets);
        Plan::read(tool.id.name(), &filled.template)
    }

    /// Attempts the call at one instance after the other, for as long as it may go on.
    async fn attempts(&self, journey: &mut Journey, way: &Way<'_>) -> Result<Answered, Ending> {
        way.entry.spread.count(clock::instant());
        let mut tried = Vec::new();
        let mut last: Option<Failed> = None;
        while tried.len() <= way.entry.facts.traffic.retries as usize {
            let chosen = match choose(&way.entry, &tried, way.deadline).await {
                Ok(chosen) => chosen,
                Err(closed) => return Err(last.map_or_else(|| closed.failure(&way.entry), |failed| failed.told(&way.tool.id))),
            };
            match self.attempt(journey, way, &chosen).await? {
                (Tried::Answered(answered), _) => return Ok(answered),
                (Tried::Failed(failed), true) if !self.means.tap.is_open() && way.may_go_on(&failed) => last = Some(failed),
                (Tried::Failed(failed), _) => return Err(failed.told(&way.tool.id)),
            }
            tried.push(chosen.instance);
        }
        Err(last.map_or_else(|| Closed::NoInstance.failure(&way.entry), |failed| failed.told(&way.tool.id)))
    }

    /// One attempt, and whether it was made at an instance: a template may name a place of its own, of which there is no other.
    async fn attempt(&self, journey: &mut Journey, way: &Way<'_>, chosen: &Chosen) -> Result<(Tried, bool), Ending> {
        let target = way.plan.template.target(&way.entry, &chosen.instance).map_err(denied)?;
        let (ready, bytes) = way.plan.template.ready(&self.means, &target.url, way.input).map_err(denied)?;
        journey.request_bytes += bytes;
        aftermath::tell_probe(&self.registry, &way.entry, chosen);
        let tried = attempt::make(&self.means, &mut journey.badge, ready, &target, way.attempt_ends()).await;
        journey.attempts.push(tried.told());
        let at_instance = target.instance.is_some();
        if at_instance {
            aftermath::settle(&self.registry, &way.entry, chosen, &tried);
        }
        Ok((tried, at_instance))
    }
}

impl Way<'_> {
    /// When an attempt that begins now is cut off.
    fn attempt_ends(&self) -> Instant {
        let per_try = self.entry.facts.traffic.per_try_timeout_ms;
        per_try.map_or(self.deadline, |time| self.deadline.min(clock::instant() + Duration::from_millis(time.into())))
    }

    /// Whether the call may try another instance: nothing reached that one, or once more does no harm and the budget allows it.
    fn may_go_on(&self, failed: &Failed) -> bool {
        let now = clock::instant();
        let is_harmless = failed.was_not_done() || (self.tool.risk.is_safe_to_repeat() && failed.may_pass_elsewhere());
        now < self.deadline && (failed.never_sent || (is_harmless && self.entry.spread.may_repeat(now)))
    }
}

fn denied(failure: Failure) -> Ending {
    (Outcome::Denied, failure)
}

impl Journey {
    fn end(self, by: Caller, tool: &ToolId, result: Result<Answered, Ending>) -> (Call, Result<CallAnswer, Failure>) {
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
            trace: by.trace,
            input_tokens: None,
            output_tokens: None,
            cost_usd: None,
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

/// Whether a tool's answers come in pieces.
pub fn streams(tool: &Tool) -> bool {
    Template::read(tool.id.name(), &tool.tool_call_template).is_ok_and(|template| template.streams())
}

fn places(count: usize) -> String {
    if count == 1 { "1 place".to_owned() } else { format!("{count} places") }
}
