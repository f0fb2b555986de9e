//! Which fields the things of each subject have: the one place that knows them.

/// What a field's values are, and so how they are written and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words; upper and lower case are the same.
    Text,
    /// One of these words and no other.
    Choice(&'static [&'static str]),
    /// A count.
    Number,
    /// A share in percent, 0–100, written with `%`.
    Percent,
    /// A length of time in milliseconds, written with its unit.
    Duration,
    /// A size in bytes, written with its unit or bare.
    Bytes,
    /// A moment in unix microseconds, written as RFC 3339 or in unix seconds.
    Time,
}

/// A field that things of a subject have.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// What it tells, for completion and documents.
    pub about: &'static str,
}

/// The fields of one subject.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// The word for its things, in the plural.
    pub things: &'static str,
    /// The fields, in the order in which they are offered.
    pub fields: &'static [Field],
    /// Whether the things lie in a graph, so that `path` and `within` can be asked.
    pub is_graph: bool,
}

impl Table {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

const fn field(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, about }
}

/// In the order of [`crate::Health::WORST_FIRST`].
const HEALTH: Kind = Kind::Choice(&["unhealthy", "degraded", "expired", "unknown", "healthy"]);
const CIRCUIT: Kind = Kind::Choice(&["closed", "open", "half_open"]);
const MANUAL: Kind = Kind::Choice(&["read", "reading", "failed"]);
const PROTOCOL: Kind = Kind::Choice(&["utcp", "openapi", "mcp"]);
const BALANCER: Kind = Kind::Choice(&["round_robin", "weighted", "least_connections", "peak_ewma"]);
const SOURCE: Kind = Kind::Choice(&["registered", "registry", "file", "consul", "mcp-registry"]);
const RISK: Kind = Kind::Choice(&["read_only", "idempotent", "destructive", "unknown"]);
const STATE: Kind = Kind::Choice(&["active", "changed", "quarantined", "gone"]);
const NODE: Kind = Kind::Choice(&["registry", "orchestrator", "service", "caller", "virtual"]);
const PROVENANCE: Kind = Kind::Choice(&["gateway", "run", "trace", "declared"]);
/// In the order of [`crate::call::Outcome::ALL`].
const OUTCOME: Kind =
    Kind::Choice(&["ok", "rejected", "failed", "unreachable", "timeout", "unusable", "busy", "no_instance", "invalid", "denied"]);

/// Services, as `GET /registry/services` lists them.
pub static SERVICES: Table = Table {
    things: "services",
    is_graph: false,
    fields: &[
        field("name", Kind::Text, "the service's name"),
        field("health", HEALTH, "the verdict over its instances"),
        field("environment", Kind::Text, "where it runs"),
        field("version", Kind::Text, "its own version"),
        field("owner", Kind::Text, "who answers for it"),
        field("tag", Kind::Text, "any of its tags"),
        field("source", SOURCE, "where we know it from"),
        field("tools", Kind::Number, "how many tools it has"),
        field("instances", Kind::Number, "how many instances it has"),
        field("url", Kind::Text, "the base URL of any instance"),
        field("circuit", CIRCUIT, "how the circuit of any instance stands"),
        field("manual", MANUAL, "how the reading of its manual stands"),
        field("protocol", PROTOCOL, "which kind of manual it has"),
        field("balancer", BALANCER, "how its calls are spread"),
        field("reason", Kind::Text, "why its health is what it is"),
    ],
};

/// Tools, as `GET /registry/tools` lists them.
pub static TOOLS: Table = Table {
    things: "tools",
    is_graph: false,
    fields: &[
        field("tool", Kind::Text, "its address, as units.convert"),
        field("name", Kind::Text, "its own name, without the service"),
        field("service", Kind::Text, "whose tool it is"),
        field("description", Kind::Text, "what it does"),
        field("tag", Kind::Text, "any of its tags"),
        field("risk", RISK, "what a call of it may do"),
        field("state", STATE, "whether it may be called"),
        field("health", HEALTH, "the health of its service"),
    ],
};

/// Recorded calls.
pub static CALLS: Table = Table {
    things: "calls",
    is_graph: false,
    fields: &[
        field("id", Kind::Text, "the call's id"),
        field("at", Kind::Time, "when it came in"),
        field("caller", Kind::Text, "who called"),
        field("tool", Kind::Text, "what was called, as units.convert"),
        field("service", Kind::Text, "whose tool it is"),
        field("instance", Kind::Text, "the base URL that answered"),
        field("outcome", OUTCOME, "how it ended"),
        field("status", Kind::Number, "the HTTP status of the answer"),
        field("latency", Kind::Duration, "from coming in to the answer"),
        field("attempts", Kind::Number, "how many attempts it took"),
        field("sent", Kind::Bytes, "how much was sent to the service"),
        field("received", Kind::Bytes, "how much came back"),
        field("run", Kind::Text, "the run it belongs to"),
        field("trace", Kind::Text, "the trace it belongs to"),
        field("error", Kind::Text, "what went wrong, in words"),
    ],
};

/// The nodes and edges of the mesh.
pub static MESH: Table = Table {
    things: "nodes and edges",
    is_graph: true,
    fields: &[
        field("name", Kind::Text, "the node's name"),
        field("kind", NODE, "what the node is"),
        field("health", HEALTH, "the node's health"),
        field("reason", Kind::Text, "why its health is what it is"),
        field("environment", Kind::Text, "where it runs"),
        field("owner", Kind::Text, "who answers for it"),
        field("tag", Kind::Text, "any of its tags"),
        field("tools", Kind::Number, "how many tools it has"),
        field("source", SOURCE, "where we know it from"),
        field("caller", Kind::Text, "who calls, along an edge"),
        field("callee", Kind::Text, "who is called, along an edge"),
        field("calls", Kind::Number, "calls along an edge, in the window"),
        field("errors", Kind::Percent, "the share of an edge's calls without a good answer"),
        field("p50", Kind::Duration, "the latency that half of an edge's answered calls keep"),
        field("p95", Kind::Duration, "the latency that 95 of 100 keep"),
        field("p99", Kind::Duration, "the latency that 99 of 100 keep"),
        field("latency", Kind::Duration, "the same as p95"),
        field("provenance", PROVENANCE, "how we know of an edge"),
    ],
};
