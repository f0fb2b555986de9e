//! Sources: where services, and edges, come from beside our own API, and how each stands.

use crate::Time;
use crate::failure::Violation;
use serde::{Deserialize, Serialize};

/// Where services come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// Our REST API.
    #[default]
    Registered,
    /// An existing registry that we stand in front of.
    Registry,
    /// A file of the watched directory.
    File,
    /// A Consul catalogue.
    Consul,
    /// An MCP registry.
    McpRegistry,
    /// Jaeger, which knows edges and no services.
    Jaeger,
    /// Zipkin, likewise.
    Zipkin,
    /// Prometheus, likewise.
    Prometheus,
}

impl SourceKind {
    /// The word for it on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Registry => "registry",
            Self::File => "file",
            Self::Consul => "consul",
            Self::McpRegistry => "mcp-registry",
            Self::Jaeger => "jaeger",
            Self::Zipkin => "zipkin",
            Self::Prometheus => "prometheus",
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Registered => "the API",
            Self::Registry => "the registry",
            Self::File => "the file",
            Self::Consul => "Consul at",
            Self::McpRegistry => "the MCP registry",
            Self::Jaeger => "Jaeger at",
            Self::Zipkin => "Zipkin at",
            Self::Prometheus => "Prometheus at",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        let of_services = [Self::Registered, Self::Registry, Self::File, Self::Consul, Self::McpRegistry];
        let of_edges = [Self::Jaeger, Self::Zipkin, Self::Prometheus];
        of_services.into_iter().chain(of_edges).find(|kind| kind.word() == word)
    }
}

/// Whether what a source last said is still true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// The source answers.
    #[default]
    Fresh,
    /// The source is away; this is the last known state.
    Stale,
}

/// The provenance of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What kind of source.
    pub kind: SourceKind,
    /// Which one of that kind.
    pub name: String,
    /// Whether it still answers.
    pub state: Freshness,
    /// When it last said so.
    pub as_of: Time,
}

impl Source {
    /// When it last answered, where it is away.
    pub fn stale(&self) -> Option<Time> {
        (self.state == Freshness::Stale).then_some(self.as_of)
    }

    /// The source in words, as `the file /etc/meshdeck/services/geo.toml`.
    pub fn words(&self) -> String {
        match self.kind {
            SourceKind::Registered => self.kind.name().to_owned(),
            kind => format!("{} {}", kind.name(), self.name),
        }
    }
}

/// A source as a whole: how it stands, and what could not be taken from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceReport {
    /// Which one, and whether it answers.
    pub source: Source,
    /// Why it does not answer, where it is stale.
    pub reason: Option<String>,
    /// How many services it brought.
    pub services: u32,
    /// How many edges it knows; absent of a source of services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edges: Option<u32>,
    /// What could not be taken; the pointer names the service, or the file and line.
    pub troubles: Vec<Violation>,
}
