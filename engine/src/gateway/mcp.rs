//! `mcp` call templates: a tool of an MCP server that is reached over HTTP.

use super::parts::text;
use super::template::{Answer, Miss, Ready, not_callable};
use crate::mcp::{self, Mcp};
use domain::Failure;
use domain::call::Outcome;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};
use std::time::Duration;

/// The status of an answer that came: MCP has none of its own.
const STATUS: u16 = 200;

/// Why a tool of several servers cannot be called.
const AMBIGUOUS: &str = "its call template names several MCP servers, and its name begins with none of them";

/// The status of a server that does not know the token.
const UNAUTHORIZED: u16 = 401;

/// An `mcp` call template that the gateway can follow.
#[derive(Clone, Debug)]
pub struct McpTemplate {
    url: String,
    tool: String,
    headers: HeaderMap,
}

impl McpTemplate {
    /// Reads the call template of the tool `name`; a failure says why it cannot be called here.
    ///
    /// As the official client names them, `server.tool` is the tool of one server of the template. A name that begins with
    /// no server's is a tool of the only one; `tool` in the template says what that server calls it.
    pub fn read(name: &str, template: &Value) -> Result<Self, Failure> {
        let servers = template.pointer("/config/mcpServers").and_then(Value::as_object).filter(|servers| !servers.is_empty());
        let servers = servers.ok_or_else(|| not_callable("its call template names no MCP server"))?;
        let only = servers.values().next().filter(|_| servers.len() == 1);
        let listed = text(template, "tool").and_then(|tool| Some((only?, tool)));
        let mut named = servers.iter().filter_map(|(server, config)| Some((config, name.strip_prefix(server)?.strip_prefix('.')?)));
        let alone = only.map(|server| (server, name));
        let (server, tool) = listed.or_else(|| named.next()).or(alone).ok_or_else(|| not_callable(AMBIGUOUS))?;
        Ok(Self { url: url(server)?.to_owned(), tool: tool.to_owned(), headers: headers(server)? })
    }

    /// The endpoint it names.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The call at an endpoint, and the bytes of its arguments.
    pub fn call(&self, endpoint: &str, input: &Value) -> (Ready, u64) {
        let arguments = input.as_object().cloned().unwrap_or_default();
        (Ready::Mcp(endpoint.to_owned(), self.tool.clone(), arguments, self.headers.clone()), input.to_string().len() as u64)
    }
}

/// The endpoint of a server that is reached over HTTP.
fn url(server: &Value) -> Result<&str, Failure> {
    if server.get("command").is_some() {
        return Err(not_callable("its call template's MCP server is a program to start, which the gateway does not do; it needs a `url`"));
    }
    server.get("url").and_then(Value::as_str).ok_or_else(|| not_callable("its call template's MCP server has no `url`"))
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

    fn check(name: &str, template: &Value, expected: Result<(&str, &str), &str>) {
        let read = McpTemplate::read(name, template);
        match (&read, expected) {
            (Ok(read), expected) => assert_eq!(Ok((read.url.as_str(), read.tool.as_str())), expected, "{name}"),
            (Err(failure), Err(words)) => assert!(failure.detail.contains(words), "{}", failure.detail),
            (Err(failure), Ok(_)) => panic!("{name}: {}", failure.detail),
        }
    }

    fn servers(servers: Value) -> Value {
        json!({"config": {"mcpServers": servers}})
    }

    #[test]
    fn a_tool_is_one_of_the_server_that_its_name_begins_with() {
        let one = servers(json!({"notes": {"transport": "http", "url": "http://notes/mcp"}}));
        check("add", &one, Ok(("http://notes/mcp", "add")));
        check("notes.add", &one, Ok(("http://notes/mcp", "add")));
        check("files.add", &one, Ok(("http://notes/mcp", "files.add")));
        let two = servers(json!({"notes": {"url": "http://notes/mcp"}, "files": {"url": "http://files/mcp"}}));
        check("files.read", &two, Ok(("http://files/mcp", "read")));
        check("read", &two, Err("several MCP servers, and its name begins with none"));
    }

    #[test]
    fn what_a_server_listed_is_called_as_it_listed_it() {
        let mut listed = servers(json!({"notes": {"url": "http://notes/mcp"}}));
        listed["tool"] = json!("notes.add");
        check("notes.add", &listed, Ok(("http://notes/mcp", "notes.add")));
    }

    #[test]
    fn what_cannot_be_called_says_why() {
        check("t", &json!({}), Err("names no MCP server"));
        check("t", &servers(json!({})), Err("names no MCP server"));
        check("t", &servers(json!({"a": {"command": "npx"}})), Err("is a program to start"));
        check("a.t", &servers(json!({"a": {"command": "npx"}, "b": {"url": "http://b"}})), Err("is a program to start"));
        check("t", &servers(json!({"a": {}})), Err("has no `url`"));
        let header = json!({"url": "http://h", "headers": {"X-Key": "s3cret\n"}});
        check("t", &servers(json!({"a": header})), Err("header `X-Key` cannot be sent"));
    }
}
