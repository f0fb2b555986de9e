//! Tools: searched, shown, checked, called.

use super::{Engine, lists};
use crate::analytics::CallFilter;
use crate::clock;
use crate::gateway::{Caller, Heard, REQUEST_MAX, Schema};
use crate::manuals::Manuals;
use domain::call::{CallAnswer, CallRequest};
use domain::failure::{Kind, Violation};
use domain::list::{LIMIT_DEFAULT, LIMIT_MAX};
use domain::mesh::CONSOLE;
use domain::metrics::{By, Figures, MetricsQuery, Scope};
use domain::names::ToolId;
use domain::query::Query;
use domain::tool::{Callable, Catalogue, Definition, Tool, ToolDetail, ToolPage, ToolQuery, ToolState, ToolSummary};
use domain::{Failure, List, example, openapi};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Sender;

/// How many calls a tool's page lists.
const CALLS_SHOWN: u32 = 20;

/// The window of a tool's figures, in seconds.
const WINDOW_SECONDS: i64 = 86_400;

impl Engine {
    /// The tools that `query` asks for and that fit `filter`, a page at a time: best first where it holds words, else by address.
    pub fn tools(&self, query: &ToolQuery, filter: &Query) -> List<ToolSummary> {
        let everything = ToolQuery { limit: query.limit, after: query.after.clone(), ..ToolQuery::default() };
        if *query == everything && *filter == Query::default() {
            return self.every_tool(query);
        }
        let mut all = self.matching(query);
        all.retain(|tool| filter.fits(tool));
        page(all, query, |tool| &tool.id)
    }

    /// A page of all tools there are; none but those on it is looked at.
    fn every_tool(&self, query: &ToolQuery) -> List<ToolSummary> {
        let List { items, next, total } = page(self.0.catalogue.all(), query, |tool| &tool.id);
        let summary = |tool: &Arc<Tool>| lists::summary(tool, self.health_of(tool.id.service()));
        List { items: items.iter().map(summary).collect(), next, total }
    }

    /// The tools that `query` asks for, with what one may filter them by.
    pub fn catalogue(&self, query: &ToolQuery) -> Result<Catalogue, Failure> {
        let begun = clock::instant();
        let words = ToolQuery { q: query.q.clone(), ..ToolQuery::default() };
        let found = self.matching(&words);
        let services = lists::facet(found.iter().map(|tool| tool.service.as_str()));
        let health = lists::facet(found.iter().map(|tool| tool.health.word()));
        let tags = lists::facet(found.iter().flat_map(|tool| tool.tags.iter().map(String::as_str)));
        let kept = found.into_iter().filter(|tool| passes(query, tool)).collect();
        let (found, all) = (page(kept, query, |tool| &tool.id), self.0.catalogue.len() as u64);
        Ok(Catalogue { found, all, took_ms: clock::millis_since(begun), services, health, tags })
    }

    /// Every tool that the gateway can call, by address; what is held is offered to nobody, its description neither.
    pub fn callable_tools(&self) -> Vec<Arc<Tool>> {
        let mut tools = self.0.catalogue.all();
        tools.retain(|tool| tool.state != ToolState::Quarantined && self.0.gateway.why_not_callable(tool).is_none());
        // By service is another order: `a-b.x` comes before `a.x`.
        tools.sort_by(|a, b| a.id.cmp(&b.id));
        tools
    }

    /// One tool.
    pub async fn tool(&self, id: &str) -> Result<ToolDetail, Failure> {
        let tool = self.0.catalogue.require(id)?.tool.clone();
        let because = tool.why_held().or_else(|| self.0.gateway.why_not_now(&tool));
        let gateway = Callable { client: "gateway".to_owned(), callable: because.is_none(), because, rule: None, remedy: None };
        Ok(ToolDetail {
            summary: lists::summary(&tool, self.health_of(tool.id.service())),
            definition: Definition {
                inputs: tool.inputs.clone(),
                outputs: tool.outputs.clone(),
                tool_call_template: masked(&tool.tool_call_template),
                digest: Manuals::digest(&tool),
                versions: self.0.manuals.versions(&tool).await?,
                callable_from: std::iter::once(gateway).chain(self.0.manuals.callable_from(&tool).await?).collect(),
            },
        })
    }

    /// One tool with everything its page shows.
    pub async fn tool_page(&self, id: &str) -> Result<ToolPage, Failure> {
        let tool = self.tool(id).await?;
        let manual = self.0.manuals.text(&tool.summary.service).await?.unwrap_or_default();
        let to = clock::now();
        let day = MetricsQuery {
            from: to.plus_seconds(-WINDOW_SECONDS),
            to,
            step: 3600,
            by: By::Tool,
            scope: Scope { tool: Some(tool.summary.id.as_str().to_owned()), ..Scope::default() },
        };
        let figures = self.0.analytics.metrics(&day).await?.totals.into_iter().next().map_or_else(Figures::default, |total| total.figures);
        let filter = CallFilter { tool: Some(id.to_owned()), ..CallFilter::default() };
        Ok(ToolPage {
            manual_text: entry_text(&manual, &tool.summary.name),
            example: example::of(&tool.definition.inputs),
            calls: self.0.analytics.recent_calls(filter, CALLS_SHOWN).await?,
            figures,
            tool,
        })
    }

    /// What breaks the schema in `input`, which is JSON text.
    pub fn check_input(&self, id: &str, input: &str) -> Result<Vec<Violation>, Failure> {
        let listed = self.0.catalogue.require(id)?;
        listed.schema.violations(&read_input(input)?, "")
    }

