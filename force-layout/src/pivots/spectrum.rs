//! The two axes along which the distances from the pivots vary most: the first eigenvectors of what they have in
//! common, found by multiplying again and again.

use super::PIVOTS;
use super::distances::{Row, Table};
use crate::lanes::{Four, LANES};

/// How often is multiplied: the third axis fades below what can be seen.
const ROUNDS: usize = 60;

/// A direction among the pivots.
type Axis = [f64; PIVOTS];

/// The first two axes.
pub(super) fn axes(table: &Table) -> (Axis, Axis) {
    let common = common(table);
    let first = strongest(&common, &[0.0; PIVOTS], 1);
    (first, strongest(&common, &first, 2))
}

/// What each two pivots have in common: the sum over all nodes of the products of their distances.
fn common(table: &Table) -> Vec<Axis> {
    let mut sums = vec![Row::default(); PIVOTS];
    let mut total = vec![[0.0; PIVOTS]; PIVOTS];
    // Sums of some nodes at a time, so that small numbers are not lost in large ones.
    for rows in table.rows.chunks(1_024) {
        sums.fill(Row::default());
        for row in rows {
            add(row, &mut sums);
        }
        for (sum, total) in sums.iter().zip(&mut total) {
            let parts = sum.iter().flat_map(|four| four.array());
            total.iter_mut().zip(parts).for_each(|(total, part)| *total += f64::from(part));
        }
    }
    total
}

fn add(row: &Row, sums: &mut [Row]) {
    for (four, sums) in row.iter().zip(sums.as_chunks_mut::<LANES>().0) {
        for (own, sum) in four.array().map(Four::splat).into_iter().zip(sums) {
            for (sum, other) in sum.iter_mut().zip(row) {
                *sum = *sum + own * *other;
            }
        }
    }
}

/// The strongest axis at a right angle to another one.
fn strongest(common: &[Axis], other: &Axis, start: usize) -> Axis {
    let mut axis: Axis = std::array::from_fn(|pivot| ((pivot * 7 + start * 3) % 11) as f64 - 5.0);
    for _ in 0..ROUNDS {
        let next: Axis = std::array::from_fn(|pivot| product(&common[pivot], &axis));
        let along = product(&next, other);
        axis = std::array::from_fn(|pivot| next[pivot] - along * other[pivot]);
        let length = product(&axis, &axis).sqrt();
        if length <= 0.0 {
            return axis;
        }
        axis = axis.map(|part| part / length);
    }
    axis
}

fn product(one: &Axis, two: &Axis) -> f64 {
    one.iter().zip(two).map(|(one, two)| one * two).sum()
}
