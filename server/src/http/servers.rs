//! `/v0.1/servers`: the MCP servers of the mesh, as the official MCP registry tells of servers.
//!
//! Ours is the first, and offers every tool; each service that is an MCP server follows with its endpoints. A server has
//! one version, the one that is registered.

use super::manual::base_url;
use super::{Path, Problem, Queried, request};
use crate::rights::Token;
use crate::router::App;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use domain::failure::Violation;
use domain::list::{LIMIT_DEFAULT, LIMIT_MAX};
use domain::{Failure, List, Time, names};
use engine::McpServer;
use serde::Deserialize;
use serde_json::{Value, json};

/// The schema of what is told of a server.
const SCHEMA: &str = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

/// The name of the whole mesh as one server.
const OURS: &str = "meshdeck/meshdeck";

/// The namespace of the services.
const SERVICES: &str = "mesh/";

/// The word for the newest version of a server.
const LATEST: &str = "latest";

/// The version of a service that does not say its own.
const UNKNOWN: &str = "unknown";

/// The most characters of a description.
const DESCRIPTION_MAX: usize = 100;

/// Which servers.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    cursor: Option<String>,
    limit: Option<u32>,
    search: Option<String>,
    updated_since: Option<String>,
    version: Option<String>,
    // Deleted servers are not kept, so that both answers are one.
    #[serde(rename = "include_deleted")]
    _include_deleted: Option<bool>,
}

/// Whether deleted versions are wanted, too.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Versions {
    #[serde(rename = "include_deleted")]
    _include_deleted: Option<bool>,
}

/// A server as it is told.
struct Told {
    name: String,
    version: String,
    changed: Time,
    entry: Value,
}

/// A page of servers, by name.
pub async fn list(State(app): State<App>, headers: HeaderMap, Queried(asked): Queried<Asked>) -> Result<Json<Value>, Problem> {
    let limit = request::within("/limit", asked.limit, 1..=LIMIT_MAX)?.unwrap_or(LIMIT_DEFAULT);
    let since = asked.updated_since.as_deref().map(read_time).transpose()?;
    let mut servers = servers(&app, &headers);
    servers.retain(|server| {
        asked.search.as_ref().is_none_or(|part| server.name.contains(part.as_str()))
            && since.is_none_or(|since| server.changed >= since)
            && asked.version.as_deref().is_none_or(|version| server.is(version))
    });
    let List { items, next, .. } = List::page(servers, asked.cursor.as_deref(), limit, |server| &server.name);
    Ok(Json(page(items, next)))
}

/// The versions of a server.
pub async fn versions(
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
    Queried(_): Queried<Versions>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(page(vec![require(&app, &headers, &name)?], None)))
}

/// One version of a server.
pub async fn version(
    State(app): State<App>,
    headers: HeaderMap,
    Path((name, version)): Path<(String, String)>,
    Queried(_): Queried<Versions>,
) -> Result<Json<Value>, Problem> {
    let server = require(&app, &headers, &name)?;
    if server.is(&version) {
        return Ok(Json(server.entry));
    }
    Err(Failure::not_found(format!("There is no version `{version}` of `{name}`."), vec![server.version]).into())
}

impl Told {
    fn is(&self, version: &str) -> bool {
        version == LATEST || version == self.version
    }
}

fn require(app: &App, headers: &HeaderMap, name: &str) -> Result<Told, Failure> {
    let mut all = servers(app, headers);
    if let Some(at) = all.iter().position(|server| server.name == name) {
        return Ok(all.swap_remove(at));
    }
    let near = names::near(name, all.iter().map(|server| server.name.as_str()));
    Err(Failure::not_found(format!("There is no MCP server `{name}`."), near))
}

/// All of them, by name.
fn servers(app: &App, headers: &HeaderMap) -> Vec<Told> {
    let mut servers: Vec<Told> = app.engine.mcp_servers().into_iter().map(service).collect();
    servers.push(ours(&base_url(headers), &app.token, app.engine.opened_at()));
    servers.sort_by(|a, b| a.name.cmp(&b.name));
    servers
}

fn ours(base_url: &str, token: &Token, since: Time) -> Told {
    let mut remote = remote(&format!("{base_url}/mcp"));
    if token.0.is_some() {
        let description = "`Bearer` and the token of this Meshdeck: calls need it, lists do not.";
        remote["headers"] = json!([{ "name": "Authorization", "description": description, "isRequired": false, "isSecret": true }]);
    }
    let description = "Every tool of this service mesh, through one gateway.";
    told(OURS.to_owned(), "Meshdeck", description, env!("CARGO_PKG_VERSION").to_owned(), &[remote], (since, since))
}

fn service(server: McpServer) -> Told {
    let remotes: Vec<Value> = server.endpoints.iter().map(|url| remote(url)).collect();
    let version = server.version.unwrap_or_else(|| UNKNOWN.to_owned());
    let description = description(&server.tools);
    told(format!("{SERVICES}{}", server.name), &server.name, &description, version, &remotes, (server.registered_at, server.renewed_at))
}

fn told(name: String, title: &str, description: &str, version: String, remotes: &[Value], (from, changed): (Time, Time)) -> Told {
    let official = json!({ "status": "active", "publishedAt": from, "updatedAt": changed, "isLatest": true });
    let entry = json!({
        "server": { "$schema": SCHEMA, "name": name, "title": title, "description": description, "version": version, "remotes": remotes },
        "_meta": { "io.modelcontextprotocol.registry/official": official },
    });
    Told { name, version, changed, entry }
}

fn remote(url: &str) -> Value {
    json!({ "type": "streamable-http", "url": url })
}

/// What a server offers, in as many words as there is room for.
fn description(tools: &[String]) -> String {
    let words = format!("{} tools: {}", tools.len(), tools.join(", "));
    if words.chars().count() <= DESCRIPTION_MAX {
        return words;
    }
    words.chars().take(DESCRIPTION_MAX - 1).chain(['…']).collect()
}

fn page(servers: Vec<Told>, next: Option<String>) -> Value {
    let mut metadata = json!({ "count": servers.len() });
    if let Some(next) = next {
        metadata["nextCursor"] = next.into();
    }
    json!({ "servers": servers.into_iter().map(|server| server.entry).collect::<Vec<_>>(), "metadata": metadata })
}

fn read_time(text: &str) -> Result<Time, Failure> {
    text.parse().map_err(|error: domain::time::NotATime| {
        let remedy = "write it as 2026-11-20T17:06:41Z".to_owned();
        let wrong = Violation { pointer: "/updated_since".to_owned(), message: error.to_string(), remedy };
        Failure::violations("A time of the query cannot be read.", vec![wrong])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tools: &[&str], expected: &str) {
        let tools: Vec<String> = tools.iter().map(|&tool| tool.to_owned()).collect();
        assert_eq!(description(&tools), expected);
    }

    #[test]
    fn a_description_names_the_tools_as_far_as_there_is_room() {
        check(&["add", "find"], "2 tools: add, find");
        check(&["a".repeat(200).as_str()], &format!("1 tools: {}…", "a".repeat(90)));
    }
}
