//! Four numbers at a time: the little that the sums over many bodies need of SIMD.
//!
//! Where the wasm may use `simd128` it is one instruction an operation, written out because a build
//! for size vectorises nothing by itself; everywhere else it is plain arrays.

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod arrays;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(crate) use arrays::{Four, Mask};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) use wasm::{Four, Mask};

/// How many numbers go at once.
pub(crate) const LANES: usize = 4;

impl Default for Four {
    fn default() -> Self {
        Self::splat(0.0)
    }
}

impl Four {
    /// Adds up the four.
    pub fn sum(self) -> f32 {
        let [first, second, third, fourth] = self.array();
        (first + third) + (second + fourth)
    }

    /// Changes one of the four.
    pub fn set(&mut self, lane: usize, value: f32) {
        let mut all = self.array();
        all[lane] = value;
        *self = Self::new(all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: [f32; 4] = [1.0, -2.0, 3.0, 4.0];
    const TWO: [f32; 4] = [0.5, 2.0, 3.0, -8.0];

    fn check(given: Four, expected: [f32; 4]) {
        assert_eq!(given.array().map(f32::to_bits), expected.map(f32::to_bits));
    }

    #[test]
    fn each_lane_reckons_for_itself() {
        let (one, two) = (Four::new(ONE), Four::new(TWO));
        check(one + two, [1.5, 0.0, 6.0, -4.0]);
        check(one - two, [0.5, -4.0, 0.0, 12.0]);
        check(one * two, [0.5, -4.0, 9.0, -32.0]);
        check(one / two, [2.0, -1.0, 1.0, -0.5]);
        check(one.most(two), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(one.sum().to_bits(), 6.0_f32.to_bits());
    }

    #[test]
    fn lanes_change_places() {
        check(Four::new(ONE).turned(), [-2.0, 3.0, 4.0, 1.0]);
        check(Four::new(ONE).swapped(), [-2.0, 1.0, 4.0, 3.0]);
        let mut changed = Four::new(ONE);
        changed.set(2, 7.0);
        check(changed, [1.0, -2.0, 7.0, 4.0]);
    }

    #[test]
    fn a_mask_hides_the_lanes_that_are_below() {
        let mask = Four::new(ONE).below(Four::new(TWO));
        check(Four::splat(9.0).unless(mask), [9.0, 0.0, 9.0, 9.0]);
        assert!(mask.any() && mask.or(Mask::default()).any());
        assert!(!Four::new(ONE).below(Four::splat(-2.0)).any());
    }
}
