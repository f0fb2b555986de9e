//! Latency: p50, p95 and p99 on a logarithmic axis, each named at its right end.

use super::chart::Chart;
use super::mark::Mark;
use super::{Strip, runs, scale};
use domain::metrics::Latency;

type Read = fn(&Latency) -> Option<f64>;

/// The lines, lowest first: mark, name, and how the value is read.
const LINES: [(Mark, &str, Read); 3] = [(Mark::P50, "p50", |l| l.p50), (Mark::P95, "p95", |l| l.p95), (Mark::P99, "p99", |l| l.p99)];

/// Latency of answered calls.
pub fn latency(strip: &Strip) -> String {
    let course = |read: Read| strip.steps.iter().map(move |step| step.as_ref().and_then(|step| read(&step.latency_ms)));
    let values = || LINES.iter().flat_map(|(_, _, read)| course(*read)).flatten();
    let (lowest, highest) = values().fold((f64::MAX, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let (lowest, highest) = if highest > 0.0 { (lowest, highest) } else { (1.0, 1000.0) };
    let ticks = scale::decades(lowest, highest);
    let chart =
        Chart { name: "Latency", summary: summary(strip, values().next().is_some()), height: 264, ticks, first: false, last: true, strip };
    chart.draw(|sheet| {
        let mut names = Vec::new();
        for (mark, name, read) in LINES {
            let decade = |value: f64| value.max(0.1).log10();
            for run in &runs(course(read).map(|value| value.map(decade))) {
                sheet.line(Mark::Rim, run);
                sheet.line(mark, run);
            }
            names.extend(course(read).flatten().last().map(|last| (decade(last), name)));
        }
        sheet.names(&mut names, strip.steps.len());
    })
}

fn summary(strip: &Strip, any: bool) -> String {
    let what = if any { "p50, p95 and p99 on a logarithmic axis" } else { "no answered calls" };
    format!("Latency of answered calls {}: {what}.", strip.range())
}
