//! Tools: what a service can do, as the catalogue holds it.

use crate::manual::diff::Change;
use crate::names::{ToolId, encode};
use crate::{Health, Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a call of a tool may do to the world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// It changes nothing.
    ReadOnly,
    /// Twice is as good as once.
    Idempotent,
    /// What it changes may not come back.
    Destructive,
    /// Nobody said.
    #[default]
    Unknown,
}

impl Risk {
    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ReadOnly => "read_only",
            Self::Idempotent => "idempotent",
            Self::Destructive => "destructive",
            Self::Unknown => "unknown",
        }
    }

    /// The words for it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::Idempotent => "idempotent",
            Self::Destructive => "destructive",
            Self::Unknown => "unknown risk",
        }
    }

    /// Whether the call may be repeated without harm.
    pub const fn is_safe_to_repeat(self) -> bool {
        matches!(self, Self::ReadOnly | Self::Idempotent)
    }

    /// Reads the risk off a tool's tags and its HTTP method; a tag outweighs the method.
    pub fn read(tags: &[String], method: Option<&str>) -> Self {
        let tagged = |word: &str| tags.iter().any(|tag| tag == word);
        match method {
            _ if tagged("destructive") => Self::Destructive,
            _ if tagged("read-only") => Self::ReadOnly,
            _ if tagged("idempotent") => Self::Idempotent,
            Some("GET") => Self::ReadOnly,
            Some("DELETE") => Self::Destructive,
            _ => Self::Unknown,
        }
    }
}

/// Whether a tool may be called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolState {
    /// It is in its service's manual.
    #[default]
    Active,
    /// Its definition changed since it was last approved.
    Changed,
    /// It is held until somebody approves it.
    Quarantined,
    /// Its manual no longer has it.
    Gone,
}

impl ToolState {
    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Changed => "changed",
            Self::Quarantined => "quarantined",
            Self::Gone => "gone",
        }
    }
}

/// A tool, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tool {
    /// Its address.
    pub id: ToolId,
    /// What it does.
    pub description: String,
    /// Words to filter by.
    pub tags: Vec<String>,
    /// What a call may do.
    pub risk: Risk,
    /// Whether it may be called.
    pub state: ToolState,
    /// The JSON Schema of its input.
    pub inputs: Value,
    /// The JSON Schema of its output.
    pub outputs: Value,
    /// How it is called, as its manual says.
    pub tool_call_template: Value,
    /// What differs from the definition that was approved, where the tool is held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Change>,
}

/// How many changes of a held tool are told in its refusal.
const CHANGES_TOLD: usize = 3;

impl Tool {
    /// Why it is held and what to do, where it is.
    pub fn why_held(&self) -> Option<String> {
        let told: Vec<String> = self.held.iter().take(CHANGES_TOLD).map(Change::sentence).collect();
        let more = self.held.len().saturating_sub(CHANGES_TOLD);
        let more = if more == 0 { String::new() } else { format!("; and {more} more") };
        let what = if told.is_empty() { "its definition is another".to_owned() } else { told.join("; ") };
        let id = &self.id;
        (self.state == ToolState::Quarantined).then(|| {
            format!(
                "{id} is held until somebody approves it, for {what}{more}. Look at it and approve it on the page of {}, or with POST /registry/tools/{}/approve.",
                id.service(),
                encode(id.as_str())
            )
        })
    }
}

/// A field of a tool that a search matched, with the term that did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The field: name, description, tag, parameter or service.
    pub field: String,
    /// The term as it stands in the field.
    pub term: String,
}

/// A tool as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolSummary {
    /// Its address.
    pub id: ToolId,
    /// Its service.
    pub service: String,
    /// Its own name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Words to filter by.
    pub tags: Vec<String>,
    /// What a call may do.
    pub risk: Risk,
    /// The health of its service.
    pub health: Health,
    /// Whether it may be called.
    pub state: ToolState,
    /// How well it fits the search, 0–1; absent without a search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// Why it was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Why>,
}

/// What `GET /registry/tools` can be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ToolQuery {
    /// Words to search for.
    pub q: Option<String>,
    /// Only this service's; several with commas.
    pub service: Option<String>,
    /// Only those with this tag; several with commas.
    pub tag: Option<String>,
    /// Only those whose service has this health; several with commas.
    pub health: Option<String>,
    /// How many, 1–1000.
    pub limit: Option<u32>,
    /// The last page's `next`.
    pub after: Option<String>,
}

/// A value to filter by, with how many tools have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// The value.
    pub value: String,
    /// How many of the found tools have it.
    pub count: u32,
}

/// What the page of the catalogue shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// The tools found.
    pub found: crate::List<ToolSummary>,
    /// How many tools there are in all.
    pub all: u64,
    /// How long the search took, in milliseconds.
    pub took_ms: f64,
    /// Services of the found tools.
    pub services: Vec<Facet>,
    /// Health of the found tools' services.
    pub health: Vec<Facet>,
    /// Tags of the found tools.
    pub tags: Vec<Facet>,
}

/// One definition that a tool had, or one text of a manual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// SHA-256 of it, in hex: of a tool's canonical JSON, of a manual's text.
    pub digest: String,
    /// When it was first seen.
    pub fetched_at: Time,
}

/// Who can call a tool, and why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callable {
    /// The client, as `gateway`.
    pub client: String,
    /// Whether it can.
    pub callable: bool,
    /// Why not, or within which limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The rule that says so, as `plain-http`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What to change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// One tool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolDetail {
    /// What lists show.
    pub summary: ToolSummary,
    /// What lists do not show.
    pub definition: Definition,
}

/// How a tool is defined, and who can call it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// The JSON Schema of its input.
    pub inputs: Value,
    /// The JSON Schema of its output.
    pub outputs: Value,
    /// How it is called, with secrets masked.
    pub tool_call_template: Value,
    /// SHA-256 of its canonical JSON, in hex: what an approval pins.
    pub digest: String,
    /// Its definitions, newest first.
    pub versions: Vec<Version>,
    /// Who can call it.
    pub callable_from: Vec<Callable>,
}

/// Everything the page of one tool shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolPage {
    /// The tool.
    pub tool: ToolDetail,
    /// Its entry in the manual, as fetched.
    pub manual_text: String,
    /// An input that fits the schema.
    pub example: Value,
    /// Its last calls, newest first.
    pub calls: Vec<crate::call::Call>,
    /// Its figures over the last day.
    pub figures: crate::metrics::Figures,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tags: &[&str], method: Option<&str>, expected: Risk) {
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        assert_eq!(Risk::read(&tags, method), expected);
    }

    #[test]
    fn risk_is_read_off_tags_before_the_method() {
        check(&[], Some("GET"), Risk::ReadOnly);
        check(&[], Some("DELETE"), Risk::Destructive);
        check(&[], Some("POST"), Risk::Unknown);
        check(&["read-only"], Some("POST"), Risk::ReadOnly);
        check(&["idempotent"], Some("PUT"), Risk::Idempotent);
        check(&["read-only", "destructive"], Some("GET"), Risk::Destructive);
    }
}
