//! Lines and rings that are not drawn through.

use crate::{Bitmap, Brush, Spot};

/// A ring is drawn in straight pieces of about this length.
const PIECE: f32 = 1.5;

impl Bitmap {
    /// Draws a line in strokes and gaps of these lengths, in turn.
    pub fn dashed_line(&mut self, from: Spot, to: Spot, width: f32, lengths: &[f32], brush: Brush) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let at = |along: f32| (from.0 + dx * along / length, from.1 + dy * along / length);
        for (begin, end) in strokes(length, lengths) {
            self.line(at(begin), at(end), width, brush);
        }
    }

    /// Draws a circle's outline in the same way.
    pub fn dashed_ring(&mut self, middle: Spot, radius: f32, width: f32, lengths: &[f32], brush: Brush) {
        let at = |along: f32| {
            let (sin, cos) = (along / radius).sin_cos();
            (middle.0 + radius * cos, middle.1 + radius * sin)
        };
        for (begin, end) in strokes(radius * std::f32::consts::TAU, lengths) {
            let pieces = ((end - begin) / PIECE).ceil().max(1.0);
            let place = |piece: f32| at(begin + (end - begin) * piece / pieces);
            (0..pieces as u32).for_each(|piece| self.line(place(piece as f32), place(piece as f32 + 1.0), width, brush));
        }
    }
}

/// Where the strokes begin and end on so long a way; none where a pattern has no length.
fn strokes(length: f32, lengths: &[f32]) -> impl Iterator<Item = (f32, f32)> {
    let whole: f32 = lengths.iter().sum();
    let turns = if whole > 0.0 && length.is_finite() { (length / whole).ceil() as u32 } else { 0 };
    let of_turn = move |turn: u32| {
        let mut along = turn as f32 * whole;
        lengths.iter().enumerate().filter_map(move |(place, own)| {
            let begin = along;
            along += own;
            (place % 2 == 0 && begin < length).then_some((begin, along.min(length)))
        })
    };
    (0..turns).flat_map(of_turn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(length: f32, lengths: &[f32], expected: &[(f32, f32)]) {
        assert_eq!(strokes(length, lengths).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn strokes_and_gaps_take_turns_to_the_end() {
        check(10.0, &[3.0, 2.0], &[(0.0, 3.0), (5.0, 8.0)]);
        check(6.0, &[3.0, 2.0], &[(0.0, 3.0), (5.0, 6.0)]);
        check(20.0, &[9.0, 3.0, 1.5, 3.0], &[(0.0, 9.0), (12.0, 13.5), (16.5, 20.0)]);
    }

    #[test]
    fn without_lengths_there_are_no_strokes() {
        check(10.0, &[], &[]);
        check(10.0, &[0.0, 0.0], &[]);
        check(f32::NAN, &[1.0, 1.0], &[]);
    }

    #[test]
    fn a_dashed_ring_has_gaps() {
        let mut bitmap = Bitmap::default();
        bitmap.begin(40, 40, [0; 3]);
        bitmap.dashed_ring((20.0, 20.0), 15.0, 2.0, &[4.0, 3.0], Brush::new([100; 3], 1.0));
        let along = |angle: f32| {
            let (sin, cos) = angle.sin_cos();
            bitmap.pixels[(20.0 + 15.0 * sin) as usize * 40 + (20.0 + 15.0 * cos) as usize][0]
        };
        assert!(along(2.0 / 15.0) > 50 && along(5.5 / 15.0) < 50);
    }
}
