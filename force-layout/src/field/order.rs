//! The order of the bodies: each cell's bodies are split at the median of the longer side, so that slots which are
//! near in the order are near in the plane.
//!
//! Splitting by count instead of by place costs outliers and coincident bodies nothing: the tree is as deep as the
//! number of bodies asks for, wherever they are. The order is an optimisation only: with any other order the sums
//! are as exact and take longer, so one order serves many ticks.

use super::LEAF;
use super::tree::Tree;

/// The order is made anew when a tick's work has grown by more than this ratio.
pub(super) const GROWTH: (usize, usize) = (12, 10);

/// A body with its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seat {
    x: f32,
    y: f32,
    body: u32,
}

/// Orders the bodies along the tree's cells.
pub(super) fn find(order: &mut [u32], seats: &mut Vec<Seat>, tree: &Tree, place: impl Fn(usize) -> (f32, f32)) {
    seats.clear();
    seats.extend(order.iter().map(|&body| {
        let (x, y) = place(body as usize);
        Seat { x, y, body }
    }));
    for cell in 0..tree.len() {
        let (first, leaves) = tree.span(cell);
        if leaves > 1 {
            let end = ((first + leaves) * LEAF).min(seats.len());
            split(&mut seats[first * LEAF..end], leaves.div_ceil(2) * LEAF);
        }
    }
    order.iter_mut().zip(seats).for_each(|(body, seat)| *body = seat.body);
}

/// Puts the bodies that lie first along the longer side before the others.
fn split(seats: &mut [Seat], at: usize) {
    let (width, height) = extent(seats);
    if width > height {
        seats.select_nth_unstable_by(at, |one, two| one.x.total_cmp(&two.x));
    } else {
        seats.select_nth_unstable_by(at, |one, two| one.y.total_cmp(&two.y));
    }
}

fn extent(seats: &[Seat]) -> (f32, f32) {
    let mut low = (f32::INFINITY, f32::INFINITY);
    let mut high = (f32::NEG_INFINITY, f32::NEG_INFINITY);
    for seat in seats {
        low = (low.0.min(seat.x), low.1.min(seat.y));
        high = (high.0.max(seat.x), high.1.max(seat.y));
    }
    (high.0 - low.0, high.1 - low.1)
}
