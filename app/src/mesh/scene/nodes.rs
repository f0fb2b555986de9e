//! Nodes with their cuts and rings, names and badges.

use super::{FAR, LEGIBLE, View};
use crate::browser::canvas::{Dash, Draw, Ink};
use crate::mesh::graph::Vertex;
use crate::mesh::marks::{self, Outline};
use domain::mesh::{ChangeKind, NodeKind};
use force_layout::{Point, Size};
use std::f64::consts::SQRT_2;

/// The radius of the registry's corners.
const ROUND: f64 = 2.0;
/// The paper around a badge.
const BADGE_RIM: f64 = 1.5;
/// How much wider a badge is for each further digit.
const DIGIT: f64 = 6.0;
/// The base line of a figure below the middle of its badge.
const FIGURE_DROP: f64 = 4.0;
/// The cosine of the angle within which an arriving edge and a badge would meet: 30°.
const MEET: f64 = 0.866;
/// The dot of a caller, as a share of its radius.
const CALLER_DOT: f64 = 0.4;

/// Draws every node, those that go first, and those that stand back before the others.
pub fn nodes(view: &View, out: &mut Vec<Draw>) {
    for ((node, _), at) in view.fade.gone.iter().zip(view.gone) {
        body(node, marks::outline(node.kind).scaled(view.sign_scale()), *at, view.fade.of_gone(), out);
    }
    for full in [false, true] {
        let alike = view.emphasis.full.iter().enumerate().filter(|(place, own)| **own == full && is_drawn(view, *place));
        for (place, _) in alike {
            node(view, place, full, out);
        }
    }
}

/// Whether a node is to be seen, and in view.
fn is_drawn(view: &View, place: usize) -> bool {
    !view.emphasis.hidden[place] && view.is_in_view(place)
}

fn node(view: &View, place: usize, full: bool, out: &mut Vec<Draw>) {
    let (node, at) = (&view.graph.nodes[place], view.places[place]);
    let is_ill = !marks::cut(node.health).is_empty();
    // Who is ill is to be seen from afar too, and not by colour alone.
    let scale = if is_ill { view.sign_scale().max(FAR) } else { view.sign_scale() };
    let outline = marks::outline(node.kind).scaled(scale);
    rings(view, place, outline, at, out);
    if !view.is_far() {
        shape(outline.widened(marks::GAP), at, Ink::Paper, out);
    }
    body(node, outline, at, view.fade.of(place) * if full { 1.0 } else { marks::FADED }, out);
    if view.is_far() && !is_ill {
        return;
    }
    if node.pinned_at.is_some() && !view.few_names && !view.is_far() {
        foot(outline, at, out);
    }
    if node.kind != NodeKind::Caller && node.kind != NodeKind::Virtual {
        cuts(node, outline.reach().min(marks::outline(NodeKind::Service).reach() * scale), at, out);
    }
}

/// The shape of a node, as opaque as `alpha` says.
fn body(node: &Vertex, outline: Outline, at: Point, alpha: f64, out: &mut Vec<Draw>) {
    if alpha < 1.0 {
        out.push(Draw::Alpha(alpha));
    }
    match marks::fill(node.kind, node.health).filter(|_| node.change != Some(ChangeKind::Gone)) {
        Some(ink) if node.kind == NodeKind::Group => {
            stack(outline.reach(), at, ink, out);
        }
        Some(ink) => shape(outline, at, ink, out),
        None => hollow(node, outline.reach(), at, out),
    }
    if alpha < 1.0 {
        out.push(Draw::Alpha(1.0));
    }
}

/// A group: a disc, and the ring of all that lies under it.
fn stack(radius: f64, at: Point, ink: Ink, out: &mut Vec<Draw>) {
    let width = radius * marks::STACK.1;
    out.push(Draw::Ring { at, radius: radius - width / 2.0, width, ink, dash: &[] });
    out.push(Draw::Disc { at, radius: radius * marks::STACK.0, ink });
}

