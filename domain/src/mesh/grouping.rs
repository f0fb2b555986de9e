//! Groups: services that have something in common, as one node each, so that a large mesh can be read.

use super::{Edge, Mesh, Node, NodeKind};
use crate::Health;
use crate::overview::Percentiles;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// What the services of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// Where they run.
    Environment,
    /// Where we know them from.
    Source,
    /// The first of their tags.
    Tag,
}

impl Grouping {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Environment, Self::Source, Self::Tag];

    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Source => "source",
            Self::Tag => "tag",
        }
    }

    /// The name of a node's group; none for what is no service, and for one that lacks what they are grouped by.
    fn group(self, node: &Node) -> Option<String> {
        let value = match self {
            Self::Environment => node.environment.as_deref(),
            Self::Source => node.source.as_ref().map(|source| source.kind.word()),
            Self::Tag => node.tags.first().map(String::as_str),
        };
        // No caller of ours has a blank in its name.
        value.filter(|_| node.kind == NodeKind::Service).map(|value| format!("{} = {value}", self.word()))
    }
}

impl Mesh {
    /// The same mesh with each group of services as one node: its health is the worst of theirs, its tools are all of theirs, and
    /// the edges between two groups are one, of all their calls. What they call among themselves is an edge from the group to itself.
    #[must_use]
    pub fn grouped(self, by: Grouping) -> Self {
        let mut groups: BTreeMap<String, Vec<Node>> = BTreeMap::new();
        let (mut own, mut others, mut homes) = (Vec::new(), Vec::new(), HashMap::new());
        for node in self.nodes {
            match by.group(&node) {
                Some(group) => {
                    homes.insert(node.id.clone(), group.clone());
                    groups.entry(group).or_default().push(node);
                }
                None if matches!(node.kind, NodeKind::Registry | NodeKind::Orchestrator) => own.push(node),
                None => others.push(node),
            }
        }
        others.extend(groups.into_iter().map(|(name, members)| group(name, &members)));
        others.sort_by(|a, b| a.id.cmp(&b.id));
        own.append(&mut others);
        Self { nodes: own, edges: edges(self.edges, &homes), ..self }
    }
}

/// The node that stands for its members.
fn group(id: String, members: &[Node]) -> Node {
    let health = members.iter().map(|node| node.health).min_by_key(|health| health.rank()).unwrap_or_default();
    Node {
        id,
        kind: NodeKind::Group,
        health,
        reason: reason(members),
        tools: members.iter().map(|node| node.tools).sum(),
        environment: common(members, |node| node.environment.clone()),
        tags: Vec::new(),
        source: None,
    }
}

/// How many services it holds and how many are of each health, worst first.
fn reason(members: &[Node]) -> String {
    let count = |health: Health| members.iter().filter(|node| node.health == health).count();
    let counts = Health::WORST_FIRST.map(|health| (count(health), health.word()));
    let told: Vec<String> = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let services = if members.len() == 1 { "service" } else { "services" };
    format!("{} {services}: {}", members.len(), told.join(", "))
}

/// What all members say alike.
fn common(members: &[Node], say: impl Fn(&Node) -> Option<String>) -> Option<String> {
    let first = members.first().and_then(&say)?;
    members.iter().all(|node| say(node).as_ref() == Some(&first)).then_some(first)
}

fn edges(edges: Vec<Edge>, homes: &HashMap<String, String>) -> Vec<Edge> {
    let home = |name: String| homes.get(&name).cloned().unwrap_or(name);
    let mut folded: BTreeMap<(String, String), Edge> = BTreeMap::new();
    for edge in edges {
        let (source, target) = (home(edge.source.clone()), home(edge.target.clone()));
        let ends = (source.clone(), target.clone());
        match folded.get_mut(&ends) {
            Some(sum) => add(sum, edge),
            None => drop(folded.insert(ends, Edge { source, target, ..edge })),
        }
    }
    folded.into_values().collect()
}

/// Adds an edge's calls to those of another. Percentiles cannot be added: each is that of the slower edge. Who tells what is told
/// of single edges alone.
fn add(sum: &mut Edge, more: Edge) {
    sum.calls += more.calls;
    sum.errors += more.errors;
    sum.latency_ms = slower(sum.latency_ms, more.latency_ms);
    let news = more.provenance.into_iter().filter(|how| !sum.provenance.contains(how)).collect::<Vec<_>>();
    sum.provenance.extend(news);
    sum.first_seen = sum.first_seen.min(more.first_seen);
    sum.last_seen = sum.last_seen.max(more.last_seen);
    sum.sightings.clear();
}

