//! What the clients of UTCP refuse to read. One tool that they cannot read costs the whole manual.

use super::{Client, Finding, Linted, Say, Weight};
use crate::manual::characters::plain;
use crate::manual::is_old_tool;
use serde_json::Value;
use std::collections::HashMap;

/// The keys of a manual.
const MANUAL: [&str; 3] = ["utcp_version", "manual_version", "tools"];

/// The keys of a tool.
const TOOL: [&str; 7] = ["name", "description", "inputs", "outputs", "tags", "average_response_size", "tool_call_template"];

/// Keys of a tool that may be left out and may not be null, also for Python.
const NEVER_NULL: [&str; 4] = ["description", "inputs", "outputs", "tags"];

/// Keys of a call template that may be left out and may not be null for the TypeScript client; those for Python come first.
const TEMPLATE: [&str; 9] =
    ["name", "url", "http_method", "content_type", "auth", "allowed_communication_protocols", "headers", "body_field", "header_fields"];

/// How many of those Python does not take as null either.
const TEMPLATE_OF_BOTH: usize = 4;

/// Keywords of a schema whose value the TypeScript client knows and does not take as null.
const KEYWORDS: [&str; 17] = [
    "$schema",
    "$id",
    "title",
    "description",
    "type",
    "properties",
    "items",
    "required",
    "enum",
    "examples",
    "format",
    "additionalProperties",
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
];

/// The types that the TypeScript client knows.
const TYPES: [&str; 7] = ["string", "number", "integer", "boolean", "object", "array", "null"];

/// Puts what is the matter with the raw manual into what was found of its tools. Also a tool that we left out can cost the others.
pub fn judge(raw: &Value, linted: &mut [Linted]) {
    let mut of_all = Vec::new();
    manual(raw, &mut of_all);
    let mut of_each: HashMap<String, Vec<Finding>> = HashMap::new();
    let mut culprits: Vec<(String, Finding)> = Vec::new();
    for (index, entry) in raw.get("tools").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let name = entry.get("name").and_then(Value::as_str).map_or_else(|| format!("number {}", index + 1), plain);
        let mut found = Vec::new();
        tool(entry, &mut found);
        culprits.extend(found.iter().map(|finding| (name.clone(), finding.clone())));
        of_each.entry(name).or_insert(found);
    }
    for linted in linted.iter_mut() {
        culprits.extend(
            linted.findings.iter().filter(|finding| is_unknown_type(finding)).map(|finding| (linted.tool.clone(), finding.clone())),
        );
        linted.findings.extend(of_all.iter().cloned().chain(of_each.remove(&linted.tool).unwrap_or_default()));
    }
    for client in Client::UTCP {
        if let Some((name, finding)) = culprits.iter().find(|(_, finding)| finding.client == client) {
            spread(client, name, finding, linted);
        }
    }
}

/// Says of every tool that the client could call that one of the others keeps it from reading the manual.
fn spread(client: Client, name: &str, finding: &Finding, linted: &mut [Linted]) {
    let because = format!("the client refuses the whole manual, for its tool `{name}`: {}", finding.because);
    let is_callable = |linted: &&mut Linted| !linted.findings.iter().any(|found| found.client == client && found.weight == Weight::Blocks);
    for innocent in linted.iter_mut().filter(is_callable) {
        let mut say = Say { found: &mut innocent.findings, rule: "whole-manual", weight: Weight::Blocks };
        say.to(&[client], "", &because, &finding.remedy);
    }
}

fn manual(raw: &Value, found: &mut Vec<Finding>) {
    let keys = raw.as_object().into_iter().flatten().map(|(key, _)| key);
    for key in keys.filter(|key| !MANUAL.contains(&key.as_str())) {
        let because = format!("the manual has the key `{}`, which the client refuses", plain(key));
        Say { found, rule: "manual-key", weight: Weight::Blocks }.to(&Client::UTCP, "", &because, "leave it out");
    }
    for key in MANUAL.iter().filter(|key| raw.get(**key).is_some_and(Value::is_null)) {
        let because = format!("the manual's `{key}` is null, which the client refuses");
        Say { found, rule: "null", weight: Weight::Blocks }.to(&Client::UTCP, "", &because, "leave out what has no value");
    }
}

