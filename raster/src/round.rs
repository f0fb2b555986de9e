//! What is round: discs, rings, and plates with round corners.

use crate::{Bitmap, Brush, Spot};

impl Bitmap {
    /// Draws a filled circle.
    pub fn disc(&mut self, at: Spot, radius: f32, brush: Brush) {
        let reach = radius + 0.5;
        for row in self.rows(at.1 - reach, at.1 + reach) {
            let dy = row as f32 + 0.5 - at.1;
            let half = (reach * reach - dy * dy).max(0.0).sqrt();
            // Within it nothing is left to measure.
            let inner = (radius - 0.5).max(0.0);
            let whole = if dy.abs() <= inner { (inner * inner - dy * dy).sqrt() } else { -1.0 };
            self.shade(row, (at.0 - half, at.0 + half), brush, |x| {
                let dx = (x - at.0).abs();
                if dx <= whole { 1.0 } else { reach - (dx * dx + dy * dy).sqrt() }
            });
        }
    }

    /// Draws a circle's outline: the radius is that of the middle of its stroke.
    pub fn ring(&mut self, at: Spot, radius: f32, width: f32, brush: Brush) {
        let reach = radius + width / 2.0 + 0.5;
        for row in self.rows(at.1 - reach, at.1 + reach) {
            let dy = row as f32 + 0.5 - at.1;
            let half = (reach * reach - dy * dy).max(0.0).sqrt();
            self.shade(row, (at.0 - half, at.0 + half), brush, |x| {
                let off = ((x - at.0).hypot(dy) - radius).abs();
                (width / 2.0 + 0.5 - off).min(width)
            });
        }
    }

    /// Draws a filled rectangle around a middle, its corners round.
    pub fn plate(&mut self, at: Spot, (width, height): (f32, f32), round: f32, brush: Brush) {
        let round = round.min(width / 2.0).min(height / 2.0);
        let (across, down) = (width / 2.0 - round, height / 2.0 - round);
        for row in self.rows(at.1 - height / 2.0 - 0.5, at.1 + height / 2.0 + 0.5) {
            let dy = (row as f32 + 0.5 - at.1).abs() - down;
            self.shade(row, (at.0 - width / 2.0 - 0.5, at.0 + width / 2.0 + 0.5), brush, |x| {
                let dx = (x - at.0).abs() - across;
                // Within the straight borders the nearer one counts; around a corner, the way to its middle.
                round + 0.5 - dx.max(dy).min(0.0) - dx.max(0.0).hypot(dy.max(0.0))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much of each pixel is covered, in percent, on five by five.
    fn covers(draw: impl Fn(&mut Bitmap, Brush)) -> Vec<u8> {
        let mut bitmap = Bitmap::default();
        bitmap.begin(5, 5, [0; 3]);
        draw(&mut bitmap, Brush::new([100; 3], 1.0));
        bitmap.pixels.iter().map(|pixel| pixel[0]).collect()
    }

    #[test]
    fn a_disc_is_smooth_at_its_border() {
        let disc = covers(|bitmap, brush| bitmap.disc((2.5, 2.5), 1.5, brush));
        let corner = 58;
        #[rustfmt::skip]
        let expected = [
            0, 0, 0, 0, 0,
            0, corner, 100, corner, 0,
            0, 100, 100, 100, 0,
            0, corner, 100, corner, 0,
            0, 0, 0, 0, 0,
        ];
        assert_eq!(disc, expected);
    }

    #[test]
    fn a_ring_leaves_its_middle_free() {
        let ring = covers(|bitmap, brush| bitmap.ring((2.5, 2.5), 2.0, 1.0, brush));
        assert_eq!((ring[12], ring[10], ring[2]), (0, 100, 100));
    }

    #[test]
    fn a_plate_is_as_large_as_it_says() {
        let plate = covers(|bitmap, brush| bitmap.plate((2.5, 2.5), (3.0, 1.0), 0.0, brush));
        #[rustfmt::skip]
        let expected = [
            0, 0, 0, 0, 0,
            0, 0, 0, 0, 0,
            0, 100, 100, 100, 0,
            0, 0, 0, 0, 0,
            0, 0, 0, 0, 0,
        ];
        assert_eq!(plate, expected);
    }

    #[test]
    fn what_lies_outside_or_nowhere_is_not_drawn() {
        for at in [(-50.0, 2.0), (2.0, 99.0), (f32::NAN, f32::NAN)] {
            assert_eq!(covers(|bitmap, brush| bitmap.disc(at, 2.0, brush)), [0; 25], "{at:?}");
            assert_eq!(covers(|bitmap, brush| bitmap.ring(at, 2.0, 1.0, brush)), [0; 25], "{at:?}");
        }
    }
}
