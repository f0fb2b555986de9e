//! What the charts of some calls must tell.

use super::*;
use crate::analytics::tests::{call, opened};
use domain::call::{Call, Outcome};
use domain::charts::{FailedKind, Fired, Measure, Period, Plot, Width};
use domain::metrics::Scope;
use domain::objective::Objective;

fn of(service: Option<&str>) -> ChartsQuery {
    let scope = Scope { service: service.map(str::to_owned), ..Scope::default() };
    ChartsQuery { scope, ..ChartsQuery::of(Period::Last(3600)) }
}

fn keys(totals: &[MetricsTotal]) -> Vec<&str> {
    totals.iter().map(|total| total.key.as_str()).collect()
}

fn edges(charts: &Charts) -> Vec<(&str, u64)> {
    charts.edges.iter().map(|edge| (edge.key.as_str(), edge.calls)).collect()
}

#[tokio::test]
async fn the_charts_of_a_service_hold_its_calls_and_no_others() {
    let (_testing, analytics) = opened().await;
    let now = clock::now();
    for (tool, caller) in [("geo.distance", "orders"), ("geo.distance", "orders"), ("text.stats", "orders"), ("orders.get", "geo")] {
        analytics.record(Call { at: now, caller: caller.to_owned(), ..call(0, tool) });
    }
    let charts = analytics.charts_at(&of(Some("geo")), Annotations::default(), now).await.expect("charts");
    assert_eq!((charts.now.calls, charts.before.as_ref().map(|before| before.calls)), (2, Some(0)));
    assert_eq!((charts.points.len(), charts.points.iter().map(|point| point.calls).sum::<u64>()), (60, 2));
    assert_eq!((keys(&charts.busiest), keys(&charts.slowest)), (vec!["geo.distance"], vec!["geo.distance"]));
    assert_eq!(edges(&charts), [("orders>geo", 2), ("geo>orders", 1)]);
    let all = analytics.charts_at(&of(None), Annotations::default(), now).await.expect("charts");
    assert_eq!((all.now.calls, keys(&all.busiest)[0], all.week.count), (4, "geo.distance", 168));
    let caller = Scope { caller: Some("orders".to_owned()), ..Scope::default() };
    let caller = analytics.charts_at(&ChartsQuery { scope: caller, ..of(None) }, Annotations::default(), now).await.expect("charts");
    assert_eq!(analytics.callers().await.expect("names"), ["geo", "orders"]);
    assert_eq!((caller.now.calls, caller.steps.seconds, edges(&caller)), (3, 60, vec![("orders>geo", 2), ("orders>text", 1)]));
}

#[tokio::test]
async fn failures_are_counted_minute_by_minute_and_by_kind() {
    let (_testing, analytics) = opened().await;
    let now = clock::now();
    let minute_before = now.plus_seconds(-60);
    for (at, outcome) in [(now, Outcome::Timeout), (now, Outcome::Ok), (minute_before, Outcome::Busy), (minute_before, Outcome::NoInstance)]
    {
        analytics.record(Call { at, outcome, ..call(0, "geo.distance") });
    }
    for service in [None, Some("geo")] {
        let charts = analytics.charts_at(&of(service), Annotations::default(), now).await.expect("charts");
        assert_eq!(charts.kinds, [(FailedKind::Timeout, 1), (FailedKind::Unserved, 2)]);
        let failed: Vec<_> = charts.points[58..].iter().map(|point| point.failed.clone()).collect();
        assert_eq!(failed, [vec![0, 2], vec![1, 0]]);
    }
    let only =
        analytics.charts_at(&ChartsQuery { outcome: Some(Outcome::Busy), ..of(None) }, Annotations::default(), now).await.expect("charts");
    assert_eq!((only.now.calls, only.kinds), (1, vec![(FailedKind::Unserved, 1)]));
    let scope = Scope { tool: Some("geo.distance".to_owned()), ..Scope::default() };
    let tool = analytics.charts_at(&ChartsQuery { scope, ..of(None) }, Annotations::default(), now).await.expect("charts");
    assert_eq!(tool.kinds, [(FailedKind::Any, 3)]);
}

#[tokio::test]
async fn a_period_is_told_against_the_one_before_unless_nobody_asks() {
    let (_testing, analytics) = opened().await;
    let now = Time::from_seconds(20_000 * 86_400);
    for (ago, latency_ms) in [(1800, 80.0), (5400, 10.0)] {
        for _ in 0..20 {
            analytics.record(Call { at: now.plus_seconds(-ago), latency_ms, ..call(0, "geo.distance") });
        }
    }
    let period = Period::Between(now.plus_seconds(-3600), now);
    let charts = analytics.charts_at(&ChartsQuery { period, ..of(None) }, Annotations::default(), now).await.expect("charts");
    assert_eq!(charts.before.map(|before| before.calls), Some(20));
    let [change] = &charts.changed[..] else { panic!("one change: {:?}", charts.changed) };
    assert_eq!((change.key.as_str(), change.measure), ("geo", Measure::P95));
    assert!(charts.drawings.throughput.contains("class=\"before\""));
    let alone =
        analytics.charts_at(&ChartsQuery { period, compare: false, ..of(None) }, Annotations::default(), now).await.expect("charts");
    assert_eq!((alone.before, alone.now.calls), (None, 20));
    assert!(!alone.drawings.throughput.contains("class=\"before\""));
}

