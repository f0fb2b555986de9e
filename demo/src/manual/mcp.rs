//! The Model Context Protocol over one POST endpoint, in its JSON mode: `initialize`, `ping`,
//! `tools/list` and `tools/call`. No session and no stream, because these tools answer at once.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use crate::{
    service::Published,
    tool::{Answer, Tool, of_object},
};

/// The revisions of the protocol that are spoken here, newest first.
const REVISIONS: [&str; 3] = ["2025-11-25", "2025-06-18", "2025-03-26"];

/// Answers one JSON-RPC message to the service `name`.
pub async fn mcp(name: &str, published: &Published, message: Value) -> Response {
    let Some(id) = message.get("id").filter(|id| !id.is_null()).cloned() else {
        return StatusCode::ACCEPTED.into_response(); // A notification asks for no answer.
    };
    let method = message["method"].as_str().unwrap_or_default();
    let params = &message["params"];
    let result = match method {
        "initialize" => Ok(initialize(name, published, params)),
        "ping" => Ok(json!({})),
        "tools/list" => Ok(list(published)),
        "tools/call" => call(published, params).await,
        _ => Err((-32601, format!("there is no method '{method}' here"))),
    };
    Json(match result {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err((code, message)) => {
            json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
        }
    })
    .into_response()
}

fn initialize(name: &str, published: &Published, params: &Value) -> Value {
    let asked = params["protocolVersion"].as_str();
    let revision = REVISIONS.into_iter().find(|r| Some(*r) == asked).unwrap_or(REVISIONS[0]);
    json!({
        "protocolVersion": revision,
        "capabilities": { "tools": { "listChanged": false } },
        "serverInfo": { "name": name, "version": published.version },
    })
}

fn list(published: &Published) -> Value {
    let tools: Vec<Value> = published.tools.iter().map(describe).collect();
    json!({ "tools": tools })
}

fn describe(tool: &Tool) -> Value {
    let entry = &tool.entry;
    let tagged = |tag: &str| entry.tags.contains(&tag);
    json!({
        "name": entry.name,
        "description": entry.sentence,
        "inputSchema": of_object(&entry.inputs),
        "outputSchema": of_object(&entry.outputs),
        "annotations": {
            "readOnlyHint": tagged("read-only"),
            "idempotentHint": tagged("idempotent"),
            "destructiveHint": tagged("destructive"),
        },
    })
}

async fn call(published: &Published, params: &Value) -> Result<Value, (i32, String)> {
    let name = params["name"].as_str().unwrap_or_default();
    let tool = published.tools.iter().find(|tool| tool.entry.name == name);
    let tool = tool.ok_or_else(|| (-32602, format!("there is no tool '{name}' here")))?;
    let input: Map<String, Value> = params["arguments"].as_object().cloned().unwrap_or_default();
    Ok(result(tool.call(input).await))
}

fn result(answer: Answer) -> Value {
    match answer {
        Ok(output) => json!({
            "content": [{ "type": "text", "text": output.to_string() }],
            "structuredContent": output,
            "isError": false,
        }),
        Err(failure) => json!({
            "content": [{ "type": "text", "text": failure.detail }],
            "isError": true,
        }),
    }
}
