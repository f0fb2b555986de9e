//! Bodies and the heat that moves them; the forces are handed in at every tick. Headless: there is no timer.

use crate::{Body, Force, Heat, Lcg};

/// Bodies, their heat and their randomness.
#[derive(Debug, Clone)]
pub struct Simulation {
    bodies: Vec<Body>,
    random: Lcg,
    /// How hot the bodies are, and how they cool.
    pub heat: Heat,
}

impl Simulation {
    /// Starts hot; bodies without a place are put on the spiral.
    pub fn new(bodies: Vec<Body>, seed: u32) -> Self {
        let mut simulation = Self { bodies: Vec::new(), random: Lcg::new(seed), heat: Heat::default() };
        simulation.set_bodies(bodies);
        simulation
    }

    /// Replaces the bodies without touching the heat.
    pub fn set_bodies(&mut self, bodies: Vec<Body>) {
        self.bodies = bodies;
        for (index, body) in self.bodies.iter_mut().enumerate() {
            body.x = body.fx.unwrap_or(body.x);
            body.y = body.fy.unwrap_or(body.y);
            if !body.is_placed() {
                *body = Body::on_spiral(index);
            }
            if !(body.vx.is_finite() && body.vy.is_finite()) {
                (body.vx, body.vy) = (0.0, 0.0);
            }
        }
    }

    /// Returns the bodies in the order in which they were given.
    pub fn bodies(&self) -> &[Body] {
        &self.bodies
    }

    /// Returns one body, to be pinned or let go.
    pub fn body_mut(&mut self, index: usize) -> Option<&mut Body> {
        self.bodies.get_mut(index)
    }

    /// Draws from the simulation's randomness.
    pub fn draw(&mut self) -> f64 {
        self.random.draw()
    }

    /// Cools by one step, lets the forces act in their order, then moves every body.
    pub fn tick(&mut self, forces: &mut [&mut dyn Force]) {
        let alpha = self.heat.cool();
        for force in forces {
            force.apply(&mut self.bodies, alpha, &mut self.random);
        }
        let kept = 1.0 - self.heat.velocity_decay;
        for body in &mut self.bodies {
            body.advance(kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_without_a_place_start_on_the_spiral() {
        let lost = Body::at(f64::NAN, 0.0);
        let simulation = Simulation::new(vec![lost; 3], 1);
        let expected: Vec<Body> = (0..3).map(Body::on_spiral).collect();
        assert_eq!(simulation.bodies(), expected);
    }
}
