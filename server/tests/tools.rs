//! `/registry/tools`, spoken to over HTTP.

mod support;

use axum::Router;
use axum::routing::get;
use serde_json::json;
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
