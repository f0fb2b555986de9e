//! Who stands out and who stands back: what the selection, the query and the legend's filters ask for.
//!
//! Unhealthy nodes never stand back.

use super::graph::Graph;
use super::marks;
use super::meaning::{self, Meaning};
use super::page::Shown;
use domain::Health;
use domain::mesh::NodeKind;

/// What a person asked to see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    /// The selected node's place.
    pub selected: Option<usize>,
    /// The nodes and the lines that fit the query, by place; none where nothing is asked.
    pub found: Option<(Vec<bool>, Vec<bool>)>,
    /// Whether what does not fit is hidden, where a query was found.
    pub hides: bool,
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
    /// Whether the node is not to be seen at all.
    pub hidden: Vec<bool>,
    /// How each line is drawn.
    pub lines: Vec<Weight>,
    /// Whether leases are drawn: behind a selection they would only be in the way.
    pub leases: bool,
}

impl Emphasis {
    /// Weighs a graph by a wish.
    pub fn of(graph: &Graph, wish: &Wish) -> Self {
        let asked = asked(graph, wish).or_else(|| changed(graph).filter(|_| wish.selected.is_none()));
        let near = wish.selected.map(|place| near(graph, place));
        let wanted = |place: usize| match (&asked, &near) {
            (Some((nodes, _)), _) => nodes[place],
            (None, Some(near)) => near[place],
            (None, None) => true,
        };
        let is_ill = |place: usize| marks::bears_health(graph.nodes[place].kind) && graph.nodes[place].health == Health::Unhealthy;
        let is_plain = asked.is_none() && near.is_none();
        let places = 0..graph.nodes.len();
        let full: Vec<bool> = places.clone().map(|place| wanted(place) || is_ill(place) || wish.selected == Some(place)).collect();
        // Only the query hides, for only beside it stands the button that ends that.
        let hides = wish.hides && wish.found.is_some();
        let hidden = places.clone().map(|place| hides && !wanted(place) && wish.selected != Some(place)).collect();
        let named = places.map(|place| if is_plain { is_landmark(graph, place) } else { wanted(place) || wish.selected == Some(place) });
        let lines = graph.lines.iter().enumerate().map(|(place, line)| match (&asked, wish.selected) {
            (_, Some(selected)) if graph.own(selected).any(|own| line.other_end(own).is_some()) => Weight::Strong,
            (Some((nodes, lines)), _) if lines[place] && nodes[line.from] && nodes[line.to] => Weight::Plain,
            (None, None) => Weight::Plain,
            _ => Weight::Faint,
        });
        Self { lines: lines.collect(), named: named.collect(), hidden, full, leases: is_plain }
    }
}

/// What the query and the legend leave standing; none where neither is used.
fn asked(graph: &Graph, wish: &Wish) -> Option<(Vec<bool>, Vec<bool>)> {
    if wish.found.is_none() && wish.shown.is_empty() {
        return None;
    }
    let (mut nodes, mut lines) = meaning::chosen(&wish.shown, graph);
    if let Some((found, along)) = &wish.found {
        nodes.iter_mut().zip(found).for_each(|(kept, found)| *kept &= found);
        lines.iter_mut().zip(along).for_each(|(kept, found)| *kept &= found);
    }
    // Neither knows of tools: they go with their service.
    graph.parts.iter().for_each(|(service, tool)| nodes[*tool] = nodes[*service]);
    Some((nodes, lines))
}

/// What changed since another moment, with both ends of each line; none where nothing did.
fn changed(graph: &Graph) -> Option<(Vec<bool>, Vec<bool>)> {
    let lines: Vec<bool> = graph.lines.iter().map(|line| line.change.is_some()).collect();
    let mut nodes: Vec<bool> = graph.nodes.iter().map(|node| node.change.is_some()).collect();
    for line in graph.lines.iter().filter(|line| line.change.is_some()) {
        (nodes[line.from], nodes[line.to]) = (true, true);
    }
    nodes.contains(&true).then_some((nodes, lines))
}

/// The selected node and those that an edge joins with it; where it has none, those that a lease does.
fn near(graph: &Graph, selected: usize) -> Vec<bool> {
    let mut near = vec![false; graph.nodes.len()];
    near[selected] = true;
    graph.own(selected).flat_map(|own| graph.neighbours(own)).for_each(|place| near[place] = true);
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
        NodeKind::Service | NodeKind::Group => matches!(node.health, Health::Unhealthy | Health::Degraded),
        NodeKind::Caller | NodeKind::Virtual | NodeKind::Tool => false,
    }
}

/// Marks the nodes that the query and the legend leave standing, for those who list them.
pub fn kept(chart: &Shown, shown: &[Meaning]) -> Vec<bool> {
    let graph = Graph::of(&chart.mesh).with_pins(&chart.pins);
    let wish = Wish { found: found(chart, &graph), shown: shown.to_vec(), ..Wish::default() };
    asked(&graph, &wish).map_or_else(|| vec![true; chart.mesh.nodes.len()], |(nodes, _)| nodes)
}

