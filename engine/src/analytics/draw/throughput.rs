//! Throughput: calls a minute as bars from zero, the time before as a dashed line.

use super::chart::{Chart, Drawn};
use super::mark::Mark;
use super::strip::runs;
use super::{Strip, scale};
use domain::charts::{Plot, Width};
use domain::metrics::Figures;

/// Calls a minute.
pub fn throughput(strip: &Strip, widths: &[Width]) -> Vec<Drawn> {
    let rates = strip.rates();
    let before: Vec<Option<f64>> = strip.before.iter().map(|step| step.as_ref().map(|step| rate(step, strip.step))).collect();
    let top = rates.iter().chain(&before).flatten().fold(0.0_f64, |top, rate| top.max(*rate));
    let ticks = scale::from_zero(top);
    let chart = Chart {
        name: "Throughput",
        summary: summary(strip, &rates),
        height: 104,
        ticks,
        first: true,
        last: false,
        plot: Some(Plot::Throughput),
        strip,
    };
    chart.draw(widths, |sheet| {
        for (place, rate) in rates.iter().enumerate() {
            // Nothing is drawn for none: zero is the foot itself.
            if let Some(rate) = rate.filter(|rate| *rate > 0.0) {
                sheet.bar(place, rate);
            }
        }
        for run in &runs(before.iter().copied()) {
            sheet.line(Mark::Before, run);
        }
        if let Some(last) = before.iter().flatten().next_back() {
            sheet.names(&mut vec![(*last, &strip.before_name)], strip.steps.len());
        }
    })
}

fn rate(figures: &Figures, step: i64) -> f64 {
    figures.calls as f64 * 60.0 / step as f64
}

fn summary(strip: &Strip, rates: &[Option<f64>]) -> String {
    let words = |rate: f64| scale::number(rate, usize::from(rate > 0.0 && rate < 10.0));
    let known: Vec<f64> = rates.iter().copied().flatten().collect();
    let (least, most) = known.iter().fold((f64::MAX, 0.0_f64), |(least, most), rate| (least.min(*rate), most.max(*rate)));
    if known.is_empty() {
        return format!("Calls a minute {}: no data.", strip.range());
    }
    format!("Calls a minute {}: between {} and {}.", strip.range(), words(least), words(most))
}
