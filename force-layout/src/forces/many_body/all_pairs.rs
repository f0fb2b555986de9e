//! The sum over all pairs: exact, and the fastest for few bodies.

use super::Kernel;
use crate::{Body, Lcg};

/// Lets every pair of bodies push each other.
pub(super) fn apply(kernel: &Kernel, bodies: &mut [Body], alpha: f64, random: &mut Lcg) {
    for index in 1..bodies.len() {
        let (earlier, rest) = bodies.split_at_mut(index);
        let body = &mut rest[0];
        for other in earlier {
            let (dx, dy) = (other.x - body.x, other.y - body.y);
            if !kernel.reaches(dx * dx + dy * dy) {
                continue;
            }
            let (dx, dy) = (random.apart(dx), random.apart(dy));
            let push = kernel.strength * alpha * kernel.falloff(dx * dx + dy * dy);
            body.vx += dx * push;
            body.vy += dy * push;
            other.vx -= dx * push;
            other.vy -= dy * push;
        }
    }
}
