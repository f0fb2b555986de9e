//! What the analytics page asks beside its charts: figures against the time before, a heat map of latency, error budgets.
//!
//! Series by service, tool, caller or outcome are [`Analytics::metrics`]; the matrix of callers and services is [`By::Edge`].
//! All of it comes from roll-ups alone.

use super::Analytics;
use super::metrics::refused;
use super::span::Span;
use super::split::{Shown, Source, Split};
use super::tally::Tally;
use crate::Error;
use domain::failure::Violation;
use domain::metrics::{Budget, Burn, By, Compared, HEAT_BOUNDS_MS, Heat, MetricsQuery, MetricsTotal, Scope};
use domain::{Failure, Time};
use std::collections::BTreeMap;

/// The windows over which burning is judged, in seconds: five minutes and an hour, half an hour and six, six hours and three
/// days, as chapter 5 of "The Site Reliability Workbook" (Google, 2018) pairs them.
pub const BURN_WINDOWS: [i64; 5] = [300, 1800, 3600, 6 * 3600, 3 * 86_400];

/// The time that a budget is for, in seconds.
pub const BUDGET_SECONDS: i64 = 30 * 86_400;

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
        let tools = self.wholes(&source, &Span::between(from, to)).await?;
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

    /// The error budget of every service that was called in the last thirty days, most burnt first.
    ///
    /// `objective` is the share of calls that shall have a good answer, above 0 and below 1.
    pub async fn burn(&self, at: Time, objective: f64) -> Result<Vec<Burn>, Failure> {
        if !(objective > 0.0 && objective < 1.0) {
            let message = format!("{objective} is no share between 0 and 1");
            let remedy = "Write a share, as 0.995.".to_owned();
            return Err(refused(Violation { pointer: "/objective".to_owned(), message, remedy }));
        }
        let whole = self.services(at, BUDGET_SECONDS).await?;
        let mut windows = Vec::new();
        for seconds in BURN_WINDOWS {
            windows.push((seconds, self.services(at, seconds).await?));
        }
        let rate =
            |tally: Option<&Tally>| tally.and_then(|tally| tally.figures().success()).map(|success| (1.0 - success) / (1.0 - objective));
        let burn = |(service, tally): (&String, &Tally)| Burn {
            service: service.clone(),
            objective,
            calls: tally.calls,
            errors: tally.errors,
            budget_left: rate(Some(tally)).map(|burnt| 1.0 - burnt),
            rates: windows.iter().map(|(seconds, of)| Budget { window_seconds: *seconds, burn_rate: rate(of.get(service)) }).collect(),
        };
        let mut burns: Vec<Burn> = whole.iter().filter(|(_, tally)| tally.calls > 0).map(burn).collect();
        burns.sort_by(|a, b| a.budget_left.unwrap_or(1.0).total_cmp(&b.budget_left.unwrap_or(1.0)).then_with(|| a.service.cmp(&b.service)));
        Ok(burns)
    }

    /// Every service over the last `seconds`, the minute under way among them.
    async fn services(&self, at: Time, seconds: i64) -> Result<BTreeMap<String, Tally>, Error> {
        let span = Span::between(at.plus_seconds(60 - seconds), at.plus_seconds(60));
        self.wholes(&Source { shown: Shown::Whole, ..Source::all(Split::Service) }, &span).await
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

    #[tokio::test]
    async fn a_budget_burns_as_fast_as_calls_fail_beyond_what_was_allowed() {
        let (_testing, analytics) = recorded().await;
        let burns = analytics.burn(at(62), 0.75).await.expect("budgets");
        let [text, geo] = &burns[..] else { panic!("two services: {burns:?}") };
        // One of two failed where one of four may: twice as fast as the budget lasts.
        assert_eq!((text.service.as_str(), text.budget_left), ("text", Some(-1.0)));
        assert_eq!(geo.rates.iter().map(|budget| budget.window_seconds).collect::<Vec<_>>(), BURN_WINDOWS);
        // Within five minutes the one call failed: four times as fast.
        assert_eq!(text.rates[0].burn_rate, Some(4.0));
        assert!(geo.budget_left.is_some_and(|left| left < 0.0));
        for none in [0.0, 1.0, f64::NAN] {
            assert_eq!(analytics.burn(at(0), none).await.expect_err("no share").errors[0].pointer, "/objective");
        }
    }
}
