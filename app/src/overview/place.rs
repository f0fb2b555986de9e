//! Where the nodes of the small map stand: a pure function of the mesh, remembered for the last one.

use domain::mesh::{Mesh, NodeKind};
use force_layout::{Layout, NodeSpec, Options, Padding, Point, Size, fit};
use std::sync::Mutex;

/// The measure of the small map, in pixels.
pub const WIDTH: f64 = 392.0;
/// Its height.
pub const HEIGHT: f64 = 240.0;
/// The most nodes that it tells apart.
pub const NODES_MAX: usize = 60;

/// The nodes by name, and the links between them.
type Graph = (Vec<(String, NodeKind)>, Vec<(usize, usize)>);

/// The last graph with its places: every page asks for the same one, second after second.
static LAST: Mutex<Option<(Graph, Vec<Point>)>> = Mutex::new(None);

/// The places of the mesh's nodes, in their order, on the small map.
pub fn place(mesh: &Mesh) -> Vec<Point> {
    let graph = graph(mesh);
    // A panic elsewhere cannot leave half a value behind: it is replaced as a whole.
    let mut last = LAST.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match last.as_ref() {
        Some((known, places)) if *known == graph => places.clone(),
        _ => {
            let places = arrange(&graph);
            *last = Some((graph, places.clone()));
            places
        }
    }
}

/// From the middle of a node's sign to its edge.
pub const fn radius(kind: NodeKind) -> f64 {
    match kind {
        NodeKind::Registry => 8.5,
        NodeKind::Orchestrator => 11.0,
        NodeKind::Service | NodeKind::Group | NodeKind::Tool => 8.0,
        NodeKind::Caller | NodeKind::Virtual => 5.0,
    }
}

fn graph(mesh: &Mesh) -> Graph {
    let index = |id: &str| mesh.nodes.iter().position(|node| node.id == id);
    let links = mesh.edges.iter().filter_map(|edge| Some((index(&edge.source)?, index(&edge.target)?))).collect();
    (mesh.nodes.iter().map(|node| (node.id.clone(), node.kind)).collect(), links)
}

fn arrange((nodes, links): &Graph) -> Vec<Point> {
    let mut layout = Layout::new(Options { width: WIDTH, height: HEIGHT, label_height: 0.0, ..Options::default() });
    let spec = |(key, kind): &(String, NodeKind)| NodeSpec { key: key.clone(), radius: radius(*kind), ..NodeSpec::default() };
    layout.set_graph(&nodes.iter().map(spec).collect::<Vec<_>>(), links);
    layout.settle(400);
    let camera = fit(layout.bounds(), Size::new(WIDTH, HEIGHT), Padding::all(4.0));
    layout.positions().iter().map(|place| camera.to_screen(*place)).collect()
}
