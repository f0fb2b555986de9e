//! Drives a run with the builtin planner: reads, offers, decides, calls, decides again, answers.

use super::Runs;
use super::builtin::{Action, Decision, Made, Mind, allows};
use super::record::{End, Record, Start, cancelled, over};
use crate::clock;
use crate::gateway::Caller;
use domain::call::CallAnswer;
use domain::failure::Kind;
use domain::names::ToolId;
use domain::run::{Allowed, Doing, Order, RunState};
use domain::tool::{Risk, Tool};
use domain::{Failure, mesh};
use serde_json::Value;

/// How many tools a query for allowed ones may bring.
const ALLOWED_MAX: usize = 100;

/// Drives a run to its end.
pub async fn drive(runs: Runs, order: Order, mut record: Record) {
    let end = Drive { runs, order, record: &mut record, made: Vec::new(), failed: None }.run().await;
    record.end(end).await;
}

struct Drive<'a> {
    runs: Runs,
    order: Order,
    record: &'a mut Record,
    made: Vec<Made>,
    /// The tool that failed last, while no other has answered since.
    failed: Option<ToolId>,
}

impl Drive<'_> {
    async fn run(mut self) -> End {
        let start = Start::now();
        let mut mind = self.mind();
        let end = match self.steps(&mut mind, start).await {
            Ok(end) | Err(end) => end,
        };
        // The reason stands among the steps too, where there is room for it.
        let silent = end.answer.is_some() || end.state == RunState::Cancelled || !self.record.has_step_left();
        if !silent {
            let doing = Doing::Error { message: end.reason.clone(), not_understood: mind.not_understood(&self.made) };
            if let Err(end) = self.record.write(Start::now(), doing).await {
                return end;
            }
        }
        end
    }

    fn mind(&self) -> Mind {
        let catalogue = &self.runs.0.catalogue;
        let budget = &self.record.run().budget;
        let found: Vec<ToolId> = match &self.order.tools {
            Some(Allowed::Query(query)) => catalogue.search(query, ALLOWED_MAX).into_iter().map(|found| found.tool.id.clone()).collect(),
            _ => Vec::new(),
        };
        let may_use = |tool: &Tool| {
            let listed = self.order.tools.as_ref().is_none_or(|allowed| allows(allowed, &found, &tool.id));
            listed && (tool.risk != Risk::Destructive || budget.destructive_calls > 0)
        };
        let now = clock::now().to_string();
        let search = |words: &str, limit| catalogue.search(words, limit);
        Mind::new(&self.order.requirement, now.get(..10), &self.runs.shelf(), search, may_use)
    }

    async fn steps(&mut self, mind: &mut Mind, start: Start) -> Result<End, End> {
        self.record.step(start, Doing::Turn { text: mind.reads() }).await?;
        let start = Start::now();
        let (query, offered) = mind.offers();
        self.record.step(start, Doing::Candidates { query, offered }).await?;
        loop {
            let start = Start::now();
            match mind.decide(&self.made) {
                Decision::Call { action, input, told } => {
                    let text = self.opening(mind, &told);
                    self.record.step(start, Doing::Turn { text }).await?;
                    if self.order.dry_run {
                        return self.answer(format!("A dry run: nothing was called. The plan is {told}."), mind.not_understood(&[])).await;
                    }
                    self.call(mind, *action, input).await?;
                }
                Decision::Answer => {
                    let (text, not_understood) = mind.answer(&self.made);
                    return self.answer(text, not_understood).await;
                }
                Decision::Refuse => return Err(End::without_answer(RunState::Refused, mind.refusal())),
            }
        }
    }

    /// What the planner makes of where it stands.
    fn opening(&self, mind: &Mind, told: &str) -> String {
        match (&self.failed, self.made.last()) {
            (Some(failed), _) => format!("{failed} failed; tries {told} instead"),
            (None, Some(made)) => format!("Has {}; goes on with {told}", mind.gave(made)),
            (None, None) => format!("Plans {told}"),
        }
    }

    async fn answer(&mut self, text: String, not_understood: Vec<String>) -> Result<End, End> {
        self.record.step(Start::now(), Doing::Answer { text: text.clone(), not_understood }).await?;
        Ok(End { state: RunState::Answered, reason: String::new(), answer: Some(text) })
    }

    /// Calls a tool and writes down what came of it.
    async fn call(&mut self, mind: &mut Mind, action: Action, input: Value) -> Result<(), End> {
        let tool = &action.profile.tool;
        if !self.record.has_step_left() {
            return Err(over("steps", self.record.run().budget.steps));
        }
        self.record.count_call(tool.risk == Risk::Destructive)?;
        let start = Start::now();
        let result = self.through_gateway(tool.id.clone(), input.clone()).await;
        let (call_id, output, error, end) = match &result {
            Ok(Ok(answer)) => (Some(answer.call_id.clone()), Some(answer.output.clone()), None, None),
            Ok(Err(failure)) => (failure.call_id.clone(), None, Some(told(failure)), None),
            Err(end) => (None, None, Some(end.reason.clone()), Some(end.clone())),
        };
        self.record.write(start, Doing::Call { call_id, tool: tool.id.clone(), input, output, error }).await?;
        match (result, end) {
            (_, Some(end)) | (Err(end), None) => Err(end),
            (Ok(Ok(answer)), None) => {
                self.failed = None;
                self.made.push(Mind::made(action, answer.output));
                Ok(())
            }
            (Ok(Err(failure)), None) => self.after_failure(mind, &action, &failure),
        }
    }

    fn after_failure(&mut self, mind: &mut Mind, action: &Action, failure: &Failure) -> Result<(), End> {
        let tool = action.profile.tool.id.clone();
        if mind.note_failure(action, &self.made) {
            self.failed = Some(tool);
            return Ok(());
        }
        let known: Vec<String> = self.made.iter().map(|made| format!("{} gave {}", made.action.profile.tool.id, mind.gave(made))).collect();
        let known = if known.is_empty() { String::new() } else { format!(" Until then {}.", known.join(", ")) };
        let reason = format!("{tool} failed, and no other tool does the same: {}{known}", told(failure));
        Err(End::without_answer(RunState::Failed, reason))
    }

    /// Calls through the gateway, as `orchestrator`; ends early with the run's time, or when a person ends the run.
    async fn through_gateway(&self, tool: ToolId, input: Value) -> Result<Result<CallAnswer, Failure>, End> {
        let by = Caller { name: mesh::ORCHESTRATOR.to_owned(), run: Some(self.record.run().id.clone()), trace: None };
        let (gateway, left) = (self.runs.0.gateway.clone(), self.record.time_left());
        // A task of its own: a call that is on its way is recorded also when the run does not wait for it.
        let call = tokio::spawn(async move { gateway.call(by, &tool, input, Some(left)).await });
        let cancel = self.record.cancel();
        tokio::select! {
            result = call => Ok(result.unwrap_or_else(|_| Err(Failure::new(Kind::Internal, "The call broke off; the log says why.")))),
            () = cancel.cancelled() => Err(cancelled()),
            () = tokio::time::sleep(left) => Err(over("seconds", self.record.run().budget.seconds)),
        }
    }
}

/// A failure with the values that were wrong.
fn told(failure: &Failure) -> String {
    let wrong: Vec<String> = failure.errors.iter().map(|error| format!("{} {}", error.pointer, error.message)).collect();
    if wrong.is_empty() { failure.detail.clone() } else { format!("{} ({})", failure.detail, wrong.join("; ")) }
}