fn shape(outline: Outline, at: Point, ink: Ink, out: &mut Vec<Draw>) {
    out.push(match outline {
        Outline::Circle(radius) => Draw::Disc { at, radius, ink },
        Outline::Square(half) => Draw::Plate { at, size: Size::new(half * 2.0, half * 2.0), round: ROUND, ink },
        Outline::Diamond(reach) => {
            let corner = |x: f64, y: f64| Point::new(at.x + x * reach, at.y + y * reach);
            Draw::Area { corners: [corner(0.0, -1.0), corner(1.0, 0.0), corner(0.0, 1.0), corner(-1.0, 0.0)], ink }
        }
    });
}

/// A ring: of what is unknown; with a dot, of who only calls; dashed, of what is not registered.
fn hollow(node: &Vertex, radius: f64, at: Point, out: &mut Vec<Draw>) {
    let width = (radius * marks::HOLLOW).max(1.5);
    let dash: Dash = match node.kind {
        _ if node.change == Some(ChangeKind::Gone) => marks::GONE,
        NodeKind::Virtual => marks::STRANGE,
        _ => &[],
    };
    out.push(Draw::Ring { at, radius: radius - width / 2.0, width, ink: Ink::Ink3, dash });
    if node.kind == NodeKind::Caller {
        out.push(Draw::Disc { at, radius: radius * CALLER_DOT, ink: Ink::Ink3 });
    }
}

fn cuts(node: &Vertex, reach: f64, at: Point, out: &mut Vec<Draw>) {
    let end = |(x, y): (f64, f64)| Point::new(at.x + x * reach, at.y + y * reach);
    let cut =
        |[from, to]: &[(f64, f64); 2]| Draw::Line { from: end(*from), to: end(*to), width: reach * marks::CUT, ink: Ink::Paper, dash: &[] };
    out.extend(marks::cut(node.health).iter().map(cut));
}

/// What a pinned node stands on.
fn foot(outline: Outline, at: Point, out: &mut Vec<Draw>) {
    let (length, width, drop) = marks::FOOT;
    let end = |side: f64| Point::new(at.x + side * length / 2.0, at.y + outline.reach() + drop);
    let line = |width, ink| Draw::Line { from: end(-1.0), to: end(1.0), width, ink, dash: &[] };
    out.extend([line(width + marks::GAP * 2.0, Ink::Paper), line(width, Ink::Ink2)]);
}

/// The ring of the selection, and around it the dashed one of the keyboard.
fn rings(view: &View, place: usize, outline: Outline, at: Point, out: &mut Vec<Draw>) {
    let (gap, width) = marks::RING;
    let mut radius = outline.round() + gap + width / 2.0;
    if view.selected == Some(place) {
        out.push(Draw::Disc { at, radius: radius + width, ink: Ink::Paper });
        out.push(Draw::Ring { at, radius, width, ink: Ink::Ring, dash: &[] });
        radius += width * 2.0;
    }
    if view.focus == Some(place) {
        out.push(Draw::Ring { at, radius, width, ink: Ink::Ring, dash: marks::FOCUS });
    }
}

/// Writes the names, those that stand back in grey; from afar only those for which there is room beside the ones before.
pub fn names(view: &View, out: &mut Vec<Draw>) {
    let first = out.len();
    for place in 0..view.graph.nodes.len() {
        let named = view.emphasis.named[place];
        let is_wanted = named || (!view.few_names && view.scale >= LEGIBLE);
        if is_wanted && !is_own(view, place) && is_drawn(view, place) && !(view.is_far() && is_taken(view, place, &out[first..])) {
            name(view, place, if named || !is_asked(view) { Ink::Ink } else { Ink::Ink3 }, out);
        }
    }
}

/// Whether the name of a node would lie on another one.
fn is_taken(view: &View, place: usize, written: &[Draw]) -> bool {
    let node = &view.graph.nodes[place];
    let (at, width) = (below(view, place, node), half_width(&node.label));
    written.iter().any(|one| match one {
        Draw::Text { at: other, text, .. } => {
            (at.y - other.y).abs() < marks::NAME_LINE && (at.x - other.x).abs() < width + half_width(text)
        }
        _ => false,
    })
}

