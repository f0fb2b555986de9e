//! The graph as Kiali answers it at `/api/namespaces/graph`: rates and shares are texts, times are in milliseconds.

use super::super::{Edge, Mesh, Node, NodeKind};
use super::{rate, whole};
use crate::Health;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What stands where nobody says in which cluster or namespace something runs.
const UNKNOWN: &str = "unknown";

/// The mesh as a graph of services.
pub fn write(mesh: &Mesh) -> Value {
    let sums = sums(mesh);
    let sum_of = |name: &str| sums.get(name).copied().unwrap_or_default();
    let nodes = mesh.nodes.iter().enumerate().map(|(place, one)| node(mesh, place, one, sum_of(&one.id)));
    let nodes: Vec<Value> = nodes.collect();
    let edges = whole(mesh).enumerate().map(|(place, (from, to, one))| edge(mesh, place, (from, to), one, sum_of(&one.source).outgoing));
    let edges: Vec<Value> = edges.collect();
    json!({
        "timestamp": mesh.at.seconds(), "duration": mesh.window_seconds, "graphType": "service",
        "elements": { "nodes": nodes, "edges": edges },
    })
}

/// The calls of a node.
#[derive(Clone, Copy, Default)]
struct Sums {
    incoming: u64,
    failed: u64,
    outgoing: u64,
}

/// The calls of every node, by name.
fn sums(mesh: &Mesh) -> BTreeMap<&str, Sums> {
    let mut sums: BTreeMap<&str, Sums> = BTreeMap::new();
    for edge in &mesh.edges {
        let called = sums.entry(&edge.target).or_default();
        called.incoming += edge.calls;
        called.failed += edge.errors;
        sums.entry(&edge.source).or_default().outgoing += edge.calls;
    }
    sums
}

fn node(mesh: &Mesh, place: usize, node: &Node, Sums { incoming, failed, outgoing }: Sums) -> Value {
    let mut rates = json!({});
    for (name, count) in [("httpIn", incoming), ("httpIn5xx", failed), ("httpOut", outgoing)] {
        if count > 0 {
            rates[name] = format!("{:.2}", rate(mesh, count)).into();
        }
    }
    let is_idle = incoming + outgoing == 0;
    let mut data = json!({
        "id": id(place), "nodeType": "service", "cluster": UNKNOWN,
        "namespace": node.environment.as_deref().unwrap_or(UNKNOWN), "service": node.id, "app": node.id,
        "traffic": if is_idle { json!([]) } else { json!([{ "protocol": "http", "rates": rates }]) },
        "healthData": { "status": health(node.health), "reason": node.reason },
    });
    let flags = [("isIdle", is_idle), ("isRoot", incoming == 0 && !is_idle), ("isOutside", is_outside(node.kind))];
    flags.into_iter().filter(|(_, holds)| *holds).for_each(|(name, _)| data[name] = true.into());
    json!({ "data": data })
}

fn edge(mesh: &Mesh, place: usize, (from, to): (usize, usize), edge: &Edge, all: u64) -> Value {
    let mut rates = json!({ "http": format!("{:.2}", rate(mesh, edge.calls)) });
    if edge.errors > 0 {
        rates["http5xx"] = format!("{:.2}", rate(mesh, edge.errors)).into();
        rates["httpPercentErr"] = format!("{:.1}", edge.failed_share() * 100.0).into();
    }
    if edge.calls > 0 {
        rates["httpPercentReq"] = format!("{:.1}", edge.calls as f64 * 100.0 / all as f64).into();
    }
    let mut data =
        json!({ "id": format!("e{place}"), "source": id(from), "target": id(to), "traffic": { "protocol": "http", "rates": rates } });
    if let Some(p95) = edge.latency_ms.p95 {
        data["responseTime"] = format!("{p95:.0}").into();
    }
    json!({ "data": data })
}

fn id(place: usize) -> String {
    format!("n{place}")
}

const fn is_outside(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Caller | NodeKind::Virtual)
}

const fn health(health: Health) -> &'static str {
    match health {
        Health::Healthy => "Healthy",
        Health::Degraded => "Degraded",
        Health::Unhealthy => "Failure",
        Health::Unknown | Health::Expired => "NA",
    }
}
