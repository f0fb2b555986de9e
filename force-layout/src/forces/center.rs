//! Keeps the mean of all bodies in one place, without changing the shape of the graph.

use super::Force;
use crate::{Body, Lcg, Point};

/// Moves all bodies alike so that their mean comes to a point.
#[derive(Debug, Clone)]
pub struct Center {
    /// Where the mean shall be.
    pub target: Point,
    /// The share of the way that is gone in a tick.
    pub strength: f64,
}

impl Default for Center {
    fn default() -> Self {
        Self { target: Point::default(), strength: 1.0 }
    }
}

impl Force for Center {
    fn apply(&mut self, bodies: &mut [Body], _alpha: f64, _random: &mut Lcg) {
        let count = bodies.len() as f64;
        let sum = bodies.iter().fold(Point::default(), |sum, body| Point::new(sum.x + body.x, sum.y + body.y));
        let dx = (sum.x / count - self.target.x) * self.strength;
        let dy = (sum.y / count - self.target.y) * self.strength;
        for body in bodies {
            body.x -= dx;
            body.y -= dy;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_comes_to_the_target_and_the_shape_stays() {
        let mut bodies = [Body::at(100.0, 0.0), Body::at(200.0, 0.0), Body::at(300.0, 30.0)];
        Center::default().apply(&mut bodies, 1.0, &mut Lcg::new(1));
        let expected = [Body::at(-100.0, -10.0), Body::at(0.0, -10.0), Body::at(100.0, 20.0)];
        assert_eq!(bodies, expected);
    }

    #[test]
    fn no_bodies_have_no_mean() {
        Center::default().apply(&mut [], 1.0, &mut Lcg::new(1));
    }
}
