//! The mesh: who is there and who calls whom, folded from calls as they happen.
//!
//! ```text
//! gateway → Live::fold → (call event, at most fifty a second) + fresh edges → tick → edge event → pages reload
//! ```

mod live;

pub use live::Live;

use crate::catalogue::Catalogue;
use crate::registry::{Entry, Registry};
use domain::mesh::{Edge, Mesh, Node, NodeKind, ORCHESTRATOR, REGISTRY};
use domain::{Health, Time};
use std::collections::BTreeSet;

/// The graph of everything registered and everyone who called, with `edges` between them.
pub fn draw(registry: &Registry, catalogue: &Catalogue, edges: Vec<Edge>, at: Time, window_seconds: u32) -> Mesh {
    let services = registry.all();
    let known: BTreeSet<&str> = services.iter().map(|entry| entry.facts.name.as_str()).chain([REGISTRY, ORCHESTRATOR]).collect();
    let strangers: BTreeSet<&str> =
        edges.iter().flat_map(|edge| [edge.source.as_str(), edge.target.as_str()]).filter(|name| !known.contains(name)).collect();
    let targets: BTreeSet<&str> = edges.iter().map(|edge| edge.target.as_str()).collect();
    let own = [ours(REGISTRY, NodeKind::Registry), ours(ORCHESTRATOR, NodeKind::Orchestrator)];
    let nodes: Vec<Node> = own
        .into_iter()
        .chain(services.iter().map(|entry| service(entry, catalogue)))
        .chain(strangers.iter().map(|name| stranger(name, targets.contains(name))))
        .collect();
    let count = nodes.len() as u32;
    Mesh { at, window_seconds, nodes, edges, shown: count, total: count }
}

fn ours(name: &str, kind: NodeKind) -> Node {
    Node {
        id: name.to_owned(),
        kind,
        health: Health::Healthy,
        reason: "it answers this page".to_owned(),
        tools: 0,
        environment: None,
        tags: Vec::new(),
        source: None,
    }
}

fn service(entry: &Entry, catalogue: &Catalogue) -> Node {
    let verdict = entry.verdict();
    let facts = &entry.facts;
    Node {
        id: facts.name.clone(),
        kind: NodeKind::Service,
        health: verdict.health,
        reason: verdict.reason,
        tools: catalogue.count(&facts.name),
        environment: facts.environment.clone(),
        tags: facts.tags.clone(),
        source: Some(entry.source.describe(facts.renewed_at)),
    }
}

/// Somebody who is not registered: one who only calls, or a service that was removed and was called before.
fn stranger(name: &str, was_called: bool) -> Node {
    let reason = if was_called { "it is no longer registered" } else { "it calls, and is no registered service" };
    Node { health: Health::Unknown, reason: reason.to_owned(), ..ours(name, NodeKind::Caller) }
}
