//! Who may change things, how often, and from which site.

mod support;

use axum::Router;
use serde_json::json;
use support::{Deck, answer, registration, service};

#[tokio::test]
async fn with_a_token_set_every_change_needs_it_and_reads_do_not() {
    let (deck, base_url) = (Deck::start(&["--rate-limit", "off"], &[("MESHDECK_REGISTRY_TOKEN", "s3cret")]), service(Router::new()).await);
    let body = registration("maths", &base_url);
    let (status, problem) = deck.post("/registry/services", &body).await;
    assert_eq!((status, &problem["type"]), (401, &json!("/problems/unauthorized")));
    let with_token = |path: &str| deck.request("POST", path).bearer_auth("s3cret");
    assert_eq!(answer(with_token("/registry/services").json(&body)).await.0, 201);
    assert_eq!(deck.post("/registry/tools/maths.double/call", &json!({"input": {"number": 1}})).await.0, 401);
    assert_eq!(answer(with_token("/registry/tools/maths.double/invoke").json(&json!({"number": 1}))).await.0, 200);
    assert_eq!(deck.delete("/registry/services/maths").await.0, 401);
    assert_eq!(deck.get("/registry/services/maths").await.0, 200);
}

#[tokio::test]
async fn another_site_can_change_nothing() {
    let (deck, base_url) = (Deck::usual(), service(Router::new()).await);
    let foreign =
        deck.request("POST", "/registry/services").header("origin", "https://evil.example").header("sec-fetch-site", "cross-site");
    assert_eq!(answer(foreign.json(&registration("maths", &base_url))).await.0, 403);
    let renamed = deck.request("POST", "/registry/services").header("host", "rebound.example");
    assert_eq!(answer(renamed.json(&registration("maths", &base_url))).await.0, 403);
    assert_eq!(deck.get("/registry/services").await.1["total"], 0);
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_when_it_may_again() {
    let deck = Deck::start(&["--rate-limit", "1/h,burst=3"], &[]);
    for _ in 0..3 {
        assert_eq!(deck.get("/registry/health").await.0, 200);
    }
    let response = deck.request("GET", "/registry/health").send().await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.headers().contains_key("retry-after")), (429, true));
    assert_eq!(deck.get("/health/live").await.0, 200);
}
