//! DOT, which Graphviz draws: <https://graphviz.org/doc/info/lang.html>.

use super::super::{Edge, Mesh, Node, NodeKind};
use super::{label, whole};
use crate::Health;

/// The mesh as a directed graph.
pub fn write(mesh: &Mesh) -> String {
    let nodes = mesh.nodes.iter().map(node);
    let edges = whole(mesh).map(|(_, _, edge)| line(edge));
    let lines: String = nodes.chain(edges).collect();
    format!("digraph mesh {{\n  rankdir=LR;\n  node [style=filled, fillcolor=white];\n{lines}}}\n")
}

fn node(node: &Node) -> String {
    let shape = match node.kind {
        NodeKind::Registry => "box",
        NodeKind::Orchestrator => "diamond",
        NodeKind::Service | NodeKind::Caller | NodeKind::Virtual | NodeKind::Tool => "ellipse",
        NodeKind::Group => "doublecircle",
    };
    // What is ill is told by a word besides, for a colour alone tells not everyone.
    let style = if node.kind == NodeKind::Virtual { ", style=dashed" } else { "" };
    let (health, said) = match node.health {
        Health::Degraded => (", color=orange, penwidth=2", " (degraded)"),
        Health::Unhealthy => (", color=red, penwidth=2", " (unhealthy)"),
        Health::Healthy | Health::Unknown | Health::Expired => ("", ""),
    };
    let words = quoted(&format!("{}{said}", node.id));
    format!("  {} [label={words}, shape={shape}{style}{health}];\n", quoted(&node.id))
}

fn line(edge: &Edge) -> String {
    let failed = if edge.errors > 0 { ", style=dashed" } else { "" };
    format!("  {} -> {} [label={}{failed}];\n", quoted(&edge.source), quoted(&edge.target), quoted(&label(edge)))
}

/// A text in quotes. A backslash would begin an escape in a label, and a line does not end within one.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}
