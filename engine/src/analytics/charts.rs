//! The charts of the analytics page: the figures of a range, those of the range before, and three drawings.

use super::draw::{self, Strip};
use super::metrics::{refused, totals};
use super::series::Series;
use super::span::Span;
use super::split::{Names, Shown, Source, Split, TOTAL, split_edge};
use super::tally::Tally;
use super::{Analytics, store};
use crate::{Error, clock};
use domain::failure::Violation;
use domain::metrics::{Charts, Figures, MetricsRow, MetricsTotal};
use domain::names::ToolId;
use domain::{Failure, Time};

/// The most steps a chart has.
const POINTS: i64 = 120;

/// The widths a step may have, in minutes.
const STEPS: [i64; 12] = [1, 2, 3, 5, 10, 15, 30, 60, 120, 180, 360, 720];

/// The longest range, in seconds.
const RANGE_MAX: i64 = 60 * 86_400;

/// How many tools are called the busiest, or the slowest.
const TOOLS_SHOWN: usize = 10;

/// How many edges are shown.
const EDGES_SHOWN: usize = 40;

impl Analytics {
    /// The last `seconds`, drawn: of one tool, one service, or all.
    pub async fn charts(&self, seconds: i64, service: Option<&str>, tool: Option<&str>) -> Result<Charts, Failure> {
        let range = Range::last(seconds, clock::now()).map_err(refused)?;
        let strip = self.strip(&range, service, tool).await?;
        let rows = strip.rows(&range);
        let names = match (tool, service) {
            (Some(tool), _) => Names::one(tool),
            (None, Some(service)) => Names::that_begin(&format!("{service}.")),
            (None, None) => Names::all(),
        };
        let tools = totals(self.wholes(&Source { split: Split::Tool, names, shown: Shown::Whole }, &range.now).await?);
        let of = tool.and_then(ToolId::parse).map(|tool| tool.service().to_owned()).or_else(|| service.map(str::to_owned));
        let edges = self.wholes(&Source::all(Split::Edge), &range.now).await?;
        let mut edges = totals(edges.into_iter().filter(|(key, _)| of.as_deref().is_none_or(|of| touches(key, of))));
        edges.truncate(EDGES_SHOWN);
        let (busiest, slowest) = first_tools(tools);
        let drawn = &strip.strip;
        Ok(Charts {
            from: drawn.from,
            to: drawn.now,
            step_seconds: drawn.step,
            now: strip.now.figures(),
            before: strip.before.figures(),
            throughput: draw::throughput(drawn),
            success: draw::success(drawn),
            latency: draw::latency(drawn),
            rows,
            busiest,
            slowest,
            edges,
        })
    }

    /// The one series that is drawn, over the range and the one before it.
    async fn strip(&self, range: &Range, service: Option<&str>, tool: Option<&str>) -> Result<Drawn, Error> {
        let (split, key) = match (tool, service) {
            (Some(tool), _) => (Split::Tool, tool),
            (None, Some(service)) => (Split::Service, service),
            (None, None) => (Split::Total, TOTAL),
        };
        let source = Source { split, names: Names::one(key), shown: Shown::Whole };
        let (now, before) = (self.series(&source, &range.now).await?, self.series(&source, &range.before).await?);
        let strip = Strip {
            from: range.now.time(0),
            step: range.now.step * 60,
            now: range.at,
            steps: self.steps(&range.now, &now).await?,
            before: self.steps(&range.before, &before).await?,
            before_name: range.before_name,
        };
        Ok(Drawn { key: key.to_owned(), strip, now: now.whole(), before: before.whole() })
    }

    /// Figures step by step: without calls where somebody watched, and none where nobody did.
    async fn steps(&self, span: &Span, series: &Series) -> Result<Vec<Option<Figures>>, Error> {
        let mut steps = vec![None; span.len()];
        for minute in store::watched(&self.0.db, &span.pieces(Split::Total)).await? {
            steps[span.place(minute)] = Some(Figures::default());
        }
        for (place, tally) in series.steps() {
            steps[place] = Some(tally.figures());
        }
        Ok(steps)
    }
}

/// A range that ends with the step that is under way, and the one as long before it.
#[derive(Debug)]
struct Range {
    at: Time,
    now: Span,
    before: Span,
    before_name: &'static str,
}

impl Range {
    fn last(seconds: i64, at: Time) -> Result<Self, Violation> {
        if !(60..=RANGE_MAX).contains(&seconds) {
            let remedy = "Write seconds between 60 and 5184000, which is 60 days.".to_owned();
            return Err(Violation { pointer: "/seconds".to_owned(), message: format!("{seconds} is no range of time"), remedy });
        }
        let minutes = seconds / 60;
        let step = STEPS.into_iter().find(|step| minutes / step <= POINTS).unwrap_or(STEPS[STEPS.len() - 1]);
        let count = (minutes / step).max(1);
        let end = at.floor_to(step * 60).seconds() / 60 + step;
        let start = end - count * step;
        let span = |from: i64, to: i64| Span { minutes: from..to, step };
        let before_name = match seconds {
            3600 => "hour before",
            86_400 => "day before",
            604_800 => "week before",
            _ => "before",
        };
        Ok(Self { at, now: span(start, end), before: span(2 * start - end, start), before_name })
    }
}

