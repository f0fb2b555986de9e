//! Randomness that is passed in, so that every layout can be repeated from its seed.

/// A linear congruential generator (Numerical Recipes, 2nd edition, §7.1: 1664525, 1013904223).
///
/// Good enough to break ties, and for nothing else.
#[derive(Debug, Clone)]
pub struct Lcg {
    state: u32,
}

impl Lcg {
    /// Starts from a seed; the seed 1 gives the sequence of d3-force.
    pub fn new(seed: u32) -> Self {
        Self { state: seed }
    }

    /// Draws the next number in `0..1`.
    pub fn draw(&mut self) -> f64 {
        self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(self.state) / 4_294_967_296.0
    }

    /// Draws an offset too small to see, never zero.
    fn jiggle(&mut self) -> f64 {
        let offset = (self.draw() - 0.5) * 1e-6;
        if offset == 0.0 { 1e-6 } else { offset }
    }

    /// Returns the distance along one axis, or a jiggle where there is none to give a direction.
    pub(crate) fn apart(&mut self, distance: f64) -> f64 {
        // The square of anything smaller might vanish, and a division by it would not end well.
        const NONE: f64 = 1e-12;
        if distance.abs() < NONE { self.jiggle() } else { distance }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seed_one_gives_the_known_sequence() {
        let mut random = Lcg::new(1);
        let states = [(); 3].map(|()| random.draw() * 4_294_967_296.0);
        assert_eq!(states.map(|state| state as u32), [1_015_568_748, 1_586_005_467, 2_165_703_038]);
    }

    #[test]
    fn only_a_missing_distance_is_replaced() {
        let mut random = Lcg::new(1);
        assert!((random.apart(-3.0) + 3.0).abs() < f64::EPSILON);
        let jiggled = random.apart(0.0);
        assert!(jiggled != 0.0 && jiggled.abs() < 1e-6);
    }
}
