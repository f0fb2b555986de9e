//! How good a picture is: do nodes that are far in the graph stand far apart, and are links of one length?
//!
//! Distances in the graph are found from a sample of nodes, spread evenly over all: the figures of two pictures of
//! one graph compare the same pairs.

use crate::graphs::Graph;
use std::collections::VecDeque;

/// From so many nodes distances are found.
const SOURCES: usize = 60;
/// Of each of them about so many pairs are judged.
const TARGETS: usize = 2_000;

/// A pair of nodes: how far they are in the graph, in links, and how far in the picture.
type Pair = (f64, f64);

/// The normalised stress and Kruskal's stress-1, 0 for a picture where distances are those of the graph.
///
/// The first is `Σ d⁻² (s·p − d)² / n` over n pairs with the scale s that makes it least (Gansner, Koren and North,
/// "Graph drawing by stress majorization", 2004); the second `√(Σ (p − f(d))² / Σ p²)`, f being the best function that
/// grows with d (Kruskal, "Multidimensional scaling by optimizing goodness of fit", Psychometrika 29, 1964).
pub fn stresses(graph: &Graph, places: &[[f64; 2]]) -> (f64, f64) {
    let pairs = pairs(graph, places);
    (normalised(&pairs), kruskal(pairs))
}

/// The standard deviation of the links' lengths beside their mean.
pub fn edge_variation(graph: &Graph, places: &[[f64; 2]]) -> f64 {
    let lengths: Vec<f64> = graph.links.iter().map(|(source, target)| apart(places[*source], places[*target])).collect();
    let count = lengths.len().max(1) as f64;
    let mean = lengths.iter().sum::<f64>() / count;
    let variance = lengths.iter().map(|length| (length - mean).powi(2)).sum::<f64>() / count;
    if mean > 0.0 { variance.sqrt() / mean } else { 0.0 }
}

fn normalised(pairs: &[Pair]) -> f64 {
    let sum = |each: fn(&Pair) -> f64| pairs.iter().map(each).sum::<f64>();
    let scale = sum(|(wanted, seen)| seen / wanted) / sum(|(wanted, seen)| (seen / wanted).powi(2));
    let total: f64 = pairs.iter().map(|(wanted, seen)| ((scale * seen - wanted) / wanted).powi(2)).sum();
    total / pairs.len().max(1) as f64
}

/// Distances in the graph are whole numbers, so the best growing function is a number for each of them: the mean of
/// what is seen, and where a mean is smaller than the one before, the two share theirs.
fn kruskal(mut pairs: Vec<Pair>) -> f64 {
    pairs.sort_by(|one, two| one.0.total_cmp(&two.0));
    let mut steps: Vec<(f64, f64, f64)> = Vec::new();
    for group in pairs.chunk_by(|one, two| one.0.total_cmp(&two.0).is_eq()) {
        let sum: f64 = group.iter().map(|pair| pair.1).sum();
        let squares: f64 = group.iter().map(|pair| pair.1 * pair.1).sum();
        let mut step = (group.len() as f64, sum, squares);
        while let Some(last) = steps.pop_if(|last| last.1 / last.0 >= step.1 / step.0) {
            step = (step.0 + last.0, step.1 + last.1, step.2 + last.2);
        }
        steps.push(step);
    }
    let left: f64 = steps.iter().map(|(count, sum, squares)| squares - sum * sum / count).sum();
    let total: f64 = steps.iter().map(|step| step.2).sum();
    if total > 0.0 { (left.max(0.0) / total).sqrt() } else { 0.0 }
}

fn pairs(graph: &Graph, places: &[[f64; 2]]) -> Vec<Pair> {
    let neighbours = neighbours(graph);
    let sources = SOURCES.min(graph.nodes);
    let stride = (graph.nodes / TARGETS).max(1);
    let mut pairs = Vec::new();
    for source in (0..sources).map(|number| number * graph.nodes / sources) {
        let steps = steps_from(source, &neighbours);
        for target in (source % stride..graph.nodes).step_by(stride) {
            if let Some(far) = steps[target].filter(|far| *far > 0) {
                pairs.push((f64::from(far), apart(places[source], places[target])));
            }
        }
    }
    pairs
}

fn neighbours(graph: &Graph) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); graph.nodes];
    for &(source, target) in &graph.links {
        neighbours[source].push(target);
        neighbours[target].push(source);
    }
    neighbours
}

/// How many links away each node is, if it can be reached.
fn steps_from(source: usize, neighbours: &[Vec<usize>]) -> Vec<Option<u32>> {
    let mut steps = vec![None; neighbours.len()];
    steps[source] = Some(0);
    let mut queue = VecDeque::from([(source, 0)]);
    while let Some((node, far)) = queue.pop_front() {
        for &next in &neighbours[node] {
            if steps[next].is_none() {
                steps[next] = Some(far + 1);
                queue.push_back((next, far + 1));
            }
        }
    }
    steps
}

fn apart(one: [f64; 2], two: [f64; 2]) -> f64 {
    (one[0] - two[0]).hypot(one[1] - two[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(nodes: usize) -> Graph {
        Graph { nodes, links: (1..nodes).map(|node| (node - 1, node)).collect() }
    }

    fn check(places: &[[f64; 2]], expected: (f64, f64, f64)) {
        let graph = path(places.len());
        let (stress, kruskal) = stresses(&graph, places);
        let judged = (stress, kruskal, edge_variation(&graph, places));
        let close = |one: f64, two: f64| (one - two).abs() < 1e-9;
        assert!(close(judged.0, expected.0) && close(judged.1, expected.1) && close(judged.2, expected.2), "{judged:?}");
    }

    #[test]
    fn a_straight_path_is_perfect_at_any_scale() {
        check(&[[0.0, 0.0], [3.0, 4.0], [6.0, 8.0], [9.0, 12.0]], (0.0, 0.0, 0.0));
    }

    #[test]
    fn a_folded_path_is_as_bad_as_it_is() {
        // Seen: 1, 1 and 0 for 1, 1 and 2. The best scale is 1; two thirds of the pairs are right, one is wholly wrong.
        check(&[[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]], (1.0 / 3.0, (1.0_f64 / 3.0).sqrt(), 0.0));
    }

    #[test]
    fn links_of_one_and_three_vary_by_a_half() {
        check(&[[0.0, 0.0], [1.0, 0.0], [4.0, 0.0]], (1.0 / 7.0, (1.0_f64 / 13.0).sqrt(), 0.5));
    }
}