/// What one tool's type costs all of them: a client that does not know it refuses the manual.
fn is_unknown_type(finding: &Finding) -> bool {
    finding.rule == "type" && finding.weight == Weight::Blocks
}

fn tool(entry: &Value, found: &mut Vec<Finding>) {
    let both = |found: &mut Vec<Finding>, rule, because: &str, remedy: &str| {
        Say { found, rule, weight: Weight::Blocks }.to(&Client::UTCP, "", because, remedy);
    };
    if !entry.get("name").is_some_and(Value::is_string) {
        both(found, "no-name", "it has no name", "give it a `name`");
    }
    let Some(entry) = entry.as_object() else { return };
    let template = entry.get("tool_call_template").and_then(Value::as_object);
    let Some(template) = template.filter(|template| template.contains_key("call_template_type")) else {
        let remedy = "write `tool_call_template` with its `call_template_type`";
        if is_old_tool(&Value::Object(entry.clone())) {
            both(found, "old-form", "it is written in the form of UTCP 0.1, which the client does not read", remedy);
        } else {
            both(found, "no-template", "it does not say how it is called", remedy);
        }
        return;
    };
    for key in entry.keys().filter(|key| !TOOL.contains(&key.as_str())) {
        let because = format!("it has the key `{}`, which the client does not know", plain(key));
        Say { found, rule: "unknown-key", weight: Weight::Blocks }.to(
            &[Client::TsUtcp],
            &format!("/{}", plain(key)),
            &because,
            "leave it out, or put it into `tool_call_template`",
        );
    }
    for key in entry.iter().filter(|(key, value)| value.is_null() && TOOL.contains(&key.as_str())).map(|(key, _)| key) {
        let both = NEVER_NULL.contains(&key.as_str());
        null(if both { &Client::UTCP } else { &[Client::TsUtcp] }, &format!("/{key}"), found);
    }
    for (place, key) in TEMPLATE.iter().enumerate().filter(|(_, key)| template.get(**key).is_some_and(Value::is_null)) {
        null(if place < TEMPLATE_OF_BOTH { &Client::UTCP } else { &[Client::TsUtcp] }, &format!("/tool_call_template/{key}"), found);
    }
    for key in ["inputs", "outputs"] {
        if let Some(value) = entry.get(key) {
            schema(value, &format!("/{key}"), found);
        }
    }
}

fn null(clients: &[Client], pointer: &str, found: &mut Vec<Finding>) {
    let because = format!("`{pointer}` is null, which the client refuses");
    Say { found, rule: "null", weight: Weight::Blocks }.to(clients, pointer, &because, "leave out what has no value");
}

/// Nulls and schemas that are a mere true or false, in the places where the clients look for schemas.
fn schema(value: &Value, pointer: &str, found: &mut Vec<Finding>) {
    let Some(map) = value.as_object() else {
        if value.is_boolean() {
            let because = format!("the schema at `{pointer}` is a mere {value}, which the client refuses");
            let remedy = if value == &Value::Bool(true) { "write `{}`" } else { "write `{\"not\": {}}`" };
            Say { found, rule: "schema-form", weight: Weight::Blocks }.to(&Client::UTCP, pointer, &because, remedy);
        }
        return;
    };
    for key in KEYWORDS.iter().filter(|key| map.get(**key).is_some_and(Value::is_null)) {
        null(&[Client::TsUtcp], &format!("{pointer}/{key}"), found);
    }
    if let Some(odd) = map.get("type").and_then(Value::as_str).filter(|word| !TYPES.contains(word)) {
        let because = format!("`{}` is no type that the client knows", plain(odd));
        let mut say = Say { found, rule: "schema-form", weight: Weight::Blocks };
        say.to(&[Client::TsUtcp], &format!("{pointer}/type"), &because, "name a type of JSON Schema, or leave it out");
    }
    for (name, property) in map.get("properties").and_then(Value::as_object).into_iter().flatten() {
        schema(property, &format!("{pointer}/properties/{}", plain(name)), found);
    }
    if let Some(items) = map.get("items") {
        schema(items, &format!("{pointer}/items"), found);
    }
    if let Some(more) = map.get("additionalProperties").filter(|more| more.is_object()) {
        schema(more, &format!("{pointer}/additionalProperties"), found);
    }
}
