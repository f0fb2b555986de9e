//! Drawings as the GPU takes them: a row of equal records, one for each shape, in the order in which they are drawn.
//!
//! A shape is a box, turned and with round corners, of which a disc, a ring and a line are special ones, or a polygon of four
//! corners. Lengths are in pixels of the screen.

use super::super::bitmap::Colours;
use super::super::draw::{Dash, Draw, Ink};
use force_layout::Point;

/// How many words a shape is, of four bytes each.
pub const WORDS: usize = 11;
/// The parts of a record: middle and half extents of a box, or two corners of a polygon; the box's direction, its corners' radius and
/// its stroke, or the other two; colour; dash; whether it is a polygon.
pub const PARTS: [Part; 5] = [
    Part { first: 0, numbers: 4, kind: Number::Float },
    Part { first: 4, numbers: 4, kind: Number::Float },
    Part { first: 8, numbers: 4, kind: Number::Share },
    Part { first: 9, numbers: 4, kind: Number::Byte },
    Part { first: 10, numbers: 1, kind: Number::Float },
];
/// The numbers of a dash are told in these parts of a pixel.
const DASH_PARTS: f64 = 4.0;

/// A part of a record.
pub struct Part {
    /// Its first word.
    pub first: usize,
    /// How many numbers it has.
    pub numbers: i32,
    /// What each of them is.
    pub kind: Number,
}

/// How a number is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// In a word.
    Float,
    /// In a byte.
    Byte,
    /// In a byte, of which 255 stands for 1.
    Share,
}

/// The shapes of a frame; their memory is used again for the next one.
#[derive(Default)]
pub struct Shapes {
    words: Vec<[u8; 4]>,
}

impl Shapes {
    /// Takes a drawing's shapes instead of those before, text left out; so many pixels of the screen are one of the page.
    pub fn take(&mut self, drawing: &[Draw], colours: &Colours, ratio: f64) {
        self.words.clear();
        let mut alpha = 1.0;
        for one in drawing {
            match one {
                Draw::Alpha(share) => alpha = *share,
                Draw::Text { .. } => {}
                _ => self.add(one, colours, alpha, ratio),
            }
        }
    }

    /// The records one after the other.
    pub fn bytes(&self) -> &[u8] {
        self.words.as_flattened()
    }

    /// How many shapes there are.
    pub fn count(&self) -> usize {
        self.words.len() / WORDS
    }

    /// Adds a shape; what is nowhere is left out.
    fn add(&mut self, one: &Draw, colours: &Colours, alpha: f64, ratio: f64) {
        let (numbers, ink, dash, is_polygon) = measures(one);
        if !numbers.iter().all(|number| number.is_finite()) {
            return;
        }
        let scale = |place: usize| if is_polygon || !DIRECTION.contains(&place) { ratio } else { 1.0 };
        let [red, green, blue] = colours[ink as usize];
        self.words.extend(numbers.iter().enumerate().map(|(place, number)| ((number * scale(place)) as f32).to_le_bytes()));
        self.words.push([red, green, blue, (alpha * 255.0).round() as u8]);
        self.words.push(lengths(dash, ratio));
        self.words.push(f32::from(u8::from(is_polygon)).to_le_bytes());
    }
}

/// Which of a box's numbers are its direction, and so no lengths.
const DIRECTION: std::ops::Range<usize> = 4..6;

/// A shape's numbers, its colour and dash, and whether it is a polygon.
fn measures(one: &Draw) -> ([f64; 8], Ink, Dash, bool) {
    let upright = |at: &Point, across: f64, down: f64, round: f64, stroke: f64| [at.x, at.y, across, down, 1.0, 0.0, round, stroke];
    match one {
        Draw::Line { from, to, width, ink, dash } => {
            let (dx, dy) = (to.x - from.x, to.y - from.y);
            let length = dx.hypot(dy);
            let (x, y) = (f64::midpoint(from.x, to.x), f64::midpoint(from.y, to.y));
            // A line without length has no direction: that is no number, and it is left out.
            ([x, y, length / 2.0, width / 2.0, dx / length, dy / length, 0.0, 0.0], *ink, dash, false)
        }
        Draw::Area { corners: [a, b, c, d], ink } => ([a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y], *ink, &[], true),
        Draw::Disc { at, radius, ink } => (upright(at, *radius, *radius, *radius, 0.0), *ink, &[], false),
        Draw::Ring { at, radius, width, ink, dash } => (upright(at, *radius, *radius, *radius, *width), *ink, dash, false),
        Draw::Plate { at, size, round, ink } => (upright(at, size.width / 2.0, size.height / 2.0, *round, 0.0), *ink, &[], false),
        Draw::Alpha(_) | Draw::Text { .. } => ([f64::NAN; 8], Ink::Paper, &[], false),
    }
}

