//! The mesh as the map needs it: nodes and lines by place, in pixels' terms, without positions.

mod intent;
mod tools;

use super::marks;
use crate::api::Pinned;
use domain::mesh::{ChangeKind, Edge, Mesh, Node, NodeKind};
use domain::{Health, Time};
use force_layout::Point;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub use intent::{Declarers, Intent};

/// A node.
#[derive(Clone, Debug, PartialEq)]
pub struct Vertex {
    /// Its name.
    pub name: Rc<str>,
    /// That as the map writes it: a group with the number of its services.
    pub label: Rc<str>,
    /// What it is.
    pub kind: NodeKind,
    /// Its health.
    pub health: Health,
    /// Why.
    pub reason: Rc<str>,
    /// How many tools it has.
    pub tools: u32,
    /// That number as its badge shows it.
    pub badge: Rc<str>,
    /// Whether it is registered and neither calls nor is called.
    pub is_idle: bool,
    /// Where somebody put it.
    pub pinned_at: Option<Point>,
    /// What became of it since the moment with which this one is compared.
    pub change: Option<ChangeKind>,
}

/// An edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The place of its edge in the mesh.
    pub edge: usize,
    /// The caller's place.
    pub from: usize,
    /// The callee's place.
    pub to: usize,
    /// Calls an hour.
    pub per_hour: f64,
    /// The share of them that failed, 0–1.
    pub failed: f64,
    /// How it stands to what its caller declares.
    pub intent: Intent,
    /// Whether it was called just now.
    pub is_now: bool,
    /// Whether there is one the other way round, so that both step aside.
    pub has_twin: bool,
    /// What became of it since the moment with which this one is compared.
    pub change: Option<ChangeKind>,
}

impl Line {
    /// Its width.
    pub fn width(&self) -> f64 {
        if self.intent == Intent::Unmet { 1.0 } else { marks::width(self.per_hour, self.failed) }
    }

    /// The end that is not `place`; none where it is not an end at all.
    pub const fn other_end(&self, place: usize) -> Option<usize> {
        other_end((self.from, self.to), place)
    }
}

const fn other_end((one, other): (usize, usize), place: usize) -> Option<usize> {
    if one == place {
        return Some(other);
    }
    if other == place { Some(one) } else { None }
}

/// Nodes and the lines between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// The nodes, in the mesh's order.
    pub nodes: Vec<Vertex>,
    /// The edges between two of them.
    pub lines: Vec<Line>,
    /// From the registry to each node that registered there.
    pub leases: Vec<(usize, usize)>,
    /// From the service that stands open to each of its tools, whose nodes come after all others.
    pub parts: Vec<(usize, usize)>,
    /// Where the node stands that each service is folded into.
    pub homes: BTreeMap<Rc<str>, usize>,
    /// Of each node, the callers of the edges that end there.
    pub arriving: Vec<Vec<usize>>,
}

impl Graph {
    /// Reads a mesh.
    pub fn of(mesh: &Mesh) -> Self {
        let places = by_name(&mut mesh.nodes.iter().map(|node| node.id.as_str()));
        let place = |name: &str| places.get(name).copied();
        let ends = |edge: &Edge| Some((place(&edge.source)?, place(&edge.target)?)).filter(|(from, to)| from != to);
        let edges = mesh.edges.iter().enumerate();
        let mut lines: Vec<Line> = edges.filter_map(|(place, edge)| Some(line(place, edge, ends(edge)?, mesh))).collect();
        let mut ends = BTreeSet::new();
        ends.extend(lines.iter().map(|line| (line.from, line.to)));
        let declarers = Declarers::of(mesh);
        for line in &mut lines {
            line.has_twin = ends.contains(&(line.to, line.from));
            line.intent = declarers.intent(&mesh.edges[line.edge]);
        }
        let mut busy = vec![false; mesh.nodes.len()];
        for line in lines.iter().filter(|line| line.per_hour > 0.0) {
            (busy[line.from], busy[line.to]) = (true, true);
        }
        let nodes = mesh.nodes.iter().zip(busy).map(|(node, is_busy)| vertex(node, is_busy)).collect();
        let (homes, parts) = (BTreeMap::new(), Vec::new());
        Self { homes, parts, leases: leases(mesh), arriving: arriving(mesh.nodes.len(), &lines), nodes, lines }
    }

    /// The same graph, its nodes where people put them.
    #[must_use]
    pub fn with_pins(mut self, pins: &[Pinned]) -> Self {
        let places = by_name(&mut pins.iter().map(|(name, ..)| name.as_str()));
        for node in &mut self.nodes {
            node.pinned_at = places.get(&*node.name).map(|place| Point::new(pins[*place].1, pins[*place].2));
        }
        self
    }

    /// The same graph with what became of its nodes and lines since another moment, by the marks of nodes and edges.
    #[must_use]
    pub fn with_changes(mut self, nodes: &[u32], edges: &[u32]) -> Self {
        for (node, mark) in self.nodes.iter_mut().zip(nodes) {
            node.change = ChangeKind::from_mark(*mark);
        }
        for line in &mut self.lines {
            line.change = edges.get(line.edge).copied().and_then(ChangeKind::from_mark);
        }
        self
    }

    /// The places of all nodes by their names.
    pub fn places(&self) -> BTreeMap<&str, usize> {
        by_name(&mut self.nodes.iter().map(|node| &*node.name))
    }

    /// The same graph, its nodes found by the names of what is folded into them too.
    #[must_use]
    pub fn with_homes(mut self, homes: &[(String, u32)]) -> Self {
        self.homes.extend(homes.iter().map(|(name, home)| (name.as_str().into(), *home as usize)));
        self
    }

