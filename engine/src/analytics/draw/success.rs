//! Success: the share of calls with a good answer, on a scale that says where its foot is.

use super::chart::{Chart, Drawn};
use super::mark::Mark;
use super::strip::runs;
use super::{Strip, scale};
use domain::metrics::Figures;

/// The share of good answers.
pub fn success(strip: &Strip) -> Vec<Drawn> {
    let now = strip.course(|step| step.figures.success());
    let before: Vec<Option<f64>> = strip.before.iter().map(|step| step.as_ref().and_then(Figures::success)).collect();
    let lowest = now.iter().chain(&before).flatten().fold(1.0_f64, |lowest, share| lowest.min(*share));
    let chart = Chart {
        name: "Success",
        summary: summary(strip, &now),
        height: 78,
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
