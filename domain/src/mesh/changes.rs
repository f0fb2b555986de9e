//! What is different between two moments of the mesh, worst first.

use super::{Edge, Mesh, Node};
use crate::overview::Percentiles;
use crate::{Health, Time};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An edge is slower or faster where its p95 changes by this factor,
const FACTOR: f64 = 1.5;

/// and by so many milliseconds,
const MILLIS: f64 = 20.0;

/// and had so many calls at both moments: of fewer, one says nothing.
const CALLS: u64 = 10;

/// From this share of failed calls on an edge fails, 0–1.
const FAILED: f64 = 0.01;

/// What became of a node or an edge; in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// A node's health is worse.
    Worse,
    /// It is no longer there.
    Gone,
    /// Calls along the edge fail, which they did not.
    Failing,
    /// The edge is slower.
    Slower,
    /// It is new.
    New,
    /// Calls along the edge no longer fail.
    Recovered,
    /// The edge is faster.
    Faster,
    /// A node's health is better.
    Better,
}

impl ChangeKind {
    /// Every kind, in the order in which they are told.
    pub const ALL: [Self; 8] =
        [Self::Worse, Self::Gone, Self::Failing, Self::Slower, Self::New, Self::Recovered, Self::Faster, Self::Better];

    /// Reads what [`Changes::marks`] gives: 0 is no change.
    pub fn from_mark(mark: u32) -> Option<Self> {
        Self::ALL.get((mark as usize).checked_sub(1)?).copied()
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Gone => "gone",
            Self::Failing => "failing",
            Self::Slower => "slower",
            Self::New => "new",
            Self::Recovered => "recovered",
            Self::Faster => "faster",
            Self::Better => "better",
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// The node; of an edge, its caller.
    pub node: String,
    /// The edge's callee; none for a node.
    pub callee: Option<String>,
    /// Its health before and after, where that is what changed.
    pub health: Option<(Health, Health)>,
    /// Before and after: p95 in milliseconds of what is slower or faster, 0–1 of calls that failed.
    pub figures: Option<(f64, f64)>,
}

/// What is different between two moments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// The moment before.
    pub from: Time,
    /// The moment after.
    pub to: Time,
    /// How long the windows are that ended at each, in seconds.
    pub window_seconds: u32,
    /// The differences, worst first.
    pub items: Vec<Change>,
}

impl Changes {
    /// What is different at `after`, over windows of the same length.
    pub fn between(before: &Mesh, after: &Mesh) -> Self {
        Self { from: before.at, to: after.at, window_seconds: after.window_seconds, items: changes(before, after) }
    }
}

impl Mesh {
    /// This mesh with the nodes and the edges that were there `before` and are gone, of which nothing is known any more.
    #[must_use]
    pub fn with_gone(mut self, before: &Self) -> Self {
        let known = nodes(&self);
        let gone = before.nodes.iter().filter(|node| !known.contains_key(node.id.as_str()));
        let gone = gone.map(|node| Node { health: Health::Unknown, reason: "it is gone".to_owned(), source: None, ..node.clone() });
        let gone: Vec<Node> = gone.collect();
        let called = edges(&self);
        let past = before.edges.iter().filter(|edge| edge.calls > 0 && !called.contains_key(&(edge.source.as_str(), edge.target.as_str())));
        let silent = |edge: &Edge| Edge { calls: 0, errors: 0, latency_ms: Percentiles::default(), sightings: Vec::new(), ..edge.clone() };
        let past: Vec<Edge> = past.map(silent).collect();
        let ends: BTreeSet<(&str, &str)> = past.iter().map(|edge| (edge.source.as_str(), edge.target.as_str())).collect();
        self.edges.retain(|edge| !ends.contains(&(edge.source.as_str(), edge.target.as_str())));
        self.nodes.extend(gone);
        self.edges.extend(past);
        (self.shown, self.total) = (self.nodes.len() as u32, self.nodes.len() as u32);
        self
    }
}

impl Changes {
    /// What became of each node and each edge of a mesh, by place, for those who draw it: of several changes of one the worst.
    pub fn marks(&self, mesh: &Mesh) -> (Vec<u32>, Vec<u32>) {
        let mut worst: BTreeMap<(&str, Option<&str>), u32> = BTreeMap::new();
        for change in self.items.iter().rev() {
            worst.insert((&change.node, change.callee.as_deref()), change.kind as u32 + 1);
        }
        let mark = |node, callee| worst.get(&(node, callee)).copied().unwrap_or_default();
        let nodes = mesh.nodes.iter().map(|node| mark(&node.id, None)).collect();
        (nodes, mesh.edges.iter().map(|edge| mark(edge.source.as_str(), Some(edge.target.as_str()))).collect())
    }
}