/// Marks the nodes and the lines that fit the query; none where none is asked, or it cannot be read.
pub fn found(chart: &Shown, graph: &Graph) -> Option<(Vec<bool>, Vec<bool>)> {
    let found = chart.found.as_ref().filter(|found| !found.is_mistaken)?;
    let fits = |places: &[u32], count: usize| {
        let mut fits = vec![false; count];
        places.iter().for_each(|place| fits.get_mut(*place as usize).into_iter().for_each(|fits| *fits = true));
        fits
    };
    let along = fits(&found.edges, chart.mesh.edges.len());
    let (nodes, lines) = (fits(&found.nodes, graph.nodes.len()), graph.lines.iter().map(|line| along[line.edge]).collect());
    Some((nodes, lines))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;
    use domain::query::Found;

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

    /// What fits when a query finds those nodes and the edge from orders to pricing.
    fn fitting(nodes: &[u32]) -> Option<(Vec<bool>, Vec<bool>)> {
        let asked = Found { nodes: nodes.to_vec(), edges: vec![0], ..Found::default() };
        let chart = Shown { found: Some(asked), ..Shown::of(sample::mesh(), Vec::new()) };
        found(&chart, &Graph::of(&chart.mesh))
    }

    #[test]
    fn the_tools_of_a_service_stand_out_with_it_and_go_with_what_is_found() {
        let mesh = sample::mesh();
        let graph = Graph::of(&mesh).with_tools(&mesh, Some(&sample::tools()));
        let weigh = |wish: Wish| Emphasis::of(&graph, &wish);
        let selected = weigh(Wish { selected: Some(2), ..Wish::default() });
        assert_eq!(selected.full, [false, true, true, true, true, true, true]);
        assert_eq!(selected.lines.iter().filter(|weight| **weight == Weight::Strong).count(), graph.lines.len());
        let tool = weigh(Wish { selected: Some(5), ..Wish::default() });
        assert_eq!(tool.full, [false, false, true, true, true, true, false]);
        let asked = Found { nodes: vec![3], ..Found::default() };
        let chart = Shown { found: Some(asked), ..Shown::of(mesh.clone(), Vec::new()) };
        let elsewhere = weigh(Wish { found: found(&chart, &graph), hides: true, ..Wish::default() });
        assert_eq!(elsewhere.hidden, [true, true, true, false, true, true, true]);
    }

    #[test]
    fn a_query_decides_before_the_selection_does() {
        let wish = Wish { selected: Some(2), found: fitting(&[1]), ..Wish::default() };
        check(&wish, [false, true, true, false, true], [Weight::Strong; 4]);
    }

    #[test]
    fn of_lines_only_those_that_fit_are_plain() {
        let wish = Wish { found: fitting(&[2, 3]), ..Wish::default() };
        check(&wish, [false, false, true, true, true], [Weight::Plain, Weight::Faint, Weight::Faint, Weight::Faint]);
    }

    #[test]
    fn what_does_not_fit_is_hidden_where_that_is_wished() {
        let hidden = |wish: Wish| Emphasis::of(&Graph::of(&sample::mesh()), &wish).hidden;
        let asked = Wish { found: fitting(&[2]), selected: Some(1), ..Wish::default() };
        assert_eq!(hidden(asked.clone()), [false; 5]);
        assert_eq!(hidden(Wish { hides: true, ..asked }), [true, false, false, true, true]);
        assert_eq!(hidden(Wish { hides: true, ..Wish::default() }), [false; 5]);
        assert_eq!(hidden(Wish { hides: true, shown: vec![Meaning::Tools], ..Wish::default() }), [false; 5]);
    }

    #[test]
    fn a_query_that_cannot_be_read_leaves_everything() {
        let asked = Found { is_mistaken: true, ..Found::default() };
        let chart = Shown { found: Some(asked), ..Shown::of(sample::mesh(), Vec::new()) };
        assert_eq!(kept(&chart, &[]), [true; 5]);
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

    #[test]
    fn what_changed_stands_out_with_the_ends_of_its_lines() {
        let graph = Graph::of(&sample::mesh()).with_changes(&[0, 1, 0, 0, 0], &[4, 0, 0, 0]);
        let emphasis = Emphasis::of(&graph, &Wish::default());
        // The unhealthy worker never stands back.
        assert_eq!(emphasis.full, [false, true, true, true, true]);
        assert_eq!(emphasis.lines, [Weight::Plain, Weight::Faint, Weight::Faint, Weight::Faint]);
        let same = Emphasis::of(&Graph::of(&sample::mesh()).with_changes(&[0; 5], &[0; 4]), &Wish::default());
        assert_eq!(same.full, [true; 5]);
    }
}
