//! Queries of the mesh: its nodes and edges as things, with the ways between them.
//!
//! A node answers for the fields of its edges with all of theirs, an edge for the fields of nodes with both its ends'.
//! An edge is shown where it fits and both its ends do.

use super::{Fact, Query, Subject, Term};
use crate::mesh::{Edge, Mesh, Node};
use std::collections::HashMap;

/// The part of `mesh` that fits; `total` still counts all nodes.
pub fn select(query: &Query, mesh: Mesh) -> Mesh {
    if query.is_empty() {
        return mesh;
    }
    let (nodes, edges) = picked(query, &mesh);
    let shown = nodes.iter().filter(|shown| **shown).count() as u32;
    Mesh { nodes: kept(mesh.nodes, &nodes), edges: kept(mesh.edges, &edges), shown, ..mesh }
}

/// Which nodes and which edges of `mesh` fit.
pub fn picked(query: &Query, mesh: &Mesh) -> (Vec<bool>, Vec<bool>) {
    let graph = Graph::of(query, mesh);
    let nodes: Vec<bool> = (0..mesh.nodes.len()).map(|at| query.fits(&graph.node(at))).collect();
    let is_shown = |end: Option<usize>| end.is_some_and(|at| nodes[at]);
    let edges = mesh.edges.iter().map(|edge| graph.edge(edge));
    let edges = edges.map(|edge| is_shown(edge.source) && is_shown(edge.target) && query.fits(&edge)).collect();
    (nodes, edges)
}

fn kept<T>(all: Vec<T>, shown: &[bool]) -> Vec<T> {
    all.into_iter().zip(shown).filter_map(|(one, shown)| shown.then_some(one)).collect()
}

/// The mesh, indexed, with the nodes that each condition on ways picks.
struct Graph<'a> {
    mesh: &'a Mesh,
    index: HashMap<&'a str, usize>,
    /// The edges that begin or end at each node.
    edges: Vec<Vec<usize>>,
    ways: Vec<(&'a Term, Vec<bool>)>,
}

impl<'a> Graph<'a> {
    fn of(query: &'a Query, mesh: &'a Mesh) -> Self {
        let index: HashMap<&str, usize> = mesh.nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
        let mut edges = vec![Vec::new(); mesh.nodes.len()];
        for (at, edge) in mesh.edges.iter().enumerate() {
            for end in [&edge.source, &edge.target] {
                if let Some(node) = index.get(end.as_str()) {
                    edges[*node].push(at);
                }
            }
        }
        let mut graph = Self { mesh, index, edges, ways: Vec::new() };
        let terms = query.terms().into_iter().filter(|term| matches!(term, Term::Path { .. } | Term::Within { .. }));
        graph.ways = terms.map(|term| (term, graph.picked(term))).collect();
        graph
    }

    fn node(&self, at: usize) -> NodeAt<'_> {
        NodeAt { graph: self, at }
    }

    fn edge(&self, edge: &'a Edge) -> EdgeAt<'_> {
        let at = |name: &str| self.index.get(name).copied();
        EdgeAt { graph: self, edge, source: at(&edge.source), target: at(&edge.target) }
    }

    /// The nodes that a condition on ways picks.
    fn picked(&self, term: &Term) -> Vec<bool> {
        match term {
            // Whatever is reached from the one and reaches the other lies on a way between them.
            Term::Path { from, to } => {
                let (ahead, back) = (self.reached(from, usize::MAX, true, false), self.reached(to, usize::MAX, false, true));
                ahead.iter().zip(&back).map(|(ahead, back)| *ahead && *back).collect()
            }
            Term::Within { hops, of } => self.reached(of, *hops as usize, true, true),
            _ => vec![false; self.mesh.nodes.len()],
        }
    }

    /// The nodes that `hops` steps from `start` reach, along edges or against them.
    fn reached(&self, start: &str, hops: usize, along: bool, against: bool) -> Vec<bool> {
        let mut reached = vec![false; self.mesh.nodes.len()];
        let mut border: Vec<usize> = self.mesh.nodes.iter().position(|node| node.id.eq_ignore_ascii_case(start)).into_iter().collect();
        border.iter().for_each(|at| reached[*at] = true);
        for _ in 0..hops {
            let mut next = Vec::new();
            for at in border {
                for edge in &self.edges[at] {
                    let edge = self.edge(&self.mesh.edges[*edge]);
                    let steps = [(along, edge.source, edge.target), (against, edge.target, edge.source)];
                    let steps = steps.into_iter().filter(|(may, from, _)| *may && *from == Some(at));
                    next.extend(steps.filter_map(|(_, _, to)| to).filter(|to| !std::mem::replace(&mut reached[*to], true)));
                }
            }
            if next.is_empty() {
                break;
            }
            border = next;
        }
        reached
    }

    fn picks(&self, wanted: impl Fn(&Term) -> bool, at: Option<usize>) -> bool {
        at.is_some_and(|at| self.ways.iter().any(|(term, picked)| wanted(term) && picked[at]))
    }

    fn is_on_path(&self, from: &str, to: &str, at: Option<usize>) -> bool {
        self.picks(|term| matches!(term, Term::Path { from: a, to: b } if a == from && b == to), at)
    }

    fn is_within(&self, hops: u32, of: &str, at: Option<usize>) -> bool {
        self.picks(|term| matches!(term, Term::Within { hops: n, of: a } if *n == hops && a == of), at)
    }
}

