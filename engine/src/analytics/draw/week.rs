//! The last seven days as an area: where to choose a time from, so without an axis of values.

use super::chart::{Chart, Drawn};
use super::mark::Mark;
use super::{Strip, scale};
use domain::charts::Width;

/// Calls of the last seven days.
pub fn week(strip: &Strip, widths: &[Width]) -> Vec<Drawn> {
    let rates = strip.rates();
    let top = rates.iter().flatten().fold(1.0_f64, |top, rate| top.max(*rate));
    let ticks = vec![(0.0, String::new()), (top, String::new())];
    let chart = Chart { name: "Seven days", summary: summary(strip), height: 28, ticks, first: false, last: true, plot: None, strip };
    chart.draw(widths, |sheet| {
        for (place, rate) in rates.iter().enumerate() {
            if let Some(rate) = rate.filter(|rate| *rate > 0.0) {
                sheet.part(Mark::Bar, place, 0.0, rate);
            }
        }
    })
}

fn summary(strip: &Strip) -> String {
    let calls: u64 = strip.steps.iter().flatten().map(|step| step.figures.calls).sum();
    format!("Calls {}: {}.", strip.range(), scale::number(calls as f64, 0))
}
