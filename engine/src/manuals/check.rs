//! Manuals that nobody registered: read, and judged by the linter.

use super::places::Place;
use super::{look, read};
use crate::egress::Policy;
use crate::means::Means;
use domain::lint::{Linted, lint};
use domain::service::{Protocol, Rejected};
use domain::{mcp, openapi};

/// The service that such tools are read for; none of their names holds it.
const NOBODY: &str = "manual";

/// What came of reading a manual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Which kind of manual it is.
    pub kind: Protocol,
    /// Its tools, each with what is found of it.
    pub tools: Vec<Linted>,
    /// The tools that were left out.
    pub rejected: Vec<Rejected>,
}

/// Checks the manual that a URL answers with, else that of the MCP server there; the error says why there is none.
pub async fn check_url(policy: Policy, url: &str) -> Result<Checked, String> {
    let means = Means::new(policy).map_err(|error| error.to_string())?;
    let place = |kind| Place { url: url.to_owned(), kind };
    let read_there = match look(&means, &place(None)).await {
        Ok((kind, text)) => judge(kind, url, &text),
        Err(reason) => Err(reason),
    };
    match read_there {
        Ok(checked) => Ok(checked),
        Err(reason) => match look(&means, &place(Some(Protocol::Mcp))).await {
            Ok((kind, text)) => judge(kind, url, &text),
            // Whatever is there is more likely a manual with a fault than a server of MCP with one.
            Err(_) => Err(reason),
        },
    }
}

/// Checks a manual's text, of whichever kind it says that it is; the error says why it is none.
pub fn check_text(text: &str) -> Result<Checked, String> {
    let kind = match (openapi::is_document(text), mcp::is_list(text)) {
        (true, _) => Protocol::Openapi,
        (false, true) => Protocol::Mcp,
        (false, false) => Protocol::Utcp,
    };
    judge(kind, "", text)
}

fn judge(kind: Protocol, at: &str, text: &str) -> Result<Checked, String> {
    let manual = read(NOBODY, kind, at, text)?;
    Ok(Checked { kind, tools: lint(kind, text, &manual.tools), rejected: manual.rejected })
}
