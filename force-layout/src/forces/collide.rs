//! Keeps discs from overlapping.

use super::Force;
use super::neighbours::{Neighbours, ahead};
use crate::{Body, Lcg};

/// Pushes overlapping discs apart, the lighter one more: mass grows with the area.
#[derive(Debug, Clone)]
pub struct Collide {
    /// The radius of every body; a body beyond the end has none.
    pub radii: Vec<f64>,
    /// The share of the overlap that is undone at once.
    pub strength: f64,
    /// How often overlaps are looked for in a tick.
    pub iterations: usize,
    neighbours: Neighbours,
}

impl Collide {
    /// Gives every body its radius.
    pub fn new(radii: Vec<f64>) -> Self {
        Self { radii, strength: 1.0, iterations: 1, neighbours: Neighbours::default() }
    }

    fn part_all(&mut self, bodies: &mut [Body], random: &mut Lcg) {
        let (radii, strength) = (&self.radii, self.strength);
        let radius = |body: usize| radii.get(body).copied().unwrap_or(0.0);
        self.neighbours.build(bodies, radius);
        for body in 0..bodies.len() {
            let place = ahead(&bodies[body]);
            self.neighbours.each_later(body, place, radius(body), |other| {
                let (near, far) = (radius(body), radius(other));
                let (x, y) = ahead(&bodies[other]);
                let (dx, dy) = (place.0 - x, place.1 - y);
                if dx * dx + dy * dy >= (near + far).powi(2) {
                    return;
                }
                let (dx, dy) = (random.apart(dx), random.apart(dy));
                let distance = (dx * dx + dy * dy).sqrt();
                let push = (near + far - distance) / distance * strength;
                let share = far * far / (near * near + far * far);
                bodies[body].vx += dx * push * share;
                bodies[body].vy += dy * push * share;
                bodies[other].vx -= dx * push * (1.0 - share);
                bodies[other].vy -= dy * push * (1.0 - share);
            });
        }
    }
}

impl Force for Collide {
    fn apply(&mut self, bodies: &mut [Body], _alpha: f64, random: &mut Lcg) {
        for _ in 0..self.iterations {
            self.part_all(bodies, random);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Simulation;

    fn check(bodies: &[Body], radii: &[f64], expected: &[(f64, f64)]) {
        let mut bodies = bodies.to_vec();
        Collide::new(radii.to_vec()).apply(&mut bodies, 1.0, &mut Lcg::new(1));
        for (body, (vx, vy)) in bodies.iter().zip(expected) {
            let close = (body.vx - vx).abs() < 1e-5 && (body.vy - vy).abs() < 1e-5;
            assert!(close, "{body:?} instead of {vx}, {vy}");
        }
    }

    #[test]
    fn equal_discs_share_their_overlap() {
        let bodies = [Body::at(0.0, 0.0), Body::at(12.0, 0.0), Body::at(90.0, 0.0)];
        check(&bodies, &[10.0; 3], &[(-4.0, 0.0), (4.0, 0.0), (0.0, 0.0)]);
    }

    #[test]
    fn the_smaller_disc_gives_way() {
        let bodies = [Body::at(0.0, 0.0), Body::at(30.0, 0.0)];
        check(&bodies, &[10.0, 30.0], &[(-9.0, 0.0), (1.0, 0.0)]);
    }

    #[test]
    fn a_body_without_a_radius_is_passed_through() {
        let bodies = [Body::at(0.0, 0.0), Body::at(1.0, 0.0)];
        check(&bodies, &[], &[(0.0, 0.0), (0.0, 0.0)]);
    }

    #[test]
    fn coincident_discs_are_parted() {
        let mut simulation = Simulation::new(vec![Body::at(5.0, 5.0); 6], 1);
        let mut collide = Collide::new(vec![10.0; 6]);
        for _ in 0..300 {
            simulation.tick(&mut [&mut collide]);
        }
        let bodies = simulation.bodies();
        for (index, one) in bodies.iter().enumerate() {
            for two in &bodies[index + 1..] {
                assert!((one.x - two.x).hypot(one.y - two.y) > 19.0, "{bodies:?}");
            }
        }
    }
}
