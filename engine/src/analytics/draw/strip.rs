//! What is drawn: steps of time, with the same of the time before.

use super::scale;
use domain::Time;
use domain::charts::{Annotations, FailedKind, Point};
use domain::metrics::Figures;
use domain::overview::Percentiles;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One step of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Step {
    /// Its figures.
    pub figures: Figures,
    /// How many calls were how fast, by [`super::heat`]'s classes.
    pub heat: BTreeMap<i32, u64>,
    /// How many failed, by kind.
    pub failed: BTreeMap<FailedKind, u64>,
}

/// What the charts of a page draw; reports keep it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Strip {
    /// The beginning of the first step.
    pub from: Time,
    /// The width of a step, in seconds.
    pub step: i64,
    /// The moment that is now: the step it lies in is under way.
    pub now: Time,
    /// Step by step; absent where nobody watched.
    pub steps: Vec<Option<Step>>,
    /// The figures of the time before; empty where it is not compared.
    pub before: Vec<Option<Figures>>,
    /// What the time before is called.
    pub before_name: Cow<'static, str>,
    /// What stands in the charts beside calls.
    pub annotations: Annotations,
    /// The kinds of failures that are not drawn.
    #[serde(skip)]
    pub left_out: Vec<FailedKind>,
}

impl Strip {
    /// The end of the last step.
    pub fn to(&self) -> Time {
        self.from.plus_seconds(self.step * self.steps.len() as i64)
    }

    /// The place of a moment among the steps; it may lie outside of them.
    pub fn place(&self, time: Time) -> f64 {
        (time.0 - self.from.0) as f64 / (self.step.max(1) * 1_000_000) as f64
    }

    /// A figure of each step.
    pub fn course<T>(&self, read: impl Fn(&Step) -> Option<T>) -> Vec<Option<T>> {
        self.steps.iter().map(|step| step.as_ref().and_then(&read)).collect()
    }

    /// Calls a minute in each step.
    pub fn rates(&self) -> Vec<Option<f64>> {
        let rate = |(place, step): (usize, &Option<Step>)| Some(self.a_minute(place, step.as_ref()?.figures.calls));
        self.steps.iter().enumerate().map(rate).collect()
    }

    /// So many of a step as a rate a minute: of the one under way over the part that has passed, and that is at least a minute.
    pub fn a_minute(&self, place: usize, count: u64) -> f64 {
        let passed = self.now.seconds() - (self.from.seconds() + place as i64 * self.step);
        let seconds = passed.clamp(60.min(self.step), self.step);
        count as f64 * 60.0 / seconds as f64
    }

    /// The kinds of failures there are, as they are stacked from the foot up, with how many of each.
    pub fn kinds(&self) -> Vec<(FailedKind, u64)> {
        let mut kinds: BTreeMap<FailedKind, u64> = BTreeMap::new();
        for (kind, count) in self.steps.iter().flatten().flat_map(|step| &step.failed) {
            *kinds.entry(*kind).or_default() += count;
        }
        kinds.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// The figures behind each step.
    pub fn points(&self) -> Vec<Point> {
        let (rates, kinds) = (self.rates(), self.kinds());
        let point = |(step, rate): (&Option<Step>, Option<f64>)| {
            let Some(Step { figures, failed, .. }) = step else { return Point::default() };
            let latency = figures.latency_ms;
            Point {
                rate,
                calls: figures.calls,
                errors: figures.errors,
                latency_ms: Percentiles { p50: latency.p50, p95: latency.p95, p99: latency.p99 },
                failed: if figures.errors > 0 {
                    kinds.iter().map(|(kind, _)| failed.get(kind).copied().unwrap_or(0)).collect()
                } else {
                    Vec::new()
                },
            }
        };
        self.steps.iter().zip(rates).map(point).collect()
    }

    /// Runs of steps in which nobody watched: the first and the one behind the last.
    pub fn gaps(&self) -> Vec<(usize, usize)> {
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
    pub fn reason(&self, gap: (usize, usize)) -> String {
        if gap.0 == 0 && gap.1 < self.steps.len() {
            let since = self.from.plus_seconds(gap.1 as i64 * self.step);
            return format!("no data before {}", scale::moment(since, self.step));
        }
        "no data, not running".to_owned()
    }

    /// When the strip is from and until, in words.
    pub fn range(&self) -> String {
        let to = self.to().min(self.now);
        format!("from {} to {} UTC", scale::moment(self.from, self.step), scale::moment(to, self.step))
    }
}

/// Each value with its place in the middle of its step, run by run: a line breaks where there is no value.
pub fn runs(values: impl IntoIterator<Item = Option<f64>>) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    for (place, value) in values.into_iter().enumerate() {
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
pub mod tests {
    use super::*;

    /// A strip of minutes with so many calls.
    pub fn strip(calls: &[Option<u64>]) -> Strip {
        let step = |calls: u64| Step { figures: Figures { calls, ..Figures::default() }, ..Step::default() };
        let steps: Vec<Option<Step>> = calls.iter().map(|calls| calls.map(step)).collect();
        Strip { step: 60, now: Time::from_seconds(60 * steps.len() as i64), steps, before_name: "hour before".into(), ..Strip::default() }
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
        let strip = Strip { step: 600, now: Time::from_seconds(600 + 120), ..strip(&[Some(30), Some(30)]) };
        assert_eq!(strip.rates(), [Some(3.0), Some(15.0)]);
    }

    #[test]
    fn a_line_breaks_where_there_is_no_value_and_a_lone_step_is_a_dash() {
        let values = [Some(1.0), Some(2.0), None, Some(3.0)];
        assert_eq!(runs(values), [vec![(0.5, 1.0), (1.5, 2.0)], vec![(3.1, 3.0), (3.9, 3.0)]]);
    }

    #[test]
    fn a_point_counts_its_failures_in_the_order_of_the_kinds() {
        let mut strip = strip(&[Some(9), Some(9), None]);
        for (place, kind, count) in [(0, FailedKind::Failed, 2), (1, FailedKind::Timeout, 1), (1, FailedKind::Failed, 3)] {
            let step = strip.steps[place].as_mut().expect("a step");
            step.failed.insert(kind, count);
            step.figures.errors += count;
        }
        assert_eq!(strip.kinds(), [(FailedKind::Timeout, 1), (FailedKind::Failed, 5)]);
        let failed = strip.points().into_iter().map(|point| point.failed).collect::<Vec<_>>();
        assert_eq!(failed, [vec![0, 2], vec![1, 3], vec![]]);
        assert_eq!(strip.points()[2], Point::default());
    }
}
