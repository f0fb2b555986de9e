//! The tree of groups. Its shape depends on the number of bodies alone: a cell of several leaves has two halves, the
//! first standing right behind it, the second behind all of the first.
//!
//! `weigh` goes up: the series of a cell around its centre of mass, from those of its halves. `hand_down` goes down:
//! what a cell feels from afar is handed to its halves and, at last, to the bodies.

use super::{LEAF, Leaves, ROWS, Row};
use crate::lanes::{Four, LANES};
use std::array;

/// What is known of the bodies of a cell, seen from afar.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cell {
    /// The centre of mass.
    pub x: f32,
    pub y: f32,
    /// No body is farther from the centre.
    pub radius: f32,
    /// The number of bodies.
    pub count: f32,
    /// The sums of the squares and of the cubes of the bodies' places, as complex numbers seen from the centre; the
    /// sum of the places themselves is zero there.
    pub squares: Complex,
    pub cubes: Complex,
}

/// A complex number: its real and its imaginary part.
pub(super) type Complex = (f32, f32);

/// What a cell feels from afar: the series `l0 + l1 u + l2 u² + l3 u³` around its centre, two numbers a register.
pub(super) type Felt = [Four; 2];

/// The cells, each before its halves.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    pub cells: Vec<Cell>,
    pub felt: Vec<Felt>,
    spans: Vec<Span>,
}

/// Which leaves a cell holds.
#[derive(Debug, Clone, Copy)]
struct Span {
    first: u32,
    leaves: u32,
}

impl Tree {
    /// Takes on the shape for a number of bodies.
    pub fn grow(&mut self, count: usize) {
        self.spans.clear();
        self.halve(0, count.div_ceil(LEAF) as u32);
        self.cells.clear();
        self.cells.resize(self.spans.len(), Cell::default());
        self.felt.clear();
        self.felt.resize(self.spans.len(), Felt::default());
    }

