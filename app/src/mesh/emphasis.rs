//! Who stands out and who stands back: what the selection, the words in the find box and the legend's filters ask for.
//!
//! Unhealthy nodes never stand back.

use super::graph::Graph;
use super::matches;
use super::meaning::{self, Meaning};
use crate::api::Pinned;
use domain::Health;
use domain::mesh::{Mesh, NodeKind};

/// What a person asked to see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    /// The selected node's place.
    pub selected: Option<usize>,
    /// What the find box found, by place; none where nothing is asked.
    pub found: Option<Vec<bool>>,
    /// The legend's entries that are on.
    pub shown: Vec<Meaning>,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// In ink: it is the selection's.
    Strong,
    /// In the colour of a line that must be seen.
    Plain,
    /// As a hairline that nothing depends on.
    Faint,
}

/// How each node and each line is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Emphasis {
    /// Whether the node is drawn in full.
    pub full: Vec<bool>,
    /// Whether its name is one of those that a small map shows.
    pub named: Vec<bool>,
    /// How each line is drawn.
    pub lines: Vec<Weight>,
    /// Whether leases are drawn: behind a selection they would only be in the way.
    pub leases: bool,
}

impl Emphasis {
    /// Weighs a graph by a wish.
    pub fn of(graph: &Graph, wish: &Wish) -> Self {
        let asked = asked(graph, wish);
        let near = wish.selected.map(|place| near(graph, place));
        let wanted = |place: usize| match (&asked, &near) {
            (Some((nodes, _)), _) => nodes[place],
            (None, Some(near)) => near[place],
            (None, None) => true,
        };
        let is_ill = |place: usize| graph.nodes[place].kind == NodeKind::Service && graph.nodes[place].health == Health::Unhealthy;
        let is_plain = asked.is_none() && near.is_none();
        let places = 0..graph.nodes.len();
        let full: Vec<bool> = places.clone().map(|place| wanted(place) || is_ill(place) || wish.selected == Some(place)).collect();
        let named = places.map(|place| if is_plain { is_landmark(graph, place) } else { wanted(place) || wish.selected == Some(place) });
        let lines = graph.lines.iter().enumerate().map(|(place, line)| match (&asked, wish.selected) {
            (_, Some(selected)) if line.other_end(selected).is_some() => Weight::Strong,
            (Some((nodes, lines)), _) if lines[place] && nodes[line.from] && nodes[line.to] => Weight::Plain,
            (None, None) => Weight::Plain,
            _ => Weight::Faint,
        });
        Self { lines: lines.collect(), named: named.collect(), full, leases: is_plain }
    }
}

/// What the find box and the legend leave standing; none where neither is used.
fn asked(graph: &Graph, wish: &Wish) -> Option<(Vec<bool>, Vec<bool>)> {
    if wish.found.is_none() && wish.shown.is_empty() {
        return None;
    }
    let (mut nodes, lines) = meaning::chosen(&wish.shown, graph);
    if let Some(found) = &wish.found {
        nodes.iter_mut().zip(found).for_each(|(kept, found)| *kept &= found);
    }
    Some((nodes, lines))
}

/// The selected node and those that an edge joins with it; where it has none, those that a lease does.
fn near(graph: &Graph, selected: usize) -> Vec<bool> {
    let mut near = vec![false; graph.nodes.len()];
    near[selected] = true;
    graph.neighbours(selected).for_each(|place| near[place] = true);
    if graph.neighbours(selected).next().is_none() {
        graph.leased(selected).for_each(|place| near[place] = true);
    }
    near
}

/// What a small map names while nothing is asked: its two landmarks, and what is ill.
fn is_landmark(graph: &Graph, place: usize) -> bool {
    let node = &graph.nodes[place];
    match node.kind {
        NodeKind::Registry | NodeKind::Orchestrator => true,
        NodeKind::Service => matches!(node.health, Health::Unhealthy | Health::Degraded),
        NodeKind::Caller | NodeKind::Virtual => false,
    }
}

/// Marks the nodes that the find box and the legend leave standing, for those who list them.
pub fn kept(mesh: &Mesh, pins: &[Pinned], words: &str, shown: &[Meaning]) -> Vec<bool> {
    let wish = Wish { selected: None, found: found(mesh, words), shown: shown.to_vec() };
    asked(&Graph::of(mesh).with_pins(pins), &wish).map_or_else(|| vec![true; mesh.nodes.len()], |(nodes, _)| nodes)
}

/// Marks the nodes that fit the words; none where there are no words.
pub fn found(mesh: &Mesh, words: &str) -> Option<Vec<bool>> {
    let words = words.trim().to_lowercase();
    (!words.is_empty()).then(|| mesh.nodes.iter().map(|node| matches::fits(node, &words)).collect())
}

/// The node that some words mean most: the one that is called so, else one whose name begins so, else any that they fit.
pub fn nearest<'a>(mesh: &'a Mesh, words: &str) -> Option<&'a str> {
    let words = words.trim().to_lowercase();
    let fitting = mesh.nodes.iter().filter(|node| !words.is_empty() && matches::fits(node, &words));
    fitting.map(|node| node.id.as_str()).min_by_key(|name| (*name != words, !name.starts_with(&words)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    #[test]
    fn the_nearest_is_the_one_that_is_called_so() {
        let mut mesh = sample::mesh();
        for (node, (name, tag)) in mesh.nodes.iter_mut().zip([("almanac", "geo"), ("geo-cache", "x"), ("geo", "x")]) {
            (node.id, node.tags) = (name.to_owned(), vec![tag.to_owned()]);
        }
        assert_eq!(
            (nearest(&mesh, "Geo "), nearest(&mesh, "geo-"), nearest(&mesh, "alm")),
            (Some("geo"), Some("geo-cache"), Some("almanac"))
        );
        assert_eq!((nearest(&mesh, "nobody"), nearest(&mesh, " ")), (None, None));
    }

    fn check(wish: &Wish, full: [bool; 5], lines: [Weight; 4]) {
        let emphasis = Emphasis::of(&Graph::of(&sample::mesh()), wish);
        assert_eq!((emphasis.full.as_slice(), emphasis.lines.as_slice()), (full.as_slice(), lines.as_slice()));
    }

    #[test]
    fn at_rest_everything_is_full() {
        check(&Wish::default(), [true; 5], [Weight::Plain; 4]);
    }

    #[test]
    fn a_selection_keeps_its_neighbours_and_what_is_unhealthy() {
        let wish = Wish { selected: Some(3), ..Wish::default() };
        check(&wish, [false, false, true, true, true], [Weight::Strong, Weight::Faint, Weight::Faint, Weight::Strong]);
    }

    #[test]
    fn words_decide_before_the_selection_does() {
        let wish = Wish { selected: Some(2), found: found(&sample::mesh(), "ORCH"), ..Wish::default() };
        check(&wish, [false, true, true, false, true], [Weight::Strong; 4]);
    }

    #[test]
    fn a_node_without_edges_keeps_those_it_leased_from() {
        let wish = Wish { selected: Some(0), ..Wish::default() };
        check(&wish, [true, false, true, true, true], [Weight::Faint; 4]);
    }

    #[test]
    fn a_small_map_at_rest_names_landmarks_and_trouble() {
        let emphasis = Emphasis::of(&Graph::of(&sample::mesh()), &Wish::default());
        assert_eq!(emphasis.named, [true, true, false, true, true]);
    }
}
