//! Draws every body towards a place, with its own strength on each axis.
//!
//! Unequal strengths give the graph the shape of its viewport: see `layout/measure.rs`.

use super::Force;
use crate::{Body, Lcg, Point};

/// Pulls bodies to a point.
#[derive(Debug, Clone)]
pub struct Position {
    /// Where bodies are drawn to.
    pub target: Point,
    /// The share of the way along x that a body gains as velocity in a tick.
    pub strength_x: f64,
    /// The same along y.
    pub strength_y: f64,
}

impl Default for Position {
    fn default() -> Self {
        Self { target: Point::default(), strength_x: 0.1, strength_y: 0.1 }
    }
}

impl Force for Position {
    fn apply(&mut self, bodies: &mut [Body], alpha: f64, _random: &mut Lcg) {
        for body in bodies {
            body.vx += (self.target.x - body.x) * self.strength_x * alpha;
            body.vy += (self.target.y - body.y) * self.strength_y * alpha;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_axis_pulls_with_its_own_strength() {
        let mut position = Position { target: Point::new(10.0, 0.0), strength_x: 0.5, strength_y: 0.1 };
        let mut bodies = [Body::at(110.0, 50.0)];
        position.apply(&mut bodies, 0.5, &mut Lcg::new(1));
        assert_eq!((bodies[0].vx, bodies[0].vy), (-25.0, -2.5));
    }
}
