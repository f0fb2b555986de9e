//! UTCP 0.1 and 0.2, brought to today's form while they are read.
//!
//! | then | now |
//! | --- | --- |
//! | `version`, `provider_info` | `utcp_version` |
//! | `providers[]`, each with its tools or named by them | `tools[]` |
//! | a tool's `parameters` | `inputs` |
//! | `tool_provider`, `provider`, `tool_transport` | `tool_call_template` |
//! | `provider_type`, `transport_type` | `call_template_type` |
//! | type `http_stream` | `streamable_http` |
//! | type `text` with `file_path` | `file` |
//! | `method` | `http_method` |
//! | `command`, `command_name` with `args` | `commands[]` |
//!
//! Where both stand, today's form counts; a null is as good as nothing.

use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::HashMap;

/// What a tool's call template was called, the newest first.
const TEMPLATES: [&str; 3] = ["tool_provider", "tool_transport", "provider"];

/// What its type was called.
const TYPES: [&str; 2] = ["provider_type", "transport_type"];

/// Keys by which a manual of those days is known, where its tools do not tell.
const SIGNS: [&str; 2] = ["provider_info", "providers"];

/// The tools of a manual in today's form; `None` where the value is no manual of any day.
pub fn tools(manual: &Value) -> Option<Vec<Cow<'_, Value>>> {
    let own = list(manual, "tools");
    let providers = list(manual, "providers");
    let is_old = SIGNS.iter().any(|sign| present(manual, sign).is_some()) || own.iter().flat_map(|tools| tools.iter()).any(is_old_tool);
    let is_today = manual.get("utcp_version").is_some() && own.is_some();
    if !is_today && !(is_old && (own.is_some() || providers.is_some())) {
        return None;
    }
    let providers = providers.map_or(&[][..], Vec::as_slice);
    let named: HashMap<&str, &Value> = providers.iter().filter_map(|provider| Some((provider.get("name")?.as_str()?, provider))).collect();
    let mut tools: Vec<Cow<'_, Value>> = own.into_iter().flatten().map(|tool| modern(tool, &named, None)).collect();
    for provider in providers {
        tools.extend(list(provider, "tools").into_iter().flatten().map(|tool| modern(tool, &named, Some(provider))));
    }
    Some(tools)
}

/// Whether a tool is written in the form of those days.
pub fn is_old_tool(tool: &Value) -> bool {
    present(tool, "tool_call_template").is_none() && TEMPLATES.iter().any(|key| present(tool, key).is_some())
}

/// One tool in today's form; what is in it already is not copied.
fn modern<'a>(tool: &'a Value, named: &HashMap<&str, &Value>, of: Option<&Value>) -> Cow<'a, Value> {
    let Some(entry) = tool.as_object() else { return Cow::Borrowed(tool) };
    let old_template =
        || TEMPLATES.iter().find_map(|key| present(tool, key)).map(|old| old.as_str().map_or(Some(old), |name| named.get(name).copied()));
    let old = present(tool, "tool_call_template").or_else(|| old_template().unwrap_or(of));
    let template = old.and_then(Value::as_object).filter(|template| needs_change(template));
    let has_inputs = present(tool, "inputs").is_some() || present(tool, "parameters").is_none();
    if template.is_none() && has_inputs && present(tool, "tool_call_template").is_some() {
        return Cow::Borrowed(tool);
    }
    let mut entry = entry.clone();
    if !has_inputs {
        entry.insert("inputs".to_owned(), tool["parameters"].clone());
    }
    if let Some(old) = old {
        let migrated = template.map_or_else(|| old.clone(), |template| Value::Object(migrate(template)));
        entry.insert("tool_call_template".to_owned(), migrated);
    }
    Cow::Owned(Value::Object(entry))
}

fn needs_change(template: &Map<String, Value>) -> bool {
    let kind = template.get("call_template_type").and_then(Value::as_str);
    kind.is_none_or(|kind| renamed(kind, template) != kind) || kind == Some("cli") && filled(template, "commands").is_none()
}

fn migrate(template: &Map<String, Value>) -> Map<String, Value> {
    let mut today = template.clone();
    let kind = ["call_template_type"].iter().chain(&TYPES).find_map(|key| filled(template, key)?.as_str());
    TYPES.iter().chain(&["tools", "method", "command", "command_name", "args"]).for_each(|key| drop(today.shift_remove(*key)));
    if let Some(kind) = kind {
        today.insert("call_template_type".to_owned(), renamed(kind, template).into());
    }
    if let Some(method) = filled(template, "method").and_then(Value::as_str).filter(|_| filled(template, "http_method").is_none()) {
        today.insert("http_method".to_owned(), method.to_uppercase().into());
    }
    if let Some(command) = command(template).filter(|_| filled(template, "commands").is_none()) {
        today.insert("commands".to_owned(), json!([{ "command": command }]));
    }
    today
}

