//! Points, sizes and the box around a graph: words that layout and camera share.

/// A place, in the world of the layout or on the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// Names a place.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Returns the straight distance to another place.
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// How wide and how high something is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Size {
    /// Extent to the right.
    pub width: f64,
    /// Extent downwards.
    pub height: f64,
}

impl Size {
    /// Names an extent.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }
}

/// The room to keep free inside a viewport, for panels and legends.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Padding {
    /// Kept free above.
    pub top: f64,
    /// Kept free at the right.
    pub right: f64,
    /// Kept free below.
    pub bottom: f64,
    /// Kept free at the left.
    pub left: f64,
}

impl Padding {
    /// Keeps the same room free on all sides.
    pub fn all(room: f64) -> Self {
        Self { top: room, right: room, bottom: room, left: room }
    }
}

/// The smallest upright box around what is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bounds {
    /// Top left corner.
    pub min: Point,
    /// Bottom right corner.
    pub max: Point,
}

impl Bounds {
    /// Returns the box around both boxes.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            min: Point::new(self.min.x.min(other.min.x), self.min.y.min(other.min.y)),
            max: Point::new(self.max.x.max(other.max.x), self.max.y.max(other.max.y)),
        }
    }

    /// Returns the extent.
    pub fn size(self) -> Size {
        Size::new(self.max.x - self.min.x, self.max.y - self.min.y)
    }

    /// Returns the middle.
    pub fn middle(self) -> Point {
        Point::new(f64::midpoint(self.min.x, self.max.x), f64::midpoint(self.min.y, self.max.y))
    }
}
