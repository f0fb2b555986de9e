//! The pixels.

use crate::{Brush, Colour};

/// The largest bitmap, in pixels: beyond it nothing is drawn, rather than memory taken.
pub const PIXELS_MAX: usize = 1 << 25;

/// So many pixels across and down, in rows from the top.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bitmap {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<[u8; 4]>,
    /// What thin lines cover of each pixel, 0–255, while they are gathered.
    pub(crate) covers: Vec<u8>,
}

impl Bitmap {
    /// Makes it so large and of one colour.
    pub fn begin(&mut self, width: usize, height: usize, [red, green, blue]: Colour) {
        let fits = width.checked_mul(height).is_some_and(|pixels| pixels <= PIXELS_MAX);
        (self.width, self.height) = if fits { (width, height) } else { (0, 0) };
        self.pixels.clear();
        self.pixels.resize(self.width * self.height, [red, green, blue, 255]);
    }

    /// How many pixels it is across.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Red, green, blue and opacity of each pixel.
    pub fn bytes(&self) -> &[u8] {
        self.pixels.as_flattened()
    }

    /// The pixels of a row from `from` up to `to`, as far as there are any, with the middle of the first.
    pub(crate) fn row(&mut self, row: usize, from: f32, to: f32) -> (f32, &mut [[u8; 4]]) {
        let (first, last) = (pixel(from, self.width), pixel(to, self.width));
        (first as f32 + 0.5, self.pixels.get_mut(row * self.width + first..row * self.width + last.max(first)).unwrap_or_default())
    }

    /// The rows that a shape between two heights may cover.
    pub(crate) fn rows(&self, from: f32, to: f32) -> std::ops::Range<usize> {
        pixel(from, self.height)..pixel(to + 1.0, self.height)
    }

    /// Colours the pixels of a row as far as `cover` says of the middle of each.
    pub(crate) fn shade(&mut self, row: usize, (from, to): (f32, f32), brush: Brush, cover: impl Fn(f32) -> f32) {
        let (first, pixels) = self.row(row, from, to + 1.0);
        let mut middle = first;
        for pixel in pixels {
            let share = cover(middle);
            if share > 0.0 {
                brush.touch(pixel, share);
            }
            middle += 1.0;
        }
    }
}

/// The pixel in which a coordinate lies, as far as there are any; what is no number lies in the first.
pub fn pixel(at: f32, count: usize) -> usize {
    // A cast of a float goes to the nearest number that there is.
    (at as usize).min(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bitmap_begins_in_one_colour() {
        let mut bitmap = Bitmap::default();
        bitmap.begin(2, 1, [1, 2, 3]);
        assert_eq!((bitmap.width(), bitmap.bytes()), (2, [1, 2, 3, 255, 1, 2, 3, 255].as_slice()));
    }

    #[test]
    fn one_that_is_too_large_is_empty() {
        let mut bitmap = Bitmap::default();
        bitmap.begin(PIXELS_MAX, 2, [0; 3]);
        assert!(bitmap.bytes().is_empty());
        bitmap.begin(usize::MAX, 2, [0; 3]);
        assert!(bitmap.bytes().is_empty());
    }
}
