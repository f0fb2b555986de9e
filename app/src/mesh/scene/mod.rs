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
use force_layout::Point;

/// Below this scale names and badges would be larger than their nodes.
const LEGIBLE: f64 = 0.5;
/// The scales between which signs grow with the map; beyond them only the distances do.
const SIGNS: (f64, f64) = (0.4, 1.6);

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
