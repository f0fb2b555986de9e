//! Charts as SVG text, drawn on the server by plotters: the strips of the analytics page.
//!
//! A drawing holds no colour: each mark bears a class, so that theme, forced colours and print are the style
//! sheet's. Every chart is drawn for several widths of page, so that text is never scaled out of reach; the style
//! sheet shows one of them. It is put into the page as it is and never hydrated.

mod chart;
mod latency;
mod mark;
mod scale;
mod sheet;
mod success;
mod throughput;

pub use latency::latency;
pub use success::success;
pub use throughput::throughput;

use domain::Time;
use domain::metrics::Figures;

/// What the charts of a page draw: steps of time, with the same of the time before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strip {
    /// The beginning of the first step.
    pub from: Time,
    /// The width of a step, in seconds.
    pub step: i64,
    /// The moment that is now: the step it lies in is under way.
    pub now: Time,
    /// Figures step by step; absent where nobody watched.
    pub steps: Vec<Option<Figures>>,
    /// The same of the time before.
    pub before: Vec<Option<Figures>>,
    /// What the time before is called.
    pub before_name: &'static str,
}

impl Strip {
    /// The end of the last step.
    pub fn to(&self) -> Time {
        self.from.plus_seconds(self.step * self.steps.len() as i64)
    }

    /// Calls a minute in each step: in the one under way, over the part that has passed, and that is at least a minute.
    fn rates(&self) -> Vec<Option<f64>> {
        let rate = |(place, figures): (usize, &Option<Figures>)| {
            let passed = self.now.seconds() - (self.from.seconds() + place as i64 * self.step);
            let seconds = passed.clamp(60.min(self.step), self.step);
            figures.as_ref().map(|figures| figures.calls as f64 * 60.0 / seconds as f64)
        };
        self.steps.iter().enumerate().map(rate).collect()
    }

    /// Runs of steps in which nobody watched: the first and the one behind the last.
    fn gaps(&self) -> Vec<(usize, usize)> {
        let mut gaps: Vec<(usize, usize)> = Vec::new();
        for (place, _) in self.steps.iter().enumerate().filter(|(_, step)| step.is_none()) {
            match gaps.last_mut() {
                Some(gap) if gap.1 == place => gap.1 += 1,
                _ => gaps.push((place, place + 1)),
            }
        }
        gaps
    }

    /// Why there is no data in a gap.
    fn reason(&self, gap: (usize, usize)) -> String {
        if gap.0 == 0 && gap.1 < self.steps.len() {
            let since = self.from.plus_seconds(gap.1 as i64 * self.step);
            return format!("no data before {}", scale::moment(since, self.step));
        }
        "no data, not running".to_owned()
    }

    /// When the strip is from and until, in words.
    fn range(&self) -> String {
        format!("from {} to {} UTC", scale::moment(self.from, self.step), scale::moment(self.now, self.step))
    }
}

/// Each value with its place in the middle of its step, run by run: a line breaks where there is no value.
fn runs(values: impl Iterator<Item = Option<f64>>) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    for (place, value) in values.enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((place as f64 + 0.5, value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    // A single step is a dash as wide as itself, for a point cannot be seen.
    for run in runs.iter_mut().filter(|run| run.len() == 1) {
        let (place, value) = run[0];
        *run = vec![(place - 0.4, value), (place + 0.4, value)];
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn strip(calls: &[Option<u64>]) -> Strip {
        let figures = |calls: u64| Figures { calls, ..Figures::default() };
        let steps: Vec<Option<Figures>> = calls.iter().map(|calls| calls.map(figures)).collect();
        let now = Time::from_seconds(60 * steps.len() as i64);
        Strip { from: Time(0), step: 60, now, before: vec![None; steps.len()], steps, before_name: "hour before" }
    }

    #[test]
    fn a_gap_says_why() {
        let strip = strip(&[None, None, Some(1), None, Some(0), None]);
        assert_eq!(strip.gaps(), [(0, 2), (3, 4), (5, 6)]);
        assert_eq!(strip.reason((0, 2)), "no data before 00:02");
        assert_eq!(strip.reason((3, 4)), "no data, not running");
    }

    #[test]
    fn the_step_under_way_is_measured_by_what_has_passed_of_it() {
        let figures = Some(Figures { calls: 30, ..Figures::default() });
        let strip = Strip { step: 600, now: Time::from_seconds(600 + 120), steps: vec![figures.clone(), figures], ..strip(&[]) };
        assert_eq!(strip.rates(), [Some(3.0), Some(15.0)]);
    }

    #[test]
    fn a_line_breaks_where_there_is_no_value_and_a_lone_step_is_a_dash() {
        let values = [Some(1.0), Some(2.0), None, Some(3.0)];
        assert_eq!(runs(values.into_iter()), [vec![(0.5, 1.0), (1.5, 2.0)], vec![(3.1, 3.0), (3.9, 3.0)]]);
    }
}
