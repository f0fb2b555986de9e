//! What an MCP server lists, read as a manual: each of its tools is one that is called over MCP.

use crate::manual::{Manual, TOOLS_MAX, parse, sort_out};
use serde::de::IgnoredAny;
use serde_json::{Value, json};

/// Tags that an MCP server's hints stand for.
const HINTS: [(&str, &str); 3] = [("destructiveHint", "destructive"), ("readOnlyHint", "read-only"), ("idempotentHint", "idempotent")];

/// Reads what the server of a service at `endpoint` answered to `tools/list`, its pages put together; the error says why it is none.
pub fn read(service: &str, endpoint: &str, text: &str) -> Result<Manual, String> {
    let list = parse(text)?;
    let tools = list.get("tools").and_then(Value::as_array).ok_or("it is JSON, but no list of MCP tools: it needs `tools`")?;
    if tools.len() > TOOLS_MAX {
        return Err(format!("it lists {} tools; {TOOLS_MAX} is the most a manual may have", tools.len()));
    }
    let entries: Vec<Value> = tools.iter().map(|tool| entry(service, endpoint, tool)).collect();
    Ok(sort_out(service, &entries))
}

/// Whether a text is what an MCP server lists: its tools have an `inputSchema`, as those of other manuals have not.
pub fn is_list(text: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct List {
        tools: Vec<Listed>,
    }
    #[derive(serde::Deserialize)]
    struct Listed {
        #[serde(rename = "inputSchema")]
        input_schema: Option<IgnoredAny>,
    }
    let has_schema = |Listed { input_schema }: &Listed| input_schema.is_some();
    serde_json::from_str::<List>(text).is_ok_and(|list| !list.tools.is_empty() && list.tools.iter().all(has_schema))
}

/// A list with its tools in the order of their names: a server may list them in another order each time, and it is the same manual.
pub fn in_order(mut list: Value) -> Value {
    if let Some(tools) = list.get_mut("tools").and_then(Value::as_array_mut) {
        tools.sort_by(|a, b| a.get("name").and_then(Value::as_str).cmp(&b.get("name").and_then(Value::as_str)));
    }
    list
}

/// A tool as a UTCP manual has it.
fn entry(service: &str, endpoint: &str, tool: &Value) -> Value {
    let annotations = tool.get("annotations");
    let says = |hint: &str| annotations.and_then(|hints| hints.get(hint)) == Some(&Value::Bool(true));
    let description = tool.get("description").or_else(|| tool.get("title")).or_else(|| annotations?.get("title"));
    json!({
        "name": tool.get("name"),
        "description": description,
        "tags": HINTS.iter().filter(|(hint, _)| says(hint)).map(|(_, tag)| tag).collect::<Vec<_>>(),
        "inputs": tool.get("inputSchema"),
        "outputs": tool.get("outputSchema"),
        "tool_call_template": {
            "call_template_type": "mcp",
            "config": { "mcpServers": { service: { "transport": "http", "url": endpoint } } },
            "tool": tool.get("name"),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::Risk;

    const AT: &str = "http://notes:9000/mcp";

    #[test]
    fn what_is_listed_is_called_over_mcp_where_it_was_listed() {
        let listed = json!({"name": "add", "description": "Keeps a note", "inputSchema": {"type": "object"}, "annotations": {"idempotentHint": true}});
        let manual = read("notes", AT, &json!({ "tools": [listed] }).to_string()).expect("a manual");
        let tool = &manual.tools[0];
        assert_eq!((tool.id.as_str(), tool.description.as_str(), tool.risk), ("notes.add", "Keeps a note", Risk::Idempotent));
        assert_eq!((&tool.inputs, &tool.outputs), (&json!({"type": "object"}), &json!({})));
        let config = json!({"mcpServers": {"notes": {"transport": "http", "url": AT}}});
        assert_eq!(tool.tool_call_template, json!({"call_template_type": "mcp", "config": config, "tool": "add"}));
    }

    #[test]
    fn a_hint_that_warns_outweighs_one_that_calms() {
        let hints = json!({"destructiveHint": true, "idempotentHint": true});
        let manual = read("notes", AT, &json!({"tools": [{"name": "wipe", "annotations": hints}]}).to_string()).expect("a manual");
        assert_eq!(manual.tools[0].risk, Risk::Destructive);
    }

    #[test]
    fn a_tool_without_a_name_is_left_out_and_the_rest_stays() {
        let manual = read("notes", AT, &json!({"tools": [{}, {"name": "add"}]}).to_string()).expect("a manual");
        assert_eq!((manual.tools.len(), manual.rejected[0].reason.as_str()), (1, "it has no `name`"));
    }

    #[test]
    fn a_list_is_known_by_its_schemas() {
        assert!(is_list(r#"{"tools":[{"name":"add","inputSchema":{"type":"object"}}],"nextCursor":null}"#));
        assert!(!is_list(r#"{"utcp_version":"1","tools":[{"name":"add","inputs":{}}]}"#) && !is_list("[]"));
    }

    #[test]
    fn another_order_is_the_same_list() {
        let list = |names: [&str; 3]| in_order(json!({"tools": names.map(|name| json!({"name": name}))}));
        assert_eq!(list(["b", "a", "c"]), list(["c", "b", "a"]));
        assert_eq!(list(["b", "a", "c"])["tools"][0]["name"], "a");
    }

    #[test]
    fn what_is_no_list_says_so() {
        assert_eq!(read("notes", AT, "[]").expect_err("no list"), "it is JSON, but no list of MCP tools: it needs `tools`");
        assert!(read("notes", AT, "<html>").expect_err("no list").starts_with("it is HTML"));
    }
}
