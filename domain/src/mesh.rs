//! The mesh: who is there and who calls whom, over a window of time.

mod changes;
pub mod export;
mod folding;
mod grouping;
mod sighting;
mod timeline;
mod tools;
mod ways;

pub use changes::{Change, ChangeKind, Changes};
pub use folding::{Folded, MEMBERS_LISTED};
pub use grouping::{Fold, Grouping, OPEN_MAX};
pub use sighting::{Sighting, Teller};
pub use timeline::{MOMENT_SECONDS, Reach, TURNS_MAX, Timeline, Turn};
pub use tools::{TOOLS_SHOWN, Tools};
pub use ways::{Blast, STEPS_MAX, WAYS_MAX, Ways, reached};

use crate::overview::Percentiles;
use crate::service::Source;
use crate::{Health, Time};
use serde::{Deserialize, Serialize};

/// The name of the registry's own node.
pub const REGISTRY: &str = "registry";

/// The name under which runs call, and of their node.
pub const ORCHESTRATOR: &str = "orchestrator";

/// The name under which the console calls.
pub const CONSOLE: &str = "console";

/// The window of a mesh where none is asked for, in seconds.
pub const WINDOW_SECONDS: u32 = 3600;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// Meshdeck's registry and gateway.
    Registry,
    /// Meshdeck's runs.
    Orchestrator,
    /// A registered service.
    Service,
    /// Somebody who calls and is no service.
    Caller,
    /// Somebody only traces or declarations tell of.
    Virtual,
    /// Several services that have something in common, where that was asked for.
    Group,
    /// A tool of a service that stands open on the map.
    Tool,
}

impl NodeKind {
    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Orchestrator => "orchestrator",
            Self::Service => "service",
            Self::Caller => "caller",
            Self::Virtual => "virtual",
            Self::Group => "group",
            Self::Tool => "tool",
        }
    }
}

/// A node of the mesh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Its name, which is unique.
    pub id: String,
    /// What it is.
    pub kind: NodeKind,
    /// Its health.
    pub health: Health,
    /// Why.
    pub reason: String,
    /// How many tools it has.
    pub tools: u32,
    /// Where it runs.
    pub environment: Option<String>,
    /// Who answers for it.
    #[serde(default)]
    pub owner: Option<String>,
    /// Words to filter by.
    pub tags: Vec<String>,
    /// Where we know it from; absent for what is not registered.
    pub source: Option<Source>,
    /// The services that it means to call, where it says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<String>,
    /// How many services it stands for, where it is a group.
    #[serde(default, skip_serializing_if = "is_none")]
    pub members: u32,
}

impl Node {
    /// One of which nothing else is known.
    pub fn new(id: impl Into<String>, kind: NodeKind) -> Self {
        Self {
            id: id.into(),
            kind,
            health: Health::Unknown,
            reason: String::new(),
            tools: 0,
            environment: None,
            owner: None,
            tags: Vec::new(),
            source: None,
            depends_on: Vec::new(),
            members: 0,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_none(members: &u32) -> bool {
    *members == 0
}

/// How we know of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The gateway carried the calls.
    Gateway,
    /// A run made the calls.
    Run,
    /// A trace told of them.
    Trace,
    /// Somebody declared it.
    Declared,
}

impl Provenance {
    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Run => "run",
            Self::Trace => "trace",
            Self::Declared => "declared",
        }
    }
}

/// Caller → callee in a window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// The caller's node.
    pub source: String,
    /// The callee's node.
    pub target: String,
    /// Calls in the window.
    pub calls: u64,
    /// Those without a good answer.
    pub errors: u64,
    /// Latency of the answered ones.
    pub latency_ms: Percentiles,
    /// How we know.
    pub provenance: Vec<Provenance>,
    /// When it was first seen; none where it is declared, and nobody called in the window.
    pub first_seen: Option<Time>,
    /// When it was last seen.
    pub last_seen: Option<Time>,
    /// What each teller says, where others than the gateway tell of it; the figures above are those of whoever tells of most calls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sightings: Vec<Sighting>,
}

impl Edge {
    /// One over which no call is known.
    pub fn new(source: impl Into<String>, target: impl Into<String>) -> Self {
        Self { source: source.into(), target: target.into(), ..Self::default() }
    }

    /// The share of calls without a good answer, 0–1; 0 where there were none.
    pub fn failed_share(&self) -> f64 {
        if self.calls == 0 { 0.0 } else { self.errors as f64 / self.calls as f64 }
    }
}

/// The graph at a moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mesh {
    /// The end of the window.
    pub at: Time,
    /// Its length.
    pub window_seconds: u32,
    /// The nodes, registry and orchestrator first, then by name.
    pub nodes: Vec<Node>,
    /// The edges, by source and target.
    pub edges: Vec<Edge>,
    /// How many nodes are shown.
    pub shown: u32,
    /// How many there are.
    pub total: u32,
}