struct NodeAt<'a> {
    graph: &'a Graph<'a>,
    at: usize,
}

impl Subject for NodeAt<'_> {
    fn tell(&self, field: &str, to: &mut dyn FnMut(Fact<'_>)) {
        if !tell_node(&self.graph.mesh.nodes[self.at], field, to) {
            let edges = &self.graph.edges[self.at];
            edges.iter().for_each(|edge| tell_edge(&self.graph.mesh.edges[*edge], field, to));
        }
    }

    fn tell_texts(&self, to: &mut dyn FnMut(&str)) {
        tell_texts(&self.graph.mesh.nodes[self.at], to);
    }

    fn is_on_path(&self, from: &str, to: &str) -> bool {
        self.graph.is_on_path(from, to, Some(self.at))
    }

    fn is_within(&self, hops: u32, of: &str) -> bool {
        self.graph.is_within(hops, of, Some(self.at))
    }
}

struct EdgeAt<'a> {
    graph: &'a Graph<'a>,
    edge: &'a Edge,
    source: Option<usize>,
    target: Option<usize>,
}

impl EdgeAt<'_> {
    fn ends(&self) -> impl Iterator<Item = &Node> {
        [self.source, self.target].into_iter().flatten().map(|at| &self.graph.mesh.nodes[at])
    }
}

impl Subject for EdgeAt<'_> {
    fn tell(&self, field: &str, to: &mut dyn FnMut(Fact<'_>)) {
        // Both ends are asked, whatever the first says.
        let told = self.ends().filter(|node| tell_node(node, field, to)).count();
        if told == 0 {
            tell_edge(self.edge, field, to);
        }
    }

    fn tell_texts(&self, to: &mut dyn FnMut(&str)) {
        self.ends().for_each(|node| tell_texts(node, to));
    }

    fn is_on_path(&self, from: &str, to: &str) -> bool {
        [self.source, self.target].into_iter().all(|at| self.graph.is_on_path(from, to, at))
    }

    fn is_within(&self, hops: u32, of: &str) -> bool {
        [self.source, self.target].into_iter().all(|at| self.graph.is_within(hops, of, at))
    }
}

