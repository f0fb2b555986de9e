//! What overview and mesh ask of a window: edges, services, the course of the whole, the slowest tools.
//!
//! A window holds the minutes that begin in it, so the last hour is sixty of them, the current one among them.

use super::cells::{TOTAL, split_edge};
use super::span::Span;
use super::tally::Tally;
use super::{Analytics, store};
use crate::Error;
use domain::Time;
use domain::mesh::{Edge, ORCHESTRATOR, Provenance};
use domain::metrics::{By, Figures};
use domain::overview::{Bar, Percentiles, SlowTool};
use std::collections::{BTreeMap, HashMap};

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
    /// Who called whom, by caller and callee.
    pub async fn edges(&self, from: Time, to: Time) -> Result<Vec<Edge>, Error> {
        self.settle().await;
        let mut seen: BTreeMap<String, (Tally, i64, i64)> = BTreeMap::new();
        store::each_cell(&self.0.db, By::Edge, None, Span::between(from, to).minutes, |key, minute, tally| {
            let (sum, first, last) = entry(&mut seen, key, || (Tally::default(), minute, minute));
            sum.merge(tally);
            (*first, *last) = (minute.min(*first), minute.max(*last));
        })
        .await?;
        let mut edges: Vec<Edge> = seen.iter().filter_map(|(key, (sum, first, last))| edge(key, sum, *first, *last)).collect();
        edges.sort_by(|a, b| (&a.source, &a.target).cmp(&(&b.source, &b.target)));
        Ok(edges)
    }

    /// Every service that was called, in about `slices` slices of whole minutes.
    pub async fn service_bars(&self, from: Time, to: Time, slices: usize) -> Result<HashMap<String, ServiceFigures>, Error> {
        self.settle().await;
        let span = Span::between(from, to).sliced(slices);
        let mut sums: BTreeMap<String, (Tally, Vec<Bar>)> = BTreeMap::new();
        store::each_cell(&self.0.db, By::Service, None, span.minutes.clone(), |key, minute, tally| {
            let (sum, bars) = entry(&mut sums, key, || (Tally::default(), vec![Bar::default(); span.len()]));
            sum.merge(tally);
            let bar = &mut bars[span.place(minute)];
            *bar = Bar { calls: bar.calls + tally.calls, errors: bar.errors + tally.errors };
        })
        .await?;
        let figures =
            |(sum, bars): (Tally, Vec<Bar>)| ServiceFigures { bars, calls: sum.calls, errors: sum.errors, latency: sum.percentiles() };
        Ok(sums.into_iter().map(|(service, sums)| (service, figures(sums))).collect())
    }

    /// The course of all calls, in about `slices` slices of whole minutes.
    pub async fn course(&self, from: Time, to: Time, slices: usize) -> Result<Course, Error> {
        self.settle().await;
        let span = Span::between(from, to).sliced(slices);
        let mut whole = Tally::default();
        let mut steps: Vec<Option<Tally>> = vec![None; span.len()];
        store::each_cell(&self.0.db, By::Total, Some(TOTAL), span.minutes.clone(), |_, minute, tally| {
            whole.merge(tally);
            steps[span.place(minute)].get_or_insert_default().merge(tally);
        })
        .await?;
        let steps = steps.iter().map(|step| step.as_ref().map(Tally::figures)).collect();
        Ok(Course { step_minutes: span.step, whole: whole.figures(), steps })
    }

    /// The `n` tools whose p95 is highest, slowest first.
    pub async fn slowest(&self, from: Time, to: Time, n: usize) -> Result<Vec<SlowTool>, Error> {
        self.settle().await;
        let mut sums: BTreeMap<String, Tally> = BTreeMap::new();
        store::each_cell(&self.0.db, By::Tool, None, Span::between(from, to).minutes, |key, _, tally| {
            entry(&mut sums, key, Tally::default).merge(tally);
        })
        .await?;
        let tool = |(tool, sum): (String, Tally)| sum.percentiles().p95.map(|p95_ms| SlowTool { tool, p95_ms });
        let mut slowest: Vec<SlowTool> = sums.into_iter().filter_map(tool).collect();
        slowest.sort_by(|a, b| b.p95_ms.total_cmp(&a.p95_ms).then_with(|| a.tool.cmp(&b.tool)));
        slowest.truncate(n);
        Ok(slowest)
    }
}

/// The entry of `key`, begun by `begin`; a key that is known is not copied.
pub fn entry<'a, V>(map: &'a mut BTreeMap<String, V>, key: &str, begin: impl FnOnce() -> V) -> &'a mut V {
    if !map.contains_key(key) {
        map.insert(key.to_owned(), begin());
    }
    map.get_mut(key).expect("it was there or was inserted just now")
}

fn edge(key: &str, sum: &Tally, first: i64, last: i64) -> Option<Edge> {
    let (source, target) = split_edge(key)?;
    let provenance = if source == ORCHESTRATOR { vec![Provenance::Gateway, Provenance::Run] } else { vec![Provenance::Gateway] };
    Some(Edge {
        source: source.to_owned(),
        target: target.to_owned(),
        calls: sum.calls,
        errors: sum.errors,
        latency_ms: sum.percentiles(),
        provenance,
        first_seen: Time::from_seconds(first * 60),
        last_seen: Time::from_seconds(last * 60),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::{call, opened};
    use domain::call::{Call, Outcome};

    const HOUR: (Time, Time) = (Time::from_seconds(30), Time::from_seconds(3630));

    #[tokio::test]
    async fn an_edge_knows_when_it_was_first_and_last_seen_and_how() {
        let (_testing, analytics) = opened().await;
        for (at, outcome) in [(60, Outcome::Ok), (125, Outcome::Failed), (3629, Outcome::Ok), (3660, Outcome::Ok), (59, Outcome::Ok)] {
            analytics.record(Call { caller: ORCHESTRATOR.to_owned(), outcome, ..call(at, "geo.distance") });
        }
        let edges = analytics.edges(HOUR.0, HOUR.1).await.expect("edges");
        let [edge] = &edges[..] else { panic!("one edge: {edges:?}") };
        assert_eq!((edge.source.as_str(), edge.target.as_str(), edge.calls, edge.errors), (ORCHESTRATOR, "geo", 3, 1));
        assert_eq!((edge.first_seen, edge.last_seen), (Time::from_seconds(60), Time::from_seconds(3600)));
        assert_eq!(edge.provenance, [Provenance::Gateway, Provenance::Run]);
    }

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
