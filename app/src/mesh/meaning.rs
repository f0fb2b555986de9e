//! What a mark means, and which nodes and edges bear it: the entries of the legend, each of them a filter.

use super::graph::{Graph, Intent, Line, Vertex};
use super::marks;
use domain::Health;
use domain::mesh::NodeKind;

/// One meaning of one mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meaning {
    /// A kind of node, by its shape.
    Kind(NodeKind),
    /// A health, by fill and cut.
    Health(Health),
    /// So many calls an hour, by width: the place in [`marks::CALLS`].
    Calls(usize),
    /// Such a share of failed calls, by dash: the place in [`marks::FAILED`].
    Failed(usize),
    /// The badge with the number of tools.
    Tools,
    /// A pulse: one call, now.
    Now,
    /// Declared and not called.
    Declared,
    /// Called by one who declares others, and not it.
    Undeclared,
    /// A lease and no calls.
    Idle,
    /// Held where somebody put it.
    Pinned,
}

use Meaning::{Calls, Declared, Failed, Health as Well, Idle, Kind, Now, Pinned, Tools, Undeclared};

/// The legend: each group with its title and its entries.
pub const LEGEND: [(&str, &[Meaning]); 5] = [
    (
        "Node",
        &[
            Kind(NodeKind::Registry),
            Kind(NodeKind::Orchestrator),
            Kind(NodeKind::Service),
            Kind(NodeKind::Group),
            Kind(NodeKind::Caller),
            Kind(NodeKind::Virtual),
            Kind(NodeKind::Tool),
        ],
    ),
    ("Health", &[Well(Health::Healthy), Well(Health::Degraded), Well(Health::Unhealthy), Well(Health::Unknown)]),
    ("Calls per hour", &[Calls(0), Calls(1), Calls(2), Calls(3)]),
    ("Share failed", &[Failed(0), Failed(1), Failed(2), Failed(3)]),
    ("Also", &[Tools, Now, Declared, Undeclared, Idle, Pinned]),
];

impl Meaning {
    /// The word that stands for it in an address.
    pub const fn key(self) -> &'static str {
        match self {
            Kind(NodeKind::Virtual) => "virtual",
            Kind(kind) => marks::kind_word(kind),
            Well(health) => health.word(),
            Calls(step) => ["calls-10", "calls-100", "calls-1000", "calls-more"][step],
            Failed(step) => ["failed-none", "failed-some", "failed-many", "failed-most"][step],
            Tools => "tools",
            Now => "now",
            Declared => "declared",
            Undeclared => "undeclared",
            Idle => "idle",
            Pinned => "pinned",
        }
    }

    /// Reads that word back.
    pub fn from_key(key: &str) -> Option<Self> {
        LEGEND.iter().flat_map(|(_, entries)| entries.iter().copied()).find(|meaning| meaning.key() == key)
    }

    /// What the legend says beside the mark.
    pub const fn words(self) -> &'static str {
        match self {
            Kind(kind) => marks::kind_word(kind),
            Well(health) => health.word(),
            Calls(step) => marks::CALLS[step].1,
            Failed(step) => marks::FAILED[step].2,
            Tools => "tools of a service",
            Now => "one call, now",
            Declared => "declared, not called",
            Undeclared => "called, not declared",
            Idle => "lease only, idle",
            Pinned => "pinned, for everyone",
        }
    }

    /// The group it belongs to: within one, any entry will do; of several, each must hold.
    fn group(self) -> usize {
        LEGEND.iter().position(|(_, entries)| entries.contains(&self)).unwrap_or_default()
    }

    /// Whether it is about edges rather than nodes.
    const fn is_of_edges(self) -> bool {
        matches!(self, Calls(_) | Failed(_) | Now | Declared | Undeclared)
    }

    fn holds_node(self, node: &Vertex) -> bool {
        match self {
            Kind(kind) => node.kind == kind,
            Well(Health::Unknown) => marks::bears_health(node.kind) && matches!(node.health, Health::Unknown | Health::Expired),
            Well(health) => marks::bears_health(node.kind) && node.health == health,
            Tools => node.tools > 0,
            Idle => node.kind == NodeKind::Service && node.is_idle,
            Pinned => node.pinned_at.is_some(),
            Calls(_) | Failed(_) | Now | Declared | Undeclared => false,
        }
    }

    fn holds_edge(self, line: &Line) -> bool {
        match self {
            Calls(step) => line.per_hour > 0.0 && marks::calls_step(line.per_hour) == step,
            Failed(step) => line.per_hour > 0.0 && marks::failed_step(line.failed) == step,
            Now => line.is_now,
            Declared => line.intent == Intent::Unmet,
            Undeclared => line.intent == Intent::Undeclared,
            Kind(_) | Well(_) | Tools | Idle | Pinned => false,
        }
    }
}

