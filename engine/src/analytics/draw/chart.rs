//! A chart: its axes, the gaps in its data, and the drawing as the page takes it.

use super::mark::{Mark, with_classes};
use super::pattern::patterns;
use super::sheet::{FINE, LETTER, Sheet};
use super::{Strip, scale};
use domain::Time;
use domain::charts::{Plot, Width};
use plotters::prelude::*;

/// Where the plot begins below the top: above it stand the reasons of gaps.
const TOP: i32 = 18;
/// The room for times below the plot.
const TIMES: i32 = 20;
/// The room below a plot without times.
const BOTTOM: i32 = 8;
/// How high the bar of an alert is, and how long at least.
const ALERT: i32 = 3;
/// A plot that is lower than this has no room above it, for it says no reasons.
const LOW: i32 = 40;

/// The measures of a drawing, in pixels.
#[derive(Clone, Copy, Debug)]
struct Measure {
    width: i32,
    left: i32,
    right: i32,
    /// The most times that find room.
    times: usize,
    /// Whether every chart says its times, for the charts do not stand right above one another.
    own_times: bool,
}

impl Measure {
    const fn of(width: Width) -> Self {
        match width {
            Width::Broad => Self { width: 868, left: 52, right: 68, times: 7, own_times: false },
            Width::Middle => Self { width: 600, left: 52, right: 68, times: 5, own_times: false },
            Width::Slim => Self { width: 358, left: 44, right: 40, times: 4, own_times: true },
        }
    }
}

/// A chart drawn for one width of page.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Its width in pixels.
    pub width: i32,
    /// Its height in pixels.
    pub height: i32,
    /// The picture: classes, no colours.
    pub svg: String,
}

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
    /// Whether it stands above the others, and says why there is no data.
    pub first: bool,
    /// Whether it stands below the others, and says the times; on a slim page each does.
    pub last: bool,
    /// Which alerts it shows.
    pub plot: Option<Plot>,
    /// What it draws.
    pub strip: &'a Strip,
}

