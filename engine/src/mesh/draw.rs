//! The graph: services as they are or were, everyone who called, and the edges between them.

use super::declared::with_declared;
use crate::catalogue::Catalogue;
use crate::registry::{Entry, Registry};
use domain::mesh::{Edge, Mesh, Node, NodeKind, ORCHESTRATOR, Provenance, REGISTRY};
use domain::service::{Freshness, Source};
use domain::{Health, Time};
use std::collections::BTreeSet;

/// The graph of `services`, which are in order, and everyone who called, with `edges` between them and those that they declare.
pub fn draw(services: Vec<Node>, edges: Vec<Edge>, at: Time, window_seconds: u32) -> Mesh {
    let edges = with_declared(&services, edges);
    let known: BTreeSet<&str> = services.iter().map(|node| node.id.as_str()).chain([REGISTRY, ORCHESTRATOR]).collect();
    let strangers: BTreeSet<&str> = edges.iter().flat_map(ends).filter(|name| !known.contains(name)).collect();
    let known_from = |how| edges.iter().filter(move |edge| edge.provenance.contains(&how));
    let met: BTreeSet<&str> = known_from(Provenance::Gateway).flat_map(ends).collect();
    let targets: BTreeSet<&str> = known_from(Provenance::Gateway).map(|edge| edge.target.as_str()).collect();
    let traced: BTreeSet<&str> = known_from(Provenance::Trace).flat_map(ends).collect();
    let stranger =
        |name: &&str| if met.contains(name) { stranger(name, targets.contains(name)) } else { hearsay(name, traced.contains(name)) };
    let strangers: Vec<Node> = strangers.iter().map(stranger).collect();
    let own = [ours(REGISTRY, NodeKind::Registry), ours(ORCHESTRATOR, NodeKind::Orchestrator)];
    let services = services.into_iter().map(|node| Node { source: node.source.map(|source| seen(source, at)), ..node });
    let nodes: Vec<Node> = own.into_iter().chain(services).chain(strangers).collect();
    let count = nodes.len() as u32;
    Mesh { at, window_seconds, nodes, edges, shown: count, total: count }
}

fn ends(edge: &Edge) -> [&str; 2] {
    [&edge.source, &edge.target]
}

/// The registered services as they are now, by name.
pub fn services(registry: &Registry, catalogue: &Catalogue) -> Vec<Node> {
    registry.all().iter().map(|entry| service(entry, catalogue)).collect()
}

/// A source that answers said at the mesh's own time what the mesh shows; when it was last asked would differ each minute.
fn seen(source: Source, at: Time) -> Source {
    if source.state == Freshness::Fresh { Source { as_of: at, ..source } } else { source }
}

fn ours(name: &str, kind: NodeKind) -> Node {
    Node { health: Health::Healthy, reason: "it answers this page".to_owned(), ..Node::new(name, kind) }
}

fn service(entry: &Entry, catalogue: &Catalogue) -> Node {
    let verdict = entry.verdict();
    let facts = &entry.facts;
    Node {
        health: verdict.health,
        reason: verdict.reason,
        tools: catalogue.count(&facts.name),
        environment: facts.environment.clone(),
        owner: facts.owner.clone(),
        tags: facts.tags.clone(),
        source: Some(seen(entry.source.describe(facts.renewed_at), Time(0))),
        depends_on: facts.depends_on.clone(),
        ..Node::new(&facts.name, NodeKind::Service)
    }
}

/// Somebody who is not registered: one who only calls, or a service that was removed and was called before.
fn stranger(name: &str, was_called: bool) -> Node {
    let reason = if was_called { "it is no longer registered" } else { "it calls, and is no registered service" };
    Node { reason: reason.to_owned(), ..Node::new(name, NodeKind::Caller) }
}

/// Somebody whom our gateway never met.
fn hearsay(name: &str, is_traced: bool) -> Node {
    let teller = if is_traced { "traces tell of it" } else { "a service says that it calls it" };
    Node { reason: format!("{teller}, and it is not registered"), ..Node::new(name, NodeKind::Virtual) }
}
