//! How hot the bodies are: what scales the forces, and when the bodies count as settled.
//!
//! The schedule is d3-force's: alpha falls from 1 towards its target and passes 0.001 after 300
//! ticks; forces are scaled by it; velocities keep 60 % a tick.

const ALPHA_MIN: f64 = 0.001;
/// What of the heat goes at each tick, so that 300 ticks bring it to the least: 1 − 0.001^(1/300).
const ALPHA_DECAY: f64 = 0.022_762_779_044_189_33;
const VELOCITY_DECAY: f64 = 0.4;

/// The heat and its schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// The heat, 1 at the start.
    pub alpha: f64,
    /// The heat below which the bodies count as settled.
    pub least: f64,
    /// The share of the way to its target that the heat goes in a tick, 0 to 1.
    pub decay: f64,
    /// The heat that is tended to: zero, or more while a hand moves a body.
    pub target: f64,
    /// The share of its velocity that a body loses in a tick, 0 to 1.
    pub velocity_decay: f64,
}

impl Default for Heat {
    fn default() -> Self {
        Self { alpha: 1.0, least: ALPHA_MIN, decay: ALPHA_DECAY, target: 0.0, velocity_decay: VELOCITY_DECAY }
    }
}

impl Heat {
    /// The decay with which the heat falls from 1 to its usual minimum within so many ticks.
    pub fn decay_within(ticks: usize) -> f64 {
        1.0 - ALPHA_MIN.powf(1.0 / ticks.max(1) as f64)
    }

    /// Cools by one tick and returns the heat.
    pub fn cool(&mut self) -> f64 {
        self.alpha += (self.target - self.alpha) * self.decay;
        self.alpha
    }

    /// Heats up to `alpha`; never cools.
    pub fn warm(&mut self, alpha: f64) {
        self.alpha = self.alpha.max(alpha);
    }

    /// Cools down all at once.
    pub fn end(&mut self) {
        (self.alpha, self.target) = (0.0, 0.0);
    }

    /// Answers whether the bodies have come to rest.
    pub fn is_settled(&self) -> bool {
        self.alpha < self.least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heat_passes_its_minimum_after_three_hundred_ticks() {
        let mut heat = Heat::default();
        let cooled = |heat: &mut Heat, ticks| (0..ticks).fold(1.0, |_, _| heat.cool());
        assert!(cooled(&mut heat, 299) > heat.least);
        assert!(!heat.is_settled());
        assert!(cooled(&mut heat, 2) < heat.least);
        assert!(heat.is_settled());
    }

    #[test]
    fn a_schedule_can_be_shorter() {
        assert!((Heat::decay_within(300) - ALPHA_DECAY).abs() < 1e-12);
        assert!((Heat::decay_within(1) - 0.999).abs() < 1e-12);
    }

    #[test]
    fn warming_never_cools() {
        let mut heat = Heat::default();
        heat.warm(0.3);
        assert!((heat.alpha - 1.0).abs() < 1e-12);
    }
}