#[tokio::test]
async fn a_drawing_holds_no_colour_and_no_style_of_its_own() {
    let (_testing, analytics) = opened().await;
    analytics.record(Call { at: clock::now(), ..call(0, "geo.distance") });
    analytics.record(Call { at: clock::now(), outcome: Outcome::Failed, ..call(0, "geo.distance") });
    let Drawings { throughput, success, latency, failed, week } =
        analytics.charts(&of(None), Annotations::default()).await.expect("charts").drawings;
    for (svg, mark) in [(throughput, "bar"), (success, "success"), (latency, "p99"), (failed, "kind4"), (week, "bar")] {
        assert!(svg.contains(&format!("class=\"{mark}\"")), "{svg}");
        assert!(svg.contains("class=\"hatch blank\""), "{svg}");
        for not in ["fill=\"#", "stroke=\"#", "style", "font-family", "opacity"] {
            assert!(!svg.contains(not), "{not} in {svg}");
        }
    }
}

#[tokio::test]
async fn whoever_knows_the_width_of_its_page_gets_drawings_for_that_and_no_other() {
    let (_testing, analytics) = opened().await;
    let query = ChartsQuery { width: Some(Width::Middle), ..of(None) };
    let Drawings { throughput, success, latency, failed, week } =
        analytics.charts(&query, Annotations::default()).await.expect("charts").drawings;
    for svg in [throughput, success, latency, failed, week] {
        assert!(svg.starts_with("<svg class=\"chart middle\"") && svg.matches("<svg").count() == 1, "{svg}");
    }
}

#[tokio::test]
async fn a_chart_is_a_file_of_its_own() {
    let (_testing, analytics) = opened().await;
    analytics.record(Call { at: clock::now(), ..call(0, "geo.distance") });
    let file = analytics.chart_file(Drawing::Latency, &of(None), Annotations::default()).await.expect("a file");
    assert!(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && file.trim_end().ends_with("</svg>"), "{file}");
}

#[tokio::test]
async fn what_is_asked_of_a_service_is_a_line_of_its_charts() {
    let (_testing, analytics) = opened().await;
    analytics.record(Call { at: clock::now(), ..call(0, "geo.distance") });
    let asked =
        |success, latency_ms| Annotations { objective: Some(Objective { success, latency_ms, days: 30 }), ..Annotations::default() };
    let charts = analytics.charts(&of(Some("geo")), asked(0.97, Some(250))).await.expect("charts");
    let Drawings { success, latency, throughput, .. } = charts.drawings;
    for (svg, words) in [(success, "SLO 97\u{202f}%"), (latency, "SLO 250\u{202f}ms")] {
        assert!(svg.contains("class=\"objective\"") && svg.contains(words), "{words} in {svg}");
    }
    assert!(!throughput.contains("objective"), "{throughput}");
    let alone = analytics.charts(&of(Some("geo")), asked(0.97, None)).await.expect("charts");
    assert!(!alone.drawings.latency.contains("objective"));
}

#[tokio::test]
async fn an_alert_is_a_bar_with_its_name_in_the_chart_of_what_it_looks_at() {
    let (_testing, analytics) = opened().await;
    let now = clock::now();
    analytics.record(Call { at: now, ..call(0, "geo.distance") });
    let fired = |alert: &str, plot, from, to| Fired { alert: alert.to_owned(), plot, from: now.plus_seconds(from), to };
    let fired = vec![
        fired("slow-geo", Plot::Latency, -1800, None),
        fired("beside-it", Plot::Latency, -1740, Some(now.plus_seconds(-1680))),
        fired("geo-fails", Plot::Success, -7200, Some(now.plus_seconds(-1200))),
    ];
    let charts = analytics.charts(&of(None), Annotations { fired, ..Annotations::default() }).await.expect("charts");
    let Drawings { success, latency, throughput, .. } = &charts.drawings;
    let bars = |svg: &str| svg.matches("class=\"alert\"").count();
    // Three widths each; two names beside each other would not be read.
    assert_eq!((bars(success), bars(latency), bars(throughput)), (3, 6, 0));
    assert_eq!((latency.matches("slow-geo").count(), latency.matches("beside-it").count()), (3, 0));
    assert_eq!((success.matches("geo-fails").count(), charts.fired.len()), (3, 3));
}

#[tokio::test]
async fn a_query_is_answered_as_its_names_are_written() {
    let (_testing, analytics) = opened().await;
    for (tool, caller) in [("geo.findCity", "Ann"), ("geo.city", "bob"), ("geo.city", "Bob")] {
        analytics.record(Call { at: clock::now(), caller: caller.to_owned(), ..call(0, tool) });
    }
    analytics.flush().await.expect("written");
    let spelled = async |query: &str| {
        let query = ChartsQuery { query: query.to_owned(), ..of(None) }.read().expect(query);
        let Scope { service, tool, caller } = analytics.spelled(query).await.expect("asked").scope;
        [service, tool, caller].map(Option::unwrap_or_default)
    };
    assert_eq!(spelled("caller = ann service = GEO").await, ["geo", "", "Ann"]);
    assert_eq!(spelled("tool = geo.findcity").await, ["", "geo.findCity", ""]);
    assert_eq!(spelled("caller = bob").await, ["", "", "bob"]);
    assert_eq!(spelled("caller = carl").await, ["", "", "carl"]);
}
