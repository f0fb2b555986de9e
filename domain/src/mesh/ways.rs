//! Questions of the mesh that one asks before something is changed or when something fails: who depends on a node, and by which
//! ways one node reaches another.

use super::{Edge, Mesh, Node, NodeKind};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The most ways that are looked at; between busy nodes there are more than anybody reads.
pub const WAYS_MAX: usize = 200;

/// The most steps of a way.
pub const STEPS_MAX: usize = 12;

/// What is lost with a node: whoever calls it, and whoever calls them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blast {
    /// Its own tools, which nobody can call then.
    pub tools: u32,
    /// The services that call it, directly or through others, the nearest first, each with how many hops away it is.
    pub services: Vec<(String, u32)>,
    /// Who else does: callers that are no services, the orchestrator among them.
    pub callers: Vec<(String, u32)>,
    /// The tools of those services, which may fail.
    pub tools_at_risk: u32,
}

/// The ways from one node to another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ways {
    /// Each way by the nodes on it, the shortest first.
    pub ways: Vec<Vec<String>>,
    /// Whether there are more than are looked at.
    pub are_more: bool,
    /// The edge on any of them whose p95 is highest, with that in milliseconds.
    pub slowest: Option<(String, String, f64)>,
}

impl Blast {
    /// What is lost with a node. The registry calls nobody and is called by nobody: all leases hang on it.
    pub fn of(mesh: &Mesh, name: &str) -> Self {
        let hops = hops(name, &by(mesh, |edge| (&edge.target, &edge.source)));
        let mut blast = Self { tools: mesh.nodes.iter().find(|node| node.id == name).map_or(0, |node| node.tools), ..Self::default() };
        for (node, hop) in nearest_first(mesh, &hops) {
            if node.kind == NodeKind::Service {
                blast.tools_at_risk += node.tools;
                blast.services.push((node.id.clone(), hop));
            } else {
                blast.callers.push((node.id.clone(), hop));
            }
        }
        blast
    }
}

/// The nodes that one calls, directly or through others, the nearest first, each with how many hops away it is.
pub fn reached(mesh: &Mesh, name: &str) -> Vec<(String, u32)> {
    let hops = hops(name, &by(mesh, |edge| (&edge.source, &edge.target)));
    nearest_first(mesh, &hops).into_iter().map(|(node, hop)| (node.id.clone(), hop)).collect()
}

/// How many hops everyone is away who is reached from `start`.
fn hops<'a>(start: &'a str, on: &BTreeMap<&'a str, Vec<&'a str>>) -> BTreeMap<&'a str, u32> {
    let mut hops: BTreeMap<&str, u32> = BTreeMap::from([(start, 0)]);
    let mut next = VecDeque::from([start]);
    while let Some(node) = next.pop_front() {
        let hop = hops[node] + 1;
        for other in on.get(node).into_iter().flatten() {
            if !hops.contains_key(other) {
                hops.insert(other, hop);
                next.push_back(other);
            }
        }
    }
    hops
}

fn nearest_first<'a>(mesh: &'a Mesh, hops: &BTreeMap<&str, u32>) -> Vec<(&'a Node, u32)> {
    let nodes = mesh.nodes.iter().filter_map(|node| Some((node, *hops.get(node.id.as_str())?)));
    let mut nodes: Vec<_> = nodes.filter(|(_, hop)| *hop > 0).collect();
    nodes.sort_by_key(|(_, hop)| *hop);
    nodes
}

impl Ways {
    /// The ways along edges that were called, none through a node twice.
    pub fn between(mesh: &Mesh, from: &str, to: &str) -> Self {
        let callees = by(mesh, |edge| (&edge.source, &edge.target));
        let mut found = Self::default();
        // Shorter ways come first out of the queue; one that ends stays out of it.
        let mut open = VecDeque::from([vec![from]]);
        while let Some(way) = open.pop_front() {
            let Some(last) = way.last() else { continue };
            if *last == to && way.len() > 1 {
                if found.ways.len() == WAYS_MAX {
                    found.are_more = true;
                    break;
                }
                found.ways.push(way.iter().map(|node| (*node).to_owned()).collect());
                continue;
            }
            if way.len() > STEPS_MAX || open.len() > WAYS_MAX * STEPS_MAX {
                found.are_more = true;
                continue;
            }
            let on = callees.get(last).into_iter().flatten().filter(|next| **next == to || !way.contains(next));
            open.extend(on.map(|next| way.iter().copied().chain([*next]).collect::<Vec<_>>()));
        }
        found.slowest = found.slowest(mesh);
        found
    }

