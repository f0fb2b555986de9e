//! A flowchart of Mermaid, which wikis and READMEs draw: <https://mermaid.js.org/syntax/flowchart.html>.

use super::super::{Mesh, NodeKind};
use super::{label, whole};
use std::fmt::Write as _;

/// The mesh as a flowchart from left to right.
pub fn write(mesh: &Mesh) -> String {
    let nodes = mesh.nodes.iter().enumerate().map(|(place, node)| {
        let name = escaped(&node.id);
        match node.kind {
            NodeKind::Registry => format!("  n{place}[\"{name}\"]\n"),
            NodeKind::Orchestrator => format!("  n{place}{{\"{name}\"}}\n"),
            NodeKind::Service | NodeKind::Tool => format!("  n{place}(\"{name}\")\n"),
            NodeKind::Group => format!("  n{place}(((\"{name}\")))\n"),
            NodeKind::Caller | NodeKind::Virtual => format!("  n{place}([\"{name}\"])\n"),
        }
    });
    let edges = whole(mesh).map(|(from, to, edge)| {
        let arrow = if edge.errors > 0 { "-.->" } else { "-->" };
        format!("  n{from} {arrow}|\"{}\"| n{to}\n", escaped(&label(edge)))
    });
    format!("flowchart LR\n{}", nodes.chain(edges).collect::<String>())
}

/// A text within quotes: what could be markup stands as the number of its character.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, letter| {
        if letter.is_alphanumeric() || " -_.,:/()".contains(letter) {
            out.push(letter);
        } else {
            write!(out, "#{};", u32::from(letter)).expect("writing to a String cannot fail");
        }
        out
    })
}
