//! The registered services that are MCP servers, for those who look for servers and not for tools.

use super::Engine;
use crate::manuals;
use domain::Time;
use domain::service::Protocol;

/// A registered service that is an MCP server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct McpServer {
    /// The service's name.
    pub name: String,
    /// Its own version.
    pub version: Option<String>,
    /// Where its instances answer MCP, by URL.
    pub endpoints: Vec<String>,
    /// The names of its tools.
    pub tools: Vec<String>,
    /// When it first registered.
    pub registered_at: Time,
    /// When it last renewed its registration.
    pub renewed_at: Time,
}

impl Engine {
    /// The services whose tools were last listed over MCP, by name.
    pub fn mcp_servers(&self) -> Vec<McpServer> {
        let entries = self.0.registry.all().into_iter().filter(|entry| entry.manual.kind == Some(Protocol::Mcp));
        let server = entries.map(|entry| McpServer {
            name: entry.facts.name.clone(),
            version: entry.facts.version.clone(),
            endpoints: manuals::mcp_endpoints(&entry),
            tools: self.0.catalogue.of_service(&entry.facts.name).iter().map(|tool| tool.id.name().to_owned()).collect(),
            registered_at: entry.facts.created_at,
            renewed_at: entry.facts.renewed_at,
        });
        server.filter(|server| !server.endpoints.is_empty()).collect()
    }
}
