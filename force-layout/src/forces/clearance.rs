//! Keeps bodies off the links of others, so that no link seems to end where it only passes.
//!
//! Not in d3-force. A body too near to a link moves away at a right angle and the ends give way
//! to the other side. Like `Footprint` it is weak while the simulation is hot. Every body is held
//! against every link, which is cheap for the graphs whose links an eye can follow; beyond
//! `MOST_COMPARISONS` the force rests.

use super::Force;
use crate::{Body, Lcg};

/// One tick of the largest graph takes about a millisecond.
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
        Self { pairs, distances, strength: 0.3 }
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
            for (body, distance) in self.distances.iter().take(bodies.len()).enumerate() {
                if body != source && body != target {
                    clear(bodies, [source, target, body], *distance, strength, random);
                }
            }
        }
    }
}

/// Moves a body and a link apart until the distance between them is the wanted one.
fn clear(bodies: &mut [Body], [source, target, body]: [usize; 3], wanted: f64, strength: f64, random: &mut Lcg) {
    let (from, to, place) = (bodies[source], bodies[target], bodies[body]);
    let (along_x, along_y) = (to.x - from.x, to.y - from.y);
    let length = along_x.hypot(along_y);
    let (dx, dy) = (place.x - from.x, place.y - from.y);
    // Where along the link the body stands, 0 at the source and 1 at the target.
    let share = (dx * along_x + dy * along_y) / (length * length);
    // How far it stands from the link; the sign says on which side.
    let offset = (dy * along_x - dx * along_y) / length;
    let is_beside = share > 0.0 && share < 1.0 && offset.abs() < wanted;
    if !is_beside {
        return;
    }
    let push = (wanted - offset.abs()) * random.apart(offset).signum() * strength / 2.0;
    let (across_x, across_y) = (-along_y / length * push, along_x / length * push);
    bodies[body].vx += across_x;
    bodies[body].vy += across_y;
    bodies[source].vx -= across_x * (1.0 - share);
    bodies[source].vy -= across_y * (1.0 - share);
    bodies[target].vx -= across_x * share;
    bodies[target].vy -= across_y * share;
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
