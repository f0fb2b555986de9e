//! What may be asked beside the charts: figures against the time before, the slowest tools, a heat map of latency.
//!
//! Series by service, tool, caller or outcome are [`Analytics::metrics`]; the matrix of callers and services is [`By::Edge`].
//! All of it comes from roll-ups alone.

use super::Analytics;
use super::metrics::refused;
use super::span::Span;
use super::split::Source;
use super::tally::Tally;
use domain::metrics::{By, Compared, HEAT_BOUNDS_MS, Heat, MetricsQuery, MetricsTotal, Scope};
use domain::{Failure, Time};
use std::collections::BTreeMap;

impl Analytics {
    /// Totals by `by` over a range and over the one as long before it, most calls first; also those that are in one of them only.
    ///
    /// Both ranges begin and end where what is kept of them does, as in [`Analytics::metrics`].
    pub async fn compared(&self, from: Time, to: Time, by: By, scope: &Scope) -> Result<Vec<Compared>, Failure> {
        let source = Source::of(by, scope).map_err(refused)?;
        let now = Span::between(from, to);
        let length = now.minutes.end - now.minutes.start;
        let before = Span { minutes: now.minutes.start - length..now.minutes.start, step: 1 };
        let mut both: BTreeMap<String, [Tally; 2]> = BTreeMap::new();
        for (place, span) in [now, before].iter().enumerate() {
            for (key, tally) in self.wholes(&source, span).await? {
                both.entry(key).or_default()[place] = tally;
            }
        }
        let mut compared: Vec<Compared> = both
            .into_iter()
            .filter(|(_, tallies)| tallies.iter().any(|tally| tally.calls > 0))
            .map(|(key, [now, before])| Compared { key, now: now.figures(), before: before.figures() })
            .collect();
        compared.sort_by(|a, b| b.now.calls.cmp(&a.now.calls).then_with(|| a.key.cmp(&b.key)));
        Ok(compared)
    }

    /// The `n` tools of `scope` whose p95 is highest, slowest first; tools that never answered are not among them.
    pub async fn slowest_tools(&self, from: Time, to: Time, scope: &Scope, n: usize) -> Result<Vec<MetricsTotal>, Failure> {
        let source = Source::of(By::Tool, scope).map_err(refused)?;
        let tools = self.wholes::<Tally>(&source, &Span::between(from, to)).await?;
        let mut tools: Vec<(f64, String, Tally)> =
            tools.into_iter().filter_map(|(key, tally)| Some((tally.percentiles().p95?, key, tally))).collect();
        tools.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        Ok(tools.into_iter().take(n).map(|(_, key, tally)| MetricsTotal { key, figures: tally.figures() }).collect())
    }

    /// How many calls of a range took how long, step by step.
    ///
    /// A call whose latency is within 1 % of a bound may be counted on its other side.
    pub async fn heat(&self, query: &MetricsQuery) -> Result<Heat, Failure> {
        let source = Source::of(By::Total, &query.scope).map_err(refused)?;
        super::metrics::check(query).map_err(refused)?;
        let span = Span::stepped(query.from, query.to, query.step / 60).fitted(source.split, &self.gone());
        let steps = self.series(&source, &span).await?.steps();
        let columns = (0..span.len()).map(|place| steps.get(&place).map_or_else(|| vec![0; HEAT_BOUNDS_MS.len() + 1], column)).collect();
        Ok(Heat { from: span.time(0), step_seconds: span.step * 60, bounds_ms: HEAT_BOUNDS_MS.to_vec(), columns })
    }
}

/// Counts by class of latency.
fn column(tally: &Tally) -> Vec<u64> {
    let mut column = vec![0; HEAT_BOUNDS_MS.len() + 1];
    for (micros, count) in tally.latency.values() {
        let class = HEAT_BOUNDS_MS.partition_point(|bound| *bound * 1000.0 <= micros as f64);
        column[class] += count;
    }
    column
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::{call, opened};
    use domain::call::{Call, Outcome};

    const NOON: i64 = 20_000 * 86_400 + 43_200;

    fn at(seconds: i64) -> Time {
        Time::from_seconds(NOON + seconds)
    }

    async fn recorded() -> (crate::testing::Sqlite, Analytics) {
        let (testing, analytics) = opened().await;
        let calls = [
            (0, "geo.distance", Outcome::Ok, 0.5),
            (60, "geo.distance", Outcome::Ok, 30.0),
            (61, "geo.city", Outcome::Failed, 700.0),
            (62, "text.stats", Outcome::Timeout, 9000.0),
            (-3600, "text.stats", Outcome::Ok, 3.0),
        ];
        for (seconds, tool, outcome, latency_ms) in calls {
            analytics.record(Call { at: at(seconds), outcome, latency_ms, ..call(0, tool) });
        }
        (testing, analytics)
    }

    #[tokio::test]
    async fn a_total_stands_beside_that_of_the_time_before_also_where_one_of_them_is_none() {
        let (_testing, analytics) = recorded().await;
        let compared = analytics.compared(at(0), at(3600), By::Service, &Scope::default()).await.expect("totals");
        let calls: Vec<_> = compared.iter().map(|total| (total.key.as_str(), total.now.calls, total.before.calls)).collect();
        assert_eq!(calls, [("geo", 3, 0), ("text", 1, 1)]);
        let edges = analytics.compared(at(0), at(3600), By::Edge, &Scope::default()).await.expect("a matrix");
        assert_eq!(edges.iter().map(|edge| edge.key.as_str()).collect::<Vec<_>>(), ["tester>geo", "tester>text"]);
    }

    #[tokio::test]
    async fn the_slowest_tools_are_those_of_the_scope_that_answered() {
        let (_testing, analytics) = recorded().await;
        let slowest = analytics.slowest_tools(at(0), at(3600), &Scope::default(), 9).await.expect("tools");
        assert_eq!(slowest.iter().map(|tool| tool.key.as_str()).collect::<Vec<_>>(), ["geo.city", "geo.distance"]);
    }

    #[tokio::test]
    async fn heat_counts_answered_calls_by_step_and_by_how_long_they_took() {
        let (_testing, analytics) = recorded().await;
        let query = MetricsQuery { from: at(0), to: at(120), step: 60, by: By::Total, scope: Scope::default() };
        let heat = analytics.heat(&query).await.expect("heat");
        let hot = |column: &[u64]| column.iter().enumerate().filter(|(_, calls)| **calls > 0).map(|(class, _)| class).collect::<Vec<_>>();
        // Below 1 ms; 20 to 50 ms and 500 ms to 1 s.
        assert_eq!(heat.columns.iter().map(|column| hot(column)).collect::<Vec<_>>(), [vec![0], vec![5, 9]]);
        assert_eq!((heat.from, heat.step_seconds, heat.columns[0].len()), (at(0), 60, HEAT_BOUNDS_MS.len() + 1));
    }
}
