//! The sheet a chart is drawn on: its measures, its marks, and the turning of plotters' colours into classes.
//!
//! plotters knows colours and whole pixels. So each kind of mark is drawn in a colour of its own, which stands for
//! its class, and everything [`FINE`] times larger than it is shown.

use super::{Strip, scale};
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::fmt::Write as _;

/// How many units of the drawing make a pixel on the page.
const FINE: i32 = 4;

/// The size of text, in pixels.
const TEXT: f64 = 11.0;

/// A digit's width, in pixels: as near as needed to keep words on the sheet.
const LETTER: f64 = 5.6;

/// The kinds of mark, each a class in the style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Mark {
    Grid,
    Foot,
    Tick,
    Label,
    Gap,
    Reason,
    Bar,
    Cap,
    Before,
    Rim,
    Success,
    P50,
    P95,
    P99,
}

impl Mark {
    const ALL: [(Self, &'static str); 14] = [
        (Self::Grid, "grid"),
        (Self::Foot, "foot"),
        (Self::Tick, "tick"),
        (Self::Label, "label"),
        (Self::Gap, "gap"),
        (Self::Reason, "reason"),
        (Self::Bar, "bar"),
        (Self::Cap, "cap"),
        (Self::Before, "before"),
        (Self::Rim, "rim"),
        (Self::Success, "success"),
        (Self::P50, "p50"),
        (Self::P95, "p95"),
        (Self::P99, "p99"),
    ];

    const fn color(self) -> RGBColor {
        RGBColor(self as u8, 1, 2)
    }

    fn hex(self) -> String {
        format!("#{:02X}0102", self as u8)
    }
}

/// The measures of a page's width, in pixels.
#[derive(Clone, Copy, Debug)]
struct Measure {
    class: &'static str,
    width: i32,
    left: i32,
    right: i32,
    times: usize,
    /// Whether every chart says its times, for the charts do not stand right above one another.
    own_times: bool,
}

const WIDE: Measure = Measure { class: "wide", width: 868, left: 52, right: 68, times: 7, own_times: false };
const NARROW: Measure = Measure { class: "narrow", width: 358, left: 44, right: 44, times: 4, own_times: true };

/// Where the plot begins below the top: above it stand the reasons of gaps.
const TOP: i32 = 18;
/// The room for times below the plot.
const TIMES: i32 = 20;
/// The room below a plot without times.
const BOTTOM: i32 = 8;

/// What a chart says of itself, and how high it is.
#[derive(Clone, Debug)]
pub struct Chart<'a> {
    /// Its name, which also sets its ids apart from other charts' on the page.
    pub name: &'static str,
    /// What it shows, in a sentence.
    pub summary: String,
    /// The height of its plot, in pixels.
    pub height: i32,
    /// The values of its axis, from foot to top.
    pub ticks: Vec<scale::Tick>,
    /// Whether the times stand below it, on a wide page.
    pub last: bool,
    /// What it draws.
    pub strip: &'a Strip,
}

/// The sheet while a chart is drawn on it: places are steps, values are those of the ticks.
pub struct Sheet<'a, 'b> {
    root: &'a DrawingArea<SVGBackend<'b>, Shift>,
    plot: &'a DrawingArea<SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
}

