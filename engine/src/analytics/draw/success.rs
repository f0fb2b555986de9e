//! Success: the share of calls with a good answer, on a scale that says where its foot is.

use super::chart::{Chart, Drawn};
use super::mark::Mark;
use super::strip::runs;
use super::{Strip, scale};
use domain::charts::{Plot, Width};
use domain::metrics::Figures;

/// The share of good answers.
pub fn success(strip: &Strip, widths: &[Width]) -> Vec<Drawn> {
    let now = strip.course(|step| step.figures.success());
    let before: Vec<Option<f64>> = strip.before.iter().map(|step| step.as_ref().and_then(Figures::success)).collect();
    let lowest = now.iter().chain(&before).flatten().fold(1.0_f64, |lowest, share| lowest.min(*share));
    let asked = strip.annotations.objective;
    // On the foot of the scale it could not be told from the axis.
    let lowest = asked.map_or(lowest, |asked| lowest.min(asked.success - 0.001));
    let chart = Chart {
        name: "Success",
        summary: summary(strip, &now),
        height: 78,
        ticks: scale::shares(lowest),
        first: false,
        last: false,
        plot: Some(Plot::Success),
        strip,
    };
    chart.draw(widths, |sheet| {
        for run in &runs(before.iter().copied()) {
            sheet.line(Mark::Before, run);
        }
        if let Some(asked) = asked {
            sheet.objective(asked.success, &format!("SLO {}\u{202f}%", asked.percent()), strip.steps.len());
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
    let asked = strip.annotations.objective.map(|asked| format!(", {} % are asked for", asked.percent())).unwrap_or_default();
    format!("Share of good answers {}: {} % at the lowest{asked}.", strip.range(), scale::number(lowest * 100.0, 1))
}