/// Which nodes and edges a choice of meanings leaves standing.
pub fn chosen(shown: &[Meaning], graph: &Graph) -> (Vec<bool>, Vec<bool>) {
    let groups: Vec<Vec<Meaning>> = split(shown);
    let edge_groups: Vec<&Vec<Meaning>> = groups.iter().filter(|group| group.iter().any(|meaning| meaning.is_of_edges())).collect();
    let edge_holds = |line: &Line| edge_groups.iter().all(|group| group.iter().any(|meaning| meaning.holds_edge(line)));
    let edges: Vec<bool> = graph.lines.iter().map(edge_holds).collect();
    let node_groups = groups.iter().filter(|group| !group.iter().any(|meaning| meaning.is_of_edges()));
    let mut nodes = vec![true; graph.nodes.len()];
    for group in node_groups {
        for (kept, node) in nodes.iter_mut().zip(&graph.nodes) {
            *kept &= group.iter().any(|meaning| meaning.holds_node(node));
        }
    }
    if !edge_groups.is_empty() {
        let at_end = |place: usize| graph.lines.iter().zip(&edges).any(|(line, holds)| *holds && (line.from == place || line.to == place));
        for (place, kept) in nodes.iter_mut().enumerate() {
            *kept &= at_end(place);
        }
    }
    (nodes, edges)
}

/// Meanings by group; "also" holds marks of nodes and of edges, which are apart.
fn split(shown: &[Meaning]) -> Vec<Vec<Meaning>> {
    let mut groups: Vec<((usize, bool), Vec<Meaning>)> = Vec::new();
    for meaning in shown {
        let key = (meaning.group(), meaning.is_of_edges());
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(*meaning),
            None => groups.push((key, vec![*meaning])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    fn check(shown: &[Meaning], expected: &[&str]) {
        let graph = Graph::of(&sample::mesh());
        let (nodes, _) = chosen(shown, &graph);
        let kept: Vec<&str> = graph.nodes.iter().zip(nodes).filter(|(_, kept)| *kept).map(|(node, _)| &*node.name).collect();
        assert_eq!(kept, expected);
    }

    #[test]
    fn within_a_group_any_entry_will_do_and_of_two_groups_each_must_hold() {
        check(&[Well(Health::Unhealthy), Well(Health::Degraded)], &["pricing", "worker"]);
        check(&[Kind(NodeKind::Service), Well(Health::Degraded)], &["pricing"]);
        check(&[Kind(NodeKind::Registry), Well(Health::Degraded)], &[]);
    }

    #[test]
    fn a_mark_of_edges_keeps_the_nodes_at_their_ends() {
        check(&[Failed(2)], &["orders", "pricing"]);
        check(&[Declared], &["orders", "worker"]);
        check(&[Undeclared], &["orders", "pricing"]);
    }

    #[test]
    fn a_lease_without_calls_is_idle() {
        check(&[Idle], &["worker"]);
    }

    #[test]
    fn every_meaning_is_found_by_its_key() {
        for (_, entries) in LEGEND {
            for meaning in entries {
                assert_eq!(Meaning::from_key(meaning.key()), Some(*meaning));
            }
        }
    }
}
