//! Draws a crowd of shapes pixel by pixel: without a GPU that is many times as fast as the browser's pen.
//!
//! A part that is loaded later (`mesh/large.rs`), because few maps are large; names are written by the pen, over it.

use super::draw::{Dash, Draw, Ink};
use force_layout::Point;
use raster::{Bitmap, Brush, Colour, Spot};

/// From so many lines alike on, they are drawn together.
const RUN: usize = 200;

/// The colours by the numbers of their inks.
pub type Colours = [Colour; Ink::PROPERTIES.len()];

/// Draws everything but text onto a bitmap, whose pixels are so many to one of the page.
pub type Paint = fn(&mut Bitmap, &[Draw], &Colours, f64);

/// Draws it.
pub fn paint(bitmap: &mut Bitmap, drawing: &[Draw], colours: &Colours, ratio: f64) {
    let mut easel = Easel { bitmap, colours, ratio: ratio as f32, alpha: 1.0 };
    for run in drawing.chunk_by(are_alike) {
        if run.len() >= RUN {
            easel.lines(run);
        } else {
            run.iter().for_each(|one| easel.draw(one));
        }
    }
}

/// Whether both are lines of one colour that are drawn through.
fn are_alike(one: &Draw, other: &Draw) -> bool {
    matches!((one, other), (Draw::Line { ink, dash: [], .. }, Draw::Line { ink: also, dash: [], .. }) if ink == also)
}

struct Easel<'a> {
    bitmap: &'a mut Bitmap,
    colours: &'a Colours,
    ratio: f32,
    alpha: f32,
}

impl Easel<'_> {
    fn draw(&mut self, one: &Draw) {
        match one {
            Draw::Alpha(alpha) => self.alpha = *alpha as f32,
            Draw::Line { from, to, width, ink, dash } => self.line(*from, *to, *width, *ink, dash),
            Draw::Area { corners, ink } => self.bitmap.area(corners.map(|corner| self.spot(corner)), self.brush(*ink)),
            Draw::Disc { at, radius, ink } => self.bitmap.disc(self.spot(*at), self.length(*radius), self.brush(*ink)),
            Draw::Ring { at, radius, width, ink, dash } => self.ring(*at, *radius, *width, *ink, dash),
            Draw::Plate { at, size, round, ink } => {
                let extent = (self.length(size.width), self.length(size.height));
                self.bitmap.plate(self.spot(*at), extent, self.length(*round), self.brush(*ink));
            }
            Draw::Text { .. } => {}
        }
    }

    /// Draws lines that are alike.
    fn lines(&mut self, run: &[Draw]) {
        let Some(Draw::Line { ink, .. }) = run.first() else { return };
        let (ratio, brush) = (self.ratio, self.brush(*ink));
        let spot = |at: &Point| (at.x as f32 * ratio, at.y as f32 * ratio);
        let line = |one: &Draw| match one {
            Draw::Line { from, to, width, .. } => Some((spot(from), spot(to), *width as f32 * ratio)),
            _ => None,
        };
        self.bitmap.lines(&mut run.iter().filter_map(line), brush);
    }

    fn line(&mut self, from: Point, to: Point, width: f64, ink: Ink, dash: Dash) {
        let (from, to, width, brush) = (self.spot(from), self.spot(to), self.length(width), self.brush(ink));
        if dash.is_empty() {
            self.bitmap.line(from, to, width, brush);
        } else {
            self.with_lengths(dash, |bitmap, lengths| bitmap.dashed_line(from, to, width, lengths, brush));
        }
    }

    fn ring(&mut self, at: Point, radius: f64, width: f64, ink: Ink, dash: Dash) {
        let (at, radius, width, brush) = (self.spot(at), self.length(radius), self.length(width), self.brush(ink));
        if dash.is_empty() {
            self.bitmap.ring(at, radius, width, brush);
        } else {
            self.with_lengths(dash, |bitmap, lengths| bitmap.dashed_ring(at, radius, width, lengths, brush));
        }
    }

    /// Draws with a dash, whose strokes and gaps are never more than four.
    fn with_lengths(&mut self, dash: Dash, draw: impl FnOnce(&mut Bitmap, &[f32])) {
        let mut lengths = [0.0; 4];
        lengths.iter_mut().zip(dash).for_each(|(own, length)| *own = self.length(*length));
        draw(self.bitmap, &lengths[..dash.len().min(4)]);
    }

    fn spot(&self, at: Point) -> Spot {
        (self.length(at.x), self.length(at.y))
    }

    const fn length(&self, length: f64) -> f32 {
        length as f32 * self.ratio
    }

    fn brush(&self, ink: Ink) -> Brush {
        Brush::new(self.colours[ink as usize], self.alpha)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use force_layout::Size;

    const COLOURS: Colours = [[200; 3]; Ink::PROPERTIES.len()];

    /// Red of each pixel, on four by four.
    fn drawn(drawing: &[Draw], ratio: f64) -> [[u8; 4]; 4] {
        let mut bitmap = Bitmap::default();
        bitmap.begin(4, 4, [0; 3]);
        paint(&mut bitmap, drawing, &COLOURS, ratio);
        let mut rows = [[0; 4]; 4];
        rows.iter_mut().flatten().zip(bitmap.bytes().chunks_exact(4)).for_each(|(red, pixel)| *red = pixel[0]);
        rows
    }

    fn plate(size: f64) -> Draw {
        Draw::Plate { at: Point::new(size / 2.0, size / 2.0), size: Size::new(size, size), round: 0.0, ink: Ink::Ok }
    }

    #[test]
    fn a_pixel_of_the_page_is_as_many_as_the_screen_has() {
        assert_eq!(drawn(&[plate(2.0)], 1.0), [[200, 200, 0, 0], [200, 200, 0, 0], [0; 4], [0; 4]]);
        assert_eq!(drawn(&[plate(2.0)], 2.0), [[200; 4]; 4]);
    }

    #[test]
    fn what_follows_is_as_opaque_as_was_said() {
        assert_eq!(drawn(&[Draw::Alpha(0.5), plate(4.0), Draw::Alpha(1.0)], 1.0), [[100; 4]; 4]);
    }

    #[test]
    fn many_lines_alike_are_drawn_as_one_of_them_is() {
        let (from, to) = (Point::new(0.0, 1.5), Point::new(4.0, 1.5));
        let line = Draw::Line { from, to, width: 1.0, ink: Ink::Rule, dash: &[] };
        assert_eq!(drawn(&vec![line.clone(); RUN], 1.0), drawn(&[line], 1.0));
    }

    #[test]
    fn a_dash_leaves_gaps() {
        let (from, to) = (Point::new(0.0, 0.5), Point::new(4.0, 0.5));
        let line = Draw::Line { from, to, width: 1.0, ink: Ink::Rule, dash: &[1.0, 1.0] };
        assert_eq!(drawn(&[line], 1.0)[0], [200, 0, 200, 0]);
    }
}
