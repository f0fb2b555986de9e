//! The sum over a tree of groups: the bodies as the field takes them, and what it says of them.

use super::Kernel;
use crate::field::{Field, within};
use crate::{Body, Lcg};

/// From so many bodies the origin is chosen.
const SAMPLES: usize = 9;

/// Lets all bodies push each other.
pub(crate) fn apply(field: &mut Field, kernel: &Kernel, bodies: &mut [Body], alpha: f64, random: &mut Lcg) {
    let origin = (middle(bodies, |body| body.x), middle(bodies, |body| body.y));
    field.load(bodies.len(), |index| (within(bodies[index].x - origin.0), within(bodies[index].y - origin.1)));
    field.sum(kernel, random);
    let strength = kernel.strength * alpha;
    for (slot, &index) in field.order().iter().enumerate() {
        let (x, y) = field.push(slot);
        let body = &mut bodies[index as usize];
        body.vx += f64::from(x) * strength;
        body.vy += f64::from(y) * strength;
    }
}

/// A place among the bodies: seen from there, those near it are told apart best. A median of a few, so that one that
/// is far off does not count.
fn middle(bodies: &[Body], coordinate: impl Fn(&Body) -> f64) -> f64 {
    let mut samples: Vec<f64> = bodies.iter().step_by(bodies.len().div_ceil(SAMPLES)).map(coordinate).collect();
    samples.sort_unstable_by(f64::total_cmp);
    samples[samples.len() / 2]
}
