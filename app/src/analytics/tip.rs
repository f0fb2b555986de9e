//! What is told of a step of the charts.

use super::hands::Tip;
use crate::ui::format::{self, NARROW};
use crate::words;
use domain::Time;
use domain::charts::{Charts, FailedKind, Point, Steps};

/// The most kinds of failures that a tooltip has room for.
const KINDS: usize = 4;

/// What is told of a step of all charts.
pub fn of_charts(charts: &Charts, place: u32) -> Tip {
    let title = title(&charts.steps, place, charts.at);
    match charts.points.get(place as usize) {
        Some(point) if point.rate.is_some() => Tip { title, rows: rows(point, &charts.kinds), hint: hint(point.calls) },
        _ => Tip { title, rows: vec![("no data".to_owned(), String::new())], hint: String::new() },
    }
}

/// What is told of a step of the seven days.
pub fn of_week(charts: &Charts, place: u32) -> Tip {
    Tip { title: title(&charts.week, place, charts.at), rows: Vec::new(), hint: "↵ shows this hour".to_owned() }
}

/// When a step is and how long: `16:48, 5 min`.
fn title(steps: &Steps, place: u32, now: Time) -> String {
    let time = steps.time(place);
    let clock = words::moment_short(time, now);
    format!("{clock}, {}", format::seconds(steps.seconds as f64))
}

fn rows(point: &Point, kinds: &[(FailedKind, u64)]) -> Vec<(String, String)> {
    let row = |name: &str, figure: String| (name.to_owned(), figure);
    let mut rows = vec![
        row("calls per min", format::dash(point.rate, format::rate)),
        row("success", format::dash(point.success(), format::share)),
        row("p50, p95, p99", latency(point)),
    ];
    let failed = kinds.iter().zip(&point.failed).filter(|(_, count)| **count > 0).take(KINDS);
    rows.extend(failed.map(|((kind, _), count)| row(kind.words(), format::count(*count))));
    rows
}

fn latency(point: &Point) -> String {
    let latency = point.latency_ms;
    [latency.p50, latency.p95, latency.p99].map(|value| format::dash(value, format::millis)).join(", ")
}

fn hint(calls: u64) -> String {
    match calls {
        0 => String::new(),
        1 => format!("↵{NARROW}shows the call"),
        _ => format!("↵{NARROW}shows the {} calls", format::count(calls)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::overview::Percentiles;

    fn check(point: Point, expected: &[&str]) {
        let steps = Steps { from: Time::from_seconds(60_480), seconds: 300, count: 2 };
        let kinds = vec![(FailedKind::Timeout, 22), (FailedKind::Failed, 0)];
        let charts = Charts { at: Time::from_seconds(61_000), steps, points: vec![Point::default(), point], kinds, ..Charts::default() };
        let Tip { title, rows, hint } = of_charts(&charts, 1);
        let rows = rows.into_iter().map(|(name, figure)| format!("{name}: {figure}"));
        let told: Vec<String> = std::iter::once(title).chain(rows).chain([hint]).map(|words| words.replace(NARROW, " ")).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_step_tells_its_figures_and_what_failed_in_it() {
        let latency_ms = Percentiles { p50: Some(18.0), p95: Some(241.0), p99: Some(1810.0) };
        let point = Point { rate: Some(1302.0), calls: 6510, errors: 22, latency_ms, failed: vec![22, 0] };
        let figures = ["calls per min: 1,302", "success: 99.7 %", "p50, p95, p99: 18 ms, 241 ms, 1.81 s", "timeout: 22"];
        check(point, &[&["16:53, 5 min"], &figures[..], &["↵ shows the 6,510 calls"]].concat());
    }

    #[test]
    fn a_step_that_nobody_watched_has_no_figures() {
        check(Point::default(), &["16:53, 5 min", "no data: ", ""]);
    }
}
