//! The sum over a tree: far cells count as one body (Barnes and Hut, "A hierarchical O(N log N)
//! force-calculation algorithm", Nature 324, 1986).

use super::Kernel;
use crate::quadtree::{Cell, NONE, Quadtree};
use crate::{Body, Lcg};

/// The tree and what each of its cells weighs; kept between ticks.
#[derive(Debug, Clone, Default)]
pub(super) struct BarnesHut {
    tree: Quadtree,
    masses: Vec<Mass>,
    stack: Vec<u32>,
}

/// The bodies of a cell as if they were one.
#[derive(Debug, Clone, Copy, Default)]
struct Mass {
    x: f64,
    y: f64,
    count: f64,
}

impl BarnesHut {
    pub(super) fn apply(&mut self, kernel: &Kernel, bodies: &mut [Body], alpha: f64, random: &mut Lcg) {
        self.tree.build(bodies.iter().map(|body| (body.x, body.y)));
        self.weigh();
        let strength = kernel.strength * alpha;
        for (index, body) in bodies.iter_mut().enumerate() {
            let (x, y) = self.pull(kernel, index as u32, random);
            body.vx += x * strength;
            body.vy += y * strength;
        }
    }

    /// Weighs every cell; children stand behind their parents.
    fn weigh(&mut self) {
        self.masses.clear();
        self.masses.resize(self.tree.cells.len(), Mass::default());
        for index in (0..self.tree.cells.len()).rev() {
            let cell = self.tree.cells[index];
            self.masses[index] = if cell.first == NONE {
                self.weigh_quarters(&cell)
            } else {
                let (x, y) = self.tree.place(cell.first);
                let count = self.tree.bodies(cell).count() as f64;
                Mass { x, y, count }
            };
        }
    }

    fn weigh_quarters(&self, cell: &Cell) -> Mass {
        let mut sum = Mass::default();
        for quarter in cell.quarters.iter().filter(|quarter| **quarter != NONE) {
            let mass = self.masses[*quarter as usize];
            sum.x += mass.count * mass.x;
            sum.y += mass.count * mass.y;
            sum.count += mass.count;
        }
        Mass { x: sum.x / sum.count, y: sum.y / sum.count, count: sum.count }
    }

    /// Sums the pull of all other bodies on one, for a strength of 1.
    fn pull(&mut self, kernel: &Kernel, body: u32, random: &mut Lcg) -> (f64, f64) {
        let (x, y) = self.tree.place(body);
        let mut pull = (0.0, 0.0);
        self.stack.clear();
        self.stack.extend((!self.tree.cells.is_empty()).then_some(0));
        while let Some(index) = self.stack.pop() {
            let (cell, mass) = (self.tree.cells[index as usize], self.masses[index as usize]);
            let (dx, dy) = (mass.x - x, mass.y - y);
            let squared = dx * dx + dy * dy;
            let is_far = cell.side * cell.side < squared * kernel.theta * kernel.theta;
            if cell.first == NONE && !is_far {
                let quarters = cell.quarters.iter().rev();
                self.stack.extend(quarters.filter(|quarter| **quarter != NONE));
                continue;
            }
            let own = !is_far && self.tree.bodies(cell).any(|other| other == body);
            let count = mass.count - f64::from(u8::from(own));
            if count > 0.0 && kernel.reaches(squared) {
                let (dx, dy) = (random.apart(dx), random.apart(dy));
                let weight = count * kernel.falloff(dx * dx + dy * dy);
                pull.0 += dx * weight;
                pull.1 += dy * weight;
            }
        }
        pull
    }
}
