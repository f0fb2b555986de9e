//! The order of the bodies, such that slots which are near in the order are near in the plane. While bodies move far, along a
//! curve that fills the plane without leaps (Hilbert, "Über die stetige Abbildung einer Linie auf ein Flächenstück", Math.
//! Ann. 38, 1891); when they have calmed down, cell by cell, which takes longer and makes smaller cells.
//!
//! Cells are runs of the order with equal numbers of bodies: the tree is as deep as the number of bodies asks for,
//! wherever they are, and coincident bodies cost nothing. The order is an optimisation only: with any other one the
//! sums are as exact and take longer, so one order serves many ticks.

use super::tree::{Tree, larger};
use super::{LEAF, curve};

/// From so many bodies the square that the curve fills is found.
const SAMPLES: usize = 256;
/// What share of them may lie outside of it at each end: outliers do not make everybody else's place coarse.
const OUTSIDE: f32 = 0.01;
/// By how much the square is larger than what the others need.
const ROOM: f32 = 1.5;
/// How many bits of a key are sorted at once, and in how many turns. Its lowest bits are left alone: who differs in these only is
/// no farther away than a two-thousandth of the square.
const DIGIT: u32 = 11;
const TURNS: u32 = 2;
/// What an old order may cost before a new one is found: in ticks whose leaves have twice the area.
const PATIENCE: f32 = 0.8;
/// An order that has served so many ticks is followed by one that takes longer to find and serves better.
const CALM: u32 = 12;

/// How far bodies have moved since their order was found, as the leaves have grown by it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Age {
    fresh: f32,
    debt: f32,
    ticks: u32,
}

impl Age {
    /// A new order, by the spread of its leaves.
    pub fn new(spread: f32) -> Self {
        Self { fresh: spread, debt: 0.0, ticks: 0 }
    }

    /// Takes down what the old order costs by the spread of its leaves, and answers whether it has cost too much.
    pub fn is_due(&mut self, spread: f32) -> bool {
        let growth = spread / self.fresh;
        self.ticks += 1;
        self.debt += if growth > 1.0 { growth - 1.0 } else { 0.0 };
        self.debt > PATIENCE
    }

    /// Answers whether bodies move little.
    pub fn is_calm(&self) -> bool {
        self.ticks >= CALM
    }
}

/// What orders bodies, kept to be used again.
#[derive(Debug, Clone, Default)]
pub(super) struct Sorter {
    keys: Vec<Key>,
    sorted: Vec<Key>,
    seats: Vec<Seat>,
}

/// A body with its place along the curve.
#[derive(Debug, Clone, Copy, Default)]
struct Key {
    along: u32,
    body: u32,
}

/// A body with where it is.
#[derive(Debug, Clone, Copy)]
struct Seat {
    x: f32,
    y: f32,
    body: u32,
}

/// The square that the curve fills.
struct Square {
    left: f32,
    top: f32,
    scale: f32,
}

impl Sorter {
    /// Orders the bodies along the curve: soon done.
    pub fn sort(&mut self, order: &mut [u32], place: impl Fn(usize) -> (f32, f32)) {
        let square = Square::around(order.len(), &place);
        self.keys.clear();
        self.keys.extend(order.iter().map(|&body| Key { along: square.along(place(body as usize)), body }));
        self.sorted.resize(order.len(), Key::default());
        for turn in 0..TURNS {
            spread(&self.keys, &mut self.sorted, u32::BITS - (TURNS - turn) * DIGIT);
            std::mem::swap(&mut self.keys, &mut self.sorted);
        }
        order.iter_mut().zip(&self.keys).for_each(|(body, key)| *body = key.body);
    }

    /// Orders the bodies so that each cell is halved at the median of its longer side: its halves are as compact as can be.
    pub fn halve(&mut self, order: &mut [u32], tree: &Tree, place: impl Fn(usize) -> (f32, f32)) {
        self.seats.clear();
        self.seats.extend(order.iter().map(|&body| {
            let (x, y) = place(body as usize);
            Seat { x, y, body }
        }));
        for cell in 0..tree.len() {
            let (first, leaves) = tree.span(cell);
            if leaves > 1 {
                let end = ((first + leaves) * LEAF).min(self.seats.len());
                halve(&mut self.seats[first * LEAF..end], leaves.div_ceil(2) * LEAF);
            }
        }
        order.iter_mut().zip(&self.seats).for_each(|(body, seat)| *body = seat.body);
    }
}

/// Puts the bodies that lie first along the longer side before the others.
fn halve(seats: &mut [Seat], at: usize) {
    // The largest of the numbers' opposites is the opposite of their least.
    let mut ends = [f32::NEG_INFINITY; 4];
    for seat in &*seats {
        for (end, side) in ends.iter_mut().zip([seat.x, -seat.x, seat.y, -seat.y]) {
            *end = larger(*end, side);
        }
    }
    if ends[0] + ends[1] > ends[2] + ends[3] {
        seats.select_nth_unstable_by(at, |one, two| one.x.total_cmp(&two.x));
    } else {
        seats.select_nth_unstable_by(at, |one, two| one.y.total_cmp(&two.y));
    }
}

/// Sorts by some bits of the keys, leaving equal ones in their order.
fn spread(keys: &[Key], sorted: &mut [Key], shift: u32) {
    let digit = |key: &Key| (key.along >> shift) as usize & ((1 << DIGIT) - 1);
    let mut starts = [0_u32; 1 << DIGIT];
    for key in keys {
        starts[digit(key)] += 1;
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += std::mem::replace(start, sum);
    }
    for key in keys {
        let start = &mut starts[digit(key)];
        sorted[*start as usize] = *key;
        *start += 1;
    }
}

impl Square {
    fn around(count: usize, place: &impl Fn(usize) -> (f32, f32)) -> Self {
        let stride = count.div_ceil(SAMPLES).max(1);
        let side = |coordinate: fn((f32, f32)) -> f32| {
            let mut samples: Vec<f32> = (0..count).step_by(stride).map(|body| coordinate(place(body))).collect();
            samples.sort_unstable_by(f32::total_cmp);
            let outside = (samples.len() as f32 * OUTSIDE).ceil() as usize;
            let ends = (samples.get(outside), samples.len().checked_sub(outside + 1).and_then(|last| samples.get(last)));
            if let (Some(low), Some(high)) = ends { (*low, *high) } else { (0.0, 0.0) }
        };
        let (x, y) = (side(|place| place.0), side(|place| place.1));
        let length = (x.1 - x.0).max(y.1 - y.0).max(f32::MIN_POSITIVE) * ROOM;
        let corner = |(low, high): (f32, f32)| f32::midpoint(low, high) - length / 2.0;
        Self { left: corner(x), top: corner(y), scale: curve::SIDE as f32 / length }
    }

    /// How far along the curve a place lies; what is outside counts as being at the edge.
    fn along(&self, (x, y): (f32, f32)) -> u32 {
        let step = |coordinate: f32, from: f32| (((coordinate - from) * self.scale) as u32).min(curve::SIDE - 1);
        curve::along(step(x, self.left), step(y, self.top))
    }
}
