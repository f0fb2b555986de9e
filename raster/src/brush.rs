//! What shapes are drawn with.

/// Red, green and blue.
pub type Colour = [u8; 3];

/// A full cover, in 256ths.
pub const FULL: u32 = 256;

/// A colour and how opaque it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brush {
    /// Red and blue, sixteen bits apart, so that one product mixes both.
    outer: u32,
    /// Green, at its own place.
    green: u32,
    /// How opaque a full cover is, in 256ths.
    alpha: u32,
}

impl Brush {
    /// A brush that is so opaque, 0–1.
    pub fn new([red, green, blue]: Colour, alpha: f32) -> Self {
        Self { outer: u32::from(red) | u32::from(blue) << 16, green: u32::from(green) << 8, alpha: (alpha.clamp(0.0, 1.0) * 256.0) as u32 }
    }

    /// Mixes the colour into a pixel, so much of which is covered, 0–1.
    #[inline]
    pub fn touch(self, pixel: &mut [u8; 4], cover: f32) {
        self.mix(pixel, ((cover * FULL as f32) as u32).min(FULL));
    }

    /// Mixes it into a pixel, so many 256ths of which are covered.
    #[inline]
    pub(crate) fn mix(self, pixel: &mut [u8; 4], cover: u32) {
        let share = (cover * self.alpha) >> 8;
        let (before, rest) = (u32::from_le_bytes(*pixel), FULL - share);
        let outer = (((self.outer * share) + ((before & 0x00ff_00ff) * rest)) >> 8) & 0x00ff_00ff;
        let green = (((self.green * share) + ((before & 0x0000_ff00) * rest)) >> 8) & 0x0000_ff00;
        *pixel = (outer | green | 0xff00_0000).to_le_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(alpha: f32, cover: f32, expected: [u8; 4]) {
        let mut pixel = [0, 0, 255, 255];
        Brush::new([255, 128, 0], alpha).touch(&mut pixel, cover);
        assert_eq!(pixel, expected);
    }

    #[test]
    fn a_pixel_takes_as_much_of_the_colour_as_is_covered() {
        check(1.0, 0.0, [0, 0, 255, 255]);
        check(1.0, 0.5, [127, 64, 127, 255]);
        check(1.0, 1.0, [255, 128, 0, 255]);
        check(0.5, 1.0, [127, 64, 127, 255]);
        check(1.0, 7.0, [255, 128, 0, 255]);
    }
}