    fn halve(&mut self, first: u32, leaves: u32) {
        if leaves > 0 {
            self.spans.push(Span { first, leaves });
        }
        if leaves > 1 {
            let half = leaves.div_ceil(2);
            self.halve(first, half);
            self.halve(first + half, leaves - half);
        }
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// The first leaf of a cell, and how many it holds.
    pub fn span(&self, cell: usize) -> (usize, usize) {
        (self.spans[cell].first as usize, self.spans[cell].leaves as usize)
    }

    /// The leaf that a cell is, or nothing if it has halves.
    pub fn leaf(&self, cell: u32) -> Option<u32> {
        let span = self.spans[cell as usize];
        (span.leaves == 1).then_some(span.first)
    }

    /// The halves of a cell that is no leaf.
    pub fn halves(&self, cell: u32) -> (u32, u32) {
        // A half of so many leaves has one cell fewer than twice as many.
        (cell + 1, cell + 2 * self.spans[cell as usize].leaves.div_ceil(2))
    }

    /// Learns what each cell is, seen from afar.
    pub fn weigh(&mut self, leaves: &Leaves) {
        for cell in (0..self.len() as u32).rev() {
            self.cells[cell as usize] = if let Some(leaf) = self.leaf(cell) {
                leaf_cell(leaves, leaf as usize)
            } else {
                let (one, two) = self.halves(cell);
                joined(&self.cells[one as usize], &self.cells[two as usize])
            };
        }
    }

    /// How large the leaves are together: the sum of the squares of their radii.
    pub fn spread(&self) -> f32 {
        let leaves = self.cells.iter().zip(&self.spans).filter(|(_, span)| span.leaves == 1);
        leaves.map(|(cell, _)| cell.radius * cell.radius).sum()
    }

    /// Lets no cell feel anything.
    pub fn forget(&mut self) {
        self.felt.fill(Felt::default());
    }

    /// Hands what cells feel down to the bodies.
    pub fn hand_down(&mut self, leaves: &mut Leaves) {
        for cell in 0..self.len() as u32 {
            let (at, felt) = (self.cells[cell as usize], self.felt[cell as usize]);
            if let Some(leaf) = self.leaf(cell) {
                let leaf = leaf as usize;
                push(&at, felt, (&leaves.x[leaf], &leaves.y[leaf]), (&mut leaves.push_x[leaf], &mut leaves.push_y[leaf]));
            } else {
                let (one, two) = self.halves(cell);
                for half in [one as usize, two as usize] {
                    let to = self.cells[half];
                    let [low, high] = moved(felt, (to.x - at.x, to.y - at.y));
                    let own = &mut self.felt[half];
                    *own = [own[0] + low, own[1] + high];
                }
            }
        }
    }
}

/// What a leaf is, seen from afar.
fn leaf_cell(leaves: &Leaves, leaf: usize) -> Cell {
    let held = leaves.held(leaf);
    let (mut x, mut y) = (leaves.x[leaf], leaves.y[leaf]);
    let count = held as f32;
    // Lanes without a body stand in the middle, where they weigh nothing.
    for slot in held..LEAF {
        x[slot / LANES].set(slot % LANES, 0.0);
        y[slot / LANES].set(slot % LANES, 0.0);
    }
    let middle = (total(x) / count, total(y) / count);
    for slot in held..LEAF {
        x[slot / LANES].set(slot % LANES, middle.0);
        y[slot / LANES].set(slot % LANES, middle.1);
    }
    let mut farthest = Four::default();
    let (mut square_re, mut square_im, mut cube_re, mut cube_im) = (Four::default(), Four::default(), Four::default(), Four::default());
    for row in 0..ROWS {
        let (dx, dy) = (x[row] - Four::splat(middle.0), y[row] - Four::splat(middle.1));
        let (xx, yy) = (dx * dx, dy * dy);
        let (re, im) = (xx - yy, (dx + dx) * dy);
        farthest = farthest.most(xx + yy);
        (square_re, square_im) = (square_re + re, square_im + im);
        (cube_re, cube_im) = (cube_re + (re * dx - im * dy), cube_im + (re * dy + im * dx));
    }
    let radius = farthest.array().into_iter().reduce(larger).unwrap_or_default().sqrt();
    let (squares, cubes) = ((square_re.sum(), square_im.sum()), (cube_re.sum(), cube_im.sum()));
    Cell { x: middle.0, y: middle.1, radius, count, squares, cubes }
}

fn total(row: Row) -> f32 {
    row.into_iter().reduce(|one, two| one + two).unwrap_or_default().sum()
}

/// What two halves are together.
fn joined(one: &Cell, two: &Cell) -> Cell {
    let count = one.count + two.count;
    let share = two.count / count;
    let middle = (one.x + (two.x - one.x) * share, one.y + (two.y - one.y) * share);
    let mut whole = Cell { x: middle.0, y: middle.1, count, ..Cell::default() };
    for half in [one, two] {
        let shift = (half.x - middle.0, half.y - middle.1);
        let square = times(shift, shift);
        let (cube, lean) = (times(square, shift), times(shift, half.squares));
        whole.radius = larger(whole.radius, (shift.0 * shift.0 + shift.1 * shift.1).sqrt() + half.radius);
        whole.squares.0 += half.squares.0 + half.count * square.0;
        whole.squares.1 += half.squares.1 + half.count * square.1;
        whole.cubes.0 += half.cubes.0 + 3.0 * lean.0 + half.count * cube.0;
        whole.cubes.1 += half.cubes.1 + 3.0 * lean.1 + half.count * cube.1;
    }
    whole
}

/// What is felt around another middle, `by` away.
fn moved([low, high]: Felt, by: Complex) -> Felt {
    let ([re0, im0, re1, im1], [re2, im2, re3, im3]) = (low.array(), high.array());
    // Horner's scheme, thrice: the constant term, then those of the derivatives.
    let third = (re3, im3);
    let a = plus(times(third, by), (re2, im2));
    let b = plus(times(a, by), (re1, im1));
    let constant = plus(times(b, by), (re0, im0));
    let c = plus(times(third, by), a);
    let linear = plus(times(c, by), b);
    let square = plus(times(third, by), c);
    [Four::new([constant.0, constant.1, linear.0, linear.1]), Four::new([square.0, square.1, third.0, third.1])]
}

/// Pushes the bodies of a leaf by what its cell feels from afar.
fn push(at: &Cell, [low, high]: Felt, (x, y): (&Row, &Row), (push_x, push_y): (&mut Row, &mut Row)) {
    let [re0, im0, re1, im1] = low.array().map(Four::splat);
    let [re2, im2, re3, im3] = high.array().map(Four::splat);
    let (middle_x, middle_y) = (Four::splat(at.x), Four::splat(at.y));
    for row in 0..ROWS {
        let (dx, dy) = (x[row] - middle_x, y[row] - middle_y);
        let (re, im) = (re3 * dx - im3 * dy + re2, re3 * dy + im3 * dx + im2);
        let (re, im) = (re * dx - im * dy + re1, re * dy + im * dx + im1);
        let (re, im) = (re * dx - im * dy + re0, re * dy + im * dx + im0);
        // The series points away from the others, and its imaginary part downwards where y grows upwards.
        push_x[row] = push_x[row] - re;
        push_y[row] = push_y[row] + im;
    }
}

#[inline]
pub(super) fn times(one: Complex, two: Complex) -> Complex {
    (one.0 * two.0 - one.1 * two.1, one.0 * two.1 + one.1 * two.0)
}

/// The larger of two numbers; the one of the standard library asks more of the browser, because it knows what is no number.
pub(super) fn larger(one: f32, two: f32) -> f32 {
    if one < two { two } else { one }
}

fn plus(one: Complex, two: Complex) -> Complex {
    (one.0 + two.0, one.1 + two.1)
}

/// The slots of a row of a leaf, for what goes body by body.
pub(super) fn lanes(row: &Row) -> [f32; LEAF] {
    let rows = row.map(Four::array);
    array::from_fn(|slot| rows[slot / LANES][slot % LANES])
}