/// What is different at `after`. An edge that comes or goes with one of its nodes is not told besides.
fn changes(before: &Mesh, after: &Mesh) -> Vec<Change> {
    let (old, new) = (nodes(before), nodes(after));
    let (old_edges, new_edges) = (edges(before), edges(after));
    let mut all = Vec::new();
    for (name, node) in &new {
        match old.get(name) {
            None => all.push(of_node(ChangeKind::New, name)),
            Some(was) => all.extend(health(was, node)),
        }
    }
    all.extend(old.keys().filter(|name| !new.contains_key(*name)).map(|name| of_node(ChangeKind::Gone, name)));
    let stays = |(source, target): &(&str, &str)| [source, target].into_iter().all(|end| old.contains_key(end) && new.contains_key(end));
    for (ends, edge) in new_edges.iter().filter(|(ends, _)| stays(ends)) {
        match old_edges.get(ends) {
            None => all.push(of_edge(ChangeKind::New, edge, None)),
            Some(was) => all.extend(calls(was, edge)),
        }
    }
    let gone = old_edges.iter().filter(|(ends, _)| stays(ends) && !new_edges.contains_key(*ends));
    all.extend(gone.map(|(_, edge)| of_edge(ChangeKind::Gone, edge, None)));
    // What is told of nodes stands before what is told of edges, each by name.
    all.sort_by(|a, b| (a.kind, a.callee.is_some(), &a.node, &a.callee).cmp(&(b.kind, b.callee.is_some(), &b.node, &b.callee)));
    all
}

fn nodes(mesh: &Mesh) -> BTreeMap<&str, &Node> {
    mesh.nodes.iter().map(|node| (node.id.as_str(), node)).collect()
}

/// The edges that were called.
fn edges(mesh: &Mesh) -> BTreeMap<(&str, &str), &Edge> {
    let called = mesh.edges.iter().filter(|edge| edge.calls > 0);
    called.map(|edge| ((edge.source.as_str(), edge.target.as_str()), edge)).collect()
}

fn of_node(kind: ChangeKind, name: &str) -> Change {
    Change { kind, node: name.to_owned(), callee: None, health: None, figures: None }
}

fn of_edge(kind: ChangeKind, edge: &Edge, figures: Option<(f64, f64)>) -> Change {
    Change { callee: Some(edge.target.clone()), figures, ..of_node(kind, &edge.source) }
}

fn health(was: &Node, is: &Node) -> Option<Change> {
    let kind = match is.health.rank().cmp(&was.health.rank()) {
        std::cmp::Ordering::Less => ChangeKind::Worse,
        std::cmp::Ordering::Greater => ChangeKind::Better,
        std::cmp::Ordering::Equal => return None,
    };
    Some(Change { health: Some((was.health, is.health)), ..of_node(kind, &is.id) })
}