/// About half the width of a name, in letters of bytes: it need not be exact.
fn half_width(name: &str) -> f64 {
    name.len() as f64 * marks::LETTER / 2.0
}

/// Writes the names of what is selected and of where the keyboard is, over everything else.
pub fn own_names(view: &View, out: &mut Vec<Draw>) {
    (0..view.graph.nodes.len()).filter(|place| is_own(view, *place)).for_each(|place| name(view, place, Ink::Ink, out));
}

fn name(view: &View, place: usize, ink: Ink, out: &mut Vec<Draw>) {
    let node = &view.graph.nodes[place];
    let font = (marks::NAME.0, view.selected == Some(place));
    out.push(Draw::Text { at: below(view, place, node), text: node.label.clone(), ink, font, halo: marks::NAME.1 });
}

/// Writes under each node what became of it.
pub fn changes(view: &View, out: &mut Vec<Draw>) {
    if view.scale < LEGIBLE {
        return;
    }
    for (place, node) in view.graph.nodes.iter().enumerate().filter(|(place, _)| view.emphasis.full[*place] && is_drawn(view, *place)) {
        if let Some(change) = node.change {
            let at = below(view, place, node);
            let at = Point::new(at.x, at.y + marks::CHANGE.1);
            out.push(Draw::Text { at, text: change.word().into(), ink: Ink::Ink, font: (marks::CHANGE.0, true), halo: marks::NAME.1 });
        }
    }
}

fn is_own(view: &View, place: usize) -> bool {
    view.selected == Some(place) || view.focus == Some(place)
}

fn below(view: &View, place: usize, node: &Vertex) -> Point {
    let outline = marks::outline(node.kind).scaled(view.sign_scale());
    let foot = if is_own(view, place) { outline.round() + marks::RING.0 } else { outline.reach() };
    Point::new(view.places[place].x, view.places[place].y + foot + marks::NAME_DROP)
}

/// Draws the badges of nodes in full: at top right, or at top left where an edge ends there.
pub fn badges(view: &View, out: &mut Vec<Draw>) {
    if view.scale < LEGIBLE {
        return;
    }
    let (Size { width, height }, figure) = marks::BADGE;
    for (place, node) in view.graph.nodes.iter().enumerate() {
        if node.tools == 0 || !is_drawn(view, place) || (is_asked(view) && !view.emphasis.named[place]) {
            continue;
        }
        let side = if ends_at(view, place, 1.0) && !ends_at(view, place, -1.0) { -1.0 } else { 1.0 };
        let corner = marks::outline(node.kind).scaled(view.sign_scale()).reach() * 0.78;
        let at = Point::new(view.places[place].x + side * corner, view.places[place].y - corner);
        let width = width + DIGIT * (node.badge.len() as f64 - 1.0);
        let plate = |rim: f64, ink| Draw::Plate { at, size: Size::new(width + rim, height + rim), round: f64::midpoint(height, rim), ink };
        out.push(plate(BADGE_RIM * 2.0, Ink::Paper));
        out.push(plate(0.0, Ink::Tool));
        let at = Point::new(at.x, at.y + FIGURE_DROP);
        out.push(Draw::Text { at, text: node.badge.clone(), ink: Ink::ToolInk, font: (figure, true), halo: 0.0 });
    }
}

/// Whether something is asked for, so that what is full only because it is ill says no more than that.
fn is_asked(view: &View) -> bool {
    !view.emphasis.leases
}

/// Whether an edge arrives from the upper right, or, with −1, from the upper left.
fn ends_at(view: &View, place: usize, side: f64) -> bool {
    let here = view.places[place];
    view.graph.arriving[place].iter().any(|caller| {
        let from = view.places[*caller];
        let along = ((from.x - here.x) * side - (from.y - here.y)) / SQRT_2;
        along > MEET * here.distance(from)
    })
}
