//! Keeps bodies off the links of others, so that no link seems to end where it only passes.
//!
//! Not in d3-force. A body too near to a link moves away at a right angle and the ends give way
//! to the other side. Like `Footprint` it is weak while the simulation is hot. Every body is held
//! against every link, which is cheap for the graphs whose links an eye can follow; beyond
//! `MOST_COMPARISONS` the force rests.

use super::Force;
use crate::{Body, Lcg};

/// A tick of the largest graph takes under a millisecond.
const MOST_COMPARISONS: usize = 200_000;

/// Pushes bodies off links and links off bodies.
#[derive(Debug, Clone)]
pub struct Clearance {
    /// The pairs of bodies that are linked.
    pub pairs: Vec<(usize, usize)>,
    /// How far from every body a link should pass; a body beyond the end asks for nothing.
    pub distances: Vec<f64>,
    /// The share of what is missing that is made up in a cold tick.
    pub strength: f64,
}

impl Clearance {
    /// Gives every body the distance that it asks of links.
    pub fn new(pairs: Vec<(usize, usize)>, distances: Vec<f64>) -> Self {
        Self { pairs, distances, strength: 0.2 }
    }
}

impl Force for Clearance {
    fn apply(&mut self, bodies: &mut [Body], alpha: f64, random: &mut Lcg) {
        if self.pairs.len() * self.distances.len() > MOST_COMPARISONS {
            return;
        }
        let strength = self.strength * (1.0 - alpha).max(0.0);
        for &(source, target) in &self.pairs {
            if source.max(target) >= bodies.len() {
                continue;
            }
            let line = Line::new(bodies[source], bodies[target]);
            for (body, wanted) in self.distances.iter().take(bodies.len()).enumerate() {
                if body == source || body == target {
                    continue;
                }
                if let Some((share, offset)) = line.beside(bodies[body], *wanted) {
                    let missing = wanted.copysign(random.apart(offset)) - offset;
                    let (x, y) = line.across(missing * strength / 2.0);
                    push(&mut bodies[body], x, y);
                    push(&mut bodies[source], -x * (1.0 - share), -y * (1.0 - share));
                    push(&mut bodies[target], -x * share, -y * share);
                }
            }
        }
    }
}

fn push(body: &mut Body, x: f64, y: f64) {
    body.vx += x;
    body.vy += y;
}

/// A link as it lies now.
struct Line {
    from: Body,
    along: (f64, f64),
    length: f64,
}

impl Line {
    fn new(from: Body, to: Body) -> Self {
        let along = (to.x - from.x, to.y - from.y);
        Self { from, along, length: (along.0 * along.0 + along.1 * along.1).sqrt() }
    }

    /// Returns where along the link a body stands, 0 at the source and 1 at the target, and how far
    /// off it, the sign saying on which side; nothing for a body that is far enough or beyond the ends.
    fn beside(&self, body: Body, wanted: f64) -> Option<(f64, f64)> {
        let (dx, dy) = (body.x - self.from.x, body.y - self.from.y);
        let forward = dx * self.along.0 + dy * self.along.1;
        let sideways = dy * self.along.0 - dx * self.along.1;
        let is_beside = forward > 0.0 && forward < self.length * self.length;
        let is_near = sideways.abs() < wanted * self.length;
        (is_beside && is_near).then(|| (forward / (self.length * self.length), sideways / self.length))
    }

    /// Returns a way of that length at a right angle to the link.
    fn across(&self, length: f64) -> (f64, f64) {
        (-self.along.1 / self.length * length, self.along.0 / self.length * length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(alpha: f64, x: f64, y: f64, expected: [f64; 3]) {
        let mut bodies = [Body::at(0.0, 0.0), Body::at(100.0, 0.0), Body::at(x, y)];
        let mut clearance = Clearance::new(vec![(0, 1)], vec![20.0; 3]);
        clearance.strength = 1.0;
        clearance.apply(&mut bodies, alpha, &mut Lcg::new(1));
        for (body, vy) in bodies.iter().zip(expected) {
            assert!((body.vy - vy).abs() < 1e-9 && body.vx.abs() < 1e-9, "{body:?}");
        }
    }

    #[test]
    fn a_body_on_a_link_and_the_nearer_end_part() {
        check(0.0, 75.0, 12.0, [-1.0, -3.0, 4.0]);
        check(0.0, 25.0, -12.0, [3.0, 1.0, -4.0]);
    }

    #[test]
    fn a_body_beside_or_beyond_a_link_is_left_alone() {
        check(0.0, 50.0, 21.0, [0.0; 3]);
        check(0.0, 110.0, 0.0, [0.0; 3]);
    }

    #[test]
    fn while_it_is_hot_bodies_may_cross_links() {
        check(1.0, 50.0, 5.0, [0.0; 3]);
    }
}
