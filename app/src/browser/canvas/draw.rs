//! What can be drawn on a canvas: a few shapes in colours that have names, pure data.

use force_layout::{Point, Size};
use std::rc::Rc;

/// A colour by the name of its token; which colour that is, the theme decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// The ground.
    Paper,
    /// A hairline that nothing depends on.
    Line,
    /// A line that must be seen.
    Rule,
    /// Text and what is chosen.
    Ink,
    /// Second text.
    Ink2,
    /// What is unknown or stands back.
    Ink3,
    /// Healthy.
    Ok,
    /// Degraded.
    Warn,
    /// Unhealthy.
    Bad,
    /// The registry's own colour.
    Registry,
    /// The orchestrator's own colour.
    Orch,
    /// The ground of the badge that counts tools.
    Tool,
    /// The figure on that badge.
    ToolInk,
    /// The ring around what is selected.
    Ring,
}

impl Ink {
    /// Every colour with its custom property, in the order of the variants.
    pub(super) const PROPERTIES: [&'static str; 14] = [
        "--paper",
        "--line",
        "--rule",
        "--ink",
        "--ink2",
        "--ink3",
        "--ok",
        "--warn",
        "--bad",
        "--registry",
        "--orch",
        "--tool",
        "--tool-ink",
        "--ring",
    ];

    /// The custom property that holds the colour.
    pub const fn property(self) -> &'static str {
        Self::PROPERTIES[self as usize]
    }
}

/// The lengths of strokes and gaps of a line; empty for a solid one.
pub type Dash = &'static [f64];

/// One thing to draw, in pixels of the page from the canvas's top left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Draw {
    /// From here on everything is so opaque, 0–1.
    Alpha(f64),
    /// A straight line.
    Line {
        /// One end.
        from: Point,
        /// The other.
        to: Point,
        /// Its width.
        width: f64,
        /// Its colour.
        ink: Ink,
        /// Its dash.
        dash: Dash,
    },
    /// A filled polygon.
    Area {
        /// Its corners; a triangle has one twice.
        corners: [Point; 4],
        /// Its colour.
        ink: Ink,
    },
    /// A filled circle.
    Disc {
        /// Its middle.
        at: Point,
        /// Its radius.
        radius: f64,
        /// Its colour.
        ink: Ink,
    },
    /// A circle's outline.
    Ring {
        /// Its middle.
        at: Point,
        /// The radius of the middle of its stroke.
        radius: f64,
        /// The width of its stroke.
        width: f64,
        /// Its colour.
        ink: Ink,
        /// Its dash.
        dash: Dash,
    },
    /// A filled rectangle with round corners.
    Plate {
        /// Its middle.
        at: Point,
        /// Its extent.
        size: Size,
        /// The radius of its corners.
        round: f64,
        /// Its colour.
        ink: Ink,
    },
    /// A line of text, centred.
    Text {
        /// The middle of its base line.
        at: Point,
        /// The text.
        text: Rc<str>,
        /// Its colour.
        ink: Ink,
        /// The height of its letters, and whether they are bold.
        font: (f64, bool),
        /// The width of the paper stroke behind it; 0 for none.
        halo: f64,
    },
}
