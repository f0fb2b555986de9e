//! A tree of squares over the bodies, for the forces that ask "who is near, who is far?".
//!
//! The root has its corner at whole numbers and a power of two as its side, as d3-quadtree has,
//! so that bodies are met in the same order. Kept between ticks: building again allocates
//! nothing once it has grown.

/// Stands where no cell or no body is.
pub(crate) const NONE: u32 = u32::MAX;

/// Bodies closer than this many halvings of the root share a leaf.
const DEEPEST: u32 = 48;

/// A square: either four quarters or the bodies of one place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    /// The quarters that hold bodies: top left, top right, bottom left, bottom right.
    pub quarters: [u32; 4],
    /// The first body of a leaf; `NONE` where the cell is divided.
    pub first: u32,
    /// The corner at the top left.
    pub left: f64,
    /// The corner at the top left.
    pub top: f64,
    /// The length of an edge.
    pub side: f64,
}

/// The cells, parents before children.
#[derive(Debug, Clone, Default)]
pub(crate) struct Quadtree {
    pub cells: Vec<Cell>,
    places: Vec<(f64, f64)>,
    /// For every body the next one in its leaf.
    next: Vec<u32>,
}

impl Quadtree {
    /// Builds the tree anew; places that are not finite are left out.
    pub fn build(&mut self, places: impl Iterator<Item = (f64, f64)>) {
        self.cells.clear();
        self.places.clear();
        self.places.extend(places);
        self.next.clear();
        self.next.resize(self.places.len(), NONE);
        let Some((left, top, side)) = self.cover() else {
            return;
        };
        for body in 0..self.places.len() as u32 {
            let (x, y) = self.place(body);
            if !(x.is_finite() && y.is_finite()) {
                continue;
            }
            if self.cells.is_empty() {
                self.cells.push(leaf(body, left, top, side));
            } else {
                self.insert(body);
            }
        }
    }

    /// Returns where a body was when the tree was built.
    pub fn place(&self, body: u32) -> (f64, f64) {
        self.places[body as usize]
    }

    /// Returns the bodies of a leaf, the latest first.
    pub fn bodies(&self, cell: Cell) -> impl Iterator<Item = u32> {
        let following = |body: &u32| Some(self.next[*body as usize]).filter(|next| *next != NONE);
        std::iter::successors(Some(cell.first).filter(|first| *first != NONE), following)
    }

    /// Returns the square around all places: its corner and its side.
    fn cover(&self) -> Option<(f64, f64, f64)> {
        let mut low = (f64::INFINITY, f64::INFINITY);
        let mut high = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for &(x, y) in &self.places {
            if x.is_finite() && y.is_finite() {
                low = (low.0.min(x), low.1.min(y));
                high = (high.0.max(x), high.1.max(y));
            }
        }
        if low.0 > high.0 {
            return None;
        }
        let (left, top) = (low.0.floor(), low.1.floor());
        let mut side = 1.0;
        while high.0 >= left + side || high.1 >= top + side {
            side *= 2.0;
        }
        Some((left, top, side))
    }

    /// Walks down to the body's leaf, dividing cells until it has its own.
    fn insert(&mut self, body: u32) {
        let place = self.place(body);
        let mut index = 0;
        for _ in 0..DEEPEST {
            let cell = self.cells[index as usize];
            if cell.first != NONE {
                if self.place(cell.first) == place {
                    break;
                }
                self.divide(index);
            }
            let quarter = quarter_of(&cell, place);
            let child = self.cells[index as usize].quarters[quarter];
            if child == NONE {
                self.add_leaf(index, quarter, body);
                return;
            }
            index = child;
        }
        self.join(index, body);
    }

    /// Puts a body into the leaf that is there, or into the deepest one below.
    fn join(&mut self, index: u32, body: u32) {
        let cell = &mut self.cells[index as usize];
        self.next[body as usize] = cell.first;
        cell.first = body;
    }

    /// Turns a leaf into a divided cell and moves its bodies one level down.
    fn divide(&mut self, index: u32) {
        let cell = &mut self.cells[index as usize];
        let first = std::mem::replace(&mut cell.first, NONE);
        let quarter = quarter_of(&self.cells[index as usize], self.place(first));
        self.add_leaf(index, quarter, first);
    }

    fn add_leaf(&mut self, parent: u32, quarter: usize, first: u32) {
        let side = self.cells[parent as usize].side / 2.0;
        let left = self.cells[parent as usize].left + side * (quarter % 2) as f64;
        let top = self.cells[parent as usize].top + side * (quarter / 2) as f64;
        self.cells[parent as usize].quarters[quarter] = self.cells.len() as u32;
        self.cells.push(leaf(first, left, top, side));
    }
}

fn leaf(first: u32, left: f64, top: f64, side: f64) -> Cell {
    Cell { quarters: [NONE; 4], first, left, top, side }
}

fn quarter_of(cell: &Cell, (x, y): (f64, f64)) -> usize {
    let half = cell.side / 2.0;
    usize::from(y >= cell.top + half) * 2 + usize::from(x >= cell.left + half)
}
