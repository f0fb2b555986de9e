//! A folded mesh: groups of services as one node each, so that a large mesh can be read; some of them may stand open.

use super::{Edge, Fold, Mesh, Node, NodeKind, Tools};
use crate::Health;
use crate::overview::Percentiles;
use std::collections::{BTreeMap, HashMap};

/// The most services of a group that are told beside the map.
pub const MEMBERS_LISTED: usize = 12;

/// A mesh in which groups of services are one node each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folded {
    /// What is to be seen.
    pub mesh: Mesh,
    /// Every service that is folded away, with the place of the node that stands for it.
    pub homes: Vec<(String, u32)>,
    /// How many services are folded, into how many groups, and why others are not; nothing where there is no service.
    pub says: String,
}

/// What became of the services when they were folded.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    folded: usize,
    groups: usize,
    open: usize,
    without: usize,
}

impl Mesh {
    /// The same mesh with each folded group of services as one node: its health is the worst of theirs, its tools are all of theirs,
    /// and the edges between two groups are one, of all their calls. What they call among themselves is an edge from the group to itself.
    #[must_use]
    pub fn folded(self, fold: &Fold) -> Folded {
        let mut groups: BTreeMap<String, Vec<Node>> = BTreeMap::new();
        let (mut own, mut others, mut homes, mut counts) = (Vec::new(), Vec::new(), HashMap::new(), Counts::default());
        for node in self.nodes {
            let group = fold.by.group(&node);
            match group.filter(|group| !fold.is_open(group)) {
                Some(group) => {
                    homes.insert(node.id.clone(), group.clone());
                    groups.entry(group).or_default().push(node);
                }
                None if matches!(node.kind, NodeKind::Registry | NodeKind::Orchestrator) => own.push(node),
                None => {
                    counts.stands(&node, fold);
                    others.push(node);
                }
            }
        }
        (counts.folded, counts.groups) = (homes.len(), groups.len());
        others.extend(groups.into_iter().map(|(name, members)| group(name, &members)));
        others.sort_by(|a, b| a.id.cmp(&b.id));
        own.append(&mut others);
        let mesh = Self { nodes: own, edges: edges(self.edges, &homes), ..self };
        Folded { homes: places(&mesh, homes), mesh, says: counts.says(fold) }
    }

    /// The services of a group, folded or not, worst first, as many as are told beside the map.
    pub fn members(&self, fold: &Fold, group: &str) -> Vec<Node> {
        let mut members: Vec<&Node> = self.nodes.iter().filter(|node| fold.by.group(node).as_deref() == Some(group)).collect();
        members.sort_by_key(|node| node.health.rank());
        members.into_iter().take(MEMBERS_LISTED).cloned().collect()
    }
}

impl Folded {
    /// The tools of a service that stands open, called by the groups into which their callers are folded.
    #[must_use]
    pub fn tools(&self, tools: Tools) -> Tools {
        let home = |(name, home): &(String, u32)| Some((name.clone(), self.mesh.nodes.get(*home as usize)?.id.clone()));
        let homes: HashMap<String, String> = self.homes.iter().filter_map(home).collect();
        Tools { edges: edges(tools.edges, &homes), ..tools }
    }
}

impl Counts {
    /// A node that stands by itself: of services that is counted.
    fn stands(&mut self, node: &Node, fold: &Fold) {
        if node.kind == NodeKind::Service {
            let is_grouped = fold.by.group(node).is_some();
            *(if is_grouped { &mut self.open } else { &mut self.without }) += 1;
        }
    }

    fn says(self, fold: &Fold) -> String {
        let by = fold.by.word();
        let all = self.folded + self.open + self.without;
        if all == 0 {
            return String::new();
        }
        let article = if fold.by.word().starts_with(['e', 'o']) { "an" } else { "a" };
        if self.folded + self.open == 0 {
            return format!("Nothing is folded: no service has {article} {by}.");
        }
        let without = if self.without > 0 { format!("; {} without {article} {by}", self.without) } else { String::new() };
        if self.folded == 0 {
            return format!("Nothing is folded: each group by {by} is open{without}.");
        }
        let groups = if self.groups == 1 { "1 group".to_owned() } else { format!("{} groups", self.groups) };
        let of = if self.folded == all && all > 1 { format!("All {all}") } else { format!("{} of {all}", self.folded) };
        let open = if self.open > 0 { format!("; {} in open groups", self.open) } else { String::new() };
        format!("{of} services folded into {groups} by {by}{open}{without}.")
    }
}

