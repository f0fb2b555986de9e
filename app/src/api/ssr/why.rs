//! Why there is no edge between two nodes: what was looked at and what was found there, in words.

use crate::ui::format::{count, plural};
use crate::words;
use domain::Time;
use domain::mesh::{Edge, Fold, Mesh, Node, Provenance, Ways};
use domain::query::Found;

/// What is known of two nodes beside the mesh: the one that is selected, and the one that is asked about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Acquaintance {
    /// Since when each is registered; none where it is not.
    pub registered: [Option<Time>; 2],
    /// When a call of the one to the other was first seen, and when one back.
    pub first_seen: [Option<Time>; 2],
}

/// How a mesh is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// All of it.
    pub mesh: &'a Mesh,
    /// How it is folded.
    pub fold: Option<&'a Fold>,
    /// What the query finds on it.
    pub found: Option<&'a Found>,
}

impl Sight<'_> {
    /// A sentence for each thing that was looked at, calls from `one` to `other` first.
    pub fn why(&self, (one, other): (&str, &str), known: &Acquaintance) -> Vec<String> {
        why(self, (one, other), known)
    }
}

fn why(sight: &Sight<'_>, (one, other): (&str, &str), known: &Acquaintance) -> Vec<String> {
    let mesh = sight.mesh;
    let ends = [one, other].map(|name| mesh.nodes.iter().find(|node| node.id == name));
    let [Some(from), Some(to)] = ends else {
        let missing = [one, other].into_iter().zip(ends).filter(|(_, node)| node.is_none());
        return missing.map(|(name, _)| absent(mesh, name)).collect();
    };
    if one == other {
        return vec![format!("{one} is asked about itself: the map draws no edge from a node to itself.")];
    }
    let mut says = vec![calls(mesh, (from, to), known.first_seen[0]), calls(mesh, (to, from), known.first_seen[1])];
    says.extend(declared(mesh, one, other).into_iter().chain(declared(mesh, other, one)));
    says.extend(hidden(sight, (from, to)));
    if called(mesh, one, other).or_else(|| called(mesh, other, one)).is_none() {
        says.extend(late(mesh, one, known.registered[0]));
        says.extend(late(mesh, other, known.registered[1]));
        says.push(told(mesh));
        says.push(detour(mesh, one, other));
    }
    says
}

/// A name that the mesh does not hold.
fn absent(mesh: &Mesh, name: &str) -> String {
    format!("{name} is no node here: it is not registered, and in {} it neither called nor was called.", span(mesh))
}

/// Whether one called the other in the window, or ever.
fn calls(mesh: &Mesh, (from, to): (&Node, &Node), first_seen: Option<Time>) -> String {
    let (one, other) = (&from.id, &to.id);
    match (called(mesh, one, other), first_seen.filter(|first| *first <= mesh.at)) {
        (Some(edge), _) => {
            let known: Vec<&str> = edge.provenance.iter().map(|how| how.word()).collect();
            let (calls, failed) = (plural(edge.calls, "call", "calls"), count(edge.errors));
            format!("There is an edge {one} → {other}: {calls} in {}, {failed} failed, known from {}.", span(mesh), known.join(" and "))
        }
        (None, Some(first)) => {
            let first = words::moment_short(first, mesh.at);
            format!("{one} → {other}: no call in {}; the first ever was seen {first}, so an earlier moment may show it.", span(mesh))
        }
        (None, None) => format!("{one} → {other}: no call in {}, and none is remembered.", span(mesh)),
    }
}

/// An edge that is drawn though nobody called along it.
fn declared(mesh: &Mesh, one: &str, other: &str) -> Option<String> {
    edge(mesh, one, other).filter(|edge| edge.calls == 0)?;
    Some(format!("{one} declares that it calls {other}, so an edge without calls is drawn."))
}

