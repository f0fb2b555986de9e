//! From the viewport and what is drawn of the nodes to the strengths of the forces.
//!
//! Bodies that repel with `q / distance` and are pulled to the middle with `k_x · x` and `k_y · y`
//! spread evenly over an ellipse: the two-dimensional form of Kellogg, "Foundations of Potential
//! Theory", 1929, ch. VII §6. Inside a uniform ellipse with half axes a and b the push is
//! `2qN·x / a(a + b)` and `2qN·y / b(a + b)`, so these are the strengths that fill it. Links then
//! draw the graph together within that room.

use super::Options;
use crate::Size;
use crate::forces::Extent;

/// Empty room around a footprint, as a multiple of the footprint.
const ROOM: f64 = 5.0;
/// Repulsion for a link distance of 1; everything else scales with it.
const REPULSION: f64 = 0.9;
/// The share of the even spacing that a link wants to be long.
const LINK_SHARE: f64 = 0.4;
/// No link wants to be longer, however few nodes there are.
const LONGEST_LINK: f64 = 120.0;
/// By how much the ellipse is made larger, because links draw the graph together.
const TENSION: f64 = 1.2;

/// The strengths and lengths that suit a graph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measure {
    /// The room that a node has to each side if all spread evenly, on the two axes.
    pub spacing: Size,
    /// The wanted length of a link.
    pub link_distance: f64,
    /// The strength of the repulsion.
    pub repulsion: f64,
    /// The pull to the middle along x.
    pub pull_x: f64,
    /// The pull to the middle along y.
    pub pull_y: f64,
}

impl Measure {
    pub fn new(options: &Options, extents: &[Extent]) -> Self {
        let count = (extents.len() as f64).max(1.0);
        let world = world(options, extents);
        let spacing = (world.width * world.height / count).sqrt();
        let link_distance = (spacing * LINK_SHARE).min(LONGEST_LINK);
        let repulsion = REPULSION * link_distance * link_distance;
        let (a, b) = (world.width / 2.0 * TENSION, world.height / 2.0 * TENSION);
        let fill = 2.0 * repulsion * count / (a + b);
        let stretch = (world.width / world.height).sqrt();
        Self { spacing: Size::new(spacing * stretch, spacing / stretch), link_distance, repulsion, pull_x: fill / a, pull_y: fill / b }
    }
}

/// Returns the viewport, enlarged to the same shape where the footprints need more room.
fn world(options: &Options, extents: &[Extent]) -> Size {
    let area = |extent: &Extent| 2.0 * extent.across * (extent.above + extent.below);
    let needed: f64 = extents.iter().map(area).sum::<f64>() * ROOM;
    let (width, height) = (options.width.max(1.0), options.height.max(1.0));
    let scale = (needed / (width * height)).sqrt().max(1.0);
    Size::new(width * scale, height * scale)
}