/// The series that is drawn, and its whole now and before.
#[derive(Debug)]
struct Drawn {
    key: String,
    strip: Strip,
    now: Tally,
    before: Tally,
}

impl Drawn {
    fn rows(&self, range: &Range) -> Vec<MetricsRow> {
        let row = |(place, figures): (usize, &Option<Figures>)| {
            let figures = figures.clone().filter(|figures| figures.calls > 0)?;
            Some(MetricsRow { time: range.now.time(place), key: self.key.clone(), figures })
        };
        self.strip.steps.iter().enumerate().filter_map(row).collect()
    }
}

/// The busiest and the slowest of tools that are sorted by calls.
fn first_tools(tools: Vec<MetricsTotal>) -> (Vec<MetricsTotal>, Vec<MetricsTotal>) {
    let mut slowest: Vec<MetricsTotal> = tools.iter().filter(|tool| tool.figures.latency_ms.p95.is_some()).cloned().collect();
    slowest.sort_by(|a, b| b.figures.latency_ms.p95.unwrap_or(0.0).total_cmp(&a.figures.latency_ms.p95.unwrap_or(0.0)));
    slowest.truncate(TOOLS_SHOWN);
    let mut busiest = tools;
    busiest.truncate(TOOLS_SHOWN);
    (busiest, slowest)
}

fn touches(edge: &str, service: &str) -> bool {
    split_edge(edge).is_some_and(|(caller, callee)| caller == service || callee == service)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::{call, opened};
    use domain::call::Call;

    fn check(seconds: i64, step: i64, count: usize) {
        let at = Time::from_seconds(1_795_194_401);
        let range = Range::last(seconds, at).expect("a range");
        assert_eq!((range.now.step, range.now.len(), range.before.len()), (step, count, count), "{seconds}");
        assert!(range.now.time(count - 1) <= at && at < range.now.time(count), "{seconds}");
        assert_eq!(range.before.time(count), range.now.time(0), "{seconds}");
    }

    #[test]
    fn a_range_has_at_most_120_steps_and_ends_with_the_one_under_way() {
        check(3600, 1, 60);
        check(21_600, 3, 120);
        check(86_400, 15, 96);
        check(604_800, 120, 84);
        check(2_592_000, 360, 120);
        assert_eq!(Range::last(0, Time(0)).expect_err("no range").pointer, "/seconds");
    }

    #[tokio::test]
    async fn the_charts_of_a_service_hold_its_calls_and_no_others() {
        let (_testing, analytics) = opened().await;
        let now = clock::now();
        for (tool, caller) in [("geo.distance", "orders"), ("geo.distance", "orders"), ("text.stats", "orders"), ("orders.get", "geo")] {
            analytics.record(Call { at: now, caller: caller.to_owned(), ..call(0, tool) });
        }
        let charts = analytics.charts(3600, Some("geo"), None).await.expect("charts");
        assert_eq!((charts.now.calls, charts.before.calls, charts.rows.len()), (2, 0, 1));
        let keys = |totals: &[MetricsTotal]| totals.iter().map(|total| total.key.clone()).collect::<Vec<_>>();
        assert_eq!((keys(&charts.busiest), keys(&charts.slowest)), (vec!["geo.distance".to_owned()], vec!["geo.distance".to_owned()]));
        assert_eq!(keys(&charts.edges), ["orders>geo", "geo>orders"]);
        let all = analytics.charts(3600, None, None).await.expect("charts");
        assert_eq!((all.now.calls, keys(&all.busiest)[0].as_str()), (4, "geo.distance"));
    }

    #[tokio::test]
    async fn a_drawing_holds_no_colour_and_no_style_of_its_own() {
        let (_testing, analytics) = opened().await;
        analytics.record(Call { at: clock::now(), ..call(0, "geo.distance") });
        let charts = analytics.charts(3600, None, None).await.expect("charts");
        for (svg, mark) in [(charts.throughput, "bar"), (charts.success, "success"), (charts.latency, "p99")] {
            assert!(svg.contains(&format!("class=\"{mark}\"")), "{svg}");
            assert!(svg.contains("class=\"hatch gap\""), "{svg}");
            for not in ["fill=\"#", "stroke=\"#", "style", "font-family", "opacity"] {
                assert!(!svg.contains(not), "{not} in {svg}");
            }
        }
    }
}
