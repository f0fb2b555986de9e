//! Draws the layout of a small mesh, wide and in portrait, as SVG files in the target folder.

use std::fmt::Write as _;
use std::path::Path;

use force_layout::{Camera, Layout, NodeSpec, Options, Padding, Point, Size, fit};

const NAMES: [&str; 17] = [
    "registry",
    "orchestrator",
    "template-service",
    "calendar",
    "automation-service",
    "workflow-engine",
    "text",
    "intelligence-service",
    "mcp-memory",
    "mcp-files",
    "stats",
    "units",
    "geo",
    "pricing",
    "orders",
    "inventory",
    "k8s-execution",
];

const CALLS: [(usize, usize); 26] = [
    (1, 2),
    (1, 3),
    (1, 5),
    (1, 6),
    (1, 7),
    (1, 8),
    (1, 9),
    (1, 10),
    (1, 13),
    (1, 14),
    (1, 15),
    (5, 2),
    (5, 3),
    (5, 4),
    (5, 14),
    (4, 16),
    (14, 16),
    (14, 13),
    (14, 15),
    (15, 12),
    (13, 10),
    (13, 11),
    (13, 12),
    (7, 6),
    (7, 8),
    (7, 10),
];

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/force-layout");
    std::fs::create_dir_all(&folder)?;
    let wide = Size::new(1000.0, 620.0);
    let portrait = Size::new(360.0, 420.0);
    for seed in 1..=4 {
        let file = folder.join(format!("wide-{seed}.svg"));
        std::fs::write(file, picture(wide, seed, 6.4))?;
        let file = folder.join(format!("portrait-{seed}.svg"));
        std::fs::write(file, picture(portrait, seed, 0.0))?;
    }
    println!("see {}", folder.display());
    Ok(())
}

/// Lays the mesh out for a viewport and draws it.
fn picture(viewport: Size, seed: u32, letter: f64) -> String {
    let node = |name: &&str| NodeSpec {
        key: (*name).to_owned(),
        radius: 15.0,
        label_width: name.len() as f64 * letter,
        pinned_at: (*name == "registry").then(Point::default),
    };
    let nodes: Vec<NodeSpec> = NAMES.iter().map(node).collect();
    let mut layout = Layout::new(Options { seed, width: viewport.width, height: viewport.height, ..Options::default() });
    layout.set_graph(&nodes, &CALLS);
    layout.settle(400);
    let camera = fit(layout.bounds(), viewport, Padding::all(8.0));
    draw(&layout, camera, viewport)
}

fn draw(layout: &Layout, camera: Camera, viewport: Size) -> String {
    let Size { width, height } = viewport;
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'>\
         <rect width='100%' height='100%' fill='#fbfaf8'/>"
    );
    let seen: Vec<Point> = layout.positions().iter().map(|place| camera.to_screen(*place)).collect();
    for &(source, target) in layout.links() {
        let (from, to) = (seen[source], seen[target]);
        writeln!(svg, "<line x1='{:.1}' y1='{:.1}' x2='{:.1}' y2='{:.1}' stroke='#86857f' stroke-width='3'/>", from.x, from.y, to.x, to.y)
            .expect("writing to a string cannot fail");
    }
    for (node, at) in layout.nodes().iter().zip(&seen) {
        let radius = node.radius * camera.scale;
        writeln!(svg, "<circle cx='{:.1}' cy='{:.1}' r='{radius:.1}' fill='#289050' stroke='#fbfaf8' stroke-width='2'/>", at.x, at.y)
            .expect("writing to a string cannot fail");
        if node.label_width > 0.0 {
            writeln!(
                svg,
                "<text x='{:.1}' y='{:.1}' font-family='sans-serif' font-size='12' text-anchor='middle' \
                 paint-order='stroke' stroke='#fbfaf8' stroke-width='4'>{}</text>",
                at.x,
                at.y + radius + 16.0,
                node.key
            )
            .expect("writing to a string cannot fail");
        }
    }
    svg + "</svg>\n"
}
