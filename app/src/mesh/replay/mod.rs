//! A stretch of the mesh as one HTML file that plays by itself: opened from a disk, without us and without a network.
//!
//! The only script of ours in plain JavaScript, for it has to run where no server is.

use super::stage::{Room, Stage};
use crate::api::Chart;
use domain::mesh::{Change, ChangeKind, Changes, Mesh, Node, NodeKind};
use force_layout::Size;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../../../style/tokens.css");
const STYLE: &str = include_str!("replay.css");
const SCRIPT: &str = include_str!("replay.js");

/// The room that the nodes are laid out for.
const ROOM: Size = Size { width: 1200.0, height: 700.0 };
/// The paper around everything, with the names.
const MARGIN: f64 = 60.0;

/// The file that plays these moments, of which there is one at least, oldest first.
pub fn replay(moments: &[Mesh]) -> String {
    let all = everyone(moments);
    let mut stage = Stage::new(Room { size: ROOM, ..Room::default() });
    if !stage.is_ready_for(all.nodes.len()) {
        stage.enlarge(force_layout::large());
    }
    stage.set_mesh(&Chart::of(all.clone(), Vec::new()));
    let spots: Vec<(f64, f64)> =
        (0..all.nodes.len()).map(|place| stage.spot(place).map_or((0.0, 0.0), |at| (at.x.round(), at.y.round()))).collect();
    let node = |(node, (x, y)): (&Node, &(f64, f64))| json!({ "name": node.id, "kind": node.kind.word(), "x": x, "y": y });
    let nodes: Vec<Value> = all.nodes.iter().zip(&spots).map(node).collect();
    let frames: Vec<Value> =
        moments.iter().enumerate().map(|(at, mesh)| frame(mesh, at.checked_sub(1).map(|before| &moments[before]), &all)).collect();
    // What would end the element that holds it stands as the number of its character.
    let data = json!({ "nodes": nodes, "frames": frames }).to_string().replace('<', "\\u003c");
    page(moments, &extent(&spots), &data)
}

fn page(moments: &[Mesh], extent: &str, data: &str) -> String {
    let at = |mesh: Option<&Mesh>| mesh.map(|mesh| mesh.at.to_string()).unwrap_or_default();
    let (from, to) = (at(moments.first()), at(moments.last()));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'\">\n\
         <title>The mesh from {from} to {to}</title>\n<style>\n{TOKENS}\n{STYLE}</style>\n</head>\n<body>\n\
         <header><h1>The mesh, replayed</h1><p>From {from} to {to}, as Meshdeck kept it. Calls are those since the moment before.</p></header>\n\
         <svg id=\"map\" viewBox=\"{extent}\" role=\"img\" aria-label=\"Map of the mesh\"><defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" \
         markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\"/></marker></defs></svg>\n\
         <footer><button id=\"play\" type=\"button\">Play</button>\
         <input id=\"scrub\" type=\"range\" min=\"0\" value=\"0\" aria-label=\"Moment\"><output id=\"at\" for=\"scrub\"></output>\
         <ul id=\"told\" aria-label=\"What changed\"></ul></footer>\n\
         <script type=\"application/json\" id=\"data\">{data}</script>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

/// Everyone who was there at any of the moments, with every edge: nobody moves while it plays.
fn everyone(moments: &[Mesh]) -> Mesh {
    let own = |node: &Node| !matches!(node.kind, NodeKind::Registry | NodeKind::Orchestrator);
    let nodes: BTreeMap<(bool, &str), &Node> =
        moments.iter().flat_map(|mesh| &mesh.nodes).map(|node| ((own(node), node.id.as_str()), node)).collect();
    let edges: BTreeMap<(&str, &str), _> =
        moments.iter().flat_map(|mesh| &mesh.edges).map(|edge| ((edge.source.as_str(), edge.target.as_str()), edge)).collect();
    let (nodes, edges) = (nodes.into_values().cloned().collect(), edges.into_values().cloned().collect());
    Mesh { nodes, edges, window_seconds: 3600, ..Mesh::default() }
}

fn frame(mesh: &Mesh, before: Option<&Mesh>, all: &Mesh) -> Value {
    let places: BTreeMap<&str, usize> = all.nodes.iter().enumerate().map(|(place, node)| (node.id.as_str(), place)).collect();
    let there: BTreeMap<&str, &Node> = mesh.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let health = |node: &Node| there.get(node.id.as_str()).map(|node| json!([node.health.word(), node.reason]));
    let health: Vec<Option<Value>> = all.nodes.iter().map(health).collect();
    let edge = |edge: &domain::mesh::Edge| {
        let (from, to) = (places.get(edge.source.as_str())?, places.get(edge.target.as_str())?);
        Some(json!([from, to, edge.calls, edge.errors, edge.latency_ms.p95]))
    };
    let edges: Vec<Value> = mesh.edges.iter().filter_map(edge).collect();
    let changes = before.map(|before| Changes::between(before, mesh).items).unwrap_or_default();
    let changes: Vec<String> = changes.iter().map(words).collect();
    json!({ "at": mesh.at, "seconds": mesh.window_seconds, "health": health, "edges": edges, "changes": changes })
}

/// A change in words.
fn words(change: &Change) -> String {
    let of = change.callee.as_ref().map_or_else(|| change.node.clone(), |callee| format!("{} → {callee}", change.node));
    let became = match change.kind {
        ChangeKind::Worse => "is worse",
        ChangeKind::Gone => "is gone",
        ChangeKind::Failing => "begins to fail",
        ChangeKind::Slower => "is slower",
        ChangeKind::New => "is new",
        ChangeKind::Recovered => "no longer fails",
        ChangeKind::Faster => "is faster",
        ChangeKind::Better => "is better",
    };
    match change.health {
        Some((was, is)) => format!("{of} {became}: {}, was {}", is.word(), was.word()),
        None => format!("{of} {became}"),
    }
}

/// The part of the plane that holds every node with its name.
fn extent(spots: &[(f64, f64)]) -> String {
    let ends = |of: fn(&(f64, f64)) -> f64| {
        let values = spots.iter().map(of);
        (values.clone().fold(f64::INFINITY, f64::min) - MARGIN, values.fold(f64::NEG_INFINITY, f64::max) + MARGIN)
    };
    let ((left, right), (top, bottom)) = (ends(|spot| spot.0), ends(|spot| spot.1));
    format!("{left} {top} {} {}", right - left, bottom - top)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;
    use domain::{Health, Time};

    #[test]
    fn a_replay_holds_every_moment_and_nothing_that_names_can_break_out_of() {
        let before = Mesh { at: Time::from_seconds(60), ..sample::mesh() };
        let mut after = Mesh { at: Time::from_seconds(120), ..sample::mesh() };
        let gone = after.nodes.pop().expect("a node");
        after.nodes.push(Node { id: "</script><b>".to_owned(), health: Health::Unhealthy, ..gone.clone() });
        let html = replay(&[before, after]);
        let (_, data) = html.split_once("id=\"data\">").expect("data");
        let (data, rest) = data.split_once("</script>").expect("an end");
        let data: Value = serde_json::from_str(data).expect("JSON");
        assert_eq!((data["frames"].as_array().map(Vec::len), data["nodes"].as_array().map(Vec::len)), (Some(2), Some(6)));
        assert_eq!(data["frames"][1]["changes"][0], format!("{} is gone", gone.id));
        assert!(rest.trim_start().starts_with("<script>") && !html.contains("<b>"));
        assert_eq!(html.matches("http").count(), html.matches("http-equiv").count() + html.matches("http://www.w3.org/2000/svg").count());
    }
}