/// An edge that begins to fail and one that is slower are told apart, and both where both hold.
fn calls(was: &Edge, is: &Edge) -> Vec<Change> {
    let shares = (was.failed_share(), is.failed_share());
    let failing = match (shares.0 >= FAILED, shares.1 >= FAILED) {
        (false, true) => Some(ChangeKind::Failing),
        (true, false) => Some(ChangeKind::Recovered),
        _ => None,
    };
    let millis = was.latency_ms.p95.zip(is.latency_ms.p95).filter(|_| was.calls.min(is.calls) >= CALLS);
    let speed = millis.filter(|(was, is)| (is - was).abs() >= MILLIS && is.max(*was) >= FACTOR * is.min(*was));
    let kind = |(was, is): (f64, f64)| if is > was { ChangeKind::Slower } else { ChangeKind::Faster };
    let failing = failing.map(|kind| of_edge(kind, is, Some(shares)));
    failing.into_iter().chain(speed.map(|speed| of_edge(kind(speed), is, Some(speed)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::{NodeKind, Provenance, Sighting, Teller};

    fn node(name: &str, health: Health) -> Node {
        Node { health, ..Node::new(name, NodeKind::Service) }
    }

    fn edge(target: &str, calls: u64, errors: u64, p95: f64) -> Edge {
        Edge {
            calls,
            errors,
            latency_ms: Percentiles { p50: None, p95: Some(p95), p99: None },
            provenance: vec![Provenance::Gateway],
            ..Edge::new("web", target)
        }
    }

    /// Calls of `web` at `geo` before and after; what is told of them.
    fn check(before: (u64, u64, f64), after: (u64, u64, f64), expected: &[(ChangeKind, Option<(f64, f64)>)]) {
        let mesh = |(calls, errors, p95)| Mesh {
            nodes: ["web", "geo"].map(|name| node(name, Health::Healthy)).into(),
            edges: vec![edge("geo", calls, errors, p95)],
            ..Mesh::default()
        };
        let told: Vec<_> = changes(&mesh(before), &mesh(after)).into_iter().map(|change| (change.kind, change.figures)).collect();
        assert_eq!(told, expected, "{before:?} {after:?}");
    }

    #[test]
    fn an_edge_is_told_where_its_calls_fail_or_take_another_time() {
        check((100, 0, 40.0), (100, 0, 40.0), &[]);
        check((100, 0, 40.0), (100, 1, 40.0), &[(ChangeKind::Failing, Some((0.0, 0.01)))]);
        check((100, 5, 40.0), (200, 1, 40.0), &[(ChangeKind::Recovered, Some((0.05, 0.005)))]);
        check((100, 0, 40.0), (100, 0, 60.0), &[(ChangeKind::Slower, Some((40.0, 60.0)))]);
        check((100, 0, 60.0), (100, 0, 40.0), &[(ChangeKind::Faster, Some((60.0, 40.0)))]);
        check((100, 0, 10.0), (100, 0, 29.0), &[]);
        check((100, 0, 100.0), (100, 0, 149.0), &[]);
        check((9, 0, 10.0), (100, 0, 900.0), &[]);
        check((100, 0, 10.0), (9, 0, 900.0), &[]);
        check((100, 0, 10.0), (10, 5, 900.0), &[(ChangeKind::Failing, Some((0.0, 0.5))), (ChangeKind::Slower, Some((10.0, 900.0)))]);
        check((0, 0, 10.0), (1, 0, 10.0), &[(ChangeKind::New, None)]);
        check((1, 0, 10.0), (0, 0, 10.0), &[(ChangeKind::Gone, None)]);
    }

    #[test]
    fn what_came_what_went_and_who_is_ill_is_told_worst_first() {
        let before = Mesh {
            nodes: vec![node("web", Health::Healthy), node("geo", Health::Degraded), node("old", Health::Healthy)],
            edges: vec![edge("old", 9, 0, 1.0)],
            ..Mesh::default()
        };
        let after = Mesh {
            nodes: vec![node("web", Health::Unhealthy), node("geo", Health::Healthy), node("new", Health::Healthy)],
            edges: vec![edge("new", 9, 0, 1.0)],
            ..Mesh::default()
        };
        let told: Vec<_> = changes(&before, &after).into_iter().map(|change| (change.kind, change.node, change.health)).collect();
        let worse = (Health::Healthy, Health::Unhealthy);
        let better = (Health::Degraded, Health::Healthy);
        assert_eq!(
            told,
            [
                (ChangeKind::Worse, "web".to_owned(), Some(worse)),
                (ChangeKind::Gone, "old".to_owned(), None),
                (ChangeKind::New, "new".to_owned(), None),
                (ChangeKind::Better, "geo".to_owned(), Some(better)),
            ]
        );
    }

    #[test]
    fn what_is_gone_is_still_there_and_no_longer_called() {
        let latency_ms = Percentiles::default();
        let sightings = vec![Sighting { teller: Teller::Otlp, samples: 9, errors: 3, latency_ms, last_seen: Time(0) }];
        let before = Mesh {
            nodes: vec![node("web", Health::Healthy), node("old", Health::Healthy), node("geo", Health::Healthy)],
            edges: vec![Edge { sightings, ..edge("old", 9, 3, 1.0) }, edge("geo", 5, 0, 1.0)],
            ..Mesh::default()
        };
        let after = Mesh {
            nodes: vec![node("web", Health::Healthy), node("geo", Health::Healthy)],
            edges: vec![edge("geo", 0, 0, 1.0)],
            ..Mesh::default()
        };
        let both = after.with_gone(&before);
        let nodes: Vec<(&str, Health)> = both.nodes.iter().map(|node| (node.id.as_str(), node.health)).collect();
        assert_eq!(nodes, [("web", Health::Healthy), ("geo", Health::Healthy), ("old", Health::Unknown)]);
        let edges: Vec<(&str, u64, u64)> = both.edges.iter().map(|edge| (edge.target.as_str(), edge.calls, edge.errors)).collect();
        assert!(both.edges.iter().all(|edge| edge.sightings.is_empty()));
        assert_eq!((edges, both.shown, both.total), (vec![("old", 0, 0), ("geo", 0, 0)], 3, 3));
    }

    #[test]
    fn the_worst_that_became_of_a_node_or_an_edge_is_its_mark() {
        let before = Mesh {
            nodes: vec![node("web", Health::Healthy), node("geo", Health::Healthy)],
            edges: vec![edge("geo", 100, 0, 10.0)],
            ..Mesh::default()
        };
        let after = Mesh {
            nodes: vec![node("web", Health::Healthy), node("geo", Health::Unhealthy)],
            edges: vec![edge("geo", 100, 50, 900.0)],
            ..Mesh::default()
        };
        let (nodes, edges) = Changes::between(&before, &after).marks(&after);
        let read = |marks: Vec<u32>| marks.into_iter().map(ChangeKind::from_mark).collect::<Vec<_>>();
        assert_eq!((read(nodes), read(edges)), (vec![None, Some(ChangeKind::Worse)], vec![Some(ChangeKind::Failing)]));
        assert!((1..).zip(ChangeKind::ALL).all(|(mark, kind)| ChangeKind::from_mark(mark) == Some(kind) && kind as u32 + 1 == mark));
        assert_eq!(ChangeKind::from_mark(9), None);
    }
}
