//! Keeps what is drawn of each body, its sign and the label beneath it, off the others.
//!
//! Not in d3-force. Footprints are upright boxes; two that overlap are parted along the axis on
//! which the way out is shorter. While the simulation is hot the force is weak, so that bodies can
//! still pass one another; as it cools it decides.

use super::Force;
use super::neighbours::{Neighbours, ahead};
use crate::{Body, Lcg};

/// How far a body's drawing reaches from its place.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Extent {
    /// To the left and to the right.
    pub across: f64,
    /// Upwards.
    pub above: f64,
    /// Downwards, label and all.
    pub below: f64,
}

impl Extent {
    fn reach(self) -> f64 {
        self.across.max(self.above).max(self.below)
    }
}

/// Pushes overlapping footprints apart.
#[derive(Debug, Clone)]
pub struct Footprint {
    /// The footprint of every body; a body beyond the end has none.
    pub extents: Vec<Extent>,
    /// The share of the overlap that is undone in a cold tick.
    pub strength: f64,
    neighbours: Neighbours,
}

impl Footprint {
    /// Gives every body its footprint.
    pub fn new(extents: Vec<Extent>) -> Self {
        Self { extents, strength: 0.2, neighbours: Neighbours::default() }
    }
}

impl Force for Footprint {
    fn apply(&mut self, bodies: &mut [Body], alpha: f64, random: &mut Lcg) {
        let extents = &self.extents;
        let extent = |body: usize| extents.get(body).copied().unwrap_or_default();
        let strength = self.strength * (1.0 - alpha).max(0.0);
        self.neighbours.build(bodies, |body| extent(body).reach());
        for body in 0..bodies.len() {
            let place = ahead(&bodies[body]);
            let reach = extent(body).reach();
            self.neighbours.each_later(body, place, reach, |other| {
                let there = ahead(&bodies[other]);
                let (dx, dy) = (there.0 - place.0, there.1 - place.1);
                let (x, y) = way_out(extent(body), extent(other), dx, dy, random);
                bodies[body].vx -= x * strength / 2.0;
                bodies[body].vy -= y * strength / 2.0;
                bodies[other].vx += x * strength / 2.0;
                bodies[other].vy += y * strength / 2.0;
            });
        }
    }
}

/// Returns the shortest way by which the second box leaves the first; none if they are apart.
fn way_out(one: Extent, two: Extent, dx: f64, dy: f64, random: &mut Lcg) -> (f64, f64) {
    let (dx, dy) = (random.apart(dx), random.apart(dy));
    let room = if dy > 0.0 { one.below + two.above } else { one.above + two.below };
    let across = one.across + two.across - dx.abs();
    let along = room - dy.abs();
    if across <= 0.0 || along <= 0.0 {
        (0.0, 0.0)
    } else if across < along {
        (across * dx.signum(), 0.0)
    } else {
        (0.0, along * dy.signum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGN_WITH_LABEL: Extent = Extent { across: 40.0, above: 15.0, below: 33.0 };

    fn check(alpha: f64, dx: f64, dy: f64, expected: (f64, f64)) {
        let mut bodies = [Body::at(0.0, 0.0), Body::at(dx, dy)];
        let mut footprint = Footprint::new(vec![SIGN_WITH_LABEL; 2]);
        footprint.strength = 0.4;
        footprint.apply(&mut bodies, alpha, &mut Lcg::new(1));
        let pushed = (bodies[1].vx, bodies[1].vy);
        assert!((pushed.0 - expected.0).abs() < 1e-9 && (pushed.1 - expected.1).abs() < 1e-9);
        assert_eq!((bodies[0].vx, bodies[0].vy), (-pushed.0, -pushed.1));
    }

    #[test]
    fn footprints_leave_by_the_shorter_way() {
        check(0.0, 75.0, 10.0, (1.0, 0.0));
        check(0.0, 10.0, 43.0, (0.0, 1.0));
        check(0.0, 10.0, -43.0, (0.0, -1.0));
    }

    #[test]
    fn footprints_that_are_apart_are_left_alone() {
        check(0.0, 81.0, 0.0, (0.0, 0.0));
        check(0.0, 0.0, 49.0, (0.0, 0.0));
    }

    #[test]
    fn while_it_is_hot_footprints_may_overlap() {
        check(1.0, 10.0, 10.0, (0.0, 0.0));
    }
}
