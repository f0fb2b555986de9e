mod failure;

use super::*;
use crate::analytics::Durability;
use crate::egress::Policy;
use crate::events::Events;
use crate::testing::{self, Sqlite};
use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use domain::failure::Kind;
use domain::manual::read_utcp;
use domain::service::Registration;
use serde_json::json;
use std::collections::HashMap;

mod pieces;

/// A real mesh of one service: some instances that answer, some that are gone.
struct Rig {
    gateway: Gateway,
    analytics: Analytics,
    events: Events,
    urls: Vec<String>,
    _testing: Sqlite,
}

/// A service that says which port answered, refuses what it is told to, and sleeps when asked.
async fn instance() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let me = url.clone();
    let echo = move |Query(query): Query<HashMap<String, String>>| async move {
        let status = query.get("status").and_then(|status| status.parse().ok()).unwrap_or(200);
        let status = axum::http::StatusCode::from_u16(status).expect("a status");
        if query.contains_key("wait") {
            std::future::pending::<()>().await;
        }
        (status, axum::Json(json!({"from": me, "error": "as you wished"})))
    };
    let length = |headers: axum::http::HeaderMap| async move {
        axum::Json(json!({"length": headers.get("content-length").and_then(|length| length.to_str().ok()).map(str::to_owned)}))
    };
    let router = Router::new()
        .route("/echo", get(echo).post(|| async { axum::http::StatusCode::INTERNAL_SERVER_ERROR }))
        .route("/length", axum::routing::post(length));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// A base URL where nobody answers.
async fn nobody() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

async fn rig(urls: Vec<String>) -> Rig {
    let testing = testing::sqlite().await;
    let events = Events::open(&testing.db).await.expect("events");
    let registry = Registry::open(testing.db.clone(), events.clone()).await.expect("a registry");
    for url in &urls {
        let registration = Registration { name: "echo".to_owned(), base_url: url.clone(), ..Registration::default() };
        registry.register(&registration).await.expect("registered");
    }
    let catalogue = Catalogue::default();
    let tool = |name: &str, method: &str| {
        let path = if name == "length" { name } else { "echo" };
        json!({"name": name, "inputs": {"type": "object", "properties": {"status": {"type": "integer"}, "wait": {"type": "boolean"}}},
               "tool_call_template": {"call_template_type": "http", "url": format!("{}/{path}", urls[0]), "http_method": method}})
    };
    let manual = json!({"utcp_version": "1.0.1", "tools": [tool("read", "GET"), tool("write", "POST"), tool("length", "POST")]});
    catalogue.set("echo", read_utcp("echo", &manual.to_string()).expect("a manual").tools);
    let means = Means::new(Policy::default().with_loopback()).expect("means");
    let analytics = Analytics::open(testing.db.clone(), Durability::Batched).await.expect("analytics");
    let gateway =
        Gateway::new(registry, catalogue, means, testing::variables(&testing.db).await, analytics.clone(), Live::new(events.clone()));
    Rig { gateway, analytics, events, urls, _testing: testing }
}

impl Rig {
    async fn call(&self, tool: &str, input: Value) -> Result<CallAnswer, Failure> {
        let tool = ToolId::new("echo", tool);
        self.gateway.call(Caller::named("test"), &tool, input, Some(Duration::from_millis(500))).await
    }

    async fn outcomes(&self) -> Vec<Outcome> {
        let calls = self.analytics.recent_calls(crate::analytics::CallFilter::default(), 100).await.expect("calls");
        calls.into_iter().map(|call| call.outcome).collect()
    }
}

#[tokio::test]
async fn calls_go_round_robin_over_the_instances() {
    let rig = rig(vec![instance().await, instance().await]).await;
    let mut counts: HashMap<String, u32> = HashMap::new();
    for _ in 0..10 {
        *counts.entry(rig.call("read", json!({})).await.expect("an answer").instance).or_default() += 1;
    }
    assert_eq!(rig.urls.iter().map(|url| counts[url]).collect::<Vec<_>>(), [5, 5]);
    assert_eq!(rig.outcomes().await, [Outcome::Ok; 10]);
}