impl Chart<'_> {
    /// Draws the chart for wide and for narrow pages.
    pub fn draw(&self, marks: impl Fn(&Sheet)) -> String {
        [WIDE, NARROW].iter().map(|measure| self.draw_for(measure, &marks)).collect()
    }

    fn draw_for(&self, measure: &Measure, marks: &impl Fn(&Sheet)) -> String {
        let times = self.last || measure.own_times;
        let bottom = if times { TIMES } else { BOTTOM };
        let size = (measure.width * FINE, (TOP + self.height + bottom) * FINE);
        let mut svg = String::new();
        {
            let root = SVGBackend::with_string(&mut svg, (size.0 as u32, size.1 as u32)).into_drawing_area();
            let (foot, top) = (self.ticks.first().map_or(0.0, |tick| tick.0), self.ticks.last().map_or(1.0, |tick| tick.0));
            let chart = ChartBuilder::on(&root)
                .margin_top(TOP * FINE)
                .margin_bottom(bottom * FINE)
                .margin_left(measure.left * FINE)
                .margin_right(measure.right * FINE)
                .build_cartesian_2d(0.0..self.strip.steps.len() as f64, foot..top)
                .expect("a sheet larger than its margins");
            let sheet = Sheet { root: &root, plot: chart.plotting_area() };
            self.draw_axis(&sheet, if times { measure.times } else { 0 });
            marks(&sheet);
            self.draw_gaps(&sheet);
        }
        self.finish(&svg, measure, size)
    }

    fn draw_axis(&self, sheet: &Sheet, times: usize) {
        let end = self.strip.steps.len() as f64;
        for (n, (value, words)) in self.ticks.iter().enumerate() {
            let mark = if n == 0 { Mark::Foot } else { Mark::Grid };
            sheet.line(mark, &[(0.0, *value), (end, *value)]);
            let (x, y) = sheet.at(0.0, *value);
            sheet.words(Mark::Label, words, (x - 6 * FINE, y), HPos::Right);
        }
        let foot = self.ticks.first().map_or(0.0, |tick| tick.0);
        for (time, words) in scale::times(self.strip.from, self.strip.to(), times.max(1)).into_iter().filter(|_| times > 0) {
            let place = (time.seconds() - self.strip.from.seconds()) as f64 / self.strip.step as f64;
            let (x, y) = sheet.at(place, foot);
            sheet.stroke(Mark::Tick, vec![(x, y), (x, y + 4 * FINE)]);
            sheet.words_below(Mark::Label, &words, (x, y + 7 * FINE));
        }
    }

    fn draw_gaps(&self, sheet: &Sheet) {
        let gaps = self.strip.gaps();
        let (foot, top) = (self.ticks.first().map_or(0.0, |tick| tick.0), self.ticks.last().map_or(1.0, |tick| tick.0));
        for gap in &gaps {
            sheet.fill(Mark::Gap, sheet.at(gap.0 as f64, top), sheet.at(gap.1 as f64, foot));
        }
        // Words beside words would not be read: the widest gap says its reason.
        if let Some(widest) = gaps.iter().max_by_key(|gap| gap.1 - gap.0) {
            let words = self.strip.reason(*widest);
            let half = (words.len() as f64 * LETTER * f64::from(FINE) / 2.0) as i32;
            let ((from, y), (to, _)) = (sheet.at(0.0, top), sheet.at(self.strip.steps.len() as f64, top));
            let middle = i32::midpoint(sheet.at(widest.0 as f64, top).0, sheet.at(widest.1 as f64, top).0);
            let x = middle.min(to - half).max(from + half);
            sheet.words_middle(Mark::Reason, &words, (x, y - 10 * FINE));
        }
    }

    /// Turns what plotters wrote into what the page needs: classes for colours, one picture with a name and a sentence.
    fn finish(&self, svg: &str, measure: &Measure, (width, height): (i32, i32)) -> String {
        let body = svg.split_once('>').map_or("", |(_, body)| body).replace("</svg>", "").replace('\n', "");
        let hatch = format!("{}-{}-hatch", self.name, measure.class);
        let body = Mark::ALL.iter().fold(body, |body, (mark, class)| {
            let filled = if *mark == Mark::Gap { format!("fill=\"url(#{hatch})\"") } else { format!("class=\"{class}\"") };
            body.replace(&format!("fill=\"{}\"", mark.hex()), &filled).replace(&format!("stroke=\"{}\"", mark.hex()), &format!("class=\"{class}\""))
        });
        let noise = [" opacity=\"1\"", " stroke=\"none\"", " stroke-width=\"1\"", " font-family=\"sans-serif\""];
        let body = noise.iter().fold(body, |body, noise| body.replace(noise, ""));
        let mut out = String::with_capacity(body.len() + 600);
        write!(
            out,
            "<svg class=\"chart {}\" viewBox=\"0 0 {width} {height}\" role=\"img\"><title>{}</title><desc>{}</desc>\
             <pattern id=\"{hatch}\" width=\"{cell}\" height=\"{cell}\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
             <path class=\"hatch\" d=\"M0 0V{cell}\"/></pattern>{body}</svg>",
            measure.class,
            self.name,
            self.summary,
            cell = 6 * FINE,
        )
        .expect("writing to a String cannot fail");
        out
    }
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

    /// Bars from the foot, each with its place and value, a hair apart; the cap is `cap` pixels high.
    pub fn bar(&self, mark: Mark, place: usize, values: (f64, f64)) {
        let ((left, top), (right, bottom)) = (self.at(place as f64, values.1), self.at(place as f64 + 1.0, values.0));
        // A pixel between bars, as long as there is room for it.
        let gap = if right - left > 3 * FINE { FINE } else { 0 };
        self.fill(mark, (left, top), (right - gap, bottom));
    }

    /// The cap of a bar: two pixels above its value.
    pub fn cap(&self, mark: Mark, place: usize, value: f64) {
        let ((left, top), (right, _)) = (self.at(place as f64, value), self.at(place as f64 + 1.0, value));
        let gap = if right - left > 3 * FINE { FINE } else { 0 };
        self.fill(mark, (left, top - FINE), (right - gap, top + FINE));
    }

    /// Names of lines at the right end, moved apart where they would touch.
    pub fn names(&self, names: &mut Vec<(f64, &str)>, end: usize) {
        names.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut lowest = i32::MIN;
        for (value, name) in names {
            let (x, y) = self.at(end as f64, *value);
            let y = y.max(lowest);
            self.words(Mark::Label, name, (x + 6 * FINE, y), HPos::Left);
            lowest = y + 14 * FINE;
        }
    }

    fn words(&self, mark: Mark, words: &str, at: (i32, i32), side: HPos) {
        self.put_words(mark, words, at, Pos::new(side, VPos::Center));
    }

    fn words_below(&self, mark: Mark, words: &str, at: (i32, i32)) {
        self.put_words(mark, words, at, Pos::new(HPos::Center, VPos::Top));
    }

    fn words_middle(&self, mark: Mark, words: &str, at: (i32, i32)) {
        self.put_words(mark, words, at, Pos::new(HPos::Center, VPos::Center));
    }

    fn put_words(&self, mark: Mark, words: &str, at: (i32, i32), pos: Pos) {
        // plotters divides by 1.24 what it is told.
        let style = ("sans-serif", TEXT * f64::from(FINE) * 1.24).into_font().color(&mark.color()).pos(pos);
        self.root.draw(&Text::new(words.to_owned(), at, style)).expect("a text takes every mark");
    }

    fn stroke(&self, mark: Mark, points: Vec<(i32, i32)>) {
        self.root.draw(&PathElement::new(points, mark.color())).expect("a text takes every mark");
    }

    fn fill(&self, mark: Mark, from: (i32, i32), to: (i32, i32)) {
        self.root.draw(&Rectangle::new([from, to], mark.color().filled())).expect("a text takes every mark");
    }
}
