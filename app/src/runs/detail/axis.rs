//! The time axis that all steps of a run share: bars where they happened, over lines at round times.

use crate::prelude::*;
use crate::ui::format::{NARROW, fixed, millis};
use domain::run::{Run, Step};

/// Its width in pixels.
pub const WIDTH: f64 = 300.0;

/// The most lines beside the one at zero.
const LINES_MAX: f64 = 4.0;

/// The narrowest bar: what happened must be seen.
const BAR_MIN: f64 = 2.0;

/// The axis of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// Where it ends, in milliseconds.
    pub end: f64,
    /// From line to line.
    pub step: f64,
}

impl Axis {
    /// The axis that holds every step.
    pub fn of(run: &Run) -> Self {
        let end = run.steps.iter().map(|step| step.at.millis_since(run.at) + step.duration_ms).fold(1.0, f64::max);
        Self::to(end)
    }

    fn to(end: f64) -> Self {
        let rough = end / LINES_MAX;
        let power = 10_f64.powi(rough.log10().floor() as i32);
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough).unwrap_or(rough);
        Self { end, step }
    }

    fn x(self, millis: f64) -> f64 {
        (millis / self.end).clamp(0.0, 1.0) * (WIDTH - BAR_MIN)
    }

    fn lines(self) -> impl Iterator<Item = f64> {
        (0..=LINES_MAX as u32).map(move |line| f64::from(line) * self.step).filter(move |at| *at <= self.end)
    }

    /// The head of the axis: its times.
    pub fn head(self) -> impl IntoView {
        let label = move |at: f64| {
            let x = fixed(self.x(at), 1);
            let text = if at == 0.0 { format!("0{NARROW}{}", if self.end < 1000.0 { "ms" } else { "s" }) } else { round(at) };
            let anchor = if at == 0.0 { "start" } else { "middle" };
            (self.x(at) < WIDTH - 14.0 || at == 0.0).then(|| view! { <text x=x y="12" text-anchor=anchor>{text}</text> })
        };
        view! { <svg class="axis" width=WIDTH.to_string() height="16" aria-hidden="true">{self.lines().map(label).collect_view()}</svg> }
    }

    /// The row of one step.
    pub fn row(self, run: &Run, step: &Step, class: &'static str) -> impl IntoView + use<> {
        let start = self.x(step.at.millis_since(run.at));
        let width = (self.x(step.at.millis_since(run.at) + step.duration_ms) - start).max(BAR_MIN);
        let line = move |at: f64| {
            let x = fixed(self.x(at), 1);
            view! { <line x1=x.clone() x2=x y1="0" y2="400" /> }
        };
        view! {
            <svg class="axis" width=WIDTH.to_string() height="32" aria-hidden="true">
                {self.lines().map(line).collect_view()}
                <rect class=class x=fixed(start, 1) y="11" width=fixed(width, 1) height="9" />
            </svg>
        }
    }
}

fn round(at: f64) -> String {
    if at < 1000.0 { millis(at) } else { format!("{}{NARROW}s", at / 1000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(end: f64, lines: &[f64]) {
        assert_eq!(Axis::to(end).lines().collect::<Vec<_>>(), lines, "{end}");
    }

    #[test]
    fn lines_stand_at_round_times() {
        check(41_000.0, &[0.0, 20_000.0, 40_000.0]);
        check(100.0, &[0.0, 50.0, 100.0]);
        check(8.0, &[0.0, 2.0, 4.0, 6.0, 8.0]);
        check(1.0, &[0.0, 0.5, 1.0]);
    }
}