/// A dash in parts of a pixel, up to 63 pixels each; all zero for a line that is drawn through.
fn lengths(dash: Dash, ratio: f64) -> [u8; 4] {
    std::array::from_fn(|place| dash.get(place).map_or(0, |length| (length * ratio * DASH_PARTS).round() as u8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use force_layout::Size;

    /// A shape's numbers, colour and dash, and 1 for a polygon.
    type Record = ([f32; 8], [u8; 4], [u8; 4], f32);

    fn check(drawing: &[Draw], ratio: f64, expected: &[Record]) {
        let mut colours = Colours::default();
        colours[Ink::Ok as usize] = [10, 20, 30];
        let mut shapes = Shapes::default();
        shapes.take(drawing, &colours, ratio);
        let number = |word: &[u8; 4]| f32::from_le_bytes(*word);
        let told: Vec<Record> =
            shapes.words.chunks(WORDS).map(|of| (std::array::from_fn(|n| number(&of[n])), of[8], of[9], number(&of[10]))).collect();
        assert_eq!(told, expected);
        assert_eq!((shapes.count(), shapes.bytes().len()), (expected.len(), expected.len() * WORDS * 4));
    }

    const INK: [u8; 4] = [10, 20, 30, 255];

    fn line(from: (f64, f64), to: (f64, f64), dash: Dash) -> Draw {
        Draw::Line { from: Point::new(from.0, from.1), to: Point::new(to.0, to.1), width: 2.0, ink: Ink::Ok, dash }
    }

    #[test]
    fn a_line_is_a_box_that_is_turned() {
        check(&[line((0.0, 0.0), (6.0, 8.0), &[])], 1.0, &[([3.0, 4.0, 5.0, 1.0, 0.6, 0.8, 0.0, 0.0], INK, [0; 4], 0.0)]);
    }

    #[test]
    fn a_dash_is_told_in_quarters_of_a_pixel_of_the_screen() {
        check(&[line((0.0, 0.0), (4.0, 0.0), &[1.5, 4.0])], 2.0, &[([4.0, 0.0, 4.0, 2.0, 1.0, 0.0, 0.0, 0.0], INK, [12, 32, 0, 0], 0.0)]);
    }

    #[test]
    fn discs_rings_and_plates_are_boxes_with_round_corners() {
        let (at, ink) = (Point::new(7.0, 8.0), Ink::Ok);
        let drawing = [
            Draw::Disc { at, radius: 3.0, ink },
            Draw::Ring { at, radius: 3.0, width: 2.0, ink, dash: &[] },
            Draw::Plate { at, size: Size::new(4.0, 6.0), round: 1.0, ink },
        ];
        let expected = [
            ([7.0, 8.0, 3.0, 3.0, 1.0, 0.0, 3.0, 0.0], INK, [0; 4], 0.0),
            ([7.0, 8.0, 3.0, 3.0, 1.0, 0.0, 3.0, 2.0], INK, [0; 4], 0.0),
            ([7.0, 8.0, 2.0, 3.0, 1.0, 0.0, 1.0, 0.0], INK, [0; 4], 0.0),
        ];
        check(&drawing, 1.0, &expected);
    }

    #[test]
    fn an_area_keeps_its_corners() {
        let corners = [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0), (7.0, 8.0)].map(|(x, y)| Point::new(x, y));
        check(&[Draw::Area { corners, ink: Ink::Ok }], 2.0, &[([2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0], INK, [0; 4], 1.0)]);
    }

    #[test]
    fn what_follows_is_as_opaque_as_was_said() {
        let disc = Draw::Disc { at: Point::default(), radius: 1.0, ink: Ink::Ok };
        let shape = |alpha: u8| ([0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0], [10, 20, 30, alpha], [0; 4], 0.0);
        check(&[Draw::Alpha(0.4), disc.clone(), Draw::Alpha(1.0), disc], 1.0, &[shape(102), shape(255)]);
    }

    #[test]
    fn what_is_nowhere_and_what_is_written_are_left_out() {
        let text = Draw::Text { at: Point::default(), text: "a".into(), ink: Ink::Ok, font: (12.0, false), halo: 0.0 };
        check(&[line((f64::NAN, 0.0), (1.0, 0.0), &[]), line((1.0, 1.0), (1.0, 1.0), &[]), text], 1.0, &[]);
    }
}
