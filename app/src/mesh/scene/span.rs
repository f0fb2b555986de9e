//! Where on the screen a line begins and ends, between the borders of its nodes.

use super::View;
use crate::mesh::graph::Line;
use crate::mesh::marks;
use force_layout::Point;

/// Half the paper between two lines that lie side by side.
const ASIDE: f64 = 1.5;

/// The visible part of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Where it leaves the caller.
    pub from: Point,
    /// Its direction, of length 1.
    pub way: (f64, f64),
    /// Its length.
    pub length: f64,
}

impl Span {
    /// The span of a line; none where its nodes touch, or it is out of view.
    pub fn of(view: &View, line: &Line) -> Option<Self> {
        let aside = if line.has_twin { line.width() / 2.0 + ASIDE } else { 0.0 };
        Self::between(view, line.from, line.to, aside)
    }

    /// The span between two nodes, where it may be in view, moved to the right of its direction.
    pub fn between(view: &View, from: usize, to: usize, aside: f64) -> Option<Self> {
        let (start, end) = (*view.places.get(from)?, *view.places.get(to)?);
        if !view.is_crossed(start, end) {
            return None;
        }
        let whole = start.distance(end);
        let (dx, dy) = ((end.x - start.x) / whole, (end.y - start.y) / whole);
        let (before, after) = (border(view, from, dx, dy), border(view, to, dx, dy));
        let length = whole - before - after;
        let begin = Point::new(start.x + dx * before - dy * aside, start.y + dy * before + dx * aside);
        // Two nodes on one place have no direction, and then the length is no number.
        (length > 0.0).then_some(Self { from: begin, way: (dx, dy), length })
    }

    /// The point so far along, and so far to the right of its direction.
    pub fn at(self, along: f64, across: f64) -> Point {
        let (dx, dy) = self.way;
        Point::new(self.from.x + dx * along - dy * across, self.from.y + dy * along + dx * across)
    }
}

/// From a node's middle to where lines end: its border, the paper around it, and its ring where it has one.
fn border(view: &View, place: usize, dx: f64, dy: f64) -> f64 {
    let outline = marks::outline(view.graph.nodes[place].kind).scaled(view.sign_scale());
    if view.selected == Some(place) {
        return outline.round() + marks::RING.0 + marks::RING.1 + marks::GAP;
    }
    outline.border(dx, dy) + marks::GAP
}
