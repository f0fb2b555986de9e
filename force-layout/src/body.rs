//! One thing that moves: a place, a velocity and, where a hand holds it, a pin.

use crate::turn::{GOLDEN, turned};

/// A node as the simulation sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Body {
    /// Place on the x axis.
    pub x: f64,
    /// Place on the y axis.
    pub y: f64,
    /// Velocity along x, in units a tick.
    pub vx: f64,
    /// Velocity along y, in units a tick.
    pub vy: f64,
    /// Where the body is held on the x axis, if it is held.
    pub fx: Option<f64>,
    /// Where the body is held on the y axis, if it is held.
    pub fy: Option<f64>,
}

impl Body {
    /// Puts a resting body at a place.
    pub fn at(x: f64, y: f64) -> Self {
        Self { x, y, ..Self::default() }
    }

    /// Puts the `index`-th body on the spiral of a sunflower head.
    ///
    /// Turning by the golden angle and growing with the square root of the index spreads bodies
    /// evenly over a disc (Vogel, "A better way to construct the sunflower head", 1979).
    pub fn on_spiral(index: usize) -> Self {
        const SPACING: f64 = 10.0;
        let radius = SPACING * (0.5 + index as f64).sqrt();
        let direction = turned(GOLDEN, index);
        Self::at(radius * direction.x, radius * direction.y)
    }

    /// Holds the body at a place; a place that is not finite is ignored.
    pub fn pin(&mut self, x: f64, y: f64) {
        if x.is_finite() && y.is_finite() {
            (self.fx, self.fy) = (Some(x), Some(y));
            (self.x, self.y) = (x, y);
            (self.vx, self.vy) = (0.0, 0.0);
        }
    }

    /// Lets the body go.
    pub fn unpin(&mut self) {
        (self.fx, self.fy) = (None, None);
    }

    /// Answers whether the body is held on either axis.
    pub fn is_pinned(&self) -> bool {
        self.fx.is_some() || self.fy.is_some()
    }

    /// Moves the body by one tick, keeping that share of its velocity.
    pub(crate) fn advance(&mut self, kept: f64) {
        advance_axis(&mut self.x, &mut self.vx, self.fx, kept);
        advance_axis(&mut self.y, &mut self.vy, self.fy, kept);
    }

    /// Answers whether the body has a place at all.
    pub(crate) fn is_placed(&self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }
}

/// Moves along one axis. A velocity that would leave the plane is dropped, so that one broken
/// body cannot spoil the others.
fn advance_axis(place: &mut f64, velocity: &mut f64, pin: Option<f64>, kept: f64) {
    *velocity *= kept;
    let next = pin.unwrap_or(*place + *velocity);
    if pin.is_some() || !next.is_finite() {
        *velocity = 0.0;
    }
    if next.is_finite() {
        *place = next;
    } else if !place.is_finite() {
        *place = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mut body: Body, expected: (f64, f64)) {
        body.advance(0.6);
        assert!((body.x - expected.0).abs() < 1e-12 && (body.vx - expected.1).abs() < 1e-12);
        assert!(body.y.is_finite() && body.vy.is_finite());
    }

    #[test]
    fn a_free_body_moves_by_its_damped_velocity() {
        let moving = Body { vx: 10.0, ..Body::at(1.0, 2.0) };
        check(moving, (7.0, 6.0));
    }

    #[test]
    fn a_pinned_body_rests_where_it_is_held() {
        let held = Body { vx: 10.0, fx: Some(4.0), ..Body::at(1.0, 2.0) };
        check(held, (4.0, 0.0));
    }

    #[test]
    fn a_broken_velocity_leaves_the_body_where_it_was() {
        let broken = Body { vx: f64::NAN, vy: f64::INFINITY, ..Body::at(1.0, 2.0) };
        check(broken, (1.0, 0.0));
    }

    #[test]
    fn a_body_without_a_place_comes_to_the_origin() {
        check(Body::at(f64::NAN, f64::INFINITY), (0.0, 0.0));
    }

    #[test]
    fn a_pin_that_is_no_place_is_ignored() {
        let mut body = Body::at(1.0, 2.0);
        body.pin(f64::NAN, 3.0);
        assert_eq!(body, Body::at(1.0, 2.0));
    }
}
