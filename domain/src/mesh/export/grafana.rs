//! Two frames for Grafana's node graph, as its data frames are written in JSON: columns with their fields before them.

use super::super::{Edge, Mesh, Node};
use super::whole;
use crate::Health;
use serde_json::{Value, json};

/// One field: its name, its type, what it says to people, its column.
type Field = (&'static str, &'static str, &'static str, Vec<Value>);

/// The mesh as a frame of nodes and a frame of edges.
pub fn write(mesh: &Mesh) -> Value {
    let whole: Vec<&Edge> = whole(mesh).map(|(_, _, edge)| edge).collect();
    json!([frame("nodes", nodes(mesh)), frame("edges", edges(mesh, &whole))])
}

fn nodes(mesh: &Mesh) -> Vec<Field> {
    let column = |of: fn(&Node) -> Value| mesh.nodes.iter().map(of).collect();
    let share = |health: &[Health]| mesh.nodes.iter().map(|node| Value::from(u8::from(health.contains(&node.health)))).collect();
    vec![
        ("id", "string", "Id", column(|node| node.id.as_str().into())),
        ("title", "string", "Name", column(|node| node.id.as_str().into())),
        ("subtitle", "string", "Kind", column(|node| node.kind.word().into())),
        ("mainstat", "number", "Tools", column(|node| node.tools.into())),
        ("detail__health", "string", "Health", column(|node| node.health.word().into())),
        ("detail__reason", "string", "Why", column(|node| node.reason.as_str().into())),
        ("arc__healthy", "number", "Healthy", share(&[Health::Healthy])),
        ("arc__degraded", "number", "Degraded", share(&[Health::Degraded])),
        ("arc__unhealthy", "number", "Unhealthy", share(&[Health::Unhealthy])),
        ("arc__unknown", "number", "Unknown", share(&[Health::Unknown, Health::Expired])),
    ]
}

fn edges(mesh: &Mesh, edges: &[&Edge]) -> Vec<Field> {
    let hours = f64::from(mesh.window_seconds.max(1)) / 3600.0;
    let column = |of: &dyn Fn(usize, &Edge) -> Value| edges.iter().enumerate().map(|(place, edge)| of(place, edge)).collect();
    vec![
        ("id", "string", "Id", column(&|place, _| format!("e{place}").into())),
        ("source", "string", "Caller", column(&|_, edge| edge.source.as_str().into())),
        ("target", "string", "Callee", column(&|_, edge| edge.target.as_str().into())),
        ("mainstat", "number", "Calls per hour", column(&|_, edge| (edge.calls as f64 / hours).into())),
        ("secondarystat", "number", "Failed, percent", column(&|_, edge| (edge.failed_share() * 100.0).into())),
        ("detail__p95", "number", "p95, milliseconds", column(&|_, edge| edge.latency_ms.p95.into())),
        ("thickness", "number", "Thickness", column(&|_, edge| (1.0 + (1.0 + edge.calls as f64 / hours).log10()).into())),
        ("strokeDasharray", "string", "Dashes", column(&|_, edge| if edge.errors > 0 { "5 4" } else { "" }.into())),
    ]
}

fn frame(name: &str, fields: Vec<Field>) -> Value {
    let schema: Vec<Value> =
        fields.iter().map(|(name, kind, words, _)| json!({ "name": name, "type": kind, "config": { "displayName": words } })).collect();
    let columns: Vec<Vec<Value>> = fields.into_iter().map(|(_, _, _, column)| column).collect();
    json!({
        "schema": { "name": name, "refId": name, "meta": { "preferredVisualisationType": "nodeGraph" }, "fields": schema },
        "data": { "values": columns },
    })
}
