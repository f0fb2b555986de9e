//! `/registry/tools`, spoken to over HTTP.

mod support;

use axum::Router;
use axum::body::Body;
use axum::extract::Query;
use axum::routing::get;
use futures::StreamExt;
use serde_json::{Value, json};
use std::collections::HashMap;
use support::{Deck, answer, double, manual, registration, service};

async fn deck_with_a_tool() -> Deck {
    let (deck, base_url) = (Deck::usual(), service(Router::new()).await);
    deck.post("/registry/services", &registration("maths", &base_url)).await;
    deck
}

#[tokio::test]
async fn a_call_answers_with_the_computed_output_and_is_counted() {
    let deck = deck_with_a_tool().await;
    let request = deck.request("POST", "/registry/tools/maths.double/call").header("x-meshdeck-caller", "tester");
    let (status, body) = answer(request.json(&json!({"input": {"number": 21}}))).await;
    assert_eq!(
        (status, &body["output"], &body["service"], &body["status"]),
        (200, &json!({"doubled": 42.0}), &json!("maths"), &json!(200))
    );
    assert_eq!(body["attempts"][0]["outcome"], "ok");
    let mesh = deck.until("/registry/mesh", |mesh| mesh["edges"][0]["calls"] == 1).await;
    assert_eq!((&mesh["edges"][0]["source"], &mesh["edges"][0]["target"]), (&json!("tester"), &json!("maths")));
    let metrics = deck.until("/registry/metrics?by=tool", |metrics| metrics["totals"][0]["calls"] == 1).await;
    assert_eq!(metrics["totals"][0]["key"], "maths.double");
}

#[tokio::test]
async fn invoke_takes_the_bare_input_and_gives_the_bare_output() {
    let deck = deck_with_a_tool().await;
    assert_eq!(deck.post("/registry/tools/maths.double/invoke", &json!({"number": 4})).await, (200, json!({"doubled": 8.0})));
}

#[tokio::test]
async fn an_input_that_breaks_the_schema_is_told_by_pointer() {
    let deck = deck_with_a_tool().await;
    let (status, body) = deck.post("/registry/tools/maths.double/call", &json!({"input": {"number": -1}})).await;
    let error = &body["errors"][0];
    assert_eq!((status, &error["pointer"], &error["remedy"]), (422, &json!("/input/number"), &json!("write 0 or more")));
    assert!(body["call_id"].is_string() && body["attempts"].is_null(), "{body}");
}

#[tokio::test]
async fn an_unknown_tool_is_answered_with_near_misses() {
    let deck = deck_with_a_tool().await;
    let (status, body) = deck.post("/registry/tools/maths.duoble/call", &json!({"input": {}})).await;
    assert_eq!((status, &body["near"]), (404, &json!(["maths.double"])));
    assert_eq!(deck.get("/registry/tools/maths.duoble").await.0, 404);
}

#[tokio::test]
async fn a_dead_service_is_a_502_with_its_cause() {
    let deck = Deck::usual();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let gone = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let told = manual(&[double(&gone)]);
    let living = service(Router::new().route("/of-the-dead", get(move || async move { axum::Json(told) }))).await;
    deck.post("/registry/services", &json!({"name": "dead", "base_url": gone, "manual_url": living + "/of-the-dead"})).await;
    let (status, body) = deck.post("/registry/tools/dead.double/call", &json!({"input": {"number": 1}})).await;
    assert_eq!((status, &body["attempts"][0]["error"]), (502, &json!("connection refused")));
    let unhealthy = deck.until("/registry/services/dead", |body| body["health"] == "unhealthy").await;
    assert!(unhealthy["reason"].as_str().is_some_and(|reason| reason.starts_with("connection refused")), "{unhealthy}");
}

#[tokio::test]
async fn a_search_says_why_and_a_tool_shows_its_schemas() {
    let deck = deck_with_a_tool().await;
    let (_, body) = deck.get("/registry/tools?q=doubling").await;
    assert_eq!((&body["items"][0]["id"], &body["items"][0]["why"][0]["field"]), (&json!("maths.double"), &json!("name")));
    let (_, tool) = deck.get("/registry/tools/maths.double").await;
    assert_eq!(
        (&tool["inputs"]["required"][0], &tool["risk"], &tool["callable_from"][0]["callable"]),
        (&json!("number"), &json!("read_only"), &json!(true))
    );
    assert_eq!(deck.get("/registry/tools?tag=arithmetic").await.1["total"], 1);
    assert_eq!(deck.get("/registry/tools?tag=other").await.1["total"], 0);
    assert_eq!(deck.get("/registry/tools?colour=red").await.0, 422);
}