/// Tells a node's values; false where the field is none of nodes.
fn tell_node(node: &Node, field: &str, to: &mut dyn FnMut(Fact<'_>)) -> bool {
    match field {
        "name" => to(Fact::Text(&node.id)),
        "kind" => to(Fact::Text(node.kind.word())),
        "health" => to(Fact::Text(node.health.word())),
        "reason" => to(Fact::Text(&node.reason)),
        "environment" => node.environment.iter().for_each(|environment| to(Fact::Text(environment))),
        "owner" => node.owner.iter().for_each(|owner| to(Fact::Text(owner))),
        "tag" => node.tags.iter().for_each(|tag| to(Fact::Text(tag))),
        "tools" => to(Fact::Number(f64::from(node.tools))),
        "source" => node.source.iter().for_each(|source| to(Fact::Text(source.kind.word()))),
        _ => return false,
    }
    true
}

fn tell_edge(edge: &Edge, field: &str, to: &mut dyn FnMut(Fact<'_>)) {
    let latency = edge.latency_ms;
    let millis = match field {
        "p50" => latency.p50,
        "p95" | "latency" => latency.p95,
        "p99" => latency.p99,
        _ => None,
    };
    millis.into_iter().for_each(|millis| to(Fact::Number(millis)));
    match field {
        "caller" => to(Fact::Text(&edge.source)),
        "callee" => to(Fact::Text(&edge.target)),
        "calls" => to(Fact::Number(edge.calls as f64)),
        "errors" => to(Fact::Number(100.0 * edge.errors as f64 / edge.calls.max(1) as f64)),
        "provenance" => edge.provenance.iter().for_each(|provenance| to(Fact::Text(provenance.word()))),
        _ => {}
    }
}

fn tell_texts(node: &Node, to: &mut dyn FnMut(&str)) {
    to(&node.id);
    [&node.environment, &node.owner].into_iter().flatten().for_each(|text| to(text));
    node.tags.iter().for_each(|tag| to(tag));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::{NodeKind, Provenance};
    use crate::query::MESH;
    use crate::{Health, overview::Percentiles};

    fn node(name: &str, health: Health) -> Node {
        let tags = vec![if name == "web" { "edge" } else { "core" }.to_owned()];
        let environment = (name == "web").then(|| "prod".to_owned());
        Node { health, tools: 2, environment, tags, ..Node::new(name, NodeKind::Service) }
    }

    fn edge(source: &str, target: &str, errors: u64, p95: f64) -> Edge {
        Edge {
            calls: 20,
            errors,
            latency_ms: Percentiles { p50: Some(p95 / 2.0), p95: Some(p95), p99: None },
            provenance: vec![Provenance::Gateway],
            ..Edge::new(source, target)
        }
    }

    /// `web → orders → stock`, `orders → geo → stock`, `night → stock`.
    fn mesh() -> Mesh {
        let healthy = ["web", "orders", "geo", "night"].map(|name| node(name, Health::Healthy));
        let nodes: Vec<Node> = healthy.into_iter().chain([node("stock", Health::Unhealthy)]).collect();
        let edges = vec![
            edge("web", "orders", 0, 10.0),
            edge("orders", "stock", 2, 300.0),
            edge("orders", "geo", 0, 20.0),
            edge("geo", "stock", 0, 30.0),
            edge("night", "stock", 20, 500.0),
        ];
        Mesh { shown: 5, total: 5, nodes, edges, ..Mesh::default() }
    }

    fn check(query: &str, nodes: &str, edges: &str) {
        let shown = select(&Query::parse(query, &MESH).expect("a query"), mesh());
        let told: Vec<&str> = shown.nodes.iter().map(|node| node.id.as_str()).collect();
        let along: Vec<String> = shown.edges.iter().map(|edge| format!("{}>{}", edge.source, edge.target)).collect();
        assert_eq!((told.join(" ").as_str(), along.join(" ").as_str()), (nodes, edges), "{query}");
        assert_eq!((shown.shown as usize, shown.total), (told.len(), 5));
    }

    #[test]
    fn what_fits_is_shown_with_the_edges_between() {
        let all = "web>orders orders>stock orders>geo geo>stock night>stock";
        check("", "web orders geo night stock", all);
        check("health = unhealthy", "stock", "");
        check("name = orders, geo, stock", "orders geo stock", "orders>stock orders>geo geo>stock");
        check("tag = edge OR geo", "web geo", "");
        check("environment = \"\"", "orders geo night stock", "orders>stock orders>geo geo>stock night>stock");
        check("errors > 5%", "orders night stock", "orders>stock night>stock");
        check("errors = 10%", "orders stock", "orders>stock");
        check("latency >= 300ms AND callee = stock", "orders night stock", "orders>stock night>stock");
        check("caller = web", "web orders", "web>orders");
    }

    #[test]
    fn ways_and_neighbourhoods_are_picked_whole() {
        check("path(web, stock)", "web orders geo stock", "web>orders orders>stock orders>geo geo>stock");
        check("path(stock, web)", "", "");
        check("path(orders, geo)", "orders geo", "orders>geo");
        check("path(web, nobody)", "", "");
        check("within(0, geo)", "geo", "");
        check("within(1, Web)", "web orders", "web>orders");
        check("within(2, web)", "web orders geo stock", "web>orders orders>stock orders>geo geo>stock");
        check("within(1, stock) NOT orders", "geo night stock", "geo>stock night>stock");
    }
}
