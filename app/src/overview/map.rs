//! The small map: the mesh without words, to see its shape and where it hurts.

use super::field;
use super::place::{HEIGHT, NODES_MAX, WIDTH, place, radius};
use crate::prelude::*;
use crate::ui::format::{self, fixed};
use crate::ui::sign::{Mark, Shape};
use crate::{paths, words};
use domain::mesh::{Edge, Mesh, Node, NodeKind};
use domain::overview::{Counts, Overview};
use force_layout::Point;
use std::fmt::Write as _;

/// The room between an edge and its node.
const GAP: f64 = 2.0;

/// The section.
pub fn draw(overview: &Overview) -> impl IntoView + use<> {
    let mesh = &overview.mesh;
    let calls = overview.calls_per_minute.now.map(|rate| format!(", {} calls per min", format::rate(rate)));
    let edges = format::plural(mesh.edges.len() as u64, "edge", "edges");
    let is_small = mesh.total as usize <= NODES_MAX;
    let picture = if is_small { picture(mesh).into_any() } else { field::draw(&overview.counts).into_any() };
    let about = if is_small { format!("{edges}{}", calls.unwrap_or_default()) } else { said(&overview.counts) };
    view! {
        <section class="section">
            <header class="map-head">
                <h2>"Mesh"</h2>
                <small>{about}</small>
                <a href=paths::mesh()>"Open map"</a>
            </header>
            <a class="small-map" href=paths::mesh() aria-label="Map of the mesh" tabindex="-1">
                <svg viewBox=format!("0 0 {} {}", fixed(WIDTH, 0), fixed(HEIGHT, 0)) aria-hidden="true">{picture}</svg>
            </a>
        </section>
    }
}

fn said(counts: &Counts) -> String {
    format!("{} services, the worst first", format::count(counts.total().into()))
}

fn picture(mesh: &Mesh) -> impl IntoView + use<> {
    let (nodes, places) = (&mesh.nodes, place(mesh));
    let find = |id: &str| nodes.iter().position(|node| node.id == id).map(|index| (places[index], radius(nodes[index].kind)));
    let mut tips = String::new();
    let lines: Vec<_> =
        mesh.edges.iter().filter_map(|edge| line(edge, find(&edge.source)?, find(&edge.target)?, &mut tips, mesh)).collect();
    let signs: Vec<_> = nodes.iter().zip(&places).map(|(node, place)| sign(node, *place)).collect();
    view! { {lines}<path class="tip" d=tips />{signs} }
}

fn line(
    edge: &Edge,
    (from, from_radius): (Point, f64),
    (to, to_radius): (Point, f64),
    tips: &mut String,
    mesh: &Mesh,
) -> Option<impl IntoView + use<>> {
    let length = from.distance(to);
    let (start, end) = (from_radius + GAP, length - to_radius - GAP);
    if end <= start {
        return None;
    }
    let (dx, dy) = ((to.x - from.x) / length, (to.y - from.y) / length);
    let at = |along: f64, across: f64| Point::new(from.x + dx * along - dy * across, from.y + dy * along + dx * across);
    if edge.calls > 0 {
        let [tip, left, right] = [at(end, 0.0), at(end - 5.0, 2.2), at(end - 5.0, -2.2)].map(point);
        write!(tips, "M{tip}L{left}L{right}z").expect("writing to a String cannot fail");
    }
    let foot = if edge.calls > 0 { end - 4.0 } else { end };
    let per_hour = edge.calls as f64 * 3600.0 / f64::from(mesh.window_seconds.max(1));
    let class = if edge.calls > 0 { "edge" } else { "edge lease" };
    let path = format!("M{}L{}", point(at(start, 0.0)), point(at(foot.max(start), 0.0)));
    Some(
        view! { <path class=class d=path stroke-width=fixed(width(per_hour, edge.failed_share()), 1) stroke-dasharray=dash(edge.failed_share()) /> },
    )
}

fn sign(node: &Node, place: Point) -> impl IntoView + use<> {
    let (mark, shape, r) = (words::mark(node.health), words::shape(node.kind), radius(node.kind));
    let class = match shape {
        Shape::Square => "sign registry",
        Shape::Diamond => "sign orch",
        Shape::Disc if matches!(node.kind, NodeKind::Caller | NodeKind::Virtual) => "sign unknown",
        Shape::Disc => mark.class(),
    };
    let body = match shape {
        Shape::Disc => String::new(),
        Shape::Square => "M-9-9H9V9H-9Z".to_owned(),
        Shape::Diamond => "M0-10.5 10.5 0 0 10.5-10.5 0Z".to_owned(),
    };
    let ring = mark == Mark::Unknown || class == "sign unknown";
    view! {
        <g class=class transform=format!("translate({}) scale({})", point(place), fixed(r / 10.0, 2))>
            <circle class="gap" r="12.5" />
            <circle r=if ring { "9.2" } else { "10" } />
            <path class="body" d=body />
            <path class="cut" d=mark.cut() />
        </g>
    }
}

/// The width of an edge by its calls an hour, on a log scale, at less than half the map's.
fn width(per_hour: f64, failed: f64) -> f64 {
    let full = (1.0 + 1.3 * (per_hour.max(1.0).log10() - 1.0)).max(if failed >= 0.01 { 2.0 } else { 1.0 });
    (full * 0.45).max(1.0)
}

/// The dash of an edge by the share of failed calls, at half the map's lengths.
fn dash(failed: f64) -> Option<&'static str> {
    match failed {
        f if f < 0.01 => None,
        f if f <= 0.05 => Some("5 2"),
        f if f <= 0.25 => Some("2.5 2"),
        _ => Some("1 2"),
    }
}

fn point(place: Point) -> String {
    format!("{} {}", fixed(place.x, 1), fixed(place.y, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_is_wider_with_calls_and_dashed_with_failures() {
        assert!((width(10.0, 0.0) - 1.0).abs() < 1e-9 && width(10_000.0, 0.0) > width(1000.0, 0.0));
        assert_eq!([0.0, 0.02, 0.1, 0.5].map(dash), [None, Some("5 2"), Some("2.5 2"), Some("1 2")]);
    }
}