/// What of the sight leaves an edge out: the fold, or the query.
fn hidden(sight: &Sight<'_>, (from, to): (&Node, &Node)) -> Vec<String> {
    let group = |node: &Node| sight.fold.and_then(|fold| fold.by.group(node).filter(|group| !fold.is_open(group)));
    let mut says = Vec::new();
    match (group(from), group(to)) {
        (Some(one), Some(other)) if one == other => says.push(format!("Both are folded into {one}, and within a group no edge is drawn.")),
        groups => {
            let ends = [(from, groups.0), (to, groups.1)];
            says.extend(
                ends.into_iter()
                    .filter_map(|(node, group)| Some(format!("{} is folded into {}: its edges are the group's.", node.id, group?))),
            );
        }
    }
    let fits = |found: &Found, node: &Node| {
        found.nodes.iter().any(|place| sight.mesh.nodes.get(*place as usize).is_some_and(|one| one.id == node.id))
    };
    if let Some(found) = sight.found.filter(|found| !found.is_mistaken) {
        let left_out = [from, to].into_iter().filter(|node| !fits(found, node));
        says.extend(left_out.map(|node| format!("{} does not fit the query, so it stands back or is hidden.", node.id)));
    }
    says
}

/// Who registered only within the window.
fn late(mesh: &Mesh, name: &str, registered: Option<Time>) -> Option<String> {
    let begin = mesh.at.plus_seconds(-i64::from(mesh.window_seconds));
    let since = registered.filter(|since| *since > begin)?;
    Some(format!("{name} is registered only since {}, within this time.", words::moment_short(since, mesh.at)))
}

/// Who tells of calls: what does not go through the gateway is seen in traces alone.
fn told(mesh: &Mesh) -> String {
    let traced = mesh.edges.iter().filter(|edge| edge.provenance.contains(&Provenance::Trace)).count();
    if traced == 0 {
        return "Calls that do not go through the gateway are seen in traces alone, and no edge here is known from traces: send them to /v1/traces.".to_owned();
    }
    let edges = plural(traced as u64, "edge is", "edges are");
    format!("Calls that do not go through the gateway are seen in traces alone: {edges} known from them here, this one is not.")
}

/// The shortest way through others.
fn detour(mesh: &Mesh, one: &str, other: &str) -> String {
    let [there, back] = [(one, other), (other, one)].map(|(from, to)| Ways::between(mesh, from, to));
    match there.ways.first().or_else(|| back.ways.first()) {
        Some(way) => format!("Through others there is a way: {}.", way.join(" → ")),
        None if there.are_more || back.are_more => "Through others no way was found; there are more than are looked at.".to_owned(),
        None => "Through others there is no way either.".to_owned(),
    }
}

fn called<'a>(mesh: &'a Mesh, from: &str, to: &str) -> Option<&'a Edge> {
    edge(mesh, from, to).filter(|edge| edge.calls > 0)
}

fn edge<'a>(mesh: &'a Mesh, from: &str, to: &str) -> Option<&'a Edge> {
    mesh.edges.iter().find(|edge| edge.source == from && edge.target == to)
}

