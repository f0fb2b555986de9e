//! UTCP manuals, read leniently: a broken tool is left out with its reason, the good ones stay.
//!
//! Format: UTCP 1.x as the official clients exchange it, and what came before it (`migrate`). A text is a manual when it has
//! both `utcp_version` and `tools`; unknown keys and nulls are passed over. What would mislead whoever reads of a tool, a
//! person or a model, leaves the tool out.

pub mod canonical;
pub mod characters;
pub mod diff;
mod migrate;
pub mod offer;
#[cfg(test)]
mod tests;
mod unique;

pub(crate) use migrate::is_old_tool;

use crate::names::ToolId;
use crate::service::Rejected;
use crate::tool::{Risk, Tool, ToolState};
use serde_json::Value;
use std::borrow::Borrow;
use unique::Unique;

/// The most bytes of a manual.
pub const BYTES_MAX: usize = 32 * 1024 * 1024;

/// The most tools of a manual.
pub const TOOLS_MAX: usize = 50_000;

/// The most characters of a tool's name.
pub const TOOL_NAME_MAX: usize = 128;

/// The most bytes of a tool's description.
pub const DESCRIPTION_MAX: usize = 64 * 1024;

/// The most bytes of texts in a tool's definition: names, words and values of its schemas and its call template.
pub const DEFINITION_MAX: usize = 1024 * 1024;

/// How many tools that were left out are named; the rest is counted.
pub const REJECTED_MAX: usize = 100;

/// A manual as it was understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manual {
    /// The tools that can be used.
    pub tools: Vec<Tool>,
    /// Those that cannot, each with its reason.
    pub rejected: Vec<Rejected>,
}

/// Reads a service's UTCP manual; the error says why the text is none.
pub fn read_utcp(service: &str, text: &str) -> Result<Manual, String> {
    let value = parse(text)?;
    let Some(tools) = migrate::tools(&value) else {
        return Err("it is JSON, but no UTCP manual: it needs `utcp_version` and a list `tools`".to_owned());
    };
    if tools.len() > TOOLS_MAX {
        return Err(format!("it lists {} tools; {TOOLS_MAX} is the most a manual may have", tools.len()));
    }
    Ok(sort_out(service, &tools))
}

/// Reads a tool of `service` from its canonical definition.
pub fn read_definition(service: &str, text: &str) -> Option<Tool> {
    read_tool(service, &serde_json::from_str(text).ok()?).ok()
}

/// The JSON of a manual's text, of whatever kind; the error says why it is none that is read.
pub(crate) fn parse(text: &str) -> Result<Value, String> {
    if text.len() > BYTES_MAX {
        return Err(format!("it is larger than {BYTES_MAX} bytes, the most a manual may have"));
    }
    serde_json::from_str(text).map(|Unique(value)| value).map_err(|error| explain(text, &error))
}

fn explain(text: &str, error: &serde_json::Error) -> String {
    let start = text.trim_start();
    if start.starts_with('<') {
        return "it is HTML or XML, not JSON: is the URL that of a page?".to_owned();
    }
    if start.is_empty() {
        return "it is empty".to_owned();
    }
    if error.is_data() {
        return format!("it can be read in two ways: {error}");
    }
    format!("it is not JSON: {error}")
}

pub(crate) fn sort_out<V: Borrow<Value>>(service: &str, entries: &[V]) -> Manual {
    let mut manual = Manual::default();
    let mut seen = std::collections::HashSet::new();
    for (index, entry) in entries.iter().map(Borrow::borrow).enumerate() {
        let name = entry.get("name").and_then(Value::as_str).unwrap_or_default();
        match read_tool(service, entry) {
            Ok(_) if !seen.insert(name.to_owned()) => {
                manual.rejected.push(Rejected { tool: name.to_owned(), reason: "a tool of this name stands before it".to_owned() });
            }
            Ok(tool) => manual.tools.push(tool),
            Err(reason) => {
                let tool = if name.is_empty() { format!("number {}", index + 1) } else { characters::plain(name) };
                manual.rejected.push(Rejected { tool, reason });
            }
        }
    }
    manual.shorten();
    manual
}

