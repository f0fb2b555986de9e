//! What the overview asks of a window: services, the course of the whole, the slowest tools.
//!
//! A window holds the minutes that begin in it, so the last hour is sixty of them, the current one among them.

use super::Analytics;
use super::lanes::Lane;
use super::span::Span;
use super::split::{Source, Split};
use super::tally::Tally;
use crate::Error;
use domain::Time;
use domain::metrics::Figures;
use domain::overview::{Bar, Percentiles, SlowTool};
use std::collections::HashMap;

/// A service over a window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceFigures {
    /// Calls and failures, slice by slice.
    pub bars: Vec<Bar>,
    /// Calls.
    pub calls: u64,
    /// Those without a good answer.
    pub errors: u64,
    /// Latency of the answered ones.
    pub latency: Percentiles,
}

/// All calls over a window, slice by slice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// How many minutes a slice has.
    pub step_minutes: i64,
    /// The whole window.
    pub whole: Figures,
    /// Its slices, oldest first; absent where nobody watched.
    pub steps: Vec<Option<Figures>>,
}

impl Analytics {
    /// Every service that was called, in about `slices` slices of whole minutes.
    pub async fn service_bars(&self, from: Time, to: Time, slices: usize) -> Result<HashMap<String, ServiceFigures>, Error> {
        let lanes = self.lanes(Split::Service, &Span::between(from, to).sliced(slices)).await?;
        Ok(lanes.into_iter().map(|(service, lane)| (service, figures(&lane))).collect())
    }

    /// The course of all calls, in about `slices` slices of whole minutes.
    pub async fn course(&self, from: Time, to: Time, slices: usize) -> Result<Course, Error> {
        let span = Span::between(from, to).sliced(slices).fitted(Split::Total, &self.gone());
        let series = self.series(&Source::all(Split::Total), &span).await?;
        let (whole, tallies) = (series.whole(), series.steps());
        let steps = (0..span.len()).map(|place| tallies.get(&place).map(Tally::figures)).collect();
        Ok(Course { step_minutes: span.step, whole: whole.figures(), steps })
    }

    /// The `n` tools whose p95 is highest, slowest first.
    pub async fn slowest(&self, from: Time, to: Time, n: usize) -> Result<Vec<SlowTool>, Error> {
        let lanes = self.lanes(Split::Tool, &Span::between(from, to).sliced(1)).await?;
        let tool = |(tool, lane): (String, Lane)| lane.whole.percentiles().p95.map(|p95_ms| SlowTool { tool, p95_ms });
        let mut slowest: Vec<SlowTool> = lanes.into_iter().filter_map(tool).collect();
        slowest.sort_by(|a, b| b.p95_ms.total_cmp(&a.p95_ms).then_with(|| a.tool.cmp(&b.tool)));
        slowest.truncate(n);
        Ok(slowest)
    }
}

fn figures(lane: &Lane) -> ServiceFigures {
    ServiceFigures {
        bars: lane.steps.iter().map(|step| step.unwrap_or_default()).collect(),
        calls: lane.whole.calls,
        errors: lane.whole.errors,
        latency: lane.whole.percentiles(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::{call, opened};
    use domain::call::{Call, Outcome};

    const HOUR: (Time, Time) = (Time::from_seconds(30), Time::from_seconds(3630));

    #[tokio::test]
    async fn the_bars_of_an_hour_are_of_two_whole_minutes_where_forty_are_wished_for() {
        let (_testing, analytics) = opened().await;
        analytics.record(call(60, "geo.distance"));
        analytics.record(Call { outcome: Outcome::Timeout, ..call(3629, "geo.city") });
        let bars = analytics.service_bars(HOUR.0, HOUR.1, 40).await.expect("bars");
        let geo = &bars["geo"];
        assert_eq!((geo.bars.len(), geo.calls, geo.errors), (30, 2, 1));
        assert_eq!((geo.bars[0], geo.bars[29]), (Bar { calls: 1, errors: 0 }, Bar { calls: 1, errors: 1 }));
    }

    #[tokio::test]
    async fn a_course_tells_none_from_nobody_watching() {
        let (_testing, analytics) = opened().await;
        analytics.recorder().watch(Time::from_seconds(120));
        analytics.record(call(180, "geo.distance"));
        let course = analytics.course(Time::from_seconds(60), Time::from_seconds(240), 3).await.expect("a course");
        let calls: Vec<Option<u64>> = course.steps.iter().map(|step| step.as_ref().map(|step| step.calls)).collect();
        assert_eq!((calls, course.whole.calls, course.step_minutes), (vec![None, Some(0), Some(1)], 1, 1));
    }

    #[tokio::test]
    async fn the_slowest_tool_comes_first_and_one_that_never_answered_not_at_all() {
        let (_testing, analytics) = opened().await;
        for (tool, latency_ms, outcome) in
            [("geo.fast", 2.0, Outcome::Ok), ("geo.slow", 900.0, Outcome::Ok), ("geo.dead", 5000.0, Outcome::Unreachable)]
        {
            analytics.record(Call { latency_ms, outcome, ..call(90, tool) });
        }
        let slowest = analytics.slowest(HOUR.0, HOUR.1, 5).await.expect("tools");
        assert_eq!(slowest.iter().map(|slow| slow.tool.as_str()).collect::<Vec<_>>(), ["geo.slow", "geo.fast"]);
    }
}