fn renamed<'a>(kind: &'a str, template: &Map<String, Value>) -> &'a str {
    match kind {
        "http_stream" => "streamable_http",
        "text" if filled(template, "file_path").is_some() && filled(template, "content").is_none() => "file",
        kind => kind,
    }
}

/// A command with its arguments as one line.
fn command(template: &Map<String, Value>) -> Option<String> {
    let words = |value: &Value| match value {
        Value::String(word) => vec![word.clone()],
        Value::Array(words) => words.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let mut line = words(filled(template, "command").or_else(|| filled(template, "command_name"))?);
    line.extend(filled(template, "args").map(words).unwrap_or_default());
    Some(line.join(" "))
}

fn filled<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    map.get(key).filter(|value| !value.is_null())
}

fn present<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.get(key).filter(|value| !value.is_null())
}

fn list<'a>(value: &'a Value, key: &str) -> Option<&'a Vec<Value>> {
    value.get(key).and_then(Value::as_array)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(manual: &Value, expected: &[Value]) {
        let tools = tools(manual).expect("a manual");
        assert_eq!(tools.iter().map(AsRef::as_ref).collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_manual_of_0_1_reads_as_one_of_today() {
        let old = json!({"name": "weather_api", "provider_type": "http", "url": "https://h/w", "method": "post"});
        let now = json!({"name": "weather_api", "url": "https://h/w", "call_template_type": "http", "http_method": "POST"});
        for key in TEMPLATES {
            let tool = json!({"name": "get", "parameters": {"type": "object"}, key: old});
            let expected =
                json!({"name": "get", "parameters": {"type": "object"}, key: old, "inputs": {"type": "object"}, "tool_call_template": now});
            check(&json!({"version": "1.0", "tools": [tool]}), std::slice::from_ref(&expected));
            check(&json!({"utcp_version": "0.2.0", "tools": [tool]}), &[expected]);
        }
    }

    #[test]
    fn providers_bring_their_tools_or_are_named_by_them() {
        let nested = json!({"providers": [{"name": "p", "provider_type": "http", "url": "https://h", "tools": [{"name": "a"}]}]});
        let template = json!({"name": "p", "url": "https://h", "call_template_type": "http"});
        check(&nested, &[json!({"name": "a", "tool_call_template": template})]);
        let named =
            json!({"providers": [{"name": "p", "provider_type": "http", "url": "https://h"}], "tools": [{"name": "a", "provider": "p"}]});
        check(&named, &[json!({"name": "a", "provider": "p", "tool_call_template": template})]);
    }

    fn check_template(then: Value, now: &Value) {
        let manual = json!({"version": "0.1", "tools": [{"name": "a", "tool_provider": then}]});
        assert_eq!(tools(&manual).expect("a manual")[0]["tool_call_template"], *now);
    }

    #[test]
    fn types_and_their_fields_get_todays_names() {
        check_template(json!({"provider_type": "http_stream", "url": "u"}), &json!({"url": "u", "call_template_type": "streamable_http"}));
        check_template(json!({"transport_type": "sse", "url": "u"}), &json!({"url": "u", "call_template_type": "sse"}));
        check_template(json!({"provider_type": "text", "file_path": "/m"}), &json!({"file_path": "/m", "call_template_type": "file"}));
        let cli = json!({"call_template_type": "cli", "commands": [{"command": "git log -n 1"}]});
        check_template(json!({"provider_type": "cli", "command": "git log", "args": ["-n", "1"]}), &cli);
        check_template(json!({"provider_type": "cli", "command_name": ["git", "log", "-n", "1"]}), &cli);
        check_template(
            json!({"provider_type": "http", "method": "get", "http_method": "PUT"}),
            &json!({"http_method": "PUT", "call_template_type": "http"}),
        );
    }

    #[test]
    fn what_is_of_today_stays_where_it_is() {
        let manual = json!({"utcp_version": "1.0.1", "tools": [
            {"name": "a", "inputs": null, "tool_provider": null, "tool_call_template": {"call_template_type": "text", "content": "x", "file_path": null}},
            {"name": "b", "inputs": {}, "parameters": {"x": 1}, "tool_call_template": {"call_template_type": "cli", "commands": [{"command": "ls"}]}},
            "no tool"]});
        assert!(tools(&manual).expect("a manual").iter().all(|tool| matches!(tool, Cow::Borrowed(_))));
    }

    #[test]
    fn what_is_no_manual_of_any_day_is_none() {
        for value in [
            json!({"tools": []}),
            json!({"version": "1", "tools": [{"name": "a"}]}),
            json!({"utcp_version": "1"}),
            json!([]),
            json!({"providers": 1}),
        ] {
            assert_eq!(tools(&value), None, "{value}");
        }
    }
}
