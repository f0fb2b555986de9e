//! What is another in a manual than in the one before: by tool and place, and what it means for those who call it.
//!
//! Nothing that a digest sees goes unsaid. Words name URLs, methods, types and names, and no other value: a call template
//! may hold secrets.

mod schema;
#[cfg(test)]
mod tests;

use super::canonical;
use super::characters::plain;
use crate::tool::Tool;
use schema::{Side, schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

/// What a change means for those who call the tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It accepts less, answers otherwise, or is called elsewhere.
    Breaking,
    /// It is no longer there.
    Gone,
    /// It accepts more, or promises more of its answer.
    Widened,
    /// It is new.
    Added,
    /// It is said in other words.
    Described,
}

impl ChangeKind {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Gone => "gone",
            Self::Widened => "widened",
            Self::Added => "added",
            Self::Described => "described",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Change {
    /// The tool's own name.
    pub tool: String,
    /// What it means.
    pub kind: ChangeKind,
    /// Where, as a JSON pointer within the tool's entry in today's form; empty for the whole.
    pub pointer: String,
    /// What changed, in words.
    pub words: String,
}

impl Change {
    /// It as half a sentence: where, and what.
    pub fn sentence(&self) -> String {
        if self.pointer.is_empty() { self.words.clone() } else { format!("{}: {}", self.pointer, self.words) }
    }
}

/// How many changes there are of each kind, as `1 breaking, 2 added`; nothing where there are none.
pub fn summary(changes: &[Change]) -> String {
    let kinds = [ChangeKind::Breaking, ChangeKind::Gone, ChangeKind::Widened, ChangeKind::Added, ChangeKind::Described];
    let counted = kinds.map(|kind| (changes.iter().filter(|change| change.kind == kind).count(), kind.word()));
    counted.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}

/// What is found within one tool: its kind, its place, its words.
type Found = Vec<(ChangeKind, String, String)>;

/// The changes from one manual's tools to another's, by tool, the worst first.
pub fn between<T: Borrow<Tool>>(before: &[T], after: &[Tool]) -> Vec<Change> {
    let (before, after) = (by_name(before), by_name(after));
    let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    names.into_iter().flat_map(|name| of(before.get(name).copied(), after.get(name).copied())).collect()
}

fn by_name<T: Borrow<Tool>>(tools: &[T]) -> BTreeMap<&str, &Tool> {
    tools.iter().map(Borrow::borrow).map(|tool: &Tool| (tool.id.name(), tool)).collect()
}

/// The changes of one tool, the worst first; without the one before it is new, without the one after gone.
pub fn of(before: Option<&Tool>, after: Option<&Tool>) -> Vec<Change> {
    let Some(name) = before.or(after).map(|tool| tool.id.name()) else { return Vec::new() };
    let mut found = match (before, after) {
        (Some(before), Some(after)) => within(before, after),
        (None, _) => vec![(ChangeKind::Added, String::new(), "the tool is new".to_owned())],
        (_, None) => vec![(ChangeKind::Gone, String::new(), "the tool is no longer in the manual".to_owned())],
    };
    found.sort();
    found.into_iter().map(|(kind, pointer, words)| Change { tool: name.to_owned(), kind, pointer, words }).collect()
}

fn within(before: &Tool, after: &Tool) -> Found {
    let mut found = Found::new();
    if before.description != after.description {
        found.push((ChangeKind::Described, "/description".to_owned(), "another description".to_owned()));
    }
    if sorted(&before.tags) != sorted(&after.tags) {
        found.push((ChangeKind::Described, "/tags".to_owned(), "other tags".to_owned()));
    }
    if before.risk != after.risk {
        let words = format!("a call was {} and is {}", before.risk.words(), after.risk.words());
        found.push((ChangeKind::Breaking, "/tags".to_owned(), words));
    }
    part(&before.inputs, &after.inputs, "/inputs", Side::Input, &mut found);
    part(&before.outputs, &after.outputs, "/outputs", Side::Output, &mut found);
    template(&before.tool_call_template, &after.tool_call_template, &mut found);
    found
}

fn sorted(tags: &[String]) -> Vec<&String> {
    let mut tags: Vec<&String> = tags.iter().collect();
    tags.sort();
    tags
}

/// Compares a schema; one that is another text and means the same is said to be so.
fn part(before: &Value, after: &Value, pointer: &str, side: Side, found: &mut Found) {
    let known = found.len();
    schema(before, after, pointer, side, found);
    if known == found.len() && !same(before, after) {
        found.push((ChangeKind::Described, pointer.to_owned(), "written otherwise".to_owned()));
    }
}

/// Whatever is another in a call template leads the call elsewhere, or makes it another call.
fn template(before: &Value, after: &Value, found: &mut Found) {
    let keys = |value: &Value| value.as_object().map(|map| map.keys().cloned().collect::<BTreeSet<String>>()).unwrap_or_default();
    for key in keys(before).union(&keys(after)).filter(|key| !alike(before.get(*key), after.get(*key))) {
        let said =
            |value: &Value| value.get(key).and_then(Value::as_str).map_or_else(|| "none".to_owned(), |text| format!("`{}`", plain(text)));
        let words = match key.as_str() {
            "url" | "http_method" | "call_template_type" => format!("calls go by {key} {} instead of {}", said(after), said(before)),
            _ => "calls are made otherwise".to_owned(),
        };
        found.push((ChangeKind::Breaking, format!("/tool_call_template/{}", step(key)), words));
    }
}

/// A key as a step of a JSON pointer (RFC 6901).
fn step(key: &str) -> String {
    plain(key).replace('~', "~0").replace('/', "~1")
}

fn same(a: &Value, b: &Value) -> bool {
    a == b || canonical::text(a) == canonical::text(b)
}

fn alike(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}
