//! The marks of the map: every measure and every meaning, in one table that the renderer and the legend read.
//!
//! One meaning has one channel: kind is shape, health is fill and cut, calls are width, failures are dash.
//! To add a mark: its measure here, its `Meaning` in `meaning.rs`, and its stroke in `scene/`.

use crate::browser::canvas::{Dash, Ink};
use domain::Health;
use domain::mesh::NodeKind;
use force_layout::Size;
use std::f64::consts::SQRT_2;

/// The paper between a node and everything else.
pub const GAP: f64 = 2.0;
/// From a node to the ring around it, and the width of that ring.
pub const RING: (f64, f64) = (6.0, 2.0);
/// The dash of the ring around what the keyboard is at.
pub const FOCUS: Dash = &[4.0, 3.0];
/// The height of a name, and the paper behind it.
pub const NAME: (f64, f64) = (12.0, 4.0);
/// The height of the line in which a name stands.
pub const NAME_LINE: f64 = 16.0;
/// From the foot of a node to the base line of its name.
pub const NAME_DROP: f64 = 16.0;
/// The foot of a node that is pinned: its length and its width, and how far below the node it stands.
pub const FOOT: (f64, f64, f64) = (14.0, 2.0, 4.0);
/// The mean width of a letter of a name.
pub const LETTER: f64 = 6.4;
/// The badge that counts tools, and the height of its figure.
pub const BADGE: (Size, f64) = (Size { width: 18.0, height: 16.0 }, 11.0);
/// The room kept for a name on a small map, where it may be written or not.
pub const FEW: f64 = 28.0;
/// How opaque is what stands back.
pub const FADED: f64 = 0.42;
/// An arrowhead: its length and half its breadth for a hairline, and what both gain with each pixel of width.
pub const HEAD: [(f64, f64); 2] = [(6.2, 1.5), (2.8, 0.8)];
/// How long a pulse is under way, in milliseconds.
pub const PULSE_MS: f64 = 600.0;
/// The most pulses at a time: more would say no more.
pub const PULSES_MAX: usize = 64;
/// The paper around a pulse.
pub const PULSE_RIM: f64 = 1.5;
/// How much a pulse is wider than half its edge.
pub const PULSE_EXTRA: f64 = 2.2;
/// How long the camera takes to another view, in milliseconds.
pub const CAMERA_MS: f64 = 300.0;
/// The stroke of a ring that stands for the unknown, as a share of its radius.
pub const HOLLOW: f64 = 0.16;
/// The disc of a group and the width of the ring around it, as shares of its radius.
pub const STACK: (f64, f64) = (0.75, 0.1);
/// The dash of what was declared and not called.
pub const DECLARED: Dash = &[9.0, 3.0, 1.5, 3.0];
/// The stroke across an edge that is called and not declared: its length beyond the edge's width, and its width.
pub const UNDECLARED: (f64, f64) = (8.0, 1.5);
/// The dash of the outline of a node that is not registered.
pub const STRANGE: Dash = &[4.0, 3.0];
/// The dash of what is gone: the outline of a node, and an edge.
pub const GONE: Dash = &[1.5, 4.0];
/// The height of the word that says what became of something, and how far it stands below a name.
pub const CHANGE: (f64, f64) = (11.0, 13.0);
/// An edge counts as called now for so long after its last call, in seconds.
pub const NOW_SECONDS: i64 = 10;

/// The calls an hour that the legend shows as widths; each stands for all up to it, the last for more as well.
pub const CALLS: [(u32, &str); 4] = [(10, "≤ 10"), (100, "100"), (1000, "1,000"), (10_000, "10,000")];

/// The shares of failed calls, each below its limit: its dash and its words.
pub const FAILED: [(f64, Dash, &str); 4] =
    [(0.01, &[], "< 1 %"), (0.05, &[10.0, 4.0], "1 – 5 %"), (0.25, &[5.0, 4.0], "5 – 25 %"), (f64::INFINITY, &[2.0, 4.0], "> 25 %")];

/// The outline of a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outline {
    /// A circle of this radius.
    Circle(f64),
    /// An upright square of half this side.
    Square(f64),
    /// A square on its corner, so far from its middle.
    Diamond(f64),
}

/// The outline of a kind of node.
pub const fn outline(kind: NodeKind) -> Outline {
    match kind {
        NodeKind::Registry => Outline::Square(16.0),
        NodeKind::Orchestrator => Outline::Diamond(20.5),
        NodeKind::Service => Outline::Circle(15.0),
        NodeKind::Group => Outline::Circle(20.0),
        NodeKind::Caller | NodeKind::Virtual => Outline::Circle(9.0),
        NodeKind::Tool => Outline::Square(6.0),
    }
}

impl Outline {
    /// From the middle to the farthest point, straight down or across.
    pub const fn reach(self) -> f64 {
        let (Self::Circle(reach) | Self::Square(reach) | Self::Diamond(reach)) = self;
        reach
    }

    /// From the middle to the border in the direction (`dx`, `dy`) of length 1.
    pub fn border(self, dx: f64, dy: f64) -> f64 {
        match self {
            Self::Circle(radius) => radius,
            Self::Square(half) => half / dx.abs().max(dy.abs()),
            Self::Diamond(reach) => reach / (dx.abs() + dy.abs()),
        }
    }

    /// The radius of the circle around it.
    pub fn round(self) -> f64 {
        match self {
            Self::Circle(radius) | Self::Diamond(radius) => radius,
            Self::Square(half) => half * SQRT_2,
        }
    }

