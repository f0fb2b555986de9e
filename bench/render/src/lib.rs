//! What `cargo xtask bench render` measures, for a page of its own: the map as the console draws it, without the console. No
//! product code: the map itself is `app`'s.

use app::mesh::Alone;
use domain::mesh::{Edge, Mesh, Node, NodeKind, Provenance};
use domain::service::Source;
use domain::{Health, Time};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlCanvasElement;

/// A map on a canvas.
#[wasm_bindgen]
pub struct Map(Alone);

#[wasm_bindgen]
impl Map {
    /// Takes a canvas; none where the browser gives it no pen.
    pub fn on(canvas: HtmlCanvasElement) -> Option<Map> {
        Alone::new(canvas).map(Map)
    }

    /// Lays a mesh out and draws it: so many nodes, and the ends of its links, two numbers each.
    pub fn show(&mut self, nodes: usize, ends: &[u32]) {
        self.0.show(mesh(nodes, ends));
    }

    /// Draws the nodes at other places of the map: x and y in turn.
    pub fn draw(&mut self, places: &[f64]) {
        self.0.draw(places.as_chunks().0.iter().map(|[x, y]| (*x, *y)));
    }

    /// Heats the layout up: the next frame moves every node.
    pub fn stir(&mut self) {
        self.0.stir();
    }

    /// Lets a call run along a link, from the next frame on.
    pub fn pulse(&mut self, link: usize) {
        self.0.pulse(link);
    }

    /// Draws a frame as the page does; tells whether another one is needed.
    pub fn frame(&mut self, now: f64) -> bool {
        self.0.frame(now)
    }

    /// Which node is at a point of the canvas.
    pub fn at(&self, x: f64, y: f64) -> Option<usize> {
        self.0.at(x, y)
    }

    /// Where the nodes are: x and y in turn.
    pub fn places(&self) -> Vec<f64> {
        self.0.places().flat_map(|(x, y)| [x, y]).collect()
    }
}

/// A mesh of services: some ill, some busy, some failing, as an estate has them.
fn mesh(nodes: usize, ends: &[u32]) -> Mesh {
    let (pairs, _) = ends.as_chunks();
    Mesh {
        at: Time::from_seconds(0),
        window_seconds: 3600,
        nodes: (0..nodes).map(node).collect(),
        edges: pairs.iter().enumerate().map(|(place, [from, to])| edge(place, *from, *to)).collect(),
        shown: nodes as u32,
        total: nodes as u32,
    }
}

fn node(place: usize) -> Node {
    let health = match place % 100 {
        0 => Health::Unhealthy,
        1 | 2 => Health::Degraded,
        _ => Health::Healthy,
    };
    let tools = (place % 5) as u32;
    Node { health, tools, source: Some(Source::default()), ..Node::new(name(place as u32), NodeKind::Service) }
}

fn edge(place: usize, from: u32, to: u32) -> Edge {
    let calls = [4, 40, 400, 4_000, 40_000][place % 5];
    let errors = if place.is_multiple_of(30) { calls / 10 } else { 0 };
    let seen = Some(Time::from_seconds(0));
    Edge { calls, errors, provenance: vec![Provenance::Gateway], first_seen: seen, last_seen: seen, ..Edge::new(name(from), name(to)) }
}

fn name(place: u32) -> String {
    format!("service-{place}")
}
