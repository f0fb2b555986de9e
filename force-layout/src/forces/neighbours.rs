//! Finds the bodies within reach of a body, for the forces that keep bodies apart.

use crate::Body;
use crate::quadtree::{Cell, NONE, Quadtree};

/// A tree over the places that the velocities lead to, and how far the bodies in each cell reach.
#[derive(Debug, Clone, Default)]
pub(super) struct Neighbours {
    tree: Quadtree,
    reaches: Vec<f64>,
    stack: Vec<u32>,
}

/// Returns where a body will be if nothing slows it.
pub(super) fn ahead(body: &Body) -> (f64, f64) {
    (body.x + body.vx, body.y + body.vy)
}

impl Neighbours {
    /// Builds the tree over all bodies.
    pub fn build(&mut self, bodies: &[Body], reach: impl Fn(usize) -> f64) {
        self.tree.build(bodies.iter().map(ahead));
        self.reaches.clear();
        self.reaches.resize(self.tree.cells.len(), 0.0);
        for index in (0..self.tree.cells.len()).rev() {
            let cell = self.tree.cells[index];
            let own = self.tree.bodies(cell).map(|body| reach(body as usize));
            let quarters = cell.quarters.iter().filter(|quarter| **quarter != NONE);
            let below = quarters.map(|quarter| self.reaches[*quarter as usize]);
            self.reaches[index] = own.chain(below).fold(0.0, f64::max);
        }
    }

    /// Names every body later than `body` that may be within reach of its place.
    pub fn each_later(&mut self, body: usize, place: (f64, f64), reach: f64, mut name: impl FnMut(usize)) {
        self.stack.clear();
        self.stack.extend((!self.tree.cells.is_empty()).then_some(0));
        while let Some(index) = self.stack.pop() {
            let cell = self.tree.cells[index as usize];
            if !touches(&cell, place, reach + self.reaches[index as usize]) {
                continue;
            }
            let bodies = self.tree.bodies(cell).map(|other| other as usize);
            bodies.filter(|other| *other > body).for_each(&mut name);
            let quarters = cell.quarters.iter().rev();
            self.stack.extend(quarters.filter(|quarter| **quarter != NONE));
        }
    }
}

/// Answers whether a square around a place reaches into a cell.
fn touches(cell: &Cell, (x, y): (f64, f64), reach: f64) -> bool {
    cell.left <= x + reach && cell.left + cell.side >= x - reach && cell.top <= y + reach && cell.top + cell.side >= y - reach
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(place: (f64, f64), reach: f64, expected: &[usize]) {
        let bodies = [Body::at(0.0, 0.0), Body::at(100.0, 0.0), Body::at(0.0, 100.0)];
        let mut neighbours = Neighbours::default();
        neighbours.build(&bodies, |_| 10.0);
        let mut named = Vec::new();
        neighbours.each_later(0, place, reach, |other| named.push(other));
        named.sort_unstable();
        assert_eq!(named, expected);
    }

    #[test]
    fn only_later_bodies_within_reach_are_named() {
        check((0.0, 0.0), 10.0, &[]);
        check((60.0, 0.0), 500.0, &[1, 2]);
    }
}