#[tokio::test]
async fn a_tool_resolves_to_the_instance_whose_turn_it_is_and_nothing_is_sent() {
    let rig = rig(vec![nobody().await, nobody().await]).await;
    let mut resolved =
        [rig.gateway.resolve("echo.read").await, rig.gateway.resolve("echo.read").await].map(|url| url.expect("an instance"));
    resolved.sort_unstable();
    let mut urls = rig.urls.clone();
    urls.sort_unstable();
    assert_eq!((resolved.as_slice(), rig.outcomes().await), (urls.as_slice(), vec![]));
    assert_eq!(rig.gateway.resolve("echo.raed").await.expect_err("unknown").near, ["echo.read"]);
}

#[tokio::test]
async fn a_dead_instance_costs_an_attempt_and_no_call() {
    let rig = rig(vec![instance().await, nobody().await]).await;
    for _ in 0..4 {
        rig.call("read", json!({})).await.expect("an answer from the living one");
    }
    let calls = rig.analytics.recent_calls(crate::analytics::CallFilter::default(), 10).await.expect("calls");
    assert_eq!(calls.iter().map(|call| call.attempts).sum::<u32>(), 6);
}

#[tokio::test]
async fn with_every_instance_dead_the_cause_is_told() {
    let rig = rig(vec![nobody().await]).await;
    let failure = rig.call("read", json!({})).await.expect_err("nobody is there");
    assert_eq!((failure.kind, failure.attempts.len()), (Kind::Upstream, 1));
    assert!(failure.detail.ends_with("did not answer well: connection refused."), "{}", failure.detail);
    assert_eq!(rig.outcomes().await, [Outcome::Unreachable]);
}

#[tokio::test]
async fn an_input_that_breaks_the_schema_is_not_sent() {
    let rig = rig(vec![nobody().await]).await;
    let failure = rig.call("read", json!({"status": "x"})).await.expect_err("invalid");
    assert_eq!((failure.kind, failure.errors[0].pointer.as_str(), failure.attempts.len()), (Kind::SchemaViolation, "/input/status", 0));
    assert_eq!(rig.outcomes().await, [Outcome::Invalid]);
}

#[tokio::test]
async fn only_what_is_safe_to_repeat_is_repeated() {
    let rig = rig(vec![instance().await, instance().await]).await;
    let read = rig.call("read", json!({"status": 503})).await.expect_err("both fail");
    assert_eq!((read.kind, read.attempts.len()), (Kind::Upstream, 2));
    let write = rig.call("write", json!({})).await.expect_err("it failed once");
    assert_eq!((write.kind, write.attempts.len()), (Kind::Upstream, 1));
}

#[tokio::test]
async fn a_post_without_a_body_says_on_the_wire_that_there_is_none() {
    let rig = rig(vec![instance().await]).await;
    assert_eq!(rig.call("length", json!({})).await.expect("an answer").output, json!({"length": "0"}));
}

#[tokio::test]
async fn a_refusal_is_told_in_the_services_words_and_not_repeated() {
    let rig = rig(vec![instance().await, instance().await]).await;
    let failure = rig.call("read", json!({"status": 404})).await.expect_err("refused");
    assert!(failure.detail.ends_with("refused the call with status 404: as you wished."), "{}", failure.detail);
    assert_eq!((failure.attempts.len(), rig.outcomes().await), (1, vec![Outcome::Rejected]));
}

#[tokio::test]
async fn a_call_ends_at_its_deadline() {
    let rig = rig(vec![instance().await]).await;
    let failure = rig.call("read", json!({"wait": true})).await.expect_err("too slow");
    assert_eq!((failure.kind, rig.outcomes().await), (Kind::Deadline, vec![Outcome::Timeout]));
}

#[tokio::test]
async fn an_unknown_tool_is_answered_with_near_misses_and_recorded_nowhere() {
    let rig = rig(vec![nobody().await]).await;
    assert_eq!(rig.call("raed", json!({})).await.expect_err("unknown").near, ["echo.read"]);
    assert_eq!(rig.outcomes().await, []);
}