    /// The place of a node by its name, or of the one that stands for it.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.nodes.iter().position(|node| &*node.name == name).or_else(|| self.homes.get(name).copied())
    }

    /// The names of what is folded into a node, in their order.
    pub fn members(&self, place: usize) -> impl Iterator<Item = &str> {
        self.homes.iter().filter(move |(_, home)| **home == place).map(|(name, _)| &**name)
    }

    /// The place of an edge by the names of its ends.
    pub fn line(&self, caller: &str, callee: &str) -> Option<usize> {
        let (from, to) = (self.place(caller)?, self.place(callee)?);
        self.lines.iter().position(|line| (line.from, line.to) == (from, to))
    }

    /// The nodes that an edge joins with the one at `place`, or of which one is a tool of the other.
    pub fn neighbours(&self, place: usize) -> impl Iterator<Item = usize> {
        let parts = self.parts.iter().filter_map(move |ends| other_end(*ends, place));
        self.lines.iter().filter_map(move |line| line.other_end(place)).chain(parts)
    }

    /// The node itself and, where it stands open, its tools.
    pub fn own(&self, place: usize) -> impl Iterator<Item = usize> {
        let parts = self.parts.iter().filter(move |(service, _)| *service == place).map(|(_, tool)| *tool);
        std::iter::once(place).chain(parts)
    }

    /// The nodes that a lease joins with the one at `place`.
    pub fn leased(&self, place: usize) -> impl Iterator<Item = usize> {
        self.leases.iter().filter_map(move |ends| other_end(*ends, place))
    }

    /// Whether the edges of both lie between the same places.
    pub fn has_lines_of(&self, other: &Self) -> bool {
        self.lines.iter().map(|line| (line.from, line.to)).eq(other.lines.iter().map(|line| (line.from, line.to)))
    }
}

/// The places of names, each put in by itself: what is collected is sorted first, by code that the page would load for every type.
fn by_name<'a>(names: &mut dyn Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut places = BTreeMap::new();
    places.extend(names.enumerate().map(|(place, name)| (name, place)));
    places
}

fn arriving(nodes: usize, lines: &[Line]) -> Vec<Vec<usize>> {
    let mut arriving = vec![Vec::new(); nodes];
    lines.iter().for_each(|line| arriving[line.to].push(line.from));
    arriving
}

fn vertex(node: &Node, is_busy: bool) -> Vertex {
    Vertex {
        name: node.id.as_str().into(),
        label: if node.members > 0 { format!("{} · {}", node.id, node.members).into() } else { node.id.as_str().into() },
        kind: node.kind,
        health: node.health,
        reason: node.reason.as_str().into(),
        tools: node.tools,
        badge: node.tools.to_string().into(),
        is_idle: node.source.is_some() && !is_busy,
        pinned_at: None,
        change: None,
    }
}

fn line(place: usize, edge: &Edge, (from, to): (usize, usize), mesh: &Mesh) -> Line {
    let hours = f64::from(mesh.window_seconds.max(1)) / 3600.0;
    let is_now = edge.calls > 0 && edge.last_seen.is_some_and(|last| since(last, mesh.at) <= marks::NOW_SECONDS);
    Line {
        edge: place,
        from,
        to,
        per_hour: edge.calls as f64 / hours,
        failed: edge.failed_share(),
        intent: Intent::Met,
        is_now,
        has_twin: false,
        change: None,
    }
}

const fn since(time: Time, now: Time) -> i64 {
    now.seconds() - time.seconds()
}

fn leases(mesh: &Mesh) -> Vec<(usize, usize)> {
    let registry = mesh.nodes.iter().position(|node| node.kind == NodeKind::Registry);
    let registered = mesh.nodes.iter().enumerate().filter(|(_, node)| node.source.is_some() || node.kind == NodeKind::Group);
    registry.map(|registry| registered.map(|(place, _)| (registry, place)).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    #[test]
    fn a_line_tells_calls_an_hour_whatever_the_window() {
        let mut mesh = sample::mesh();
        mesh.window_seconds = 1800;
        let graph = Graph::of(&mesh);
        let line = &graph.lines[graph.line("orders", "pricing").expect("a line")];
        assert!((line.per_hour - 2000.0).abs() < 1e-9 && (line.failed - 0.1).abs() < 1e-9);
    }

    #[test]
    fn an_edge_to_itself_or_to_nobody_is_left_out() {
        let mut mesh = sample::mesh();
        let count = Graph::of(&mesh).lines.len();
        mesh.edges.push(Edge { target: "orders".to_owned(), ..mesh.edges[0].clone() });
        mesh.edges.push(Edge { target: "nobody".to_owned(), ..mesh.edges[0].clone() });
        assert_eq!(mesh.edges[0].source, "orders");
        assert_eq!(Graph::of(&mesh).lines.len(), count);
    }

    #[test]
    fn everything_registered_has_a_lease() {
        let graph = Graph::of(&sample::mesh());
        assert_eq!(graph.leased(0).count(), 3);
        assert_eq!(graph.leased(graph.place("worker").expect("a node")).collect::<Vec<_>>(), [0]);
        assert_eq!(graph.leased(1).count(), 0);
    }

    #[test]
    fn calls_of_what_is_folded_run_along_the_edges_of_its_group() {
        let graph = Graph::of(&sample::mesh()).with_homes(&[("stock".to_owned(), 3)]);
        assert_eq!((graph.place("stock"), graph.place("pricing"), graph.place("nobody")), (Some(3), Some(3), None));
        assert_eq!(graph.line("orders", "stock"), graph.line("orders", "pricing"));
    }

    #[test]
    fn edges_both_ways_step_aside() {
        let graph = Graph::of(&sample::mesh());
        let twins: Vec<bool> = graph.lines.iter().map(|line| line.has_twin).collect();
        assert_eq!(twins, [true, false, false, true]);
    }
}
