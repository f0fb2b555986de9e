//! Small charts of one line's height, drawn as SVG on either side: courses, bars, ranges.
//!
//! Not the charts of the analytics: these have no axes, because the figures stand beside them.

use super::format::fixed;
use crate::prelude::*;
use std::fmt::Write as _;

/// A course as a line, with the course of the time before behind it.
#[component]
pub fn Spark(
    /// The values, oldest first; absent ones leave a gap.
    course: Vec<Option<f64>>,
    /// The same of the time before.
    #[prop(optional)]
    before: Vec<Option<f64>>,
    /// Whether the foot of the chart is zero; else it is just below the lowest value.
    #[prop(default = true)]
    from_zero: bool,
    /// Its width in pixels.
    #[prop(default = 84)]
    width: u32,
    /// Its height in pixels.
    #[prop(default = 28)]
    height: u32,
) -> impl IntoView {
    let scale = Scale::over(course.iter().chain(&before), from_zero, f64::from(height));
    view! {
        <svg class="spark" width=width height=height viewBox=format!("0 0 {width} {height}") aria-hidden="true">
            <rect class="track" width=width height=height />
            <path class="before" d=line(before, f64::from(width), &scale) />
            <path class="now" d=line(course, f64::from(width), &scale) />
        </svg>
    }
}

/// Bars with their bad part in red at the foot; each a whole and the bad part of it.
#[component]
pub fn Bars(
    /// The bars, oldest first.
    bars: Vec<(u64, u64)>,
    /// Its width in pixels.
    #[prop(default = 224)]
    width: u32,
    /// Its height in pixels.
    #[prop(default = 16)]
    height: u32,
) -> impl IntoView {
    let top = bars.iter().map(|bar| bar.0).max().unwrap_or(0).max(1) as f64;
    let (mut whole, mut bad) = (String::new(), String::new());
    let step = f64::from(width) / bars.len().max(1) as f64;
    for (place, (all, failed)) in bars.into_iter().enumerate() {
        let x = place as f64 * step;
        // What was there must be seen, however little it was.
        let high = |part: u64| if part == 0 { 0.0 } else { (part as f64 / top * f64::from(height)).max(1.0) };
        bar(&mut whole, x, step - 1.0, high(all), f64::from(height));
        bar(&mut bad, x, step - 1.0, high(failed), f64::from(height));
    }
    view! {
        <svg class="bars" width=width height=height viewBox=format!("0 0 {width} {height}") aria-hidden="true">
            <path class="all" d=whole />
            <path class="bad" d=bad />
        </svg>
    }
}

/// A range on a logarithmic axis that a whole column shares; the tick at its right end is the high value.
#[component]
pub fn Range(
    /// The low and the high value; nothing is drawn where there is none.
    range: Option<(f64, f64)>,
    /// The axis: its first and last value.
    axis: (f64, f64),
    /// Its width in pixels.
    #[prop(default = 148)]
    width: u32,
) -> impl IntoView {
    let place = |value: f64| log_place(value, axis) * (f64::from(width) - 2.0);
    let bar = range.map_or_else(String::new, |(low, high)| {
        let length = fixed((place(high) - place(low)).max(1.0), 1);
        format!("M{} 6h{length}v4h-{length}z", fixed(place(low), 1))
    });
    let tick = range.map_or_else(String::new, |(_, high)| format!("M{} 3h1.5v10h-1.5z", fixed(place(high), 1)));
    view! {
        <svg class="range" width=width height="16" viewBox=format!("0 0 {width} 16") aria-hidden="true">
            <path class="axis" d=range.map(|_| format!("M0 8H{width}")).unwrap_or_default() />
            <path class="bar" d=bar />
            <path class="tick" d=tick />
        </svg>
    }
}

/// A share of the largest as a bar of quantity.
#[component]
pub fn Meter(
    /// The share, 0–1.
    share: f64,
    /// Its width in pixels.
    #[prop(default = 84)]
    width: u32,
) -> impl IntoView {
    view! {
        <svg class="meter" width=width height="6" viewBox=format!("0 0 {width} 6") aria-hidden="true">
            <rect width=fixed((share.clamp(0.0, 1.0) * f64::from(width)).max(1.0), 1) height="6" />
        </svg>
    }
}

/// The place of a value on a logarithmic axis, 0–1.
pub fn log_place(value: f64, (first, last): (f64, f64)) -> f64 {
    ((value.max(first) / first).ln() / (last / first).ln()).clamp(0.0, 1.0)
}

struct Scale {
    low: f64,
    high: f64,
    height: f64,
}

impl Scale {
    fn over<'a>(values: impl Iterator<Item = &'a Option<f64>>, from_zero: bool, height: f64) -> Self {
        let (low, high) = values.flatten().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
        let low = if from_zero || low > high { 0.0 } else { low - (high - low).max(high.abs() * 0.01) * 0.5 };
        Self { low, high: high.max(low + f64::EPSILON), height }
    }

    fn y(&self, value: f64) -> f64 {
        // Half a stroke is kept free at both ends.
        (self.height - 1.0) - (value - self.low) / (self.high - self.low) * (self.height - 2.0)
    }
}

fn line(values: Vec<Option<f64>>, width: f64, scale: &Scale) -> String {
    let step = width / (values.len().max(2) - 1) as f64;
    let (mut path, mut drawing) = (String::new(), false);
    for (place, value) in values.into_iter().enumerate() {
        if let Some(value) = value {
            // A line of no length, so that a value alone is a dot.
            let (letter, dot) = if drawing { ("L", "") } else { ("M", "h0") };
            write!(path, "{letter}{} {}{dot}", fixed(place as f64 * step, 1), fixed(scale.y(value), 1))
                .expect("writing to a String cannot fail");
        }
        drawing = value.is_some();
    }
    path
}

fn bar(path: &mut String, x: f64, width: f64, high: f64, foot: f64) {
    if high > 0.0 {
        let (x, width, high) = (fixed(x, 1), fixed(width, 1), fixed(high, 1));
        write!(path, "M{x} {}v-{high}h{width}v{high}z", fixed(foot, 0)).expect("writing to a String cannot fail");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_breaks_where_there_is_no_data() {
        let course = [Some(0.0), Some(10.0), None, Some(5.0)];
        let scale = Scale::over(course.iter(), true, 28.0);
        assert_eq!(line(course.to_vec(), 84.0, &scale), "M0.0 27.0h0L28.0 1.0M84.0 14.0h0");
    }

    #[test]
    fn no_course_draws_nothing() {
        let scale = Scale::over([].iter(), false, 28.0);
        assert_eq!(line(Vec::new(), 84.0, &scale), "");
    }

    #[test]
    fn a_log_axis_has_its_decades_apart_alike() {
        assert!((log_place(10.0, (1.0, 100.0)) - 0.5).abs() < 1e-12);
        assert!(log_place(0.1, (1.0, 100.0)).abs() < 1e-12);
        assert!((log_place(1e9, (1.0, 100.0)) - 1.0).abs() < 1e-12);
    }
}
