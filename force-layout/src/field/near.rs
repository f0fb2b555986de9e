//! Leaves beside each other, body by body: four bodies against four, four times turned.
//!
//! What is nearer than the least distance is left out at full speed and done with care afterwards: it is rare.

use super::tree::lanes;
use super::walk::Walk;
use super::{LEAF, Law, Leaves, ROWS, Row};
use crate::Lcg;
use crate::lanes::{Four, LANES, Mask};

/// Sums over all neighbours.
pub(super) fn sum(walk: &Walk, leaves: &mut Leaves, law: Law, random: &mut Lcg) {
    let least = Four::splat(law.least * law.least);
    for &(one, two) in &walk.near {
        let (first, second) = (one as usize, two as usize);
        let has_close = if first == second { within(leaves, first, least) } else { between(leaves, first, second, least) };
        if has_close {
            carefully(leaves, first, second, law, (0.0, law.least), random);
        }
    }
    for &(one, two) in &walk.edge {
        carefully(leaves, one as usize, two as usize, law, (0.0, law.most), random);
    }
}

/// Sums over two leaves; answers whether two bodies are closer than the least distance.
fn between(leaves: &mut Leaves, one: usize, two: usize, least: Four) -> bool {
    let (x, y) = (leaves.x[one], leaves.y[one]);
    let (mut push_x, mut push_y) = (leaves.push_x[one], leaves.push_y[one]);
    let mut close = Mask::default();
    for row in 0..ROWS {
        let (mut other_x, mut other_y) = (leaves.x[two][row], leaves.y[two][row]);
        let (mut back_x, mut back_y) = (Four::default(), Four::default());
        for _ in 0..LANES {
            for own in 0..ROWS {
                let (dx, dy, mask) = pull(other_x - x[own], other_y - y[own], least);
                close = close.or(mask);
                (push_x[own], push_y[own]) = (push_x[own] + dx, push_y[own] + dy);
                (back_x, back_y) = (back_x - dx, back_y - dy);
            }
            (other_x, other_y) = (other_x.turned(), other_y.turned());
            (back_x, back_y) = (back_x.turned(), back_y.turned());
        }
        leaves.push_x[two][row] = leaves.push_x[two][row] + back_x;
        leaves.push_y[two][row] = leaves.push_y[two][row] + back_y;
    }
    (leaves.push_x[one], leaves.push_y[one]) = (push_x, push_y);
    close.any()
}

/// Sums within a leaf; answers whether two bodies are closer than the least distance.
fn within(leaves: &mut Leaves, leaf: usize, least: Four) -> bool {
    let (x, y) = (leaves.x[leaf], leaves.y[leaf]);
    let (mut push_x, mut push_y) = (leaves.push_x[leaf], leaves.push_y[leaf]);
    let mut close = Mask::default();
    for row in 0..ROWS {
        let (mut other_x, mut other_y) = (x[row], y[row]);
        let (mut back_x, mut back_y) = (Four::default(), Four::default());
        for turn in 0..LANES {
            // Unturned, a row beside itself is each body beside itself; turned, each pair of it comes twice.
            if turn > 0 {
                let (dx, dy, mask) = pull(other_x - x[row], other_y - y[row], least);
                close = close.or(mask);
                (push_x[row], push_y[row]) = (push_x[row] + dx, push_y[row] + dy);
            }
            for own in row + 1..ROWS {
                let (dx, dy, mask) = pull(other_x - x[own], other_y - y[own], least);
                close = close.or(mask);
                (push_x[own], push_y[own]) = (push_x[own] + dx, push_y[own] + dy);
                (back_x, back_y) = (back_x - dx, back_y - dy);
            }
            (other_x, other_y) = (other_x.turned(), other_y.turned());
            (back_x, back_y) = (back_x.turned(), back_y.turned());
        }
        (push_x[row], push_y[row]) = (push_x[row] + back_x, push_y[row] + back_y);
    }
    (leaves.push_x[leaf], leaves.push_y[leaf]) = (push_x, push_y);
    close.any()
}

/// What four bodies feel of four others that are so far away; nothing where that is less than the least.
#[inline]
fn pull(dx: Four, dy: Four, least: Four) -> (Four, Four, Mask) {
    let squared = dx * dx + dy * dy;
    let mask = squared.below(least);
    let weight = (Four::splat(1.0) / squared).unless(mask);
    (dx * weight, dy * weight, mask)
}

/// Sums over the pairs of two leaves whose distance is in a range, whatever it is.
fn carefully(leaves: &mut Leaves, one: usize, two: usize, law: Law, (from, below): (f32, f32), random: &mut Lcg) {
    let range = from * from..below * below;
    let (x, y) = (lanes(&leaves.x[one]), lanes(&leaves.y[one]));
    let (other_x, other_y) = (lanes(&leaves.x[two]), lanes(&leaves.y[two]));
    let mut pushes = [[0.0_f32; LEAF]; 4];
    for own in 0..leaves.held(one) {
        let others = if one == two { own + 1 } else { 0 };
        for other in others..leaves.held(two) {
            let (dx, dy) = (other_x[other] - x[own], other_y[other] - y[own]);
            if !range.contains(&(dx * dx + dy * dy)) {
                continue;
            }
            let (dx, dy) = (random.apart(f64::from(dx)), random.apart(f64::from(dy)));
            let (distance, least) = ((dx * dx + dy * dy).sqrt(), f64::from(law.least));
            let weight = 1.0 / (distance * distance.max(least));
            let (dx, dy) = ((dx * weight) as f32, (dy * weight) as f32);
            pushes[0][own] += dx;
            pushes[1][own] += dy;
            pushes[2][other] -= dx;
            pushes[3][other] -= dy;
        }
    }
    let [own_x, own_y, back_x, back_y] = pushes;
    add(&mut leaves.push_x[one], &own_x);
    add(&mut leaves.push_y[one], &own_y);
    add(&mut leaves.push_x[two], &back_x);
    add(&mut leaves.push_y[two], &back_y);
}

fn add(row: &mut Row, lanes: &[f32; LEAF]) {
    for (four, added) in row.iter_mut().zip(lanes.as_chunks::<LANES>().0) {
        *four = *four + Four::new(*added);
    }
}
