//! The linter: which clients can read a manual and call its tools as they are defined, and why others cannot.
//!
//! The rules are what the clients do, found in their sources and by running them: python-utcp 1.2 with utcp-http 1.1,
//! @utcp/sdk 1.1 with @utcp/http 1.1, the Messages API of Anthropic, `OpenAI`'s function calling, MCP of 2026-07-28.
//! What is judged is the definition itself; through the gateway more can be called.

mod calling;
mod models;
mod reading;
#[cfg(test)]
mod tests;

use crate::openapi;
use crate::review::Judged;
use crate::service::Protocol;
use crate::tool::{Callable, Tool};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Borrow;

/// Whoever may want to call a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Client {
    /// The official Python client of UTCP.
    PythonUtcp,
    /// The official TypeScript client of UTCP.
    TsUtcp,
    /// Models behind Anthropic's Messages API.
    Anthropic,
    /// Models behind `OpenAI`'s function calling.
    Openai,
    /// Clients of an MCP server that lists the tool.
    Mcp,
}

impl Client {
    /// Every client, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::PythonUtcp, Self::TsUtcp, Self::Anthropic, Self::Openai, Self::Mcp];

    /// The clients of UTCP, which call tools themselves.
    const UTCP: [Self; 2] = [Self::PythonUtcp, Self::TsUtcp];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PythonUtcp => "python-utcp",
            Self::TsUtcp => "ts-utcp",
            Self::Anthropic => "anthropic",
            Self::Openai => "openai",
            Self::Mcp => "mcp",
        }
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The client cannot call the tool.
    Blocks,
    /// It can, but not in every way that the definition allows.
    Limits,
    /// It can, once it is given something.
    Asks,
}

/// One rule that a tool's definition breaks for one client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// For whom.
    pub client: Client,
    /// The rule, as `plain-http`.
    pub rule: &'static str,
    /// How much it matters.
    pub weight: Weight,
    /// Where, as a JSON pointer within the tool's entry.
    pub pointer: String,
    /// What is the matter.
    pub because: String,
    /// What to change.
    pub remedy: String,
}

/// What is found of one tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Linted {
    /// Its own name.
    pub tool: String,
    /// The findings, the worst first.
    pub findings: Vec<Finding>,
}

/// Puts one finding per client.
struct Say<'a> {
    found: &'a mut Vec<Finding>,
    rule: &'static str,
    weight: Weight,
}

impl Say<'_> {
    fn to(&mut self, clients: &[Client], pointer: &str, because: &str, remedy: &str) {
        let Self { rule, weight, .. } = *self;
        let finding = |client: &Client| Finding {
            client: *client,
            rule,
            weight,
            pointer: pointer.to_owned(),
            because: because.to_owned(),
            remedy: remedy.to_owned(),
        };
        self.found.extend(clients.iter().map(finding));
    }
}

/// Judges every one of `tools`, which were read from `text`, a manual of that kind.
pub fn lint<T: Borrow<Tool>>(kind: Protocol, text: &str, tools: &[T]) -> Vec<Linted> {
    let raw: Value = serde_json::from_str(text).unwrap_or_default();
    let unnamed = if kind == Protocol::Openapi { openapi::unnamed(&raw) } else { Vec::new() };
    let mut linted: Vec<Linted> = tools.iter().map(|tool| judge(kind, tool.borrow(), &unnamed)).collect();
    if kind == Protocol::Utcp {
        reading::judge(&raw, &mut linted);
    }
    linted.iter_mut().for_each(|linted| linted.findings.sort_by_key(|finding| finding.weight));
    linted
}

fn judge(kind: Protocol, tool: &Tool, unnamed: &[String]) -> Linted {
    let name = tool.id.name();
    let mut findings = Vec::new();
    if unnamed.iter().any(|unnamed| unnamed == name) {
        let mut say = Say { found: &mut findings, rule: "no-operation-id", weight: Weight::Blocks };
        say.to(
            &Client::UTCP,
            "",
            "its operation has no `operationId`, and the client passes it over in silence",
            "give the operation an `operationId`",
        );
    }
    calling::judge(kind, tool, &mut findings);
    models::judge(tool, &mut findings);
    Linted { tool: name.to_owned(), findings }
}

impl Linted {
    /// Whether a client can call the tool, with the reason that matters most.
    pub fn callable(&self, client: Client) -> Callable {
        let worst = self.findings.iter().find(|finding| finding.client == client);
        Callable {
            client: client.name().to_owned(),
            callable: worst.is_none_or(|finding| finding.weight != Weight::Blocks),
            because: worst.map(|finding| finding.because.clone()),
            rule: worst.map(|finding| finding.rule.to_owned()),
            remedy: worst.map(|finding| finding.remedy.clone()),
        }
    }

    /// Whether each client can call the tool.
    pub fn callable_from(&self) -> Vec<Callable> {
        Client::ALL.map(|client| self.callable(client)).into()
    }

    /// What is wrong with it, and not merely asked for.
    pub fn faults(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.weight != Weight::Asks)
    }
}

impl From<&Linted> for Judged {
    fn from(linted: &Linted) -> Self {
        Self { tool: linted.tool.clone(), callable_from: linted.callable_from() }
    }
}
