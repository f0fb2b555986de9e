//! The mesh in the tongues of other tools, for those who take it along.
//!
//! To add one: a file under `export/`, a line in [`Format`], and a test that its names read back, whatever they hold.

mod csv;
mod dot;
mod grafana;
mod kiali;
mod mermaid;
#[cfg(test)]
mod tests;

use super::{Edge, Mesh};
use serde::{Deserialize, Serialize};

/// A way to write a mesh down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// As our own API has it.
    #[default]
    Json,
    /// A graph for Graphviz.
    Dot,
    /// A flowchart for Mermaid.
    Mermaid,
    /// The edges as a table.
    Csv,
    /// A graph as Kiali answers it.
    Kiali,
    /// Frames for Grafana's panel of node graphs.
    Grafana,
    /// A picture of the whole.
    Svg,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Json, Self::Dot, Self::Mermaid, Self::Csv, Self::Kiali, Self::Grafana, Self::Svg];

    /// The word that asks for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Dot => "dot",
            Self::Mermaid => "mermaid",
            Self::Csv => "csv",
            Self::Kiali => "kiali",
            Self::Grafana => "grafana",
            Self::Svg => "svg",
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Dot => "DOT, for Graphviz",
            Self::Mermaid => "Mermaid flowchart",
            Self::Csv => "CSV of edges",
            Self::Kiali => "Kiali graph",
            Self::Grafana => "Grafana node graph",
            Self::Svg => "SVG of the whole map",
        }
    }

    /// The type of its text.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json | Self::Kiali | Self::Grafana => "application/json",
            Self::Dot => "text/vnd.graphviz; charset=utf-8",
            Self::Mermaid => "text/plain; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Svg => "image/svg+xml",
        }
    }

    /// What a file of it is called behind the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Json | Self::Kiali | Self::Grafana => "json",
            Self::Dot => "dot",
            Self::Mermaid => "mmd",
            Self::Csv => "csv",
            Self::Svg => "svg",
        }
    }
}

/// The mesh in that format; nothing for what is not text alone: our own JSON is written as every answer, a picture is laid out first.
pub fn write(mesh: &Mesh, format: Format) -> Option<String> {
    match format {
        Format::Json | Format::Svg => None,
        Format::Dot => Some(dot::write(mesh)),
        Format::Mermaid => Some(mermaid::write(mesh)),
        Format::Csv => Some(csv::write(mesh)),
        Format::Kiali => Some(kiali::write(mesh).to_string()),
        Format::Grafana => Some(grafana::write(mesh).to_string()),
    }
}

/// The edges between nodes that the mesh holds: of what a query leaves, some may lack an end.
fn whole(mesh: &Mesh) -> impl Iterator<Item = (usize, usize, &Edge)> {
    let places: std::collections::BTreeMap<&str, usize> =
        mesh.nodes.iter().enumerate().map(|(place, node)| (node.id.as_str(), place)).collect();
    mesh.edges.iter().filter_map(move |edge| Some((*places.get(edge.source.as_str())?, *places.get(edge.target.as_str())?, edge)))
}

/// Calls a second over the window.
fn rate(mesh: &Mesh, calls: u64) -> f64 {
    calls as f64 / f64::from(mesh.window_seconds.max(1))
}

/// What is said of an edge in a few words.
fn label(edge: &Edge) -> String {
    let calls = format!("{} calls", edge.calls);
    if edge.errors == 0 { calls } else { format!("{calls}, {} failed", edge.errors) }
}
