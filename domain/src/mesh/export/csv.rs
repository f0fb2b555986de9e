//! The edges as a table, as RFC 4180 has it.

use super::super::{Edge, Mesh, Provenance};
use crate::csv::field;

/// The columns, in the order of the first line.
const COLUMNS: &str = "source,target,calls,errors,latency_p50_ms,latency_p95_ms,latency_p99_ms,provenance,first_seen,last_seen\r\n";

/// A line of names and a line an edge.
pub fn write(mesh: &Mesh) -> String {
    COLUMNS.chars().chain(mesh.edges.iter().map(row).collect::<String>().chars()).collect()
}

/// What is not known is empty.
fn row(edge: &Edge) -> String {
    let latency = [edge.latency_ms.p50, edge.latency_ms.p95, edge.latency_ms.p99];
    let latency = latency.map(|figure| figure.map(|figure| figure.to_string()).unwrap_or_default()).join(",");
    let known = edge.provenance.iter().map(|how| Provenance::word(*how)).collect::<Vec<_>>().join(" ");
    let seen = [edge.first_seen, edge.last_seen].map(|time| time.map(|time| time.to_string()).unwrap_or_default()).join(",");
    let (source, target) = (field(&edge.source), field(&edge.target));
    format!("{source},{target},{},{},{latency},{known},{seen}\r\n", edge.calls, edge.errors)
}
