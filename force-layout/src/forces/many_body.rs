//! Repulsion (or attraction) between all bodies, falling off with the distance.
//!
//! The kernel is d3-force's: a body gains `strength · alpha / distance` towards the other. The
//! settings and `apply` are all that callers see; how the sum is done is chosen below them:
//! pair by pair for few bodies or where it must be exact; for many over a tree of groups, if it was
//! enlarged for that.

mod all_pairs;
mod multipole;

use super::Force;
use crate::field::Field;
use crate::large::{Large, Sum};
use crate::{Body, Lcg};
pub(crate) use multipole::apply as sum_over_groups;

/// From here on the tree is faster than the sum over pairs.
const MANY: usize = 64;

/// Pushes every body from every other.
#[derive(Debug, Clone, Default)]
pub struct ManyBody {
    /// What the force is like.
    pub kernel: Kernel,
    sum: Option<Sum>,
    field: Field,
}

/// How strong the force is, how far it reaches and how exactly it is summed.
#[derive(Debug, Clone, Copy)]
pub struct Kernel {
    /// Negative to repel, positive to attract.
    pub strength: f64,
    /// The largest ratio of the radii of two groups to their distance at which they are summed as
    /// a whole, 0 to 1; with 0 the sum is exact.
    pub theta: f64,
    /// Below this distance the force stops growing so steeply.
    pub distance_min: f64,
    /// Beyond this distance there is no force.
    pub distance_max: f64,
}

impl Default for Kernel {
    fn default() -> Self {
        Self { strength: -30.0, theta: 0.9, distance_min: 1.0, distance_max: f64::INFINITY }
    }
}

impl Kernel {
    /// Returns what a unit of strength adds per unit of distance at a squared distance.
    fn falloff(&self, squared: f64) -> f64 {
        let least = self.distance_min * self.distance_min;
        if squared < least { 1.0 / (least * squared).sqrt() } else { 1.0 / squared }
    }

    fn reaches(&self, squared: f64) -> bool {
        squared < self.distance_max * self.distance_max
    }
}

impl ManyBody {
    /// Starts from a kernel; every pair of bodies is looked at.
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel, ..Self::default() }
    }

    /// Lets many bodies be summed over groups.
    pub fn enlarge(&mut self, large: Large) {
        self.sum = Some(large.sum);
    }
}

impl Force for ManyBody {
    fn apply(&mut self, bodies: &mut [Body], alpha: f64, random: &mut Lcg) {
        match self.sum.filter(|_| bodies.len() >= MANY && self.kernel.theta > 0.0) {
            Some(sum) => sum(&mut self.field, &self.kernel, bodies, alpha, random),
            None => all_pairs::apply(&self.kernel, bodies, alpha, random),
        }
    }
}

#[cfg(test)]
mod tests;