    /// The same outline with its border moved outwards.
    #[must_use]
    pub fn widened(self, by: f64) -> Self {
        match self {
            Self::Circle(radius) => Self::Circle(radius + by),
            Self::Square(half) => Self::Square(half + by),
            Self::Diamond(reach) => Self::Diamond(reach + by * SQRT_2),
        }
    }

    /// The same outline at another scale.
    #[must_use]
    pub fn scaled(self, scale: f64) -> Self {
        match self {
            Self::Circle(radius) => Self::Circle(radius * scale),
            Self::Square(half) => Self::Square(half * scale),
            Self::Diamond(reach) => Self::Diamond(reach * scale),
        }
    }
}

/// What the kind of a node is called.
pub const fn kind_word(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Registry => "registry",
        NodeKind::Orchestrator => "orchestrator",
        NodeKind::Service => "service",
        NodeKind::Caller => "caller",
        NodeKind::Virtual => "not registered",
        NodeKind::Group => "group",
        NodeKind::Tool => "tool",
    }
}

/// The fill of a node; none for one that is hollow. Registry and orchestrator keep their own colour.
pub const fn fill(kind: NodeKind, health: Health) -> Option<Ink> {
    match (kind, health) {
        (NodeKind::Registry, _) => Some(Ink::Registry),
        (NodeKind::Orchestrator, _) => Some(Ink::Orch),
        (NodeKind::Tool, _) => Some(Ink::Tool),
        (NodeKind::Caller | NodeKind::Virtual, _) | (_, Health::Unknown | Health::Expired) => None,
        (NodeKind::Service | NodeKind::Group, Health::Healthy) => Some(Ink::Ok),
        (NodeKind::Service | NodeKind::Group, Health::Degraded) => Some(Ink::Warn),
        (NodeKind::Service | NodeKind::Group, Health::Unhealthy) => Some(Ink::Bad),
    }
}

/// Whether a kind of node shows its health.
pub const fn bears_health(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Service | NodeKind::Group)
}

/// The strokes cut into a node, in shares of its reach: from and to.
pub const fn cut(health: Health) -> &'static [[(f64, f64); 2]] {
    match health {
        Health::Degraded => &[[(-0.5, 0.0), (0.5, 0.0)]],
        Health::Unhealthy => &[[(-0.36, -0.36), (0.36, 0.36)], [(0.36, -0.36), (-0.36, 0.36)]],
        Health::Healthy | Health::Unknown | Health::Expired => &[],
    }
}

/// The width of a cut, as a share of the reach.
pub const CUT: f64 = 0.2;

/// The width of an edge: its calls an hour on a log scale, never thin where calls fail.
pub fn width(per_hour: f64, failed: f64) -> f64 {
    let least = if failed >= FAILED[0].0 { 2.0 } else { 1.0 };
    (1.0 + 1.3 * (per_hour.max(1.0).log10() - 1.0)).max(least)
}

/// The place in [`CALLS`] of so many calls an hour.
pub fn calls_step(per_hour: f64) -> usize {
    let last = CALLS.len() - 1;
    CALLS.iter().position(|(limit, _)| per_hour <= f64::from(*limit)).unwrap_or(last)
}

/// The place in [`FAILED`] of a share of failed calls.
pub fn failed_step(share: f64) -> usize {
    let last = FAILED.len() - 1;
    FAILED.iter().position(|(limit, _, _)| share < *limit).unwrap_or(last)
}

/// The dash of an edge by its share of failed calls.
pub fn dash(failed: f64) -> Dash {
    FAILED[failed_step(failed)].1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_is_as_wide_as_its_calls_have_digits() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} is not {b}");
        near(width(0.0, 0.0), 1.0);
        near(width(10.0, 0.0), 1.0);
        near(width(100.0, 0.0), 2.3);
        near(width(10_000.0, 0.0), 4.9);
        near(width(10.0, 0.01), 2.0);
    }

    #[test]
    fn a_dash_tells_the_share_that_failed() {
        let check = |share, expected: Dash| assert_eq!(dash(share), expected, "{share}");
        check(0.0, &[]);
        check(0.009, &[]);
        check(0.01, &[10.0, 4.0]);
        check(0.05, &[5.0, 4.0]);
        check(0.25, &[2.0, 4.0]);
        check(1.0, &[2.0, 4.0]);
    }

    #[test]
    fn calls_belong_to_the_first_width_that_holds_them() {
        assert_eq!([1.0, 10.0, 11.0, 1000.0, 1e6].map(calls_step), [0, 0, 1, 2, 3]);
    }

    #[test]
    fn an_edge_ends_at_the_border_of_its_node() {
        let half = std::f64::consts::FRAC_1_SQRT_2;
        assert!((Outline::Square(16.0).border(half, half) - 16.0 / half).abs() < 1e-9);
        assert!((Outline::Diamond(20.5).border(half, half) - 20.5 * half).abs() < 1e-9);
        assert!((Outline::Diamond(20.5).border(0.0, -1.0) - 20.5).abs() < 1e-9);
    }

    #[test]
    fn every_health_has_a_fill_or_a_cut_of_its_own() {
        let looks = Health::WORST_FIRST.map(|health| (fill(NodeKind::Service, health), cut(health).len()));
        assert_eq!(looks, [(Some(Ink::Bad), 2), (Some(Ink::Warn), 1), (None, 0), (None, 0), (Some(Ink::Ok), 0)]);
    }
}