fn slower(one: Percentiles, other: Percentiles) -> Percentiles {
    let larger = |one: Option<f64>, other: Option<f64>| match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    };
    Percentiles { p50: larger(one.p50, other.p50), p95: larger(one.p95, other.p95), p99: larger(one.p99, other.p99) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Time;
    use crate::mesh::Provenance;
    use proptest::prelude::*;

    /// A service is named by its number; the next two letters are its environment and its tag, `-` is none.
    fn node(text: &str) -> Node {
        let word = |at: usize| text.get(at..=at).filter(|word| *word != "-").map(str::to_owned);
        Node {
            id: text[..1].to_owned(),
            kind: NodeKind::Service,
            health: Health::Healthy,
            reason: String::new(),
            tools: 2,
            environment: word(1),
            tags: word(2).into_iter().collect(),
            source: None,
        }
    }

    fn edge(source: &str, target: &str, calls: u64, errors: u64) -> Edge {
        Edge {
            source: source.to_owned(),
            target: target.to_owned(),
            calls,
            errors,
            latency_ms: Percentiles { p50: None, p95: Some(calls as f64), p99: None },
            provenance: vec![if errors > 0 { Provenance::Trace } else { Provenance::Gateway }],
            first_seen: Time(calls as i64),
            last_seen: Time(calls as i64),
            sightings: Vec::new(),
        }
    }

    fn mesh(nodes: &[&str], edges: Vec<Edge>) -> Mesh {
        let count = nodes.len() as u32;
        Mesh { nodes: nodes.iter().map(|text| node(text)).collect(), edges, shown: count, total: count, ..Mesh::default() }
    }

    fn check(nodes: &[&str], by: Grouping, expected: &[&str]) {
        let edges = vec![edge("1", "2", 5, 1), edge("1", "3", 7, 0), edge("2", "3", 3, 0), edge("3", "1", 2, 0)];
        let grouped = mesh(nodes, edges).grouped(by);
        let told = grouped.edges.iter().map(|edge| format!("{} > {} {}/{}", edge.source, edge.target, edge.errors, edge.calls));
        let told: Vec<String> = grouped.nodes.iter().map(|node| node.id.clone()).chain(told).collect();
        assert_eq!(told, expected, "{nodes:?}");
        assert_eq!((grouped.shown, grouped.total), (3, 3));
    }

    #[test]
    fn services_of_a_group_are_one_node_and_their_calls_one_edge() {
        let edges = ["3 > environment = a 0/2", "environment = a > 3 0/10", "environment = a > environment = a 1/5"];
        check(&["1ax", "2ay", "3-x"], Grouping::Environment, &[&["3", "environment = a"], &edges[..]].concat());
        let edges = ["2 > tag = x 0/3", "tag = x > 2 1/5", "tag = x > tag = x 0/9"];
        check(&["1ax", "2b-", "3-x"], Grouping::Tag, &[&["2", "tag = x"], &edges[..]].concat());
        let edges = ["1 > 2 1/5", "1 > 3 0/7", "2 > 3 0/3", "3 > 1 0/2"];
        check(&["1ax", "2ay", "3-x"], Grouping::Source, &[&["1", "2", "3"], &edges[..]].concat());
    }

    #[test]
    fn a_group_is_as_ill_as_the_worst_of_it_and_says_how_many_are() {
        let mut mesh = mesh(&["1a", "2a", "3a", "4b"], Vec::new());
        mesh.nodes[1].health = Health::Degraded;
        let told: Vec<_> =
            mesh.grouped(Grouping::Environment).nodes.into_iter().map(|node| (node.health, node.reason, node.tools)).collect();
        let ill = (Health::Degraded, "3 services: 1 degraded, 2 healthy".to_owned(), 6);
        assert_eq!(told, [ill, (Health::Healthy, "1 service: 1 healthy".to_owned(), 2)]);
    }

    #[test]
    fn an_edge_of_several_is_as_slow_as_the_slowest_and_known_in_every_way() {
        let grouped = mesh(&["1a", "2a", "3b"], vec![edge("1", "3", 9, 2), edge("2", "3", 4, 0)]).grouped(Grouping::Environment);
        let [edge] = &*grouped.edges else { panic!("one edge, not {:?}", grouped.edges) };
        assert_eq!((edge.latency_ms.p95, edge.first_seen, edge.last_seen), (Some(9.0), Time(4), Time(9)));
        assert_eq!(edge.provenance, [Provenance::Trace, Provenance::Gateway]);
    }

    #[test]
    fn who_only_calls_is_in_no_group() {
        let mut mesh = mesh(&["1a"], Vec::new());
        mesh.nodes[0].kind = NodeKind::Caller;
        assert_eq!(mesh.clone().grouped(Grouping::Environment), mesh);
    }

    proptest! {
        #[test]
        fn whatever_is_grouped_no_call_is_lost_and_no_end_is_nobody(
            nodes in prop::collection::btree_set("[0-9]", 1..10),
            words in prop::collection::vec("[ab-][xy-]", 10),
            calls in prop::collection::vec(("[0-9]", "[0-9]", 0_u64..1000, 0_u64..10), 0..40),
        ) {
            let texts: Vec<String> = nodes.iter().zip(words).map(|(name, words)| format!("{name}{words}")).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let edges: Vec<Edge> = calls.iter()
                .filter(|(source, target, ..)| nodes.contains(source) && nodes.contains(target))
                .map(|(source, target, calls, errors)| edge(source, target, *calls, *errors))
                .collect();
            let sums = |edges: &[Edge]| edges.iter().fold((0, 0), |(calls, errors), edge| (calls + edge.calls, errors + edge.errors));
            let before = (sums(&edges), 2 * texts.len() as u32);
            for by in Grouping::ALL {
                let grouped = mesh(&texts, edges.clone()).grouped(by);
                prop_assert_eq!((sums(&grouped.edges), grouped.nodes.iter().map(|node| node.tools).sum::<u32>()), before);
                let is_there = |name: &str| grouped.nodes.iter().any(|node| node.id == name);
                prop_assert!(grouped.edges.iter().all(|edge| is_there(&edge.source) && is_there(&edge.target)));
            }
        }
    }
}