impl Manual {
    /// Keeps the list of what was left out to what people read.
    pub(crate) fn shorten(&mut self) {
        let more = self.rejected.len().saturating_sub(REJECTED_MAX);
        if more > 0 {
            self.rejected.truncate(REJECTED_MAX);
            let reason = "they were left out too; mend those above and read the manual again".to_owned();
            self.rejected.push(Rejected { tool: format!("{more} more"), reason });
        }
    }
}

fn read_tool(service: &str, entry: &Value) -> Result<Tool, String> {
    let name = entry.get("name").and_then(Value::as_str).ok_or("it has no `name`")?;
    if name.is_empty() || name.len() > TOOL_NAME_MAX || name.contains(characters::is_unfit_for_names) {
        return Err(format!("its name is empty, longer than {TOOL_NAME_MAX} bytes, or holds spaces or characters that cannot be seen"));
    }
    refuse_misleading(entry)?;
    let template = entry.get("tool_call_template").filter(|template| template.is_object()).ok_or("it has no `tool_call_template`")?;
    let kind = template.get("call_template_type").and_then(Value::as_str).ok_or("its `tool_call_template` has no `call_template_type`")?;
    if kind == "http" && !template.get("url").is_some_and(Value::is_string) {
        return Err("its `tool_call_template` has no `url`".to_owned());
    }
    let tags: Vec<String> =
        entry.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let method = (kind == "http").then(|| template.get("http_method").and_then(Value::as_str).unwrap_or("GET"));
    Ok(Tool {
        id: ToolId::new(service, name),
        description: entry.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
        risk: Risk::read(&tags, method),
        tags,
        state: ToolState::Active,
        inputs: schema(entry, "inputs")?,
        outputs: schema(entry, "outputs")?,
        tool_call_template: template.clone(),
        held: Vec::new(),
    })
}

/// Refuses what is too long to be read and what hides what it says.
fn refuse_misleading(entry: &Value) -> Result<(), String> {
    let description = entry.get("description").and_then(Value::as_str).unwrap_or_default();
    if description.len() > DESCRIPTION_MAX {
        return Err(format!("its `description` is longer than {DESCRIPTION_MAX} bytes"));
    }
    if weight(entry) > DEFINITION_MAX {
        return Err(format!("the texts in its definition are longer than {DEFINITION_MAX} bytes together"));
    }
    let tags = entry.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let told = [("description", description)].into_iter().chain(tags.map(|tag| ("tags", tag)));
    let in_texts = told.into_iter().find_map(|(key, text)| Some((format!("/{key}"), characters::hidden(text)?)));
    let in_schemas = || {
        let schemas = ["inputs", "outputs"].into_iter();
        schemas.filter_map(|key| Some((key, entry.get(key)?))).find_map(|(key, schema)| {
            let (pointer, found) = characters::hidden_in_schema(schema)?;
            Some((format!("/{key}{pointer}"), found))
        })
    };
    match in_texts.or_else(in_schemas) {
        Some((pointer, found)) => Err(format!("its `{pointer}` holds the character {found}, which hides what is written")),
        None => Ok(()),
    }
}

/// The bytes of all texts in a value.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(weight).sum(),
        Value::Object(map) => map.iter().map(|(key, value)| key.len() + weight(value)).sum(),
        _ => 0,
    }
}

/// A schema without the nulls that some clients write for every unset keyword.
fn schema(entry: &Value, key: &str) -> Result<Value, String> {
    match entry.get(key) {
        None | Some(Value::Null) => Ok(Value::Object(serde_json::Map::new())),
        Some(schema @ Value::Object(_)) => Ok(without_nulls(schema)),
        Some(_) => Err(format!("its `{key}` is no JSON Schema: it must be an object")),
    }
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            // Null can be meant there; a writer that gives it to other keywords, too, gives it to all that are unset.
            let can_be_null = |key: &str| matches!(key, "default" | "const");
            let is_filled_up = map.iter().any(|(key, value)| value.is_null() && !can_be_null(key));
            let kept = map.iter().filter(|(key, value)| !value.is_null() || (can_be_null(key) && !is_filled_up));
            Value::Object(kept.map(|(key, value)| (key.clone(), without_nulls(value))).collect())
        }
        Value::Array(list) => Value::Array(list.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}
