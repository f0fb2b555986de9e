//! Which cells are far enough from each other to be summed as a whole, and which leaves are neighbours: both are
//! found by walking the tree against itself (Dehnen, "A hierarchical O(N) force calculation algorithm", J. Comput.
//! Phys. 179, 2002).

use super::far;
use super::tree::Tree;
use super::{COINCIDENT, Law};
use crate::Lcg;
use crate::lanes::Four;

/// What the sum over two leaves costs beside one over two cells.
#[cfg(test)]
pub(super) const LEAF_WORK: usize = 4;

/// The pairs that one walk has found.
#[derive(Debug, Clone, Default)]
pub(super) struct Walk {
    stack: Vec<(u32, u32)>,
    /// Cells that are summed as a whole.
    far: Vec<(u32, u32)>,
    /// Cells whose bodies all stand in one place.
    same: Vec<(u32, u32)>,
    /// Leaves that are summed body by body; a leaf beside itself names itself twice.
    pub near: Vec<(u32, u32)>,
    /// Leaves of which some bodies are beyond the greatest distance.
    pub edge: Vec<(u32, u32)>,
}

/// What two cells are to each other.
enum Pair {
    Far,
    Near,
    Same,
    Edge,
    Beyond,
}

impl Walk {
    /// Finds the pairs.
    pub fn begin(&mut self, tree: &Tree, law: Law) {
        for pairs in [&mut self.stack, &mut self.far, &mut self.same, &mut self.near, &mut self.edge] {
            pairs.clear();
        }
        self.stack.extend((tree.len() > 0).then_some((0, 0)));
        while let Some((one, two)) = self.stack.pop() {
            if one == two { self.within(tree, one, law) } else { self.between(tree, one, two, law) }
        }
    }

    /// How much there is to do.
    #[cfg(test)]
    pub fn work(&self) -> usize {
        self.far.len() + LEAF_WORK * (self.near.len() + self.edge.len())
    }

    /// Sums the cells that are summed as a whole.
    pub fn whole(&self, tree: &mut Tree, random: &mut Lcg) {
        for &(one, two) in &self.far {
            far::sum(tree, one as usize, two as usize);
        }
        for &(one, two) in &self.same {
            part(tree, one as usize, two as usize, random);
        }
    }

    fn within(&mut self, tree: &Tree, cell: u32, law: Law) {
        if let Some(leaf) = tree.leaf(cell) {
            let is_within = 2.0 * tree.cells[cell as usize].radius < law.most;
            if is_within { self.near.push((leaf, leaf)) } else { self.edge.push((leaf, leaf)) }
        } else {
            let (one, two) = tree.halves(cell);
            self.stack.extend([(one, one), (two, two), (one, two)]);
        }
    }

    fn between(&mut self, tree: &Tree, one: u32, two: u32, law: Law) {
        match pair(tree, one, two, law) {
            Pair::Far => self.far.push((one, two)),
            Pair::Same => self.same.push((one, two)),
            Pair::Beyond => {}
            found @ (Pair::Near | Pair::Edge) => match (tree.leaf(one), tree.leaf(two)) {
                (Some(one), Some(two)) if matches!(found, Pair::Near) => self.near.push((one, two)),
                (Some(one), Some(two)) => self.edge.push((one, two)),
                (leaf_one, leaf_two) => {
                    let is_first_larger = tree.cells[one as usize].radius > tree.cells[two as usize].radius;
                    if leaf_two.is_some() || (leaf_one.is_none() && is_first_larger) {
                        let (first, second) = tree.halves(one);
                        self.stack.extend([(first, two), (second, two)]);
                    } else {
                        let (first, second) = tree.halves(two);
                        self.stack.extend([(one, first), (one, second)]);
                    }
                }
            },
        }
    }
}

/// Answers what two cells are to each other.
fn pair(tree: &Tree, one: u32, two: u32, law: Law) -> Pair {
    let (one, two) = (&tree.cells[one as usize], &tree.cells[two as usize]);
    let (dx, dy) = (two.x - one.x, two.y - one.y);
    let squared = dx * dx + dy * dy;
    let radii = one.radius + two.radius;
    let reach = radii + law.least;
    let is_apart = radii * radii < squared * (law.theta * law.theta) && reach * reach < squared;
    if law.most < f32::INFINITY {
        let distance = squared.sqrt();
        if distance - radii >= law.most {
            return Pair::Beyond;
        }
        if distance + radii >= law.most {
            return Pair::Edge;
        }
    }
    if is_apart {
        Pair::Far
    } else if radii < COINCIDENT && squared < COINCIDENT * COINCIDENT {
        Pair::Same
    } else {
        Pair::Near
    }
}

/// Drives two cells that stand in one place apart, in a direction that is drawn.
fn part(tree: &mut Tree, one: usize, two: usize, random: &mut Lcg) {
    let (x, y) = (random.apart(0.0) as f32, random.apart(0.0) as f32);
    let length = (x * x + y * y).sqrt();
    let (x, y) = (x / length, y / length);
    for (cell, count) in [(one, tree.cells[two].count), (two, -tree.cells[one].count)] {
        let felt = &mut tree.felt[cell][0];
        *felt = *felt + Four::new([x * count, y * count, 0.0, 0.0]);
    }
}
