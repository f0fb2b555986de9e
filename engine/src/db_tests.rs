//! One SQL text for two databases: each statement prepared by both, and the same story told by both.

use crate::analytics::{Analytics, CallFilter, Durability};
use crate::db::Db;
use crate::events::Events;
use crate::registry::Registry;
use crate::{alerts, analytics, clock, manuals, mesh, objectives, pins, registry, reports, runs, store, testing, variables};
use domain::call::{Call, Outcome};
use domain::health::Verdict;
use domain::metrics::{By, MetricsQuery, Scope};
use domain::names::ToolId;
use domain::service::Registration;
use domain::{Health, Time};
use sqlx::{Executor, SqlSafeStr};

const STATEMENTS: [&[&str]; 13] = [
    store::STATEMENTS,
    registry::STATEMENTS,
    manuals::STATEMENTS,
    analytics::STATEMENTS,
    analytics::CALL_STATEMENTS,
    analytics::PACK_STATEMENTS,
    alerts::store::STATEMENTS,
    mesh::store::STATEMENTS,
    objectives::store::STATEMENTS,
    pins::store::STATEMENTS,
    reports::store::STATEMENTS,
    runs::store::STATEMENTS,
    variables::STATEMENTS,
];

async fn prepare_all(db: &Db) {
    for statement in STATEMENTS.concat() {
        let prepared = match db {
            Db::Lite { read, .. } => read.prepare(statement.into_sql_str()).await.map(drop),
            Db::Pg(pool) => pool.prepare(statement.into_sql_str()).await.map(drop),
        };
        assert!(prepared.is_ok(), "{statement}: {prepared:?}");
    }
}

/// A service registers, fails, is called and goes; every figure of it is exact.
async fn tell_the_story(db: &Db) {
    let events = Events::open(db).await.expect("events");
    let registry = Registry::open(db.clone(), events.clone()).await.expect("a registry");
    let registration = Registration { name: "geo".to_owned(), base_url: "http://h".to_owned(), ..Registration::default() };
    let registered = registry.register(&registration).await.expect("saved");
    assert!(!registry.register(&registration).await.expect("renewed").created);
    let verdict = Verdict { health: Health::Unhealthy, reason: "connection refused".to_owned(), since: Time(7) };
    registry.judge(&registered.entry, &registered.instance, verdict.clone()).await.expect("judged");
    let reopened = Registry::open(db.clone(), events).await.expect("a registry");
    assert_eq!(reopened.get("geo").expect("stored").verdict(), verdict);
    assert_eq!(reopened.history("geo", 9).await.expect("history").len(), 1);

    manuals::tests::holding::tell_the_story(db, "geo").await;

    pins::tests::tell_the_story(db).await;

    objectives::tests::tell_the_story(db).await;

    reports::tests::tell_the_story(db).await;

    let analytics = Analytics::open(db.clone(), Durability::Batched).await.expect("analytics");
    let now = clock::now();
    (0..10).for_each(|n| analytics.record(call(n, now)));
    analytics.flush().await.expect("written");
    (10..12).for_each(|n| analytics.record(call(n, now)));
    analytics.flush().await.expect("written over");
    let query = MetricsQuery { from: now.plus_seconds(-60), to: now.plus_seconds(60), step: 60, by: By::Service, scope: Scope::default() };
    let metrics = analytics.metrics(&query).await.expect("metrics");
    let totals: Vec<_> = metrics.totals.iter().map(|total| (total.key.as_str(), total.figures.calls, total.figures.errors)).collect();
    assert_eq!(totals, [("geo", 12, 6)]);
    assert_eq!(analytics.recent_calls(CallFilter::default(), 5).await.expect("calls").len(), 5);
    assert!(reopened.remove("geo", None).await.expect("removed"));
}

fn call(n: u32, at: Time) -> Call {
    Call {
        id: format!("c_{n}"),
        at,
        caller: "test".to_owned(),
        tool: ToolId::new("geo", "distance"),
        instance: Some("http://h".to_owned()),
        outcome: if n.is_multiple_of(2) { Outcome::Ok } else { Outcome::Failed },
        status: Some(200),
        latency_ms: 5.0,
        attempts: 1,
        request_bytes: 10,
        response_bytes: 20,
        error: None,
        run: None,
        trace: None,
        input_tokens: None,
        output_tokens: None,
        cost_usd: None,
    }
}

#[tokio::test]
async fn sqlite_prepares_every_statement_and_tells_the_story() {
    let sqlite = testing::sqlite().await;
    prepare_all(&sqlite.db).await;
    tell_the_story(&sqlite.db).await;
}

#[tokio::test]
async fn postgresql_prepares_every_statement_and_tells_the_story() {
    let postgres = testing::postgres().await;
    prepare_all(&postgres.db).await;
    tell_the_story(&postgres.db).await;
}