    fn slowest(&self, mesh: &Mesh) -> Option<(String, String, f64)> {
        let hops: BTreeSet<(&str, &str)> =
            self.ways.iter().flat_map(|way| way.windows(2)).map(|hop| (hop[0].as_str(), hop[1].as_str())).collect();
        let on = mesh.edges.iter().filter(|edge| hops.contains(&(edge.source.as_str(), edge.target.as_str())));
        let slowest = on.filter_map(|edge| Some((edge, edge.latency_ms.p95?))).max_by(|(_, a), (_, b)| a.total_cmp(b));
        slowest.map(|(edge, p95)| (edge.source.clone(), edge.target.clone(), p95))
    }
}

/// The other ends of the edges that were called, by one end of each.
fn by<'a>(mesh: &'a Mesh, ends: impl Fn(&'a Edge) -> (&'a String, &'a String)) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (one, other) in mesh.edges.iter().filter(|edge| edge.calls > 0).map(ends) {
        by.entry(one).or_default().push(other);
    }
    by
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overview::Percentiles;

    fn node(name: &str, kind: NodeKind, tools: u32) -> Node {
        Node { tools, ..Node::new(name, kind) }
    }

    /// Edges as `caller>callee`, each slower than the one before by 10 ms.
    fn mesh(edges: &[&str]) -> Mesh {
        let edge = |(place, text): (usize, &&str)| {
            let (source, target) = text.split_once('>').expect("an edge");
            Edge {
                calls: 5,
                latency_ms: Percentiles { p50: None, p95: Some(10.0 * (place + 1) as f64), p99: None },
                ..Edge::new(source, target)
            }
        };
        let services = ["web", "orders", "geo", "stock"].map(|name| node(name, NodeKind::Service, 2));
        let nodes = services.into_iter().chain([node("shop", NodeKind::Caller, 0)]).collect();
        Mesh { nodes, edges: edges.iter().enumerate().map(edge).collect(), ..Mesh::default() }
    }

    fn check_blast(edges: &[&str], name: &str, services: &[(&str, u32)], callers: &[(&str, u32)]) {
        let blast = Blast::of(&mesh(edges), name);
        let told = |list: &[(String, u32)]| list.iter().map(|(name, hop)| format!("{name} {hop}")).collect::<Vec<_>>();
        let expected = |list: &[(&str, u32)]| list.iter().map(|(name, hop)| format!("{name} {hop}")).collect::<Vec<_>>();
        assert_eq!((told(&blast.services), told(&blast.callers)), (expected(services), expected(callers)), "{name}");
        assert_eq!((blast.tools, blast.tools_at_risk as usize), (2, 2 * services.len()));
    }

    #[test]
    fn with_a_node_go_those_who_call_it_directly_and_through_others() {
        let edges = ["shop>web", "web>orders", "orders>geo", "orders>stock", "geo>stock"];
        check_blast(&edges, "stock", &[("orders", 1), ("geo", 1), ("web", 2)], &[("shop", 3)]);
        check_blast(&edges, "web", &[], &[("shop", 1)]);
        check_blast(&[], "geo", &[], &[]);
    }

    #[test]
    fn in_a_ring_nobody_is_told_twice_and_never_the_node_itself() {
        check_blast(&["web>orders", "orders>geo", "geo>web"], "web", &[("geo", 1), ("orders", 2)], &[]);
    }

    #[test]
    fn what_a_node_reaches_is_told_with_its_hops() {
        let edges = ["web>orders", "orders>geo", "orders>stock", "geo>stock"];
        let told = reached(&mesh(&edges), "web");
        assert_eq!(told, [("orders".to_owned(), 1), ("geo".to_owned(), 2), ("stock".to_owned(), 2)]);
    }

    fn check_ways(edges: &[&str], from: &str, to: &str, expected: &[&str], slowest: Option<(&str, &str, f64)>) {
        let found = Ways::between(&mesh(edges), from, to);
        let ways: Vec<String> = found.ways.iter().map(|way| way.join(" ")).collect();
        assert_eq!(ways, expected);
        assert_eq!(found.slowest, slowest.map(|(from, to, p95)| (from.to_owned(), to.to_owned(), p95)));
        assert!(!found.are_more);
    }

    #[test]
    fn every_way_is_found_the_shortest_first_and_its_slowest_hop_named() {
        let edges = ["orders>stock", "orders>geo", "geo>stock", "stock>web"];
        check_ways(&edges, "orders", "stock", &["orders stock", "orders geo stock"], Some(("geo", "stock", 30.0)));
        check_ways(&edges, "stock", "orders", &[], None);
        check_ways(&["web>geo", "geo>web"], "web", "web", &["web geo web"], Some(("geo", "web", 20.0)));
    }

    #[test]
    fn of_very_many_ways_so_many_are_looked_at() {
        let names: Vec<String> = (0..40).map(|at| format!("n{at}")).collect();
        let edges: Vec<String> =
            names.iter().flat_map(|a| names.iter().filter(move |b| *b != a).map(move |b| format!("{a}>{b}"))).collect();
        let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
        let found = Ways::between(&mesh(&edges), "n0", "n39");
        assert_eq!((found.ways.len(), found.are_more), (WAYS_MAX, true));
    }
}
