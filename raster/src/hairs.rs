//! Very many thin lines of one colour: what they cover is gathered first, and coloured at the end at once.
//!
//! A thin line covers in each step along it two pixels across it (Wu, "An efficient antialiasing technique", SIGGRAPH 1991).

use crate::bitmap::pixel;
use crate::{Bitmap, Brush, Spot};

/// Up to this width a line is thin.
const THIN: f32 = 1.5;
/// So many pixels are looked at together, for most of them are covered by nothing.
const TOGETHER: usize = 8;
/// Places across a line are counted in parts of a pixel: 2 to this power.
const PARTS: u32 = 16;

impl Bitmap {
    /// Draws lines of one colour, each with its ends and its width. Where thin ones cross, the colour is laid on once.
    pub fn lines(&mut self, lines: &mut dyn Iterator<Item = (Spot, Spot, f32)>, brush: Brush) {
        let mut covers = std::mem::take(&mut self.covers);
        covers.resize(self.pixels.len(), 0);
        covers.fill(0);
        for (from, to, width) in lines {
            if width > THIN {
                self.line(from, to, width, brush);
            } else if (to.0 - from.0).abs() >= (to.1 - from.1).abs() {
                gather(&mut covers, (self.width, self.height), (1, self.width), from, to);
            } else {
                gather(&mut covers, (self.height, self.width), (self.width, 1), (from.1, from.0), (to.1, to.0));
            }
        }
        self.colour(&covers, brush);
        self.covers = covers;
    }

    fn colour(&mut self, covers: &[u8], brush: Brush) {
        for (pixels, covers) in self.pixels.chunks_mut(TOGETHER).zip(covers.chunks(TOGETHER)) {
            if <[u8; TOGETHER]>::try_from(covers).is_ok_and(|covers| u64::from_ne_bytes(covers) == 0) {
                continue;
            }
            for (pixel, cover) in pixels.iter_mut().zip(covers).filter(|(_, cover)| **cover > 0) {
                let cover = u32::from(*cover);
                brush.mix(pixel, cover + (cover >> 7));
            }
        }
    }
}

/// Gathers what a line covers that moves along at least as much as across; a step along is `along` pixels in memory, one across
/// `across`.
fn gather(covers: &mut [u8], (steps, lanes): (usize, usize), (along, across): (usize, usize), one: Spot, other: Spot) {
    let (from, to) = if one.0 <= other.0 { (one, other) } else { (other, one) };
    let slope = (to.1 - from.1) / (to.0 - from.0);
    // What is nowhere, or has no length, has no slope that is a number.
    if !slope.is_finite() {
        return;
    }
    let (first, last) = (pixel(from.0 + 0.5, steps), pixel(to.0 + 0.5, steps));
    let parts = |lanes: f32| (lanes * (1 << PARTS) as f32) as i64;
    let (mut lane, rise) = (parts(from.1 - 0.5 + (first as f32 + 0.5 - from.0) * slope), parts(slope));
    for step in first..last {
        let (near, share) = (lane >> PARTS, (lane >> (PARTS - 8)) as u8);
        lane += rise;
        if near < 0 || near as usize + 1 >= lanes {
            continue;
        }
        let at = step * along + near as usize * across;
        if let Some([near, .., far]) = covers.get_mut(at..=at + across) {
            *near |= 255 - share;
            *far |= share;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much of each pixel lines cover, in percent, on five by four.
    fn covers(lines: &[(Spot, Spot, f32)]) -> [[u8; 5]; 4] {
        let mut bitmap = Bitmap::default();
        bitmap.begin(5, 4, [0; 3]);
        bitmap.lines(&mut lines.iter().copied(), Brush::new([100; 3], 1.0));
        let mut rows = [[0; 5]; 4];
        rows.iter_mut().flatten().zip(bitmap.pixels).for_each(|(cover, pixel)| *cover = pixel[0]);
        rows
    }

    #[test]
    fn thin_lines_cover_what_single_ones_do() {
        assert_eq!(covers(&[((1.0, 1.5), (4.0, 1.5), 1.0)]), [[0; 5], [0, 100, 100, 100, 0], [0; 5], [0; 5]]);
        assert_eq!(covers(&[((2.0, 0.0), (2.0, 3.0), 1.0)]), [[0, 49, 50, 0, 0], [0, 49, 50, 0, 0], [0, 49, 50, 0, 0], [0; 5]]);
    }

    #[test]
    fn where_lines_cross_the_colour_is_laid_on_once() {
        let twice = [((1.0, 1.5), (4.0, 1.5), 1.0), ((4.0, 1.5), (1.0, 1.5), 1.0), ((2.5, 0.0), (2.5, 3.0), 1.0)];
        assert_eq!(covers(&twice), [[0, 0, 100, 0, 0], [0, 100, 100, 100, 0], [0, 0, 100, 0, 0], [0; 5]]);
    }

    #[test]
    fn a_wide_line_among_them_is_as_wide_as_it_says() {
        assert_eq!(covers(&[((0.0, 2.0), (5.0, 2.0), 2.0)]), [[0; 5], [100; 5], [100; 5], [0; 5]]);
    }

    #[test]
    fn what_lies_outside_or_nowhere_is_not_drawn() {
        assert_eq!(covers(&[((-90.0, 0.5), (90.0, 0.5), 1.0)]), [[100; 5], [0; 5], [0; 5], [0; 5]]);
        let beyond = [((1.0, -9.0), (4.0, -9.0), 1.0), ((1.0, 9.0), (4.0, 9.0), 1.0), ((9.0, 1.0), (12.0, 1.0), 1.0)];
        assert_eq!(covers(&beyond), [[0; 5]; 4]);
        assert_eq!(covers(&[((f32::NAN, 1.0), (4.0, 2.0), 1.0), ((2.0, 2.0), (2.0, 2.0), 1.0)]), [[0; 5]; 4]);
    }
}
