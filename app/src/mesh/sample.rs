//! A small mesh for the tests of this folder: a square, a diamond and three services, one of them ill.

use domain::mesh::{Edge, Mesh, Node, NodeKind, Provenance, Tools};
use domain::overview::Percentiles;
use domain::service::Source;
use domain::{Health, Time};

/// registry, orchestrator, orders, pricing (degraded), worker (unhealthy), and four edges.
pub fn mesh() -> Mesh {
    let edges = vec![
        edge("orders", "pricing", 1000, 100),
        Edge { provenance: vec![Provenance::Declared], ..edge("orders", "worker", 0, 0) },
        edge("orchestrator", "orders", 40, 0),
        edge("pricing", "orders", 5, 0),
    ];
    let nodes = vec![
        node("registry", NodeKind::Registry, Health::Healthy, 0),
        node("orchestrator", NodeKind::Orchestrator, Health::Healthy, 0),
        node("orders", NodeKind::Service, Health::Healthy, 5),
        node("pricing", NodeKind::Service, Health::Degraded, 3),
        node("worker", NodeKind::Service, Health::Unhealthy, 0),
    ];
    Mesh { at: Time::from_seconds(1000), window_seconds: 3600, nodes, edges, shown: 5, total: 5 }
}

/// orders, open: its tools quote and cancel, which pricing called.
pub fn tools() -> Tools {
    Tools {
        service: "orders".to_owned(),
        ids: vec!["orders.quote".to_owned(), "orders.cancel".to_owned()],
        edges: vec![edge("pricing", "orders.cancel", 3, 1), edge("pricing", "orders.quote", 2, 0)],
        ..Tools::default()
    }
}

fn node(name: &str, kind: NodeKind, health: Health, tools: u32) -> Node {
    let source = (kind == NodeKind::Service).then(Source::default);
    Node { health, reason: "as it is".to_owned(), tools, tags: vec!["core".to_owned()], source, ..Node::new(name, kind) }
}

fn edge(source: &str, target: &str, calls: u64, errors: u64) -> Edge {
    Edge {
        calls,
        errors,
        latency_ms: Percentiles { p50: Some(10.0), p95: Some(100.0), p99: None },
        provenance: vec![Provenance::Gateway],
        last_seen: Some(Time::from_seconds(900)),
        ..Edge::new(source, target)
    }
}