    /// The schema that a tool's manual promises for its output, where that is an object and the schema is sound.
    pub fn promised_output(&self, id: &str) -> Option<Value> {
        let listed = self.0.catalogue.listed(id)?;
        let promised = &listed.tool.outputs;
        let is_object = promised.get("type").is_some_and(|kind| kind == "object");
        let is_sound = || listed.outputs.get_or_init(|| Schema::new(promised)).violations(&Value::Null, "").is_ok();
        (is_object && is_sound()).then(|| promised.clone())
    }

    /// What of an output breaks the schema that the tool's manual promises for it.
    pub fn check_output(&self, id: &str, output: &Value) -> Result<Vec<Violation>, Failure> {
        let listed = self.0.catalogue.require(id)?;
        listed.outputs.get_or_init(|| Schema::new(&listed.tool.outputs)).violations(output, "")
    }

    /// The instance that a call of a tool would go to now, by its base URL; nothing is sent.
    pub async fn resolve(&self, id: &str) -> Result<String, Failure> {
        self.0.gateway.resolve(id).await
    }

    /// Calls a tool.
    pub async fn call(&self, by: Caller, id: &str, request: CallRequest) -> Result<CallAnswer, Failure> {
        let tool = self.0.catalogue.require(id)?.tool.id.clone();
        // In a box, because whoever holds a call on its way would else copy all of it at each hand-over.
        Box::pin(self.0.gateway.call(by, &tool, request.input, request.timeout_ms.map(Duration::from_millis))).await
    }

    /// Calls a tool and tells `to` each piece of its output as it comes; the answer in the end holds none of it.
    pub async fn stream(&self, by: Caller, id: &str, request: CallRequest, to: Sender<Heard>) -> Result<CallAnswer, Failure> {
        let tool = self.0.catalogue.require(id)?.tool.id.clone();
        self.0.gateway.stream(by, &tool, request.input, request.timeout_ms.map(Duration::from_millis), to).await
    }

    /// Calls a tool for the console, with an input that is JSON text.
    pub async fn call_from_console(&self, id: &str, input: &str) -> Result<CallAnswer, Failure> {
        let input = read_input(input)?;
        self.call(Caller::named(CONSOLE), id, CallRequest { input, timeout_ms: None }).await
    }

    /// The tools that fit `words`, for the find box.
    pub fn find_tools(&self, words: &str, limit: usize) -> Vec<ToolSummary> {
        let found = self.0.catalogue.search(words, limit);
        found.iter().map(|found| lists::summary(&found.tool, self.health_of(found.tool.id.service()))).collect()
    }

    fn matching(&self, query: &ToolQuery) -> Vec<ToolSummary> {
        let summary = |tool: &Tool| lists::summary(tool, self.health_of(tool.id.service()));
        let words = query.q.as_deref().map(str::trim).filter(|words| !words.is_empty());
        let all: Vec<ToolSummary> = match words {
            None => self.0.catalogue.all().iter().map(|tool| summary(tool)).collect(),
            Some(words) => {
                let found = self.0.catalogue.search(words, usize::MAX);
                found.into_iter().map(|found| ToolSummary { score: Some(found.score), why: found.why, ..summary(&found.tool) }).collect()
            }
        };
        all.into_iter().filter(|tool| passes(query, tool)).collect()
    }
}

fn passes(query: &ToolQuery, tool: &ToolSummary) -> bool {
    let tagged = query.tag.as_deref().is_none_or(|_| tool.tags.iter().any(|tag| lists::passes(query.tag.as_deref(), tag)));
    tagged && lists::passes(query.service.as_deref(), &tool.service) && lists::passes(query.health.as_deref(), tool.health.word())
}

/// The page after `query.after`, in the order in which the tools stand.
fn page<T>(all: Vec<T>, query: &ToolQuery, id: impl Fn(&T) -> &ToolId) -> List<T> {
    let total = all.len() as u64;
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, LIMIT_MAX) as usize;
    let begin = query.after.as_deref().map_or(0, |after| all.iter().position(|tool| id(tool).as_str() == after).map_or(0, |at| at + 1));
    let next = all.get(begin + limit).and(all.get(begin + limit - 1)).map(|tool| id(tool).as_str().to_owned());
    List { items: all.into_iter().skip(begin).take(limit).collect(), next, total }
}

fn read_input(input: &str) -> Result<Value, Failure> {
    if input.len() > REQUEST_MAX {
        return Err(Failure::new(Kind::TooLarge, format!("The input is larger than {REQUEST_MAX} bytes.")));
    }
    serde_json::from_str(input).map_err(|error| Failure::new(Kind::BadRequest, format!("The input is not JSON: {error}.")))
}

/// The tool's entry in the manual, laid out for reading.
fn entry_text(manual: &str, name: &str) -> String {
    let manual: Value = serde_json::from_str(manual).unwrap_or_default();
    let entries = manual.get("tools").and_then(Value::as_array).into_iter().flatten();
    let entry = entries.into_iter().find(|entry| entry.get("name").and_then(Value::as_str) == Some(name)).cloned();
    let entry = entry.or_else(|| openapi::part(&manual, name));
    entry.and_then(|entry| serde_json::to_string_pretty(&entry).ok()).unwrap_or_default()
}

/// A call template without what it holds in `auth` and in headers.
fn masked(template: &Value) -> Value {
    let mut template = template.clone();
    for key in ["auth", "headers"] {
        if let Some(Value::Object(secrets)) = template.get_mut(key) {
            secrets.iter_mut().filter(|(key, _)| *key != "auth_type").for_each(|(_, value)| *value = "•••".into());
        }
    }
    template
}