impl Chart<'_> {
    /// Draws the chart for each of some widths of page.
    pub fn draw(&self, widths: &[Width], marks: impl Fn(&Sheet)) -> Vec<Drawn> {
        widths.iter().map(|width| self.draw_for(*width, &marks)).collect()
    }

    fn draw_for(&self, page: Width, marks: &impl Fn(&Sheet)) -> Drawn {
        let measure = Measure::of(page);
        let times = if self.last || measure.own_times { measure.times } else { 0 };
        let bottom = if times > 0 { TIMES } else { BOTTOM };
        let top = if self.height < LOW { BOTTOM } else { TOP };
        let (width, height) = (measure.width, top + self.height + bottom);
        let mut svg = String::new();
        {
            let root = SVGBackend::with_string(&mut svg, ((width * FINE) as u32, (height * FINE) as u32)).into_drawing_area();
            let chart = ChartBuilder::on(&root)
                .margin_top(top * FINE)
                .margin_bottom(bottom * FINE)
                .margin_left(measure.left * FINE)
                .margin_right(measure.right * FINE)
                .build_cartesian_2d(0.0..self.end(), self.foot()..self.top())
                .expect("a sheet larger than its margins");
            let sheet = Sheet { root: &root, plot: chart.plotting_area(), right: measure.right };
            self.draw_values(&sheet);
            self.draw_times(&sheet, times);
            marks(&sheet);
            self.draw_gaps(&sheet);
            self.draw_alerts(&sheet);
        }
        Drawn { width, height, svg: self.finish(&svg, page.word(), (width * FINE, height * FINE)) }
    }

    fn draw_values(&self, sheet: &Sheet) {
        for (n, (value, words)) in self.ticks.iter().enumerate() {
            if n > 0 && words.is_empty() {
                continue;
            }
            sheet.line(if n == 0 { Mark::Foot } else { Mark::Grid }, &[(0.0, *value), (self.end(), *value)]);
            sheet.words_before(words, sheet.at(0.0, *value));
        }
    }

    fn draw_times(&self, sheet: &Sheet, count: usize) {
        let times = if count > 0 { scale::times(self.strip.from, self.strip.to(), count) } else { Vec::new() };
        for (time, words) in times {
            let place = (time.seconds() - self.strip.from.seconds()) as f64 / self.strip.step as f64;
            sheet.tick(&words, sheet.at(place, self.foot()));
        }
    }

    fn draw_gaps(&self, sheet: &Sheet) {
        let gaps = self.strip.gaps();
        for gap in &gaps {
            // What was before the first data is quieter than what is missing among it.
            let mark = if gap.0 == 0 { Mark::Blank } else { Mark::Gap };
            sheet.fill(mark, sheet.at(gap.0 as f64, self.top()), sheet.at(gap.1 as f64, self.foot()));
        }
        // Words beside words would not be read: the widest gap says its reason.
        if let Some(widest) = gaps.iter().filter(|_| self.first).max_by_key(|gap| gap.1 - gap.0) {
            let words = self.strip.reason(*widest);
            let half = (words.len() as f64 * LETTER * f64::from(FINE) / 2.0) as i32;
            let ((from, y), (to, _)) = (sheet.at(0.0, self.top()), sheet.at(self.end(), self.top()));
            let middle = sheet.at(f64::midpoint(widest.0 as f64, widest.1 as f64), self.top()).0;
            sheet.words_above(&words, (middle.min(to - half).max(from + half), y));
        }
    }

    /// Bars along the top for as long as alerts fired, each with its name where there is room for it.
    fn draw_alerts(&self, sheet: &Sheet) {
        let fired = self.strip.annotations.fired.iter().filter(|fired| Some(fired.plot) == self.plot);
        let place = |time: Time| self.strip.place(time).clamp(0.0, self.end());
        let mut spans: Vec<(f64, f64, &str)> =
            fired.map(|fired| (place(fired.from), place(fired.to.unwrap_or(self.strip.now)), fired.alert.as_str())).collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Where a gap says its reason, there is no room for names.
        let mut free = if self.first && !self.strip.gaps().is_empty() { i32::MAX } else { i32::MIN };
        let end = sheet.at(self.end(), self.top()).0;
        for (from, to, alert) in spans {
            let (left, top) = sheet.at(from, self.top());
            // What fired for a moment must be seen, too.
            let right = sheet.at(to, self.top()).0.max(left + ALERT * FINE);
            sheet.fill(Mark::Alert, (left, top - ALERT * FINE), (right, top));
            let width = (alert.len() as f64 * LETTER * f64::from(FINE)) as i32;
            let left = left.min(end - width);
            if left >= free {
                sheet.words_above(alert, (left + width / 2, top));
                free = left + width + ALERT * FINE;
            }
        }
    }

    /// Turns what plotters wrote into one picture with a name and a sentence.
    fn finish(&self, svg: &str, class: &str, (width, height): (i32, i32)) -> String {
        let drawn = svg.split_once('>').map_or("", |(_, drawn)| drawn).trim_end().trim_end_matches("</svg>");
        let id = format!("{}-{}", self.name.to_lowercase().replace(' ', "-"), class);
        let body = with_classes(drawn, &id);
        let (name, summary, patterns) = (self.name, &self.summary, patterns(&body, &id));
        format!(
            "<svg class=\"chart {class}\" viewBox=\"0 0 {width} {height}\" role=\"img\"><title>{name}</title><desc>{summary}</desc>\
             {patterns}{body}</svg>"
        )
    }

    fn end(&self) -> f64 {
        self.strip.steps.len() as f64
    }

    fn foot(&self) -> f64 {
        self.ticks.first().map_or(0.0, |tick| tick.0)
    }

    /// The highest value of its axis.
    pub fn top(&self) -> f64 {
        self.ticks.last().map_or(1.0, |tick| tick.0)
    }
}
