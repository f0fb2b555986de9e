//! How the world of the layout appears on the screen: one scale and one shift, nothing else.

use crate::{Bounds, Padding, Point, Size};

/// Maps the world to the screen: `screen = world · scale + (x, y)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Screen units for one unit of the world.
    pub scale: f64,
    /// Where the world's origin appears, to the right.
    pub x: f64,
    /// Where the world's origin appears, downwards.
    pub y: f64,
}

impl Camera {
    /// Returns where a place of the world appears.
    pub fn to_screen(self, world: Point) -> Point {
        Point::new(world.x * self.scale + self.x, world.y * self.scale + self.y)
    }

    /// Returns which place of the world appears there.
    pub fn to_world(self, screen: Point) -> Point {
        Point::new((screen.x - self.x) / self.scale, (screen.y - self.y) / self.scale)
    }

    /// Moves the picture by so much on the screen.
    #[must_use]
    pub fn panned(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// Sets the scale and leaves the place under `anchor`, a point on the screen, where it is.
    #[must_use]
    pub fn zoomed(self, scale: f64, anchor: Point) -> Self {
        let held = self.to_world(anchor);
        Self { scale, x: anchor.x - held.x * scale, y: anchor.y - held.y * scale }
    }
}

/// Shows the bounds in the middle of what the padding leaves of the viewport.
///
/// It shrinks as far as needed and never enlarges: at scale 1 nodes have the size they were laid
/// out for.
pub fn fit(bounds: Bounds, viewport: Size, padding: Padding) -> Camera {
    let free = Bounds {
        min: Point::new(padding.left, padding.top),
        max: Point::new(
            (viewport.width - padding.right).max(padding.left + 1.0),
            (viewport.height - padding.bottom).max(padding.top + 1.0),
        ),
    };
    let (needed, given) = (bounds.size(), free.size());
    let scale = (given.width / needed.width).min(given.height / needed.height).min(1.0);
    let (from, to) = (bounds.middle(), free.middle());
    Camera { scale, x: to.x - from.x * scale, y: to.y - from.y * scale }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bounds: [f64; 4], padding: Padding, expected: Camera) {
        let [left, top, right, bottom] = bounds;
        let bounds = Bounds { min: Point::new(left, top), max: Point::new(right, bottom) };
        let viewport = Size::new(400.0, 200.0);
        assert_eq!(fit(bounds, viewport, padding), expected);
    }

    fn camera(scale: f64, x: f64, y: f64) -> Camera {
        Camera { scale, x, y }
    }

    #[test]
    fn the_tighter_side_decides_the_scale() {
        let plain = Padding::default();
        check([-400.0, -100.0, 400.0, 100.0], plain, camera(0.5, 200.0, 100.0));
        check([-100.0, -200.0, 100.0, 200.0], plain, camera(0.5, 200.0, 100.0));
    }

    #[test]
    fn a_small_graph_is_not_enlarged() {
        check([10.0, 10.0, 10.0, 10.0], Padding::default(), camera(1.0, 190.0, 90.0));
    }

    #[test]
    fn a_panel_moves_the_middle() {
        let panel = Padding { right: 200.0, ..Padding::default() };
        check([-100.0, -100.0, 100.0, 100.0], panel, camera(1.0, 100.0, 100.0));
    }

    #[test]
    fn a_viewport_smaller_than_its_padding_still_has_a_scale() {
        let camera = fit(Bounds { min: Point::new(0.0, 0.0), max: Point::new(100.0, 100.0) }, Size::new(0.0, 0.0), Padding::all(24.0));
        assert!(camera.scale > 0.0 && camera.x.is_finite());
    }

    #[test]
    fn the_way_to_the_screen_and_back_is_the_identity() {
        let seen = camera(0.5, 30.0, -20.0);
        let place = Point::new(12.0, 34.0);
        assert_eq!(seen.to_screen(place), Point::new(36.0, -3.0));
        assert_eq!(seen.to_world(seen.to_screen(place)), place);
    }

    #[test]
    fn zooming_holds_the_place_under_the_pointer() {
        let anchor = Point::new(100.0, 50.0);
        let before = camera(1.0, 20.0, 10.0);
        let after = before.zoomed(2.0, anchor);
        assert_eq!(after.to_world(anchor), before.to_world(anchor));
        assert_eq!(after.panned(5.0, 5.0).to_world(Point::new(105.0, 55.0)), before.to_world(anchor));
    }
}