/// Where in a mesh the node stands that each service is folded into.
fn places(mesh: &Mesh, homes: HashMap<String, String>) -> Vec<(String, u32)> {
    let places: HashMap<&str, u32> = mesh.nodes.iter().map(|node| node.id.as_str()).zip(0..).collect();
    let mut homes: Vec<(String, u32)> = homes.into_iter().filter_map(|(name, home)| Some((name, *places.get(home.as_str())?))).collect();
    homes.sort();
    homes
}

/// The node that stands for its members.
fn group(id: String, members: &[Node]) -> Node {
    let health = members.iter().map(|node| node.health).min_by_key(|health| health.rank()).unwrap_or_default();
    Node {
        health,
        reason: reason(members),
        tools: members.iter().map(|node| node.tools).sum(),
        environment: common(members, |node| node.environment.clone()),
        owner: common(members, |node| node.owner.clone()),
        members: members.len() as u32,
        ..Node::new(id, NodeKind::Group)
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
    sum.first_seen = [sum.first_seen, more.first_seen].into_iter().flatten().min();
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
    use crate::mesh::{Grouping, Provenance};
    use proptest::prelude::*;

    /// A service is named by its number; the next two letters are its environment and its tag, `-` is none.
    fn node(text: &str) -> Node {
        let word = |at: usize| text.get(at..=at).filter(|word| *word != "-").map(str::to_owned);
        Node {
            health: Health::Healthy,
            tools: 2,
            environment: word(1),
            tags: word(2).into_iter().collect(),
            ..Node::new(&text[..1], NodeKind::Service)
        }
    }

    fn edge(source: &str, target: &str, calls: u64, errors: u64) -> Edge {
        Edge {
            calls,
            errors,
            latency_ms: Percentiles { p50: None, p95: Some(calls as f64), p99: None },
            provenance: vec![if errors > 0 { Provenance::Trace } else { Provenance::Gateway }],
            first_seen: Some(Time(calls as i64)),
            last_seen: Some(Time(calls as i64)),
            ..Edge::new(source, target)
        }
    }

    fn mesh(nodes: &[&str], edges: Vec<Edge>) -> Mesh {
        let count = nodes.len() as u32;
        Mesh { nodes: nodes.iter().map(|text| node(text)).collect(), edges, shown: count, total: count, ..Mesh::default() }
    }

    fn by(by: Grouping) -> Fold {
        Fold { by, open: String::new() }
    }

    fn check(nodes: &[&str], fold: &Fold, expected: &[&str]) {
        let edges = vec![edge("1", "2", 5, 1), edge("1", "3", 7, 0), edge("2", "3", 3, 0), edge("3", "1", 2, 0)];
        let grouped = mesh(nodes, edges).folded(fold).mesh;
        let told = grouped.edges.iter().map(|edge| format!("{} > {} {}/{}", edge.source, edge.target, edge.errors, edge.calls));
        let told: Vec<String> = grouped.nodes.iter().map(|node| node.id.clone()).chain(told).collect();
        assert_eq!(told, expected, "{nodes:?}");
        assert_eq!((grouped.shown, grouped.total), (3, 3));
    }

    #[test]
    fn services_of_a_group_are_one_node_and_their_calls_one_edge() {
        let edges = ["3 > environment = a 0/2", "environment = a > 3 0/10", "environment = a > environment = a 1/5"];
        check(&["1ax", "2ay", "3-x"], &by(Grouping::Environment), &[&["3", "environment = a"], &edges[..]].concat());
        let edges = ["2 > tag = x 0/3", "tag = x > 2 1/5", "tag = x > tag = x 0/9"];
        check(&["1ax", "2b-", "3-x"], &by(Grouping::Tag), &[&["2", "tag = x"], &edges[..]].concat());
        let edges = ["1 > 2 1/5", "1 > 3 0/7", "2 > 3 0/3", "3 > 1 0/2"];
        check(&["1ax", "2ay", "3-x"], &by(Grouping::Source), &[&["1", "2", "3"], &edges[..]].concat());
    }

    #[test]
    fn a_group_is_as_ill_as_the_worst_of_it_and_says_how_many_are() {
        let mut mesh = mesh(&["1a", "2a", "3a", "4b"], Vec::new());
        mesh.nodes[1].health = Health::Degraded;
        let told: Vec<_> =
            mesh.folded(&by(Grouping::Environment)).mesh.nodes.into_iter().map(|node| (node.health, node.reason, node.tools)).collect();
        let ill = (Health::Degraded, "3 services: 1 degraded, 2 healthy".to_owned(), 6);
        assert_eq!(told, [ill, (Health::Healthy, "1 service: 1 healthy".to_owned(), 2)]);
    }

    #[test]
    fn an_edge_of_several_is_as_slow_as_the_slowest_and_known_in_every_way() {
        let grouped = mesh(&["1a", "2a", "3b"], vec![edge("1", "3", 9, 2), edge("2", "3", 4, 0)]).folded(&by(Grouping::Environment)).mesh;
        let [edge] = &*grouped.edges else { panic!("one edge, not {:?}", grouped.edges) };
        assert_eq!((edge.latency_ms.p95, edge.first_seen, edge.last_seen), (Some(9.0), Some(Time(4)), Some(Time(9))));
        assert_eq!(edge.provenance, [Provenance::Trace, Provenance::Gateway]);
    }

    #[test]
    fn a_group_that_stands_open_is_its_services_while_the_others_stay_folded() {
        let fold = Fold { by: Grouping::Environment, open: "a".to_owned() };
        let edges = ["1 > 2 1/5", "1 > environment = b 0/7", "2 > environment = b 0/3", "environment = b > 1 0/2"];
        check(&["1ax", "2ay", "3bx"], &fold, &[&["1", "2", "environment = b"], &edges[..]].concat());
    }

    #[test]
    fn callers_of_tools_are_folded_as_their_services_are() {
        let folded = mesh(&["1a", "2a", "3b"], Vec::new()).folded(&Fold { by: Grouping::Environment, open: "b".to_owned() });
        let told = vec![edge("1", "3.x", 5, 1), edge("2", "3.x", 4, 0), edge("2", "3.y", 2, 0), edge("web", "3.x", 1, 0)];
        let tools = folded.tools(Tools { service: "3".to_owned(), edges: told, ..Tools::default() });
        let told: Vec<_> = tools.edges.iter().map(|edge| (edge.source.as_str(), edge.target.as_str(), edge.calls, edge.errors)).collect();
        assert_eq!(told, [("environment = a", "3.x", 9, 1), ("environment = a", "3.y", 2, 0), ("web", "3.x", 1, 0)]);
    }

    #[test]
    fn every_folded_service_is_known_by_the_place_of_its_group() {
        let folded = mesh(&["1a", "2b", "3a", "4-"], Vec::new()).folded(&by(Grouping::Environment));
        let names: Vec<&str> = folded.mesh.nodes.iter().map(|node| node.id.as_str()).collect();
        assert_eq!(names, ["4", "environment = a", "environment = b"]);
        assert_eq!(folded.homes, [("1".to_owned(), 1), ("2".to_owned(), 2), ("3".to_owned(), 1)]);
        assert_eq!(folded.mesh.nodes.iter().map(|node| node.members).collect::<Vec<_>>(), [0, 2, 1]);
    }

    fn says(nodes: &[&str], grouping: Grouping, open: &str, expected: &str) {
        assert_eq!(mesh(nodes, Vec::new()).folded(&Fold { by: grouping, open: open.to_owned() }).says, expected);
    }

    #[test]
    fn how_many_are_folded_and_why_others_are_not_is_told() {
        says(&["1a", "2b", "3a"], Grouping::Environment, "", "All 3 services folded into 2 groups by environment.");
        says(&["1a", "2b", "3a"], Grouping::Environment, "a", "1 of 3 services folded into 1 group by environment; 2 in open groups.");
        says(&["1-x", "2--"], Grouping::Tag, "", "1 of 2 services folded into 1 group by tag; 1 without a tag.");
        says(&["1a", "2b"], Grouping::Owner, "", "Nothing is folded: no service has an owner.");
        says(&["1a"], Grouping::Environment, "a", "Nothing is folded: each group by environment is open.");
        says(&[], Grouping::Environment, "", "");
    }

    #[test]
    fn the_worst_of_a_group_are_told_and_not_more_than_are_listed() {
        let texts: Vec<String> = (0..MEMBERS_LISTED + 2).map(|at| format!("{}a", char::from(b'a' + at as u8))).collect();
        let mut mesh = mesh(&texts.iter().map(String::as_str).collect::<Vec<_>>(), Vec::new());
        mesh.nodes[13].health = Health::Unhealthy;
        let members = mesh.members(&by(Grouping::Environment), "environment = a");
        assert_eq!((members.len(), members[0].id.as_str(), members[1].id.as_str()), (12, "n", "a"));
        assert_eq!(mesh.members(&by(Grouping::Tag), "environment = a"), []);
    }

    #[test]
    fn a_node_that_is_selected_is_never_folded_away() {
        let mesh = mesh(&["1a", "2a", "3b"], Vec::new());
        let around = |node: Option<&Node>| by(Grouping::Environment).around(node).open;
        assert_eq!((around(mesh.nodes.first()), around(mesh.nodes.last()), around(None)), ("a".to_owned(), "b".to_owned(), String::new()));
    }

    #[test]
    fn who_only_calls_is_in_no_group_and_nobody_is_in_one_without_a_name() {
        let mut mesh = mesh(&["1a", "2a"], Vec::new());
        mesh.nodes[0].kind = NodeKind::Caller;
        mesh.nodes[1].environment = Some(String::new());
        assert_eq!(mesh.clone().folded(&by(Grouping::Environment)).mesh, mesh);
    }

    proptest! {
        #[test]
        fn whatever_is_grouped_no_call_is_lost_and_no_end_is_nobody(
            nodes in prop::collection::btree_set("[0-9]", 1..10),
            words in prop::collection::vec("[ab-][xy-]", 10),
            calls in prop::collection::vec(("[0-9]", "[0-9]", 0_u64..1000, 0_u64..10), 0..40),
            open in prop::sample::select(vec!["", "a", "x", "a,y"]),
        ) {
            let texts: Vec<String> = nodes.iter().zip(words).map(|(name, words)| format!("{name}{words}")).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let edges: Vec<Edge> = calls.iter()
                .filter(|(source, target, ..)| nodes.contains(source) && nodes.contains(target))
                .map(|(source, target, calls, errors)| edge(source, target, *calls, *errors))
                .collect();
            let sums = |edges: &[Edge]| edges.iter().fold((0, 0), |(calls, errors), edge| (calls + edge.calls, errors + edge.errors));
            let before = (sums(&edges), 2 * texts.len() as u32);
            for grouping in Grouping::ALL {
                let mut mesh = mesh(&texts, edges.clone());
                mesh.nodes.iter_mut().for_each(|node| node.owner.clone_from(&node.environment));
                let grouped = mesh.folded(&Fold { by: grouping, open: open.to_owned() }).mesh;
                prop_assert_eq!((sums(&grouped.edges), grouped.nodes.iter().map(|node| node.tools).sum::<u32>()), before);
                let is_there = |name: &str| grouped.nodes.iter().any(|node| node.id == name);
                prop_assert!(grouped.edges.iter().all(|edge| is_there(&edge.source) && is_there(&edge.target)));
            }
        }
    }
}
