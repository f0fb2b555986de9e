//! Success: the share of calls with a good answer, on a scale that says where its foot is.

use super::chart::Chart;
use super::mark::Mark;
use super::{Strip, runs, scale};
use domain::metrics::Figures;

/// The share of good answers.
pub fn success(strip: &Strip) -> String {
    let share = |step: &Option<Figures>| step.as_ref().and_then(Figures::success);
    let now: Vec<Option<f64>> = strip.steps.iter().map(share).collect();
    let before: Vec<Option<f64>> = strip.before.iter().map(share).collect();
    let lowest = now.iter().chain(&before).flatten().fold(1.0_f64, |lowest, share| lowest.min(*share));
    let chart = Chart {
        name: "Success",
        summary: summary(strip, &now),
        height: 100,
        ticks: scale::shares(lowest),
        first: false,
        last: false,
        strip,
    };
    chart.draw(|sheet| {
        for run in &runs(before.iter().copied()) {
            sheet.line(Mark::Before, run);
        }
        for run in &runs(now.iter().copied()) {
            sheet.line(Mark::Rim, run);
            sheet.line(Mark::Success, run);
        }
    })
}

fn summary(strip: &Strip, shares: &[Option<f64>]) -> String {
    let lowest = shares.iter().flatten().fold(f64::MAX, |lowest, share| lowest.min(*share));
    if lowest > 1.0 {
        return format!("Share of good answers {}: no calls.", strip.range());
    }
    format!("Share of good answers {}: {} % at the lowest.", strip.range(), scale::number(lowest * 100.0, 1))
}