/// The window in words.
fn span(mesh: &Mesh) -> String {
    format!("the {} before {}", plural(u64::from(mesh.window_seconds / 60), "minute", "minutes"), words::clock_short(mesh.at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::mesh::{Grouping, NodeKind};

    fn node(name: &str, tag: &str) -> Node {
        Node { tags: vec![tag.to_owned()], ..Node::new(name, NodeKind::Service) }
    }

    fn edge(source: &str, target: &str, calls: u64, how: Provenance) -> Edge {
        Edge { calls, errors: 1, provenance: vec![how], ..Edge::new(source, target) }
    }

    /// `web → orders → stock`, and a clock that nobody calls.
    fn mesh() -> Mesh {
        let nodes = vec![node("web", "shop"), node("orders", "shop"), node("stock", "core"), node("clock", "core")];
        let edges = vec![edge("web", "orders", 9, Provenance::Gateway), edge("orders", "stock", 4, Provenance::Trace)];
        Mesh { at: Time::from_seconds(86_400 + 7200), window_seconds: 3600, nodes, edges, shown: 4, total: 4 }
    }

    fn check(one: &str, other: &str, known: &Acquaintance, expected: &[&str]) {
        let mesh = mesh();
        let sight = Sight { mesh: &mesh, fold: None, found: None };
        assert_eq!(sight.why((one, other), known), expected, "{one} {other}");
    }

    const STRANGERS: Acquaintance = Acquaintance { registered: [None; 2], first_seen: [None; 2] };

    #[test]
    fn what_was_looked_at_is_told_with_what_was_found() {
        let known = Acquaintance {
            registered: [Some(Time::from_seconds(86_400)), Some(Time::from_seconds(86_400 + 5400))],
            first_seen: [Some(Time::from_seconds(86_400 + 1800)), None],
        };
        check(
            "web",
            "stock",
            &known,
            &[
                "web → stock: no call in the 60 minutes before 02:00; the first ever was seen 00:30, so an earlier moment may show it.",
                "stock → web: no call in the 60 minutes before 02:00, and none is remembered.",
                "stock is registered only since 01:30, within this time.",
                "Calls that do not go through the gateway are seen in traces alone: 1 edge is known from them here, this one is not.",
                "Through others there is a way: web → orders → stock.",
            ],
        );
    }

    #[test]
    fn an_edge_that_is_there_is_told_and_nothing_is_sought_further() {
        check(
            "orders",
            "web",
            &STRANGERS,
            &[
                "orders → web: no call in the 60 minutes before 02:00, and none is remembered.",
                "There is an edge web → orders: 9 calls in the 60 minutes before 02:00, 1 failed, known from gateway.",
            ],
        );
    }

    #[test]
    fn an_edge_that_is_only_declared_has_no_calls_to_tell_of() {
        let mut mesh = mesh();
        mesh.edges.push(edge("clock", "web", 0, Provenance::Declared));
        let says = Sight { mesh: &mesh, fold: None, found: None }.why(("web", "clock"), &STRANGERS);
        let expected = [
            "web → clock: no call in the 60 minutes before 02:00, and none is remembered.",
            "clock → web: no call in the 60 minutes before 02:00, and none is remembered.",
            "clock declares that it calls web, so an edge without calls is drawn.",
            "Calls that do not go through the gateway are seen in traces alone: 1 edge is known from them here, this one is not.",
            "Through others there is no way either.",
        ];
        assert_eq!(says, expected);
    }

    #[test]
    fn who_is_not_there_is_named() {
        check(
            "web",
            "nobody",
            &STRANGERS,
            &["nobody is no node here: it is not registered, and in the 60 minutes before 02:00 it neither called nor was called."],
        );
        check("web", "web", &STRANGERS, &["web is asked about itself: the map draws no edge from a node to itself."]);
    }

    #[test]
    fn what_the_fold_or_the_query_leaves_out_is_told() {
        let mesh = mesh();
        let says = |open: &str, query: &str, ends| {
            let (fold, found) = (Fold { by: Grouping::Tag, open: open.to_owned() }, Found::of(query, &mesh));
            Sight { mesh: &mesh, fold: Some(&fold), found: found.as_ref() }.why(ends, &STRANGERS)[2].clone()
        };
        assert_eq!(says("shop", "", ("orders", "stock")), "stock is folded into tag = core: its edges are the group's.");
        assert_eq!(says("", "", ("web", "orders")), "Both are folded into tag = shop, and within a group no edge is drawn.");
        assert_eq!(says("shop,core", "web", ("web", "clock")), "clock does not fit the query, so it stands back or is hidden.");
    }

    #[test]
    fn where_no_traces_come_that_is_said() {
        let mesh = Mesh { edges: Vec::new(), ..mesh() };
        let says = Sight { mesh: &mesh, fold: None, found: None }.why(("web", "clock"), &STRANGERS);
        assert!(says[2].ends_with("no edge here is known from traces: send them to /v1/traces."), "{says:?}");
        assert_eq!(says[3], "Through others there is no way either.");
    }
}
