//! Two cells far from each other, summed as a whole: the series of each becomes what the other feels.

use super::tree::{Tree, times};
use crate::lanes::Four;

/// Lets two cells feel each other. The series of a cell with n bodies, squares s and cubes c, seen from a place w
/// away, is `n/w + s/w³ + c/w⁴`; its derivatives, up to what is as small as the first term left out, are what the
/// other cell hands down.
#[inline]
pub(super) fn sum(tree: &mut Tree, one: usize, two: usize) {
    let (from, to) = (tree.cells[one], tree.cells[two]);
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let squared = dx * dx + dy * dy;
    let first = (dx / squared, -dy / squared);
    let second = times(first, first);
    let (third, fourth) = (times(second, first), times(second, second));
    let even = Four::new([0.0, 0.0, -second.0, -second.1]);
    let odd = Four::new([first.0, first.1, 0.0, 0.0]);
    let third_low = Four::new([third.0, third.1, 0.0, 0.0]);
    let third_high = Four::new([third.0, third.1, 0.0, 0.0]);
    let fourth_low = Four::new([0.0, 0.0, -3.0 * fourth.0, -3.0 * fourth.1]);
    let fourth_high = Four::new([0.0, 0.0, -fourth.0, -fourth.1]);
    let cubic = Four::new([fourth.0, fourth.1, 0.0, 0.0]);
    // Seen from the other side, odd powers change their sign.
    let felt_by_two = felt(&from, even + odd, third_low + fourth_low, cubic, third_high + fourth_high);
    let felt_by_one = felt(&to, even - odd, fourth_low - third_low, cubic, fourth_high - third_high);
    for (cell, [low, high]) in [(one, felt_by_one), (two, felt_by_two)] {
        let own = &mut tree.felt[cell];
        *own = [own[0] + low, own[1] + high];
    }
}

#[inline]
fn felt(from: &super::tree::Cell, mass: Four, square: Four, cube: Four, mass_high: Four) -> [Four; 2] {
    let count = Four::splat(from.count);
    let low = count * mass + by(from.squares, square) + by(from.cubes, cube);
    [low, count * mass_high]
}

/// Two complex numbers times one.
#[inline]
fn by((re, im): (f32, f32), two: Four) -> Four {
    Four::splat(re) * two + Four::new([-im, im, -im, im]) * two.swapped()
}
