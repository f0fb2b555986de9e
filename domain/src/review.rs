//! A review of a service's manual: how it came to be as it is, what waits for approval, and who can call its tools.

use crate::Time;
use crate::manual::diff::Change;
use crate::names::ToolId;
use crate::tool::Callable;
use serde::{Deserialize, Serialize};

/// What the page of a service shows of its manual beyond its state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Whether changes are held until somebody approves them.
    pub hold_changes: bool,
    /// The tools that wait for approval, by name.
    pub held: Vec<Held>,
    /// The last versions of the manual, newest first.
    pub versions: Vec<Edition>,
    /// Who can call each tool; those that somebody cannot call come first.
    pub tools: Vec<Judged>,
    /// How many tools there are beside those.
    pub more: u32,
}

/// A tool that waits for approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The tool.
    pub tool: ToolId,
    /// SHA-256 of the definition that waits, in hex.
    pub digest: String,
    /// How it differs from the one that was approved.
    pub changes: Vec<Change>,
}

/// One version of a manual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// SHA-256 of its text, in hex.
    pub digest: String,
    /// When it was first seen.
    pub fetched_at: Time,
    /// Whether it is the one in use.
    pub in_use: bool,
    /// Whether it is the first that is known: then there is none before it to compare it with.
    pub first: bool,
    /// What is another in it than in the one before.
    pub changes: Vec<Change>,
    /// How many changes there are beside those.
    pub more: u32,
}

/// Who can call a tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The tool's own name.
    pub tool: String,
    /// Each client, in the same order for every tool.
    pub callable_from: Vec<Callable>,
}
