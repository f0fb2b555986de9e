//! What the caller says: the viewport, the nodes, the links.

use std::collections::BTreeSet;

use crate::forces::Extent;
use crate::{Body, Point};

/// Half the room between the footprints of two nodes.
const GAP: f64 = 4.0;
/// How far from the edge of a node the links of others should pass.
const CLEARANCE: f64 = 12.0;
/// Nothing drawn for a node is larger.
const LARGEST: f64 = 10_000.0;

/// What a layout is made for.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The same seed gives the same picture.
    pub seed: u32,
    /// The width of the viewport; the graph takes on its shape.
    pub width: f64,
    /// The height of the viewport.
    pub height: f64,
    /// How far labels reach below the edge of their node.
    pub label_height: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, width: 1000.0, height: 620.0, label_height: 20.0 }
    }
}

/// A node as the caller knows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NodeSpec {
    /// What names the node from one graph to the next; unique within a graph.
    pub key: String,
    /// From the middle to the edge of its sign.
    pub radius: f64,
    /// The width of the label beneath it; 0 where none is drawn.
    pub label_width: f64,
    /// Where the node is held when it first appears; none to let it find its place.
    pub pinned_at: Option<Point>,
}

impl NodeSpec {
    /// Returns how far the node is drawn, half the gap to its neighbour included.
    pub(super) fn extent(&self, options: &Options) -> Extent {
        let (radius, width) = (sane(self.radius), sane(self.label_width));
        let label = if width > 0.0 { sane(options.label_height) } else { 0.0 };
        Extent { across: radius.max(width / 2.0) + GAP, above: radius + GAP, below: radius + label + GAP }
    }

    /// Returns how far from its middle the links of others should pass.
    pub(super) fn clearance(&self) -> f64 {
        sane(self.radius) + CLEARANCE
    }

    /// Returns the body of a node that is held from the start.
    pub(super) fn pinned_body(&self) -> Option<Body> {
        self.pinned_at.map(|place| {
            let mut body = Body::default();
            body.pin(place.x, place.y);
            body
        })
    }
}

/// Returns a length that can be reckoned with, whatever was said.
fn sane(length: f64) -> f64 {
    if length > 0.0 { length.min(LARGEST) } else { 0.0 }
}

/// Returns the links between two of `count` nodes, each pair once, whichever way it points.
pub(super) fn distinct(count: usize, links: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut seen = BTreeSet::new();
    let joins_two = |&(source, target): &(usize, usize)| {
        source != target && source.max(target) < count && seen.insert((source.min(target), source.max(target)))
    };
    links.iter().copied().filter(joins_two).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_counts_once_and_joins_two_nodes_that_are_there() {
        assert_eq!(distinct(3, &[(0, 1), (1, 0), (0, 1), (2, 2), (1, 2), (2, 3)]), [(0, 1), (1, 2)]);
    }

    #[test]
    fn a_footprint_holds_sign_label_and_half_the_gap() {
        let node = NodeSpec { radius: 15.0, label_width: 60.0, ..NodeSpec::default() };
        assert_eq!(node.extent(&Options::default()), Extent { across: 34.0, above: 19.0, below: 39.0 });
        let bare = NodeSpec { label_width: 0.0, ..node };
        assert_eq!(bare.extent(&Options::default()), Extent { across: 19.0, above: 19.0, below: 19.0 });
    }

    #[test]
    fn a_length_that_is_none_counts_as_zero() {
        let node = NodeSpec { radius: f64::NAN, label_width: -3.0, ..NodeSpec::default() };
        assert_eq!(node.extent(&Options::default()), Extent { across: GAP, above: GAP, below: GAP });
    }
}
