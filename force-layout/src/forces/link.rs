//! Springs between linked bodies.
//!
//! Solved one after the other on the places that the velocities lead to, as d3-force does after
//! Jakobsen, "Advanced Character Physics", 2001. A spring gives way more easily the more links
//! its ends have, and moves the end with fewer links more.

use super::Force;
use crate::{Body, Lcg};

/// Pulls or pushes the ends of links to a distance.
#[derive(Debug, Clone)]
pub struct Link {
    springs: Vec<Spring>,
    /// The wanted length of every link.
    pub distance: f64,
    /// How often the springs are solved in a tick.
    pub iterations: usize,
}

#[derive(Debug, Clone)]
struct Spring {
    source: usize,
    target: usize,
    strength: f64,
    /// The share of the correction that the target takes.
    bias: f64,
}

impl Link {
    /// Links pairs of `count` bodies; a pair that names another body is left out.
    pub fn new(count: usize, pairs: &[(usize, usize)]) -> Self {
        let known = |pair: &&(usize, usize)| pair.0 < count && pair.1 < count;
        let mut degrees = vec![0_usize; count];
        for &(source, target) in pairs.iter().filter(known) {
            degrees[source] += 1;
            degrees[target] += 1;
        }
        let spring = |&(source, target): &(usize, usize)| {
            let (from, to) = (degrees[source] as f64, degrees[target] as f64);
            Spring { source, target, strength: 1.0 / from.min(to), bias: from / (from + to) }
        };
        Self { springs: pairs.iter().filter(known).map(spring).collect(), distance: 30.0, iterations: 1 }
    }
}

impl Force for Link {
    fn apply(&mut self, bodies: &mut [Body], alpha: f64, random: &mut Lcg) {
        for _ in 0..self.iterations {
            for spring in &self.springs {
                let (source, target) = (bodies[spring.source], bodies[spring.target]);
                let dx = random.apart(target.x + target.vx - source.x - source.vx);
                let dy = random.apart(target.y + target.vy - source.y - source.vy);
                let length = (dx * dx + dy * dy).sqrt();
                let correction = (length - self.distance) / length * alpha * spring.strength;
                let (dx, dy) = (dx * correction, dy * correction);
                bodies[spring.target].vx -= dx * spring.bias;
                bodies[spring.target].vy -= dy * spring.bias;
                bodies[spring.source].vx += dx * (1.0 - spring.bias);
                bodies[spring.source].vy += dy * (1.0 - spring.bias);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(usize, usize)], expected: [(f64, f64); 3]) {
        let mut bodies = [Body::at(0.0, 0.0), Body::at(30.0, 40.0), Body::at(-60.0, 0.0)];
        Link::new(3, pairs).apply(&mut bodies, 0.5, &mut Lcg::new(1));
        for (body, (vx, vy)) in bodies.iter().zip(expected) {
            assert!((body.vx - vx).abs() < 1e-5 && (body.vy - vy).abs() < 1e-5, "{body:?}");
        }
    }

    #[test]
    fn two_equal_ends_share_the_correction() {
        check(&[(0, 1)], [(3.0, 4.0), (-3.0, -4.0), (0.0, 0.0)]);
    }

    #[test]
    fn a_pair_that_names_no_body_is_left_out() {
        check(&[(0, 7), (9, 1)], [(0.0, 0.0); 3]);
    }

    #[test]
    fn the_end_with_fewer_links_moves_more() {
        let mut bodies = [Body::at(0.0, 0.0), Body::at(30.0, 40.0), Body::at(-60.0, 0.0)];
        Link::new(3, &[(0, 1), (0, 2)]).apply(&mut bodies, 0.5, &mut Lcg::new(1));
        assert!(bodies[1].vx.hypot(bodies[1].vy) > bodies[0].vx.hypot(bodies[0].vy));
    }
}
