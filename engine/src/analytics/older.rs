//! What older databases hold is kept: calls, their roll-ups, and what only raw calls tell.

use super::{Analytics, CallFilter, Durability};
use crate::db::Db;
use crate::testing;
use domain::Time;
use domain::metrics::{By, MetricsQuery, Scope};

/// The last migration before grains.
const BEFORE_GRAINS: i64 = 7;

/// Noon of 4 October 2024, when its calls were made.
const NOON: Time = Time::from_seconds(1_728_043_200);

/// The last migration before blocks.
const BEFORE_BLOCKS: i64 = 10;

/// An older database's content, with its histograms and tallies written as `hex` writes them.
fn content(of: i64, hex: impl Fn(&str) -> String) -> String {
    let text = if of == BEFORE_GRAINS { include_str!("older.sql") } else { include_str!("before_blocks.sql") };
    let mut parts = text.lines().skip(1).collect::<Vec<_>>().join("\n");
    while let (Some(start), Some(end)) = (parts.find('{'), parts.find('}')) {
        let written = hex(&parts[start + 1..end].replace(' ', ""));
        parts.replace_range(start..=end, &written);
    }
    parts
}

async fn check(url: &str) {
    let analytics = Analytics::open(Db::open(url).await.expect("migrated"), Durability::Batched).await.expect("analytics");
    check_calls(&analytics).await;
    analytics.pack(NOON.plus_seconds(86_400)).await.expect("packed");
    check_calls(&analytics).await;
    check_charts(&analytics).await;
}

async fn check_calls(analytics: &Analytics) {
    let ids: Vec<String> = analytics.recent_calls(CallFilter::default(), 9).await.expect("calls").into_iter().map(|call| call.id).collect();
    assert_eq!(ids, ["c_3", "c_2", "c_1"]);
    let call = analytics.call("c_2").await.expect("a call").expect("kept");
    assert_eq!((call.at, call.caller.as_str(), call.tool.as_str()), (NOON, "ann", "geo.city"));
    assert_eq!((call.instance.as_deref(), call.status, call.error.as_deref()), (Some("http://a:1"), Some(503), Some("it broke")));
}

async fn check_charts(analytics: &Analytics) {
    for (by, step, expected) in [
        (By::Total, 60, "total 2 1, total 1 1"),
        (By::Total, 900, "total 3 2"),
        (By::Service, 3600, "geo 2 1, text 1 1"),
        (By::Tool, 86_400, "geo.city 2 1, text.stats 1 1"),
        (By::Caller, 3600, "a > b 1 1, ann 2 1"),
        (By::Instance, 3600, "http://a:1 2 1"),
        (By::Outcome, 3600, "failed 1 1, no_instance 1 1, ok 1 0"),
        (By::Outcome, 900, "failed 1 1, no_instance 1 1, ok 1 0"),
        (By::Outcome, 60, "failed 1 1, ok 1 0, no_instance 1 1"),
        (By::Edge, 3600, "a > b>text 1 1, ann>geo 2 1"),
    ] {
        let query = MetricsQuery { from: NOON, to: NOON.plus_seconds(120), step, by, scope: Scope::default() };
        let metrics = analytics.metrics(&query).await.expect("metrics");
        let row = |row: &domain::metrics::MetricsRow| format!("{} {} {}", row.key, row.figures.calls, row.figures.errors);
        assert_eq!(metrics.rows.iter().map(row).collect::<Vec<_>>().join(", "), expected, "{by:?}");
        if by == By::Service {
            let latency = metrics.rows[0].figures.latency_ms;
            assert_eq!((latency.p50, latency.p99, latency.mean), (Some(0.003), Some(1.012), Some(0.5015)));
        }
        if by == By::Caller {
            assert_eq!(metrics.rows[1].figures.latency_ms.p99, Some(1.004));
        }
    }
}

/// What stood in a row of its own by name stands in blocks, by hour and by day, and by six hours, too.
async fn check_blocks(url: &str) {
    let analytics = Analytics::open(Db::open(url).await.expect("migrated"), Durability::Batched).await.expect("analytics");
    for (hours, step, expected) in [
        (1, 3600, "geo.city 2 1"),
        (2, 3600, "geo.city 2 1, geo.city 2 0, geo.distance 1 0"),
        (12, 21_600, "geo.city 4 1, geo.distance 1 0, geo.find 1 0"),
        (12, 86_400, "geo.city 4 1, geo.distance 129 0, geo.find 1 0"),
    ] {
        let query = MetricsQuery { from: NOON, to: NOON.plus_seconds(hours * 3600), step, by: By::Tool, scope: Scope::default() };
        let metrics = analytics.metrics(&query).await.expect("metrics");
        let row = |row: &domain::metrics::MetricsRow| format!("{} {} {}", row.key, row.figures.calls, row.figures.errors);
        assert_eq!(metrics.rows.iter().map(row).collect::<Vec<_>>().join(", "), expected, "{hours} {step}");
        assert!(metrics.rows.iter().all(|row| row.figures.latency_ms.p99 == Some(0.003)));
    }
}

async fn check_file(of: i64) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("older.db").display());
    Db::make_older(&url, of, &content(of, |hex| format!("x'{hex}'"))).await;
    if of == BEFORE_GRAINS { check(&url).await } else { check_blocks(&url).await }
}

#[tokio::test]
async fn what_an_older_file_holds_is_kept() {
    check_file(BEFORE_GRAINS).await;
    check_file(BEFORE_BLOCKS).await;
}

#[tokio::test]
async fn what_an_older_postgresql_holds_is_kept() {
    let postgres = testing::postgres().await;
    for of in [BEFORE_GRAINS, BEFORE_BLOCKS] {
        let url = format!("{}?options=-c%20search_path%3Dolder{of}", postgres.url);
        testing::make_schema(&postgres.db, &format!("older{of}")).await;
        Db::make_older(&url, of, &content(of, |hex| format!("'\\x{hex}'"))).await;
        if of == BEFORE_GRAINS { check(&url).await } else { check_blocks(&url).await }
    }
}
