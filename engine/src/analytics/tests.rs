//! What the answers must be, whatever was recorded and in whatever order: the same as counted from the raw calls.

use super::cells::edge_key;
use super::span::Span;
use super::tally::Tally;
use super::{Analytics, minute_of};
use crate::testing::{self, Sqlite};
use domain::Time;
use domain::call::{Call, Outcome};
use domain::metrics::{By, Figures, MetricsQuery};
use domain::names::ToolId;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// A good call of `tool` by `tester` at `seconds`, with an id of its own.
pub fn call(seconds: i64, tool: &str) -> Call {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    Call {
        id: format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed)),
        at: Time::from_seconds(seconds),
        caller: "tester".to_owned(),
        tool: ToolId::parse(tool).expect("a tool"),
        instance: Some("http://127.0.0.1:1".to_owned()),
        outcome: Outcome::Ok,
        status: Some(200),
        latency_ms: 5.0,
        attempts: 1,
        request_bytes: 10,
        response_bytes: 100,
        error: None,
        run: None,
    }
}

/// Analytics over a fresh SQLite file.
pub async fn opened() -> (Sqlite, Analytics) {
    let testing = testing::sqlite().await;
    let analytics = Analytics::open(testing.db.clone()).await.expect("analytics");
    (testing, analytics)
}

/// What may happen to analytics.
#[derive(Clone, Debug)]
enum Deed {
    Record(Box<Call>),
    Flush,
    Restart,
}

fn any_call() -> impl Strategy<Value = Call> {
    let tools = prop::sample::select(vec!["geo.distance", "geo.city.find", "text.stats"]);
    let callers = prop::sample::select(vec!["tester", "orchestrator", "a>b", "geo"]);
    let outcomes = prop::sample::select(Outcome::ALL.to_vec());
    (0..1500_i64, tools, callers, outcomes, 0.0..5000.0_f64).prop_map(|(at, tool, caller, outcome, latency_ms)| {
        // To the microsecond, as the database keeps it.
        let latency_ms = (latency_ms * 1000.0).round() / 1000.0;
        Call { caller: caller.to_owned(), outcome, latency_ms, ..call(at, tool) }
    })
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        12 => any_call().prop_map(|call| Deed::Record(Box::new(call))),
        3 => Just(Deed::Flush),
        1 => Just(Deed::Restart),
    ];
    prop::collection::vec(deed, 1..60)
}

/// The same figures, counted from the raw calls one by one.
fn counted(calls: &[Call], query: &MetricsQuery) -> BTreeMap<(Time, String), Figures> {
    let mut tallies: BTreeMap<(Time, String), Tally> = BTreeMap::new();
    let start = query.from.floor_to(query.step);
    let within = |call: &&Call| minute_of(call.at) * 60 >= start.seconds() && minute_of(call.at) * 60 < query.to.seconds();
    for call in calls.iter().filter(within) {
        let key = match query.by {
            By::Total => "total".to_owned(),
            By::Service => call.tool.service().to_owned(),
            By::Tool => call.tool.as_str().to_owned(),
            By::Edge => edge_key(&call.caller, call.tool.service()),
        };
        if query.key.as_ref().is_none_or(|wanted| *wanted == key) {
            tallies.entry((call.at.floor_to(query.step), key)).or_default().record(call);
        }
    }
    tallies.into_iter().map(|(place, tally)| (place, tally.figures())).collect()
}

/// Does all of `deeds` and returns analytics as they are then, with every call that was recorded.
async fn done(deeds: Vec<Deed>) -> (Sqlite, Analytics, Vec<Call>) {
    let (testing, mut analytics) = opened().await;
    let mut calls = Vec::new();
    for deed in deeds {
        match deed {
            Deed::Record(call) => {
                calls.push(Call::clone(&call));
                analytics.record(*call);
            }
            Deed::Flush => {
                analytics.flush().await.expect("written");
                check_lanes(&analytics, &calls).await;
            }
            Deed::Restart => {
                analytics.flush().await.expect("written");
                analytics = Analytics::open(testing.db.clone()).await.expect("analytics");
            }
        }
    }
    (testing, analytics, calls)
}

/// What is held of the past must be what it would be if it were read now.
async fn check_lanes(analytics: &Analytics, calls: &[Call]) {
    let span = Span::between(Time::from_seconds(120), Time::from_seconds(1200));
    let lanes = analytics.lanes(By::Tool, &span).await.expect("lanes");
    let mut counted: BTreeMap<&str, Tally> = BTreeMap::new();
    for call in calls.iter().filter(|call| span.minutes.contains(&minute_of(call.at))) {
        counted.entry(call.tool.as_str()).or_default().record(call);
    }
    let wholes: BTreeMap<&str, Tally> = lanes.iter().map(|(key, lane)| (key.as_str(), lane.whole.clone())).collect();
    assert_eq!(wholes, counted);
}

async fn check(analytics: &Analytics, calls: &[Call], query: MetricsQuery) {
    let metrics = analytics.metrics(&query).await.expect("metrics");
    let rows: BTreeMap<(Time, String), Figures> =
        metrics.rows.iter().map(|row| ((row.time, row.key.clone()), row.figures.clone())).collect();
    assert_eq!(rows, counted(calls, &query), "{query:?}");
    let order: Vec<(Time, &str)> = metrics.rows.iter().map(|row| (row.time, row.key.as_str())).collect();
    assert!(order.is_sorted(), "{order:?}");
    assert!(metrics.totals.is_sorted_by(|a, b| a.figures.calls >= b.figures.calls));
    assert_eq!(metrics.totals.iter().map(|total| total.figures.calls).sum::<u64>(), rows.values().map(|row| row.calls).sum::<u64>());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_is_what_counting_the_raw_calls_gives(deeds in deeds(), from in 0..600_i64, length in 1..1500_i64, step in 1..6_i64) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (_testing, analytics, calls) = done(deeds).await;
            let (from, to) = (Time::from_seconds(from), Time::from_seconds(from + length));
            check_lanes(&analytics, &calls).await;
            for by in [By::Total, By::Service, By::Tool, By::Edge] {
                check(&analytics, &calls, MetricsQuery { from, to, step: step * 60, by, key: None }).await;
            }
            let key = Some("geo".to_owned());
            check(&analytics, &calls, MetricsQuery { from, to, step: 60, by: By::Service, key }).await;
        });
    }
}

#[tokio::test]
async fn a_call_recorded_last_is_written_when_the_writer_is_told_to_stop() {
    let (testing, analytics) = opened().await;
    let stop = tokio_util::sync::CancellationToken::new();
    analytics.record(Call { id: "c_last".to_owned(), ..call(60, "geo.distance") });
    stop.cancel();
    analytics.clone().run(stop).await;
    let kept = super::store::call(&testing.db, "c_last").await.expect("a call");
    assert_eq!(kept.map(|call| call.tool.to_string()), Some("geo.distance".to_owned()));
}