/// A service with a tool that counts aloud, and breaks off where it is told to.
async fn deck_that_counts() -> Deck {
    let count = |Query(query): Query<HashMap<String, String>>| async move {
        let end = futures::stream::once(async move {
            tokio::task::yield_now().await;
            if query.contains_key("break") { Err(std::io::Error::other("gone")) } else { Ok("data: \"go\"\r\n\r\n".to_owned()) }
        });
        let counted = futures::stream::iter([Ok("event: n\ndata: {\"n\":\ndata: 1}\n\n".to_owned())]);
        ([("content-type", "text/event-stream")], Body::from_stream(counted.chain(end)))
    };
    let (deck, base_url) = (Deck::usual(), service(Router::new().route("/count", get(count))).await);
    let template = json!({"call_template_type": "sse", "url": format!("{base_url}/count")});
    let tool = json!({"name": "count", "description": "Counts aloud.", "inputs": {"type": "object"}, "tool_call_template": template});
    let told = manual(&[double(&base_url), tool]);
    let living = service(Router::new().route("/all", get(move || async move { axum::Json(told) }))).await;
    deck.post("/registry/services", &json!({"name": "maths", "base_url": base_url, "manual_url": living + "/all"})).await;
    deck
}

/// What a streamed call answers: its status, its text, and whether it ended well.
async fn streamed(deck: &Deck, path: &str, body: &Value) -> (u16, String, bool) {
    let mut response = deck.request("POST", path).header("accept", "text/event-stream").json(body).send().await.expect("an answer");
    let (status, mut text) = (response.status().as_u16(), String::new());
    loop {
        match response.chunk().await {
            Ok(Some(part)) => text.push_str(&String::from_utf8_lossy(&part)),
            Ok(None) => return (status, text, true),
            Err(_) => return (status, text, false),
        }
    }
}

#[tokio::test]
async fn an_output_streams_to_who_accepts_a_stream() {
    let deck = deck_that_counts().await;
    let (status, text, ended) = streamed(&deck, "/registry/tools/maths.count/call", &json!({})).await;
    let (pieces, end) = text.split_once("event: end\ndata: ").expect("an end");
    assert_eq!((status, pieces, ended), (200, "data: {\"n\":1}\n\ndata: \"go\"\n\n", true));
    let facts: Value = serde_json::from_str(end.trim_end()).expect("JSON");
    assert_eq!((&facts["tool"], &facts["attempts"][0]["outcome"], facts.get("output")), (&json!("maths.count"), &json!("ok"), None));
    let (status, text, ended) = streamed(&deck, "/registry/tools/maths.count/invoke", &json!({})).await;
    assert_eq!((status, text.as_str(), ended), (200, "data: {\"n\":1}\n\ndata: \"go\"\n\n", true));
    let (_, text, _) = streamed(&deck, "/registry/tools/maths.double/invoke", &json!({"number": 4})).await;
    assert_eq!(text, "data: {\"doubled\":8.0}\n\n");
    let (_, bare) = deck.post("/registry/tools/maths.count/invoke", &json!({})).await;
    assert_eq!(bare, json!([{"n": 1}, "go"]));
    deck.until("/registry/metrics?by=tool", |metrics| {
        metrics["totals"].as_array().is_some_and(|totals| totals.iter().any(|total| total["key"] == "maths.count" && total["calls"] == 3))
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_fails_says_so_and_does_not_end_well() {
    let deck = deck_that_counts().await;
    let (status, text, ended) = streamed(&deck, "/registry/tools/maths.count/invoke", &json!({"break": "1"})).await;
    let (pieces, problem) = text.split_once("event: error\ndata: ").expect("an error");
    assert_eq!((status, pieces, ended), (200, "data: {\"n\":1}\n\n", false));
    let problem: Value = serde_json::from_str(problem.trim_end()).expect("JSON");
    assert_eq!((&problem["status"], &problem["attempts"][0]["outcome"]), (&json!(502), &json!("unreachable")));
    assert!(problem["request_id"].is_string() && problem["call_id"].is_string(), "{problem}");
}

#[tokio::test]
async fn what_fails_before_a_stream_begins_is_a_problem_like_any_other() {
    let deck = deck_that_counts().await;
    let (status, text, _) = streamed(&deck, "/registry/tools/maths.double/call", &json!({"input": {}})).await;
    let problem: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!("/input/number")));
}

#[tokio::test]
async fn a_tool_that_streams_is_offered_as_a_stream_to_who_asks() {
    let deck = deck_that_counts().await;
    let kinds = |manual: Value| {
        let tools = manual["tools"].as_array().cloned().unwrap_or_default();
        tools.into_iter().map(|tool| tool["tool_call_template"]["call_template_type"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(deck.get("/utcp-manual.json").await.1), ["http", "http"]);
    assert_eq!(kinds(deck.get("/utcp-manual.json?stream=true").await.1), ["sse", "http"]);
}
