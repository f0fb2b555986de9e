//! Graphs that are made from seeds: the same on every machine.

use force_layout::Lcg;
use std::collections::BTreeSet;

/// Nodes by number, and links between two of them, each once.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    /// How many nodes there are.
    pub nodes: usize,
    /// The ends of each link.
    pub links: Vec<(usize, usize)>,
}

/// Links that are kept once.
#[derive(Default)]
struct Links {
    links: Vec<(usize, usize)>,
    known: BTreeSet<(usize, usize)>,
}

impl Links {
    fn add(&mut self, source: usize, target: usize) {
        if source != target && self.known.insert((source.min(target), source.max(target))) {
            self.links.push((source, target));
        }
    }
}

/// A mesh of services: teams of 12 to 28 whose services call each other as a tree with some calls across; each team
/// is called by another one, and one service in a hundred is shared and called from everywhere. About 1.9 links a node.
pub fn mesh_like(nodes: usize, seed: u32) -> Graph {
    let mut random = Lcg::new(seed);
    let mut draw = |below: usize| ((random.draw() * below as f64) as usize).min(below.saturating_sub(1));
    let shared = nodes.div_ceil(100).min(nodes);
    let mut links = Links::default();
    let mut first = shared;
    while first < nodes {
        let team = (12 + draw(17)).min(nodes - first);
        if first > shared {
            links.add(shared + draw(first - shared), first);
        }
        for service in 1..team {
            links.add(first + draw(service), first + service);
        }
        for _ in 0..team * 11 / 20 {
            links.add(first + draw(team), first + draw(team));
        }
        for service in first..first + team {
            if draw(100) < 45 {
                links.add(service, draw(shared));
            }
        }
        first += team;
    }
    Graph { nodes, links: links.links }
}

/// A scale-free graph: each node is linked to two that are drawn by their degree (Barabási and Albert, "Emergence of
/// scaling in random networks", Science 286, 1999). About 2 links a node.
pub fn scale_free(nodes: usize, seed: u32) -> Graph {
    let mut random = Lcg::new(seed);
    let mut links = Links::default();
    // Each node stands here once for each of its links: to draw from it is to draw by degree.
    let mut ends: Vec<usize> = Vec::new();
    for node in 1..nodes {
        let before = links.links.len();
        for _ in 0..2 {
            let drawn = (random.draw() * ends.len() as f64) as usize;
            links.add(node, ends.get(drawn).copied().unwrap_or(0));
        }
        for (source, target) in &links.links[before..] {
            ends.extend([*source, *target]);
        }
    }
    Graph { nodes, links: links.links }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(graph: &Graph, links: std::ops::Range<usize>) {
        assert!(links.contains(&graph.links.len()), "{}", graph.links.len());
        assert!(graph.links.iter().all(|(source, target)| source != target && *source.max(target) < graph.nodes));
        let mut reached = vec![false; graph.nodes];
        let mut stack = vec![0];
        while let Some(node) = stack.pop() {
            if !std::mem::replace(&mut reached[node], true) {
                let ends = graph.links.iter().filter(|link| link.0 == node || link.1 == node);
                stack.extend(ends.map(|link| link.0 + link.1 - node));
            }
        }
        assert!(reached.iter().filter(|reached| **reached).count() * 100 > graph.nodes * 99);
    }

    #[test]
    fn graphs_have_about_two_links_a_node_and_hang_together() {
        check(&mesh_like(1_000, 42), 1_850..2_000);
        check(&scale_free(1_000, 42), 1_950..2_000);
    }

    #[test]
    fn a_seed_gives_the_same_graph_and_another_one_another() {
        assert_eq!(mesh_like(500, 7), mesh_like(500, 7));
        assert_ne!(mesh_like(500, 7), mesh_like(500, 8));
        assert_ne!(scale_free(500, 7), scale_free(500, 8));
    }

    #[test]
    fn tiny_graphs_are_graphs() {
        for nodes in 0..20 {
            assert!(mesh_like(nodes, 1).links.iter().all(|link| link.0.max(link.1) < nodes));
            assert!(scale_free(nodes, 1).links.iter().all(|link| link.0.max(link.1) < nodes));
        }
    }
}
