//! The sheet a chart is drawn on, while it is: lines, bars and words at steps and values.
//!
//! plotters knows whole pixels only, so everything is drawn [`FINE`] times larger than it is shown.

use super::mark::Mark;
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// How many units of the drawing make a pixel on the page.
pub const FINE: i32 = 4;

/// The size of text, in pixels.
const TEXT: f64 = 11.0;

/// A letter's width, in pixels: as near as needed to keep words on the sheet.
pub const LETTER: f64 = 5.6;

/// What every mark on a sheet rests on.
const TAKES: &str = "a text takes every mark";

/// The sheet: places are steps, values are those of the axis.
pub struct Sheet<'a, 'b> {
    /// The whole of it.
    pub root: &'a DrawingArea<SVGBackend<'b>, Shift>,
    /// The plot within the axes.
    pub plot: &'a DrawingArea<SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    /// The room for names at the right end, in pixels.
    pub right: i32,
}

impl Sheet<'_, '_> {
    /// Where a step's place and a value are, in units of the drawing.
    pub fn at(&self, place: f64, value: f64) -> (i32, i32) {
        self.plot.map_coordinate(&(place, value))
    }

    /// A line through places and values.
    pub fn line(&self, mark: Mark, points: &[(f64, f64)]) {
        self.stroke(mark, points.iter().map(|(place, value)| self.at(*place, *value)).collect());
    }

    /// What is asked, as a line through all steps with its name at the right end.
    pub fn objective(&self, value: f64, words: &str, end: usize) {
        self.line(Mark::Objective, &[(0.0, value), (end as f64, value)]);
        self.names(&mut vec![(value, words)], end);
    }

    /// A bar over a step, from zero, with its cap.
    pub fn bar(&self, place: usize, value: f64) {
        let ((left, top), (right, _)) = self.part(Mark::Bar, place, 0.0, value);
        self.fill(Mark::Cap, (left, top - FINE), (right, top + FINE));
    }

    /// A part of a bar over a step, from value to value; returns its corners.
    pub fn part(&self, mark: Mark, place: usize, foot: f64, top: f64) -> ((i32, i32), (i32, i32)) {
        let ((left, top), (right, foot)) = (self.at(place as f64, top), self.at(place as f64 + 1.0, foot));
        // A pixel between bars, as long as there is room for it.
        let right = if right - left > 3 * FINE { right - FINE } else { right };
        self.fill(mark, (left, top), (right, foot));
        ((left, top), (right, foot))
    }

    /// A cell over a step, a pixel apart from its neighbours.
    pub fn cell(&self, mark: Mark, place: usize, foot: f64, top: f64) {
        let ((left, top), (right, foot)) = (self.at(place as f64, top), self.at(place as f64 + 1.0, foot));
        self.fill(mark, (left, top + FINE), (right - FINE, foot));
    }

    /// A rectangle from corner to corner.
    pub fn fill(&self, mark: Mark, from: (i32, i32), to: (i32, i32)) {
        self.root.draw(&Rectangle::new([from, to], mark.color().filled())).expect(TAKES);
    }

    /// Names of lines at the right end, moved apart where they would touch.
    pub fn names(&self, names: &mut Vec<(f64, &str)>, end: usize) {
        names.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut lowest = i32::MIN;
        for (value, name) in names {
            let (x, y) = self.at(end as f64, *value);
            let y = y.max(lowest);
            let is_long = name.chars().count() as f64 * LETTER > f64::from(self.right - 6);
            let name = if is_long { name.rsplit(' ').next().unwrap_or(name) } else { name };
            self.words(Mark::Label, name, (x + 6 * FINE, y), Pos::new(HPos::Left, VPos::Center));
            lowest = y + 14 * FINE;
        }
    }

    /// Words that end before a point: those of an axis of values.
    pub fn words_before(&self, words: &str, (x, y): (i32, i32)) {
        self.words(Mark::Label, words, (x - 6 * FINE, y), Pos::new(HPos::Right, VPos::Center));
    }

    /// Words above a point: the reason of a gap.
    pub fn words_above(&self, words: &str, (x, y): (i32, i32)) {
        self.words(Mark::Reason, words, (x, y - 10 * FINE), Pos::new(HPos::Center, VPos::Center));
    }

    /// Words that begin above a point: the unit of an axis of values.
    pub fn unit(&self, words: &str, (x, y): (i32, i32)) {
        self.words(Mark::Label, words, (x, y - 10 * FINE), Pos::new(HPos::Left, VPos::Center));
    }

    /// A tick below a point with its words: a time.
    pub fn tick(&self, words: &str, (x, y): (i32, i32)) {
        self.stroke(Mark::Tick, vec![(x, y), (x, y + 4 * FINE)]);
        self.words(Mark::Label, words, (x, y + 7 * FINE), Pos::new(HPos::Center, VPos::Top));
    }

    fn words(&self, mark: Mark, words: &str, at: (i32, i32), pos: Pos) {
        // plotters divides by 1.24 what it is told.
        let style = ("sans-serif", TEXT * f64::from(FINE) * 1.24).into_font().color(&mark.color()).pos(pos);
        self.root.draw(&Text::new(words.to_owned(), at, style)).expect(TAKES);
    }

    fn stroke(&self, mark: Mark, points: Vec<(i32, i32)>) {
        self.root.draw(&PathElement::new(points, mark.color())).expect(TAKES);
    }
}
