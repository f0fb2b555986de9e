//! The catalogue as one UTCP manual, written strictly: exactly the keys that both official clients accept, and no nulls.

use crate::names::encode;
use crate::tool::Tool;
use serde_json::{Value, json};

/// The revision of UTCP that is written.
const UTCP_VERSION: &str = "1.0.1";

/// The property that holds a tool's own input, and the body of its call.
const INPUT: &str = "input";

/// The variable that holds the registry's token, where calls need it.
pub const TOKEN_VARIABLE: &str = "MESHDECK_TOKEN";

/// Types of call templates whose answers come in pieces.
const STREAMING: [&str; 2] = ["sse", "streamable_http"];

/// A manual of `tools`, each called through the gateway at `base_url`; with a token where calls need one.
///
/// With `in_pieces`, tools whose output comes in pieces are given as `sse`. A client takes such tools only where its own
/// settings allow that type, and drops them otherwise, so they are plain `http` to who does not ask.
pub fn write<'a>(tools: impl IntoIterator<Item = &'a Tool>, base_url: &str, version: &str, needs_token: bool, in_pieces: bool) -> Value {
    let tools: Vec<Value> = tools.into_iter().map(|tool| entry(tool, base_url, needs_token, in_pieces)).collect();
    json!({ "utcp_version": UTCP_VERSION, "manual_version": version, "tools": tools })
}

fn entry(tool: &Tool, base_url: &str, needs_token: bool, in_pieces: bool) -> Value {
    let url = format!("{base_url}/registry/tools/{}/invoke", encode(tool.id.as_str()));
    let own = tool.tool_call_template["call_template_type"].as_str().unwrap_or_default();
    let mut template = if in_pieces && STREAMING.contains(&own) {
        let headers = json!({ "Content-Type": "application/json" });
        json!({ "call_template_type": "sse", "url": url, "headers": headers, "body_field": INPUT, "reconnect": false })
    } else {
        let json = "application/json";
        json!({ "call_template_type": "http", "url": url, "http_method": "POST", "content_type": json, "body_field": INPUT })
    };
    if needs_token {
        let token = format!("Bearer ${{{TOKEN_VARIABLE}}}");
        template["auth"] = json!({ "auth_type": "api_key", "api_key": token, "var_name": "Authorization", "location": "header" });
    }
    json!({
        "name": tool.id,
        "description": tool.description,
        "inputs": { "type": "object", "properties": { INPUT: schema(&tool.inputs) }, "required": [INPUT] },
        "outputs": schema(&tool.outputs),
        "tags": tool.tags,
        "tool_call_template": template,
    })
}

/// A schema without the forms that the clients' models do not know: schemas that are a mere true or false.
fn schema(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().map(|(key, value)| {
                let value = match (key.as_str(), value) {
                    ("properties" | "patternProperties" | "$defs" | "definitions", Value::Object(named)) => {
                        Value::Object(named.iter().map(|(name, value)| (name.clone(), subschema(value))).collect())
                    }
                    ("items" | "not" | "contains", value) => subschema(value),
                    ("allOf" | "anyOf" | "oneOf", Value::Array(list)) => list.iter().map(subschema).collect(),
                    (_, value) => value.clone(),
                };
                (key.clone(), value)
            });
            Value::Object(kept.collect())
        }
        other => other.clone(),
    }
}

fn subschema(value: &Value) -> Value {
    match value {
        Value::Bool(true) => json!({}),
        Value::Bool(false) => json!({ "not": {} }),
        value => schema(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manual::read_utcp;

    fn tool() -> Tool {
        let entry = json!({"name": "a b/c".replace(' ', "-"), "description": "Does", "tags": ["x"],
            "inputs": {"type": "object", "properties": {"any": true, "none": {"items": false}}},
            "tool_call_template": {"call_template_type": "http", "url": "http://h/"}});
        read_utcp("svc", &json!({"utcp_version": "1", "tools": [entry]}).to_string()).expect("a manual").tools.remove(0)
    }

    #[test]
    fn a_tool_is_called_through_the_gateway_with_its_input_as_the_body() {
        let manual = write([&tool()], "http://deck:3000", "0.1.0", false, false);
        let inputs = json!({"type": "object", "properties": {"any": {}, "none": {"items": {"not": {}}}}});
        let template = json!({"call_template_type": "http", "url": "http://deck:3000/registry/tools/svc.a-b%2Fc/invoke",
            "http_method": "POST", "content_type": "application/json", "body_field": "input"});
        let entry = json!({"name": "svc.a-b/c", "description": "Does", "tags": ["x"], "outputs": {}, "tool_call_template": template,
            "inputs": {"type": "object", "properties": {"input": inputs}, "required": ["input"]}});
        assert_eq!(manual, json!({"utcp_version": "1.0.1", "manual_version": "0.1.0", "tools": [entry]}));
    }

    #[test]
    fn a_tool_that_streams_is_given_as_a_stream_to_who_asks_for_it() {
        let streaming = Tool { tool_call_template: json!({"call_template_type": "streamable_http", "url": "http://h/"}), ..tool() };
        let template =
            |in_pieces| write([&streaming], "http://deck:3000", "0.1.0", false, in_pieces)["tools"][0]["tool_call_template"].clone();
        assert_eq!(template(false)["call_template_type"], "http");
        let sse = json!({"call_template_type": "sse", "url": "http://deck:3000/registry/tools/svc.a-b%2Fc/invoke",
            "headers": {"Content-Type": "application/json"}, "body_field": "input", "reconnect": false});
        assert_eq!(template(true), sse);
        assert_eq!(
            write([&tool()], "http://deck:3000", "0.1.0", false, true)["tools"][0]["tool_call_template"]["call_template_type"],
            "http"
        );
    }

    #[test]
    fn where_calls_need_a_token_the_manual_asks_for_it() {
        let manual = write([&tool()], "http://deck:3000", "0.1.0", true, false);
        assert_eq!(manual["tools"][0]["tool_call_template"]["auth"]["api_key"], "Bearer ${MESHDECK_TOKEN}");
    }

    #[test]
    fn what_is_written_is_read_again() {
        let manual = write([&tool()], "http://deck:3000", "0.1.0", true, false);
        let read = read_utcp("deck", &manual.to_string()).expect("a manual");
        assert_eq!((read.tools[0].id.as_str(), read.rejected.len()), ("deck.svc.a-b/c", 0));
    }
}
