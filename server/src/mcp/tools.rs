//! Tools as MCP has them.

use domain::tool::{Risk, Tool};
use rmcp::model::{JsonObject, Tool as Described, ToolAnnotations};
use serde_json::{Value, json};
use std::sync::Arc;

/// The tool that finds tools.
pub const SEARCH: &str = "search_tools";

/// The tool that calls any tool.
pub const CALL: &str = "call_tool";

/// How many tools a search finds, where it does not say.
pub const FOUND_DEFAULT: u64 = 10;

/// The most tools that a search finds.
pub const FOUND_MAX: u64 = 50;

/// The most characters of a name that clients take.
const NAME_MAX: usize = 128;

/// Whether clients take the tool's address as a name; others are found and called by the pair.
pub fn may_be_listed(tool: &Tool) -> bool {
    let id = tool.id.as_str();
    id.len() <= NAME_MAX && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// The two that find and call any tool.
pub fn pair() -> [Described; 2] {
    let search = json!({ "type": "object", "required": ["query"], "properties": {
        "query": { "type": "string", "description": "Words for what the tool should do." },
        "limit": { "type": "integer", "minimum": 1, "maximum": FOUND_MAX, "default": FOUND_DEFAULT },
    }});
    let call = json!({ "type": "object", "required": ["tool", "input"], "properties": {
        "tool": { "type": "string", "description": "Its address, as `search_tools` gives it." },
        "input": { "type": "object", "description": "Its input, by its own schema." },
    }});
    let found = json!({ "type": "object", "required": ["tools"], "properties": { "tools": { "type": "array", "items": {
        "type": "object", "required": ["tool", "description", "risk", "input"], "properties": {
            "tool": { "type": "string", "description": "Its address." },
            "description": { "type": "string" },
            "risk": { "enum": ["read_only", "idempotent", "destructive", "unknown"] },
            "input": { "type": "object", "description": "The schema of its input." },
        }
    }}}});
    let search = Described::new(SEARCH, "Finds tools of the mesh by words, with the schema of their input.", object(search));
    let search = search.with_raw_output_schema(object(found));
    let call = Described::new(CALL, "Calls a tool of the mesh by its address.", object(call));
    [search.with_annotations(ToolAnnotations::new().read_only(true)), call]
}

/// A tool of the catalogue, with the schema of its output where its answers are held to one.
pub fn described(tool: &Tool, output: Option<Value>) -> Described {
    let schema = Arc::new(input_schema(tool));
    let described = Described::new(tool.id.as_str().to_owned(), tool.description.clone(), schema).with_annotations(hints(tool.risk));
    match output {
        Some(output) => described.with_raw_output_schema(object(output)),
        None => described,
    }
}

/// A tool as a search tells it.
pub fn found(tool: &Tool) -> Value {
    json!({ "tool": tool.id, "description": tool.description, "risk": tool.risk, "input": input_schema(tool) })
}

/// Its schema, which says that it is one of an object: clients insist.
fn input_schema(tool: &Tool) -> JsonObject {
    let mut schema = tool.inputs.as_object().cloned().unwrap_or_default();
    schema.insert("type".to_owned(), "object".into());
    schema
}

fn hints(risk: Risk) -> ToolAnnotations {
    let hints = ToolAnnotations::new();
    match risk {
        Risk::ReadOnly => hints.read_only(true),
        Risk::Idempotent => hints.read_only(false).idempotent(true),
        Risk::Destructive => hints.read_only(false).destructive(true),
        Risk::Unknown => hints,
    }
}

fn object(schema: Value) -> Arc<JsonObject> {
    Arc::new(schema.as_object().cloned().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::manual::read_utcp;

    fn tool(name: &str) -> Tool {
        let entry = json!({"name": name, "tags": ["destructive"], "tool_call_template": {"call_template_type": "http", "url": "http://h"}});
        read_utcp("svc", &json!({"utcp_version": "1", "tools": [entry]}).to_string()).expect("a manual").tools.remove(0)
    }

    #[test]
    fn a_tool_is_described_with_an_object_as_input_and_its_risk_as_hints() {
        let output = json!({"type": "object", "required": ["left"]});
        let described = serde_json::to_value(described(&tool("wipe"), Some(output.clone()))).expect("json");
        assert_eq!(described["outputSchema"], output);
        assert_eq!((&described["name"], &described["inputSchema"]), (&json!("svc.wipe"), &json!({"type": "object"})));
        assert_eq!(described["annotations"], json!({"readOnlyHint": false, "destructiveHint": true}));
    }

    #[test]
    fn a_name_that_clients_refuse_is_not_listed() {
        assert!(may_be_listed(&tool("a.b_c-d")));
        assert!(!may_be_listed(&tool("a/b")) && !may_be_listed(&tool(&"a".repeat(126))));
    }
}
