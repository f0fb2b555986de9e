//! Areas with straight borders that bulge nowhere inwards.

use crate::{Bitmap, Brush, Spot};

/// A border: how far a place is inside of it is `x · across + y · down + off`.
type Border = [f32; 3];

impl Bitmap {
    /// Draws a filled polygon of four corners, in either order; one may stand there twice.
    pub fn area(&mut self, corners: [Spot; 4], brush: Brush) {
        let Some(borders) = borders(corners) else { return };
        let extent =
            |of: fn(Spot) -> f32| corners.map(of).into_iter().fold((f32::MAX, f32::MIN), |(low, high), at| (low.min(at), high.max(at)));
        let ((left, right), (top, bottom)) = (extent(|(x, _)| x), extent(|(_, y)| y));
        for row in self.rows(top - 0.5, bottom + 0.5) {
            let y = row as f32 + 0.5;
            self.shade(row, (left - 0.5, right + 0.5), brush, |x| {
                borders.iter().fold(1.0_f32, |least, [across, down, off]| least.min(x * across + y * down + off + 0.5))
            });
        }
    }
}

/// The borders between the corners, all of them facing inwards; none of what has no area.
fn borders(corners: [Spot; 4]) -> Option<[Border; 4]> {
    let next = |at: usize| corners[(at + 1) % 4];
    let twice: f32 = (0..4).map(|at| corners[at].0 * next(at).1 - next(at).0 * corners[at].1).sum();
    if !(twice.abs() > f32::EPSILON && twice.is_finite()) {
        return None;
    }
    Some(std::array::from_fn(|at| {
        let ((x, y), (to_x, to_y)) = (corners[at], next(at));
        let length = (to_x - x).hypot(to_y - y) * twice.signum();
        // Between two corners at one place there is no border.
        if length == 0.0 {
            return [0.0, 0.0, 1.0];
        }
        let (across, down) = ((y - to_y) / length, (to_x - x) / length);
        [across, down, -(x * across + y * down)]
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(corners: [Spot; 4], expected: [[u8; 4]; 4]) {
        let mut bitmap = Bitmap::default();
        bitmap.begin(4, 4, [0; 3]);
        bitmap.area(corners, Brush::new([100; 3], 1.0));
        let covers: Vec<u8> = bitmap.pixels.iter().map(|pixel| pixel[0]).collect();
        assert_eq!(covers, expected.concat());
    }

    #[test]
    fn an_area_is_filled_whichever_way_its_corners_go() {
        let square = [[0; 4], [0, 100, 100, 0], [0, 100, 100, 0], [0; 4]];
        check([(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0)], square);
        check([(1.0, 3.0), (3.0, 3.0), (3.0, 1.0), (1.0, 1.0)], square);
    }

    #[test]
    fn a_triangle_has_a_corner_twice() {
        check([(0.0, 0.0), (4.0, 0.0), (0.0, 4.0), (0.0, 4.0)], [[100, 100, 100, 50], [100, 100, 50, 0], [100, 50, 0, 0], [50, 0, 0, 0]]);
    }

    #[test]
    fn what_has_no_area_is_not_drawn() {
        check([(1.0, 1.0); 4], [[0; 4]; 4]);
        check([(f32::NAN, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0)], [[0; 4]; 4]);
    }
}
