//! The links of a crowd: `forces::Link` in few bytes, in an order that suits the processor.
//!
//! Springs whose ends are near in memory stand near each other, but never two of one body in a row: each would have
//! to wait for what the one before it has changed. So they stand as several sorted rows, one spring of each in turn.

use super::Mover;
use crate::Lcg;

/// How many rows take turns.
const ROWS: usize = 8;
/// How often bodies change their slots before springs are ordered anew: most that were near each other still are.
const ORDER_EVERY: u32 = 16;

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
    all: Vec<Spring>,
    ordered: Vec<Spring>,
    /// Where the springs of each source begin when they are sorted.
    starts: Vec<u32>,
    /// How often bodies have changed their slots.
    followed: u32,
}

/// Rows that take turns: the first rows are as long as all are, or one longer.
struct Turns {
    length: usize,
    longer: usize,
}

impl Turns {
    fn of(count: usize) -> Self {
        Self { length: count / ROWS, longer: count % ROWS }
    }

    /// Where the one stands that is the `number`-th when all rows are read one after the other.
    fn seat(&self, number: usize) -> usize {
        let long = self.longer * (self.length + 1);
        let (row, place) = if number < long {
            (number / (self.length + 1), number % (self.length + 1))
        } else {
            (self.longer + (number - long) / self.length, (number - long) % self.length)
        };
        place * ROWS + row
    }
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
        Self { all: known.into_iter().map(spring).collect(), ..Self::default() }
    }

    /// Names the ends anew where bodies have changed their slots, and orders the springs by them at first and now and then.
    pub fn follow(&mut self, now: &[u32]) {
        for spring in &mut self.all {
            (spring.source, spring.target) = (now[spring.source as usize], now[spring.target as usize]);
        }
        if self.followed.is_multiple_of(ORDER_EVERY) {
            self.order(now.len());
        }
        self.followed += 1;
    }

    /// Orders the springs by their sources, in rows that take turns.
    fn order(&mut self, bodies: usize) {
        self.starts.clear();
        self.starts.resize(bodies + 1, 0);
        for spring in &self.all {
            self.starts[spring.source as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
        self.ordered.clone_from(&self.all);
        let turns = Turns::of(self.all.len());
        for spring in &self.all {
            let start = &mut self.starts[spring.source as usize];
            self.ordered[turns.seat(*start as usize)] = *spring;
            *start += 1;
        }
        std::mem::swap(&mut self.all, &mut self.ordered);
    }

    /// Pulls or pushes the ends of all links towards their length.
    pub fn pull(&self, movers: &mut [Mover], length: f32, alpha: f32, random: &mut Lcg) {
        for spring in &self.all {
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

/// A distance along one axis, or a jiggle where there is none.
fn apart(distance: f32, random: &mut Lcg) -> f32 {
    if distance == 0.0 { random.apart(0.0) as f32 } else { distance }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_take_turns_and_every_seat_is_taken_once() {
        for count in 0..40 {
            let turns = Turns::of(count);
            let mut seats: Vec<usize> = (0..count).map(|number| turns.seat(number)).collect();
            assert!(seats.windows(2).filter(|pair| pair[1] != pair[0] + ROWS).count() < ROWS);
            seats.sort_unstable();
            assert_eq!(seats, (0..count).collect::<Vec<_>>());
        }
    }
}
