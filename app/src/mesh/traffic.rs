//! The calls at a node as one reads them: who calls it, whom it calls, and both summed up.

use domain::mesh::{Edge, Mesh};

/// Calls over some edges.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traffic {
    /// How many.
    pub calls: u64,
    /// Those without a good answer.
    pub errors: u64,
    /// The p95 of the slowest of the edges, in milliseconds.
    pub p95_ms: Option<f64>,
}

impl Traffic {
    /// Sums edges up.
    pub fn over<'a>(edges: impl IntoIterator<Item = &'a Edge>) -> Self {
        edges.into_iter().fold(Self::default(), |sum, edge| Self {
            calls: sum.calls + edge.calls,
            errors: sum.errors + edge.errors,
            p95_ms: larger(sum.p95_ms, edge.latency_ms.p95),
        })
    }

    /// The share that failed; none where nobody called.
    pub fn failed(&self) -> Option<f64> {
        (self.calls > 0).then(|| self.errors as f64 / self.calls as f64)
    }
}

/// The larger of two figures of which either may be missing.
fn larger(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

/// The edges that end at a node, the busiest first.
pub fn callers<'a>(mesh: &'a Mesh, node: &str) -> Vec<&'a Edge> {
    busiest(mesh.edges.iter().filter(|edge| edge.target == node).collect())
}

/// The edges that begin at a node, the busiest first.
pub fn callees<'a>(mesh: &'a Mesh, node: &str) -> Vec<&'a Edge> {
    busiest(mesh.edges.iter().filter(|edge| edge.source == node).collect())
}

fn busiest(mut edges: Vec<&Edge>) -> Vec<&Edge> {
    edges.sort_by_key(|edge| std::cmp::Reverse(edge.calls));
    edges
}

/// So many calls of a window as calls an hour.
pub fn per_hour(mesh: &Mesh, calls: u64) -> u64 {
    (calls as f64 * 3600.0 / f64::from(mesh.window_seconds.max(1))).round() as u64
}

/// So many calls of a window as calls a minute.
pub fn per_minute(mesh: &Mesh, calls: u64) -> f64 {
    calls as f64 * 60.0 / f64::from(mesh.window_seconds.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    #[test]
    fn the_calls_at_a_node_are_those_of_its_edges() {
        let mesh = sample::mesh();
        let orders = callers(&mesh, "orders");
        assert_eq!(orders.iter().map(|edge| edge.source.as_str()).collect::<Vec<_>>(), ["orchestrator", "pricing"]);
        assert_eq!(Traffic::over(orders), Traffic { calls: 45, errors: 0, p95_ms: Some(100.0) });
        assert_eq!(Traffic::over(callees(&mesh, "orders")).failed(), Some(0.1));
        assert_eq!(Traffic::over(callers(&mesh, "registry")).failed(), None);
    }
}
