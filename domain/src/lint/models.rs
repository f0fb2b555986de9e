//! What models and MCP take as a tool: a name of few characters and the schema of an object.

use super::{Client, Finding, Say, Weight};
use crate::tool::Tool;
use serde_json::Value;

/// Who is given the tool's name and schema.
const GIVEN: [Client; 3] = [Client::Anthropic, Client::Openai, Client::Mcp];

/// The most characters of a property's name that Anthropic takes.
const PROPERTY_NAME_MAX: usize = 64;

/// The most characters of a name, with the characters it may have besides letters and digits.
const fn names(client: Client) -> (usize, &'static [u8]) {
    match client {
        Client::Openai => (64, b"_-"),
        Client::Anthropic => (128, b"_-"),
        _ => (128, b"_-."),
    }
}

/// The keywords that a client refuses beside `type` at the top of an input's schema.
const fn refused(client: Client) -> &'static [&'static str] {
    match client {
        Client::Anthropic => &["oneOf", "anyOf", "allOf"],
        Client::Openai => &["oneOf", "anyOf", "allOf", "enum", "not"],
        _ => &[],
    }
}

/// What is the matter with a tool's name and schema.
pub fn judge(tool: &Tool, found: &mut Vec<Finding>) {
    for client in GIVEN {
        name(client, tool.id.name(), found);
        top(client, &tool.inputs, found);
    }
    property_names(&tool.inputs, found);
    references(&tool.inputs, found);
}

fn name(client: Client, name: &str, found: &mut Vec<Finding>) {
    let (longest, besides) = names(client);
    let mut say = Say { found, rule: "name", weight: Weight::Blocks };
    if name.len() > longest {
        say.to(&[client], "/name", &format!("its name has {} characters, and {longest} are taken", name.len()), "shorten the name");
    } else if let Some(odd) = name.chars().find(|c| !c.is_ascii_alphanumeric() && !besides.contains(&(*c as u8))) {
        let besides: Vec<String> = besides.iter().map(|byte| format!("`{}`", char::from(*byte))).collect();
        let remedy = format!("use letters, digits, {} only, or offer it under another name", besides.join(", "));
        say.to(&[client], "/name", &format!("`{odd}` may not stand in a name"), &remedy);
    }
}

fn top(client: Client, inputs: &Value, found: &mut Vec<Finding>) {
    if inputs.get("type").and_then(Value::as_str) != Some("object") {
        let mut say = Say { found, rule: "top-level-object", weight: Weight::Blocks };
        say.to(
            &[client],
            "/inputs/type",
            "the schema of its input does not say that it is an object",
            "write `\"type\": \"object\"` at the top of `inputs`",
        );
    }
    for key in refused(client).iter().filter(|key| inputs.get(**key).is_some()) {
        let mut say = Say { found, rule: "top-level-choice", weight: Weight::Blocks };
        let because = format!("`{key}` may not stand at the top of an input's schema");
        say.to(&[client], &format!("/inputs/{key}"), &because, "put it into a property, or leave it to the service to refuse");
    }
}

fn property_names(inputs: &Value, found: &mut Vec<Finding>) {
    let fits = |name: &str| {
        !name.is_empty()
            && name.len() <= PROPERTY_NAME_MAX
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
    };
    let names = inputs.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name);
    for name in names.filter(|name| !fits(name)) {
        let mut say = Say { found, rule: "property-name", weight: Weight::Blocks };
        let because = format!("`{}` may not be the name of a property", crate::manual::characters::plain(name));
        let remedy = format!("use 1 to {PROPERTY_NAME_MAX} letters, digits, `_`, `.`, `-`");
        say.to(&[Client::Anthropic], "/inputs/properties", &because, &remedy);
    }
}

/// References must lead to somewhere within the schema, for it travels alone.
fn references(inputs: &Value, found: &mut Vec<Finding>) {
    let mut all = Vec::new();
    collect(inputs, &mut all);
    for reference in all.into_iter().filter(|reference| !resolves(inputs, reference)) {
        let mut say = Say { found, rule: "reference", weight: Weight::Blocks };
        let because = format!("`$ref` leads out of the schema, to `{}`", crate::manual::characters::plain(reference));
        say.to(&GIVEN, "/inputs", &because, "put what it means under `$defs` of the same schema, and lead there");
    }
}

fn collect<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str));
            map.values().for_each(|value| collect(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

fn resolves(inputs: &Value, reference: &str) -> bool {
    reference.strip_prefix('#').is_some_and(|pointer| inputs.pointer(pointer).is_some())
}
