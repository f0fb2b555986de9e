//! What is left of calls when the process is killed.

mod support;

use axum::Router;
use serde_json::json;
use support::{Deck, registration, service};

/// How many calls are answered before the end, at once.
const CALLS: u64 = 24;

/// Health checks are out of the way, so that nothing but calls is written.
const FLAGS: [&str; 4] = ["--rate-limit", "off", "--health-interval", "1h"];

#[tokio::test]
async fn a_call_that_was_answered_outlives_a_kill_where_none_may_be_lost() {
    let flags = [&FLAGS[..], &["--analytics-durability", "sync"]].concat();
    let (deck, base_url) = (Deck::start(&flags, &[]), service(Router::new()).await);
    deck.post("/registry/services", &registration("maths", &base_url)).await;
    let input = json!({"input": {"number": 2}});
    let calls = (0..CALLS).map(|_| deck.post("/registry/tools/maths.double/call", &input));
    for (status, body) in futures::future::join_all(calls).await {
        assert_eq!((status, &body["output"]["doubled"]), (200, &json!(4.0)));
    }
    let again = Deck::start_in(deck.kill(), &FLAGS, &[]);
    let (_, metrics) = again.get("/registry/metrics?by=tool").await;
    assert_eq!((&metrics["totals"][0]["key"], &metrics["totals"][0]["calls"]), (&json!("maths.double"), &json!(CALLS)));
    // The roll-ups of two lives are one.
    again.post("/registry/tools/maths.double/call", &input).await;
    again.until("/registry/metrics?by=tool", |metrics| metrics["totals"][0]["calls"] == CALLS + 1).await;
}

#[tokio::test]
async fn a_table_holds_the_figures_of_the_answer() {
    let (deck, base_url) = (Deck::start(&FLAGS, &[]), service(Router::new()).await);
    deck.post("/registry/services", &registration("maths", &base_url)).await;
    deck.post("/registry/tools/maths.double/call", &json!({"input": {"number": 2}})).await;
    deck.until("/registry/metrics?service=maths", |metrics| metrics["totals"][0]["calls"] == 1).await;
    let answer = deck.request("GET", "/registry/metrics?service=maths").header("accept", "text/csv").send().await.expect("an answer");
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8; header=present");
    let text = answer.text().await.expect("a table");
    // Who follows a link cannot say what it accepts.
    let linked = deck.request("GET", "/registry/metrics?service=maths&format=csv").send().await.expect("an answer");
    assert_eq!(linked.headers()["content-type"], "text/csv; charset=utf-8; header=present");
    let row = text.lines().nth(1).expect("a row");
    assert!(text.starts_with("time,key,calls,errors,") && row.contains(",maths,1,0,"), "{text}");
}
