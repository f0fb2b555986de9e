//! What many bodies do to each other, all at once: the sum of `1 / distance` over all pairs, in a time that grows
//! with the number of bodies and not with its square.
//!
//! In the plane `1 / distance` is the gradient of the logarithm, so with places as complex numbers the push of a
//! group of bodies is a short series in `1 / (z - c)` (Greengard and Rokhlin, "A fast algorithm for particle
//! simulations", J. Comput. Phys. 73, 1987). Groups are the cells of a binary tree (`tree`); two groups that are
//! far from each other are summed as a whole, both ways at once (`walk`, `far`), neighbours body by body (`near`).
//!
//! It knows places and pushes, nothing of heat, links or pins. Numbers are `f32`: the series is less exact than they.

mod curve;
mod far;
mod near;
mod order;
#[cfg(test)]
mod tests;
mod tree;
mod walk;

use crate::lanes::{Four, LANES};
use crate::{Kernel, Lcg};
use tree::Tree;
use walk::Walk;

/// How many registers hold a coordinate of a leaf.
const ROWS: usize = 4;
/// How many bodies a leaf holds; only the last one holds fewer.
pub(crate) const LEAF: usize = ROWS * LANES;
/// The farthest from the middle that anything may be: the fourth power of its inverse is still a number.
pub(crate) const FARTHEST: f32 = 1e9;
/// Where the lanes stand that hold no body: so far that they push nobody.
const NOWHERE: f32 = 1e15;
/// Below this distance two bodies count as coincident, whatever the kernel says.
const COINCIDENT: f32 = 1e-6;

/// By how much theta may be larger than in d3-force for an error that is smaller: groups are seen with their shape, not as a point.
const SLACK: f32 = 1.05;

/// One coordinate, or one component of the push, of the bodies of a leaf.
type Row = [Four; ROWS];

/// The law of the push, in the numbers that the sum reckons with.
#[derive(Debug, Clone, Copy)]
struct Law {
    /// The largest ratio of two cells' radii to their distance at which they are summed as a whole.
    theta: f32,
    /// Below it the push stops growing so steeply.
    least: f32,
    /// Beyond it there is no push.
    most: f32,
}

impl Law {
    fn of(kernel: &Kernel) -> Self {
        Self { theta: kernel.theta as f32 * SLACK, least: (kernel.distance_min as f32).max(COINCIDENT), most: kernel.distance_max as f32 }
    }
}

/// The bodies of all leaves, a row a leaf: where they are, and the push that they feel.
#[derive(Debug, Clone, Default)]
struct Leaves {
    x: Vec<Row>,
    y: Vec<Row>,
    push_x: Vec<Row>,
    push_y: Vec<Row>,
    /// How many bodies there are.
    count: usize,
}

/// The sum over many bodies; what it holds is kept from tick to tick.
#[derive(Debug, Clone, Default)]
pub(crate) struct Field {
    leaves: Leaves,
    tree: Tree,
    walk: Walk,
    /// Which body stands in which slot: near in the order is near in the plane.
    order: Vec<u32>,
    sorter: order::Sorter,
    age: order::Age,
}

impl Field {
    /// Takes up where the bodies are, and finds an order for them where there is none or the old one no longer
    /// suits; answers whether the order is another one.
    pub fn load(&mut self, count: usize, place: impl Fn(usize) -> (f32, f32)) -> bool {
        let is_new = self.order.len() != count;
        if is_new {
            self.order = (0..count as u32).collect();
            self.leaves.resize(count);
            self.tree.grow(count);
        }
        if !is_new {
            self.take_up(&place);
            if !self.age.is_due(self.tree.spread()) {
                return false;
            }
        }
        if !is_new && self.age.is_calm() {
            self.sorter.halve(&mut self.order, &self.tree, &place);
        } else {
            self.sorter.sort(&mut self.order, &place);
        }
        self.take_up(&place);
        self.age = order::Age::new(self.tree.spread());
        true
    }

    fn take_up(&mut self, place: impl Fn(usize) -> (f32, f32)) {
        let order = &self.order;
        self.leaves.fill(|slot| place(order[slot] as usize));
        self.tree.weigh(&self.leaves);
    }

    /// Sums what every body feels, by a kernel's law with a strength of 1.
    pub fn sum(&mut self, kernel: &Kernel, random: &mut Lcg) {
        let law = Law::of(kernel);
        self.leaves.rest();
        self.tree.forget();
        self.walk.begin(&self.tree, law);
        self.walk.whole(&mut self.tree, random);
        near::sum(&self.walk, &mut self.leaves, law, random);
        self.tree.hand_down(&mut self.leaves);
    }

    /// The push that the body in a slot feels, for a strength of 1: towards the others.
    pub fn push(&self, slot: usize) -> (f32, f32) {
        self.leaves.push(slot)
    }

    /// The pushes of a leaf's bodies, lane by lane.
    pub fn pushes(&self, leaf: usize) -> (&[Four; ROWS], &[Four; ROWS]) {
        (&self.leaves.push_x[leaf], &self.leaves.push_y[leaf])
    }

    /// Which body stands in which slot.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Says that the bodies now stand in the slots' order themselves.
    pub fn is_followed(&mut self) {
        self.order.iter_mut().enumerate().for_each(|(slot, body)| *body = slot as u32);
    }
}

impl Leaves {
    fn resize(&mut self, count: usize) {
        let leaves = count.div_ceil(LEAF);
        for rows in [&mut self.x, &mut self.y, &mut self.push_x, &mut self.push_y] {
            rows.clear();
            rows.resize(leaves, Row::default());
        }
        self.count = count;
    }

    /// How many bodies a leaf holds.
    fn held(&self, leaf: usize) -> usize {
        LEAF.min(self.count - leaf * LEAF)
    }

    fn fill(&mut self, place: impl Fn(usize) -> (f32, f32)) {
        let seat = |slot: usize| if slot < self.count { place(slot) } else { (NOWHERE, NOWHERE) };
        for (row, (x, y)) in self.x.iter_mut().flatten().zip(self.y.iter_mut().flatten()).enumerate() {
            let four = [0, 1, 2, 3].map(|lane| seat(row * LANES + lane));
            (*x, *y) = (Four::new(four.map(|place| place.0)), Four::new(four.map(|place| place.1)));
        }
    }

    fn rest(&mut self) {
        self.push_x.fill(Row::default());
        self.push_y.fill(Row::default());
    }

    fn push(&self, slot: usize) -> (f32, f32) {
        let (leaf, row, lane) = (slot / LEAF, slot / LANES % ROWS, slot % LANES);
        (self.push_x[leaf][row].array()[lane], self.push_y[leaf][row].array()[lane])
    }
}

/// Brings a coordinate into what the sum can reckon with.
pub(crate) fn within(coordinate: f64) -> f32 {
    (coordinate as f32).clamp(-FARTHEST, FARTHEST)
}
