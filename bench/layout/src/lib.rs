//! What `cargo xtask bench layout` measures, for node: the layout engine as wasm, the graphs that every engine is
//! given, and how good a picture is. No product code; the engine itself is `force-layout`.

pub mod graphs;
pub mod quality;

use force_layout::{Body, Crowd};
use graphs::Graph;
use wasm_bindgen::prelude::wasm_bindgen;

/// A layout under way, with the forces of d3-force at their defaults.
#[wasm_bindgen]
pub struct Engine {
    crowd: Crowd,
}

#[wasm_bindgen]
impl Engine {
    /// Starts where d3-force starts: on the spiral.
    #[wasm_bindgen(constructor)]
    pub fn new(nodes: usize, ends: &[u32]) -> Engine {
        let bodies: Vec<Body> = (0..nodes).map(Body::on_spiral).collect();
        Engine { crowd: Crowd::new(&bodies, &pairs(ends), 1) }
    }

    /// Moves every node by so many ticks.
    pub fn tick(&mut self, times: usize) {
        (0..times).for_each(|_| self.crowd.tick());
    }

    /// Where the nodes are: x and y in turn.
    pub fn places(&self) -> Vec<f64> {
        self.crowd.places().flat_map(|place| [place.x, place.y]).collect()
    }
}

/// The places of a graph that a page would lay out by itself, from nothing to rest: x and y in turn.
#[wasm_bindgen]
pub fn settled(nodes: usize, ends: &[u32]) -> Vec<f64> {
    let (bodies, links) = (vec![Body::default(); nodes], pairs(ends));
    let mut crowd = Crowd::new(&bodies, &links, 1);
    crowd.arrange(&links);
    while !crowd.heat.is_settled() {
        crowd.tick();
    }
    crowd.places().flat_map(|place| [place.x, place.y]).collect()
}

/// The pushes that the engine sums for places, with a strength of 1: x and y in turn.
#[wasm_bindgen]
pub fn pushes(places: &[f64]) -> Vec<f64> {
    use force_layout::forces::{Kernel, ManyBody};
    use force_layout::{Force, Lcg};
    let mut bodies: Vec<Body> = places.as_chunks().0.iter().map(|[x, y]| Body::at(*x, *y)).collect();
    let mut many_body = ManyBody::new(Kernel { strength: 1.0, ..Kernel::default() });
    many_body.enlarge(force_layout::large());
    many_body.apply(&mut bodies, 1.0, &mut Lcg::new(1));
    bodies.iter().flat_map(|body| [body.vx, body.vy]).collect()
}

/// The ends of the links of a graph made from a seed: source and target in turn.
#[wasm_bindgen]
pub fn mesh_like(nodes: usize, seed: u32) -> Vec<u32> {
    ends(&graphs::mesh_like(nodes, seed))
}

/// The same of a scale-free graph.
#[wasm_bindgen]
pub fn scale_free(nodes: usize, seed: u32) -> Vec<u32> {
    ends(&graphs::scale_free(nodes, seed))
}

/// Normalised stress, Kruskal's stress and the variation of the links' lengths of a picture.
#[wasm_bindgen]
pub fn judged(ends: &[u32], places: &[f64]) -> Vec<f64> {
    let (graph, places) = (Graph { nodes: places.len() / 2, links: pairs(ends) }, places.as_chunks().0);
    let (stress, kruskal) = quality::stresses(&graph, places);
    vec![stress, kruskal, quality::edge_variation(&graph, places)]
}

fn pairs(ends: &[u32]) -> Vec<(usize, usize)> {
    ends.as_chunks().0.iter().map(|[source, target]| (*source as usize, *target as usize)).collect()
}

fn ends(graph: &Graph) -> Vec<u32> {
    graph.links.iter().flat_map(|(source, target)| [*source as u32, *target as u32]).collect()
}
