//! UTCP manuals, read leniently: a broken tool is left out with its reason, the good ones stay.
//!
//! Format: UTCP 1.x as the official clients exchange it. A text is a manual when it has both
//! `utcp_version` and `tools`; unknown keys and nulls are passed over.

pub mod offer;

use crate::names::ToolId;
use crate::service::Rejected;
use crate::tool::{Risk, Tool, ToolState};
use serde_json::Value;

/// The most bytes of a manual.
pub const BYTES_MAX: usize = 32 * 1024 * 1024;

/// The most tools of a manual.
pub const TOOLS_MAX: usize = 50_000;

/// The most characters of a tool's name.
pub const TOOL_NAME_MAX: usize = 128;

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
    let value: Value = serde_json::from_str(text).map_err(|error| explain(text, &error))?;
    let is_manual = value.get("utcp_version").is_some();
    let Some(tools) = value.get("tools").and_then(Value::as_array).filter(|_| is_manual) else {
        return Err("it is JSON, but no UTCP manual: it needs `utcp_version` and a list `tools`".to_owned());
    };
    if tools.len() > TOOLS_MAX {
        return Err(format!("it lists {} tools; {TOOLS_MAX} is the most a manual may have", tools.len()));
    }
    Ok(sort_out(service, tools))
}

pub(crate) fn explain(text: &str, error: &serde_json::Error) -> String {
    let start = text.trim_start();
    if start.starts_with('<') {
        return "it is HTML or XML, not JSON: is the URL that of a page?".to_owned();
    }
    if start.is_empty() {
        return "it is empty".to_owned();
    }
    format!("it is not JSON: {error}")
}

pub(crate) fn sort_out(service: &str, entries: &[Value]) -> Manual {
    let mut manual = Manual::default();
    let mut seen = std::collections::HashSet::new();
    for (index, entry) in entries.iter().enumerate() {
        let name = entry.get("name").and_then(Value::as_str).unwrap_or_default();
        match read_tool(service, entry) {
            Ok(_) if !seen.insert(name.to_owned()) => {
                manual.rejected.push(Rejected { tool: name.to_owned(), reason: "a tool of this name stands before it".to_owned() });
            }
            Ok(tool) => manual.tools.push(tool),
            Err(reason) => {
                let tool = if name.is_empty() { format!("number {}", index + 1) } else { name.chars().take(TOOL_NAME_MAX).collect() };
                manual.rejected.push(Rejected { tool, reason });
            }
        }
    }
    manual
}

fn read_tool(service: &str, entry: &Value) -> Result<Tool, String> {
    let name = entry.get("name").and_then(Value::as_str).ok_or("it has no `name`")?;
    if name.is_empty() || name.len() > TOOL_NAME_MAX || name.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(format!("its name is empty, longer than {TOOL_NAME_MAX} bytes, or holds spaces"));
    }
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
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GOOD: &str = r#"{"name":"convert","description":"Converts","inputs":{"type":"object","$schema":null},
        "outputs":null,"tags":["read-only"],"tool_call_template":{"call_template_type":"http","url":"http://h/c","http_method":"POST"}}"#;

    fn check(tools: &str, kept: &[&str], rejected: &[&str]) {
        let text = format!(r#"{{"utcp_version":"1.0.1","auth":null,"tools":[{tools}]}}"#);
        let manual = read_utcp("units", &text).expect("a manual");
        let ids: Vec<&str> = manual.tools.iter().map(|tool| tool.id.as_str()).collect();
        let reasons: Vec<String> = manual.rejected.iter().map(|r| format!("{}: {}", r.tool, r.reason)).collect();
        assert_eq!((ids.as_slice(), reasons.iter().map(String::as_str).collect::<Vec<_>>().as_slice()), (kept, rejected));
    }

    #[test]
    fn good_tools_stay_and_broken_ones_are_listed_with_their_reason() {
        check(GOOD, &["units.convert"], &[]);
        check(&format!(r#"{GOOD},{{"name":"bad"}}"#), &["units.convert"], &["bad: it has no `tool_call_template`"]);
        check(r#"{"tags":[]}"#, &[], &["number 1: it has no `name`"]);
        check(&format!("{GOOD},{GOOD}"), &["units.convert"], &["convert: a tool of this name stands before it"]);
        check(r#"{"name":"x","tool_call_template":{"call_template_type":"http"}}"#, &[], &["x: its `tool_call_template` has no `url`"]);
    }

    #[test]
    fn nulls_are_dropped_and_the_risk_is_read() {
        let manual = read_utcp("units", &format!(r#"{{"utcp_version":"1","tools":[{GOOD}]}}"#)).expect("a manual");
        assert_eq!(manual.tools[0].inputs, serde_json::json!({"type": "object"}));
        assert_eq!((manual.tools[0].outputs.clone(), manual.tools[0].risk), (serde_json::json!({}), Risk::ReadOnly));
    }

    #[test]
    fn a_null_that_is_meant_stays_where_not_every_unset_keyword_is_null() {
        let check = |schema: &str, expected: Value| assert_eq!(without_nulls(&serde_json::from_str(schema).expect("json")), expected);
        check(r#"{"const":null}"#, serde_json::json!({"const": null}));
        check(r#"{"type":["string","null"],"default":null}"#, serde_json::json!({"type": ["string", "null"], "default": null}));
        check(r#"{"type":"integer","$id":null,"const":null,"default":null}"#, serde_json::json!({"type": "integer"}));
    }

    #[test]
    fn what_is_no_manual_says_what_it_is() {
        let why = |text: &str| read_utcp("a", text).expect_err("no manual");
        assert!(why("<!doctype html><p>hello").starts_with("it is HTML"));
        assert_eq!(why(" "), "it is empty");
        assert!(why("{\"openapi\":\"3.1.0\"}").starts_with("it is JSON, but no UTCP manual"));
        assert!(why("{\"utcp_version\":").starts_with("it is not JSON"));
        assert!(why(&"[".repeat(100_000)).starts_with("it is not JSON"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in ".*", cut in 0_usize..200) {
            let _ = read_utcp("a", &text);
            let whole = format!(r#"{{"utcp_version":"1","tools":[{GOOD}]}}"#);
            let _ = read_utcp("a", &whole[..cut.min(whole.len())]);
        }
    }
}
