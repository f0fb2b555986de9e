//! `mcp` call templates: a tool of an MCP server that is reached over HTTP.

use super::template::{Answer, Miss, Ready, not_callable};
use crate::mcp::{self, Mcp};
use domain::Failure;
use domain::call::Outcome;
use domain::names::ToolId;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};
use std::time::Duration;

/// The status of an answer that came: MCP has none of its own.
const STATUS: u16 = 200;

/// The status of a server that does not know the token.
const UNAUTHORIZED: u16 = 401;

/// An `mcp` call template that the gateway can follow.
#[derive(Clone, Debug)]
pub struct McpTemplate {
    url: String,
    headers: HeaderMap,
}

impl McpTemplate {
    /// Reads a tool's call template; a failure says why it cannot be called here.
    pub fn read(template: &Value) -> Result<Self, Failure> {
        let servers = template.pointer("/config/mcpServers").and_then(Value::as_object);
        let server =
            servers.and_then(|servers| servers.values().next()).ok_or_else(|| not_callable("its call template names no MCP server"))?;
        if server.get("command").is_some() {
            return Err(not_callable("its call template starts a program, which the gateway does not do"));
        }
        let url = server.get("url").and_then(Value::as_str).ok_or_else(|| not_callable("its call template's MCP server has no `url`"))?;
        Ok(Self { url: url.to_owned(), headers: headers(server)? })
    }

    /// The endpoint it names.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The call of `tool` at an endpoint, and the bytes of its arguments.
    pub fn call(&self, tool: &ToolId, endpoint: &str, input: &Value) -> (Ready, u64) {
        let arguments = input.as_object().cloned().unwrap_or_default();
        (Ready::Mcp(endpoint.to_owned(), tool.name().to_owned(), arguments, self.headers.clone()), input.to_string().len() as u64)
    }
}

/// Calls a tool and waits for its answer.
pub async fn send(
    mcp: &Mcp,
    endpoint: &str,
    headers: &HeaderMap,
    name: &str,
    arguments: Map<String, Value>,
    timeout: Duration,
) -> Result<Answer, Miss> {
    let output = mcp.call(endpoint, headers, name, arguments, timeout).await.map_err(|miss| match miss {
        mcp::Miss::Trouble(trouble) => Miss::from(trouble),
        unknown @ mcp::Miss::Unauthorized => Miss { status: Some(UNAUTHORIZED), ..Miss::of(Outcome::Rejected, unknown.words()) },
        refused @ mcp::Miss::Refused(_) => Miss::of(Outcome::Rejected, refused.words()),
    })?;
    Ok(Answer { status: STATUS, bytes: output.to_string().len() as u64, output })
}

/// The headers that a template sends to its server; a failure names the one that cannot be sent, without its value.
fn headers(server: &Value) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for (name, value) in server.get("headers").and_then(Value::as_object).into_iter().flatten() {
        let both = HeaderName::from_bytes(name.as_bytes()).ok().zip(value.as_str().and_then(|value| HeaderValue::from_str(value).ok()));
        let (header, mut value) = both.ok_or_else(|| not_callable(&format!("its MCP server's header `{name}` cannot be sent")))?;
        value.set_sensitive(true);
        headers.insert(header, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn why(template: &Value) -> String {
        McpTemplate::read(template).expect_err("not callable").detail
    }

    #[test]
    fn a_server_is_called_at_its_url() {
        let server = json!({"transport": "http", "url": "http://notes:9000/mcp"});
        let template = McpTemplate::read(&json!({"config": {"mcpServers": {"notes": server}}})).expect("callable");
        assert_eq!(template.url(), "http://notes:9000/mcp");
    }

    #[test]
    fn what_cannot_be_called_says_why() {
        assert!(why(&json!({})).contains("names no MCP server"));
        assert!(why(&json!({"config": {"mcpServers": {"a": {"command": "npx"}}}})).contains("starts a program"));
        assert!(why(&json!({"config": {"mcpServers": {"a": {}}}})).contains("has no `url`"));
        let header = json!({"url": "http://h", "headers": {"X-Key": "s3cret\n"}});
        assert!(why(&json!({"config": {"mcpServers": {"a": header}}})).ends_with("header `X-Key` cannot be sent."));
    }
}
