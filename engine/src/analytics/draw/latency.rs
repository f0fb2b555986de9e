//! Latency: where it lies as a heat map, and p50, p95 and p99 on it, each named at its right end; on a logarithmic axis.

use super::chart::{Chart, Drawn};
use super::mark::Mark;
use super::sheet::Sheet;
use super::strip::runs;
use super::{Strip, heat, scale};
use domain::charts::{Plot, Width};
use domain::metrics::Latency;

type Read = fn(&Latency) -> Option<f64>;

/// The lines, lowest first: mark, name, and how the value is read.
const LINES: [(Mark, &str, Read); 3] = [(Mark::P50, "p50", |l| l.p50), (Mark::P95, "p95", |l| l.p95), (Mark::P99, "p99", |l| l.p99)];

/// The fastest that the axis shows, as a power of ten of milliseconds: what is faster stands at its foot.
const FASTEST: f64 = -1.0;

/// Latency of answered calls.
pub fn latency(strip: &Strip, widths: &[Width]) -> Vec<Drawn> {
    let limit = limit(strip);
    let (lowest, highest) = span(strip);
    let (lowest, highest) = limit.map_or((lowest, highest), |limit| (lowest.min(limit), highest.max(limit)));
    let ticks = scale::decades(10_f64.powf(lowest), 10_f64.powf(highest));
    let summary = summary(strip);
    let chart = Chart { name: "Latency", summary, height: 214, ticks, first: false, last: false, plot: Some(Plot::Latency), strip };
    chart.draw(widths, |sheet| {
        cells(strip, sheet);
        lines(strip, sheet, limit);
    })
}

/// How long a good call may take, as a power of ten.
fn limit(strip: &Strip) -> Option<f64> {
    strip.annotations.objective?.latency_ms.map(|limit| f64::from(limit).log10())
}

/// The lowest and the highest power of ten among what is drawn.
fn span(strip: &Strip) -> (f64, f64) {
    let classes = || strip.steps.iter().flatten().flat_map(|step| step.heat.keys());
    let quarter = |class: i32| f64::from(class) / f64::from(heat::A_DECADE);
    match (classes().min(), classes().max()) {
        (Some(lowest), Some(highest)) => (quarter(*lowest).max(FASTEST), quarter(highest + 1).max(FASTEST + 1.0)),
        _ => (0.0, 3.0),
    }
}

fn cells(strip: &Strip, sheet: &Sheet) {
    for (place, step) in strip.steps.iter().enumerate() {
        let Some(step) = step else { continue };
        let whole: u64 = step.heat.values().sum();
        for (class, count) in &step.heat {
            let foot = f64::from(*class) / f64::from(heat::A_DECADE);
            let top = foot + 1.0 / f64::from(heat::A_DECADE);
            if top > FASTEST {
                sheet.cell(Mark::Heat(heat::tint(*count as f64 / whole as f64)), place, foot, top);
            }
        }
    }
}

fn lines(strip: &Strip, sheet: &Sheet, limit: Option<f64>) {
    let asked = strip.annotations.objective.and_then(|asked| asked.latency_ms).map(|limit| format!("SLO {}", scale::latency(limit)));
    let mut names: Vec<(f64, &str)> = limit.zip(asked.as_deref()).into_iter().collect();
    if let Some(limit) = limit {
        sheet.line(Mark::Objective, &[(0.0, limit), (strip.steps.len() as f64, limit)]);
    }
    for (mark, name, read) in LINES {
        let course = strip.course(|step| read(&step.figures.latency_ms).map(|value| value.log10().max(FASTEST)));
        names.extend(course.iter().flatten().next_back().map(|last| (*last, name)));
        for run in &runs(course) {
            sheet.line(Mark::Rim, run);
            sheet.line(mark, run);
        }
    }
    // Where two are the same, the higher share stands above.
    names.reverse();
    sheet.names(&mut names, strip.steps.len());
}

fn summary(strip: &Strip) -> String {
    let highest = |read: Read| strip.course(|step| read(&step.figures.latency_ms)).into_iter().flatten().reduce(f64::max);
    match (highest(|l| l.p50), highest(|l| l.p95), highest(|l| l.p99)) {
        (Some(p50), Some(p95), Some(p99)) => {
            let words = |value: f64| scale::number(value, usize::from(value < 10.0));
            let (p50, p95, p99) = (words(p50), words(p95), words(p99));
            format!("Latency of answered calls {}: p50 at most {p50} ms, p95 {p95} ms, p99 {p99} ms.", strip.range())
        }
        _ => format!("Latency of answered calls {}: no answered calls.", strip.range()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::strip::tests::strip;
    use super::*;

    #[test]
    fn the_axis_holds_every_class_that_has_calls() {
        let mut strip = strip(&[Some(1), Some(1)]);
        assert_eq!(span(&strip), (0.0, 3.0));
        strip.steps[0].as_mut().expect("a step").heat.insert(2, 1);
        strip.steps[1].as_mut().expect("a step").heat.insert(12, 1);
        assert_eq!(span(&strip), (0.5, 3.25));
        strip.steps[1].as_mut().expect("a step").heat.insert(-12, 1);
        assert_eq!(span(&strip), (FASTEST, 3.25));
    }
}
