//! Straight lines with flat ends.

use crate::bitmap::pixel;
use crate::{Bitmap, Brush, Spot};

/// A line seen along the axis it follows more: its ends, and how far it reaches across, to both sides.
struct Course {
    from: Spot,
    to: Spot,
    slope: f32,
    half: f32,
}

impl Bitmap {
    /// Draws a line of a width.
    pub fn line(&mut self, from: Spot, to: Spot, width: f32, brush: Brush) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        // What is nowhere has no length that is a number.
        if !(length > 0.0 && length < f32::MAX) {
            return;
        }
        let turned = |(x, y): Spot| (y, x);
        if dx.abs() >= dy.abs() {
            self.follow(&Course::new(from, to, width * length / dx.abs()), (1, self.width), (self.width, self.height), brush);
        } else {
            let course = Course::new(turned(from), turned(to), width * length / dy.abs());
            self.follow(&course, (self.width, 1), (self.height, self.width), brush);
        }
    }

    /// Draws step by step along the course; a step along it is `along` pixels in memory, one across it `across`.
    fn follow(&mut self, course: &Course, (along, across): (usize, usize), (steps, lanes): (usize, usize), brush: Brush) {
        let (first, last) = (pixel(course.from.0, steps), pixel(course.to.0.ceil(), steps));
        for step in first..last {
            let begin = step as f32;
            // The first and the last step are covered as far as the line reaches into them.
            let share = (course.to.0.min(begin + 1.0) - course.from.0.max(begin)).min(1.0);
            let middle = course.from.1 + (begin + 0.5 - course.from.0) * course.slope;
            let (top, bottom) = (middle - course.half, middle + course.half);
            for lane in pixel(top, lanes)..pixel(bottom.ceil(), lanes) {
                let edge = lane as f32;
                let cover = bottom.min(edge + 1.0) - top.max(edge);
                if let Some(pixel) = self.pixels.get_mut(step * along + lane * across) {
                    brush.touch(pixel, cover.max(0.0) * share);
                }
            }
        }
    }
}

impl Course {
    fn new(one: Spot, other: Spot, width: f32) -> Self {
        let (from, to) = if one.0 <= other.0 { (one, other) } else { (other, one) };
        Self { from, to, slope: (to.1 - from.1) / (to.0 - from.0), half: width / 2.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much of each pixel a line covers, in percent, on five by four.
    fn covers(from: Spot, to: Spot, width: f32) -> [[u8; 5]; 4] {
        let mut bitmap = Bitmap::default();
        bitmap.begin(5, 4, [0; 3]);
        bitmap.line(from, to, width, Brush::new([100; 3], 1.0));
        let mut rows = [[0; 5]; 4];
        rows.iter_mut().flatten().zip(bitmap.pixels).for_each(|(cover, pixel)| *cover = pixel[0]);
        rows
    }

    #[test]
    fn a_line_covers_the_pixels_it_lies_on() {
        assert_eq!(covers((1.0, 1.5), (4.0, 1.5), 1.0), [[0; 5], [0, 100, 100, 100, 0], [0; 5], [0; 5]]);
        assert_eq!(covers((2.5, 4.0), (2.5, 1.0), 1.0), [[0; 5], [0, 0, 100, 0, 0], [0, 0, 100, 0, 0], [0, 0, 100, 0, 0]]);
    }

    #[test]
    fn where_it_lies_between_two_rows_both_are_covered_half() {
        assert_eq!(covers((1.0, 2.0), (3.5, 2.0), 1.0), [[0; 5], [0, 50, 50, 25, 0], [0, 50, 50, 25, 0], [0; 5]]);
    }

    #[test]
    fn a_line_is_cut_off_at_the_border_and_one_that_is_nowhere_is_not_drawn() {
        assert_eq!(covers((-90.0, 0.5), (90.0, 0.5), 1.0), [[100; 5], [0; 5], [0; 5], [0; 5]]);
        assert_eq!(covers((1.0, -5.0), (4.0, -2.0), 1.0), [[0; 5]; 4]);
        assert_eq!(covers((f32::NAN, 1.0), (4.0, 2.0), 1.0), [[0; 5]; 4]);
        assert_eq!(covers((2.0, 2.0), (2.0, 2.0), 1.0), [[0; 5]; 4]);
    }
}
