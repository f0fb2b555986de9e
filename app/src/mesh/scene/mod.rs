//! The scene: graph, places and emphasis in, a list of things to draw out.
//!
//! ```text
//! leases → lines → pulses → names → nodes → badges → what became of lines → the name one is at → what became of nodes
//! ```
//! Pure: the same view gives the same drawing, and nothing here knows a browser.

mod lines;
mod nodes;
mod span;

use super::emphasis::Emphasis;
use super::graph::Graph;
use super::pulses::Pulses;
use super::stage::Fade;
use crate::browser::canvas::Draw;
use force_layout::{Point, Size};

/// Below this scale names and badges would be larger than their nodes.
const LEGIBLE: f64 = 0.5;
/// The scales between which signs grow with the map; beyond them only the distances do.
const SIGNS: (f64, f64) = (0.14, 1.6);
/// Below this scale one looks from afar: what would be smaller than a pixel or two is left out, arrowheads, dashes, cuts and the
/// paper around nodes, and so are leases, which would cover the rest.
const FAR: f64 = 0.4;
/// How far a node with its name, badge and ring reaches at most, at the scale 1.
const REACH: f64 = 130.0;

/// What is seen.
pub struct View<'a> {
    /// The graph.
    pub graph: &'a Graph,
    /// Where each node is on the screen.
    pub places: &'a [Point],
    /// Who stands out.
    pub emphasis: &'a Emphasis,
    /// The selected node.
    pub selected: Option<usize>,
    /// The node the keyboard is at.
    pub focus: Option<usize>,
    /// The scale of the camera.
    pub scale: f64,
    /// What is in view; none where all is drawn.
    pub room: Option<Size>,
    /// Whether only a few are named.
    pub few_names: bool,
    /// The calls under way.
    pub pulses: &'a Pulses,
    /// Who comes and who goes.
    pub fade: &'a Fade,
    /// Where those are that go.
    pub gone: &'a [Point],
    /// The time of the frame, in milliseconds.
    pub now: f64,
    /// Whether nothing may move: then a pulse rests at the middle of its edge.
    pub still: bool,
}

impl View<'_> {
    /// The scale of signs.
    pub fn sign_scale(&self) -> f64 {
        sign_scale(self.scale)
    }

    /// Whether one looks from afar.
    pub fn is_far(&self) -> bool {
        self.scale < FAR
    }

    /// How wide a line of a width is drawn.
    pub fn width(&self, width: f64) -> f64 {
        if self.is_far() { (width * self.sign_scale()).max(1.0) } else { width }
    }

    /// Whether something of a node may be in view.
    pub fn is_in_view(&self, place: usize) -> bool {
        let (at, reach) = (self.places[place], REACH * self.sign_scale().max(1.0));
        self.room.is_none_or(|room| at.x > -reach && at.y > -reach && at.x < room.width + reach && at.y < room.height + reach)
    }

    /// Whether something of a line between two points may be in view: not where both are beyond the same side.
    pub fn is_crossed(&self, from: Point, to: Point) -> bool {
        self.room.is_none_or(|room| {
            from.x.max(to.x) >= 0.0 && from.y.max(to.y) >= 0.0 && from.x.min(to.x) <= room.width && from.y.min(to.y) <= room.height
        })
    }
}

/// The scale of signs at a scale of the camera.
pub fn sign_scale(scale: f64) -> f64 {
    scale.clamp(SIGNS.0, SIGNS.1)
}

/// Appends everything that is seen, from the ground up.
pub fn draw(view: &View, out: &mut Vec<Draw>) {
    lines::leases(view, out);
    lines::lines(view, out);
    lines::pulses(view, out);
    nodes::names(view, out);
    nodes::nodes(view, out);
    nodes::badges(view, out);
    lines::changes(view, out);
    nodes::own_names(view, out);
    nodes::changes(view, out);
}

#[cfg(test)]
mod tests;
