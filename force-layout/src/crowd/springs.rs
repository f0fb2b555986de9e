//! The links of a crowd: `forces::Link` in few bytes, in an order that suits the processor.
//!
//! Springs whose ends are near in memory stand near each other, but never two of one body in a row: each would have
//! to wait for what the one before it has changed. So they stand as several sorted rows, one spring of each in turn.

use super::Mover;
use crate::Lcg;

/// How many rows take turns.
const ROWS: usize = 8;

/// A link, its ends named by their slots.
#[derive(Debug, Clone, Copy)]
struct Spring {
    source: u32,
    target: u32,
    strength: f32,
    /// The share of the correction that the target takes.
    bias: f32,
}

/// All links.
#[derive(Debug, Clone, Default)]
pub(super) struct Springs {
    springs: Vec<Spring>,
}

impl Springs {
    /// Links pairs of `count` bodies; a pair that names another body is left out.
    pub fn new(count: usize, links: &[(usize, usize)]) -> Self {
        let known: Vec<(usize, usize)> = links.iter().copied().filter(|link| link.0.max(link.1) < count).collect();
        let mut degrees = vec![0_u32; count];
        for &(source, target) in &known {
            degrees[source] += 1;
            degrees[target] += 1;
        }
        let spring = |(source, target): (usize, usize)| {
            let (from, to) = (degrees[source] as f32, degrees[target] as f32);
            Spring { source: source as u32, target: target as u32, strength: 1.0 / from.min(to), bias: from / (from + to) }
        };
        Self { springs: known.into_iter().map(spring).collect() }
    }

    /// Names the ends anew where bodies have changed their slots, and orders the springs by them.
    pub fn follow(&mut self, now: &[u32]) {
        for spring in &mut self.springs {
            (spring.source, spring.target) = (now[spring.source as usize], now[spring.target as usize]);
        }
        let sorted = sorted(&self.springs, now.len());
        let length = sorted.len().div_ceil(ROWS).max(1);
        let in_turn = (0..length).flat_map(|place| sorted.iter().skip(place).step_by(length));
        self.springs.clear();
        self.springs.extend(in_turn);
    }

    /// Pulls or pushes the ends of all links towards their length.
    pub fn pull(&self, movers: &mut [Mover], length: f32, alpha: f32, random: &mut Lcg) {
        for spring in &self.springs {
            let (source, target) = (movers[spring.source as usize], movers[spring.target as usize]);
            let dx = apart(target.x + target.vx - source.x - source.vx, random);
            let dy = apart(target.y + target.vy - source.y - source.vy, random);
            let distance = (dx * dx + dy * dy).sqrt();
            let correction = (distance - length) / distance * (alpha * spring.strength);
            let (dx, dy) = (dx * correction, dy * correction);
            let rest = 1.0 - spring.bias;
            let target = &mut movers[spring.target as usize];
            (target.vx, target.vy) = (target.vx - dx * spring.bias, target.vy - dy * spring.bias);
            let source = &mut movers[spring.source as usize];
            (source.vx, source.vy) = (source.vx + dx * rest, source.vy + dy * rest);
        }
    }
}

/// Sorts by the source, by counting: those of a source keep their order.
fn sorted(springs: &[Spring], slots: usize) -> Vec<Spring> {
    let mut starts = vec![0_usize; slots + 1];
    for spring in springs {
        starts[spring.source as usize + 1] += 1;
    }
    for slot in 0..slots {
        starts[slot + 1] += starts[slot];
    }
    let mut sorted = springs.to_vec();
    for spring in springs {
        let place = &mut starts[spring.source as usize];
        sorted[*place] = *spring;
        *place += 1;
    }
    sorted
}

/// A distance along one axis, or a jiggle where there is none.
fn apart(distance: f32, random: &mut Lcg) -> f32 {
    if distance == 0.0 { random.apart(0.0) as f32 } else { distance }
}
