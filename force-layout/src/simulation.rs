//! Bodies and the heat that moves them; the forces are handed in at every tick.
//!
//! The schedule is d3-force's: alpha falls from 1 towards its target and passes 0.001 after 300
//! ticks; forces are scaled by it; velocities keep 60 % a tick. Headless: there is no timer.

use crate::{Body, Force, Lcg};

const ALPHA_MIN: f64 = 0.001;
/// What of the heat goes at each tick, so that 300 ticks bring it to the least: 1 − 0.001^(1/300).
const ALPHA_DECAY: f64 = 0.022_762_779_044_189_33;
const VELOCITY_DECAY: f64 = 0.4;

/// Bodies, their heat and their randomness.
#[derive(Debug, Clone)]
pub struct Simulation {
    bodies: Vec<Body>,
    random: Lcg,
    alpha: f64,
    /// The heat below which the bodies count as settled.
    pub alpha_min: f64,
    /// The share of the way to its target that the heat goes in a tick.
    pub alpha_decay: f64,
    /// The heat that the simulation tends to: zero, or more while a hand moves a body.
    pub alpha_target: f64,
    /// The share of its velocity that a body loses in a tick.
    pub velocity_decay: f64,
}

impl Simulation {
    /// Starts hot; bodies without a place are put on the spiral.
    pub fn new(bodies: Vec<Body>, seed: u32) -> Self {
        let mut simulation = Self {
            bodies: Vec::new(),
            random: Lcg::new(seed),
            alpha: 1.0,
            alpha_min: ALPHA_MIN,
            alpha_decay: ALPHA_DECAY,
            alpha_target: 0.0,
            velocity_decay: VELOCITY_DECAY,
        };
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
        self.alpha += (self.alpha_target - self.alpha) * self.alpha_decay;
        for force in forces {
            force.apply(&mut self.bodies, self.alpha, &mut self.random);
        }
        let kept = 1.0 - self.velocity_decay;
        for body in &mut self.bodies {
            body.advance(kept);
        }
    }

    /// Returns the heat, 1 at the start.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// Answers whether the bodies have come to rest.
    pub fn is_settled(&self) -> bool {
        self.alpha < self.alpha_min
    }

    /// Sets the heat.
    pub fn set_alpha(&mut self, alpha: f64) {
        self.alpha = alpha;
    }

    /// Heats up to `alpha`; never cools.
    pub fn reheat(&mut self, alpha: f64) {
        self.alpha = self.alpha.max(alpha);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heat_passes_its_minimum_after_three_hundred_ticks() {
        let mut simulation = Simulation::new(Vec::new(), 1);
        for _ in 0..299 {
            simulation.tick(&mut []);
        }
        assert!(!simulation.is_settled());
        simulation.tick(&mut []);
        simulation.tick(&mut []);
        assert!(simulation.is_settled());
    }

    #[test]
    fn reheating_never_cools() {
        let mut simulation = Simulation::new(Vec::new(), 1);
        simulation.reheat(0.3);
        assert!((simulation.alpha() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn bodies_without_a_place_start_on_the_spiral() {
        let lost = Body::at(f64::NAN, 0.0);
        let simulation = Simulation::new(vec![lost; 3], 1);
        let expected: Vec<Body> = (0..3).map(Body::on_spiral).collect();
        assert_eq!(simulation.bodies(), expected);
    }
}
