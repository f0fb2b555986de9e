//! `/registry/services` and `/registry/health`, spoken to over HTTP.

mod support;

use axum::Router;
use axum::routing::get;
use serde_json::json;
use support::{Deck, double, manual, registration, service};

#[tokio::test]
async fn a_registered_service_is_listed_with_its_tools_and_goes_when_it_is_deleted() {
    let (deck, base_url) = (Deck::usual(), service(Router::new()).await);
    let (status, body) = deck.post("/registry/services", &registration("my-service", &base_url)).await;
    assert_eq!((status, &body["manual"]["state"], &body["tools"], &body["health"]), (201, &json!("read"), &json!(1), &json!("healthy")));
    assert_eq!(deck.post("/registry/services", &registration("my-service", &base_url)).await.0, 200);
    assert_eq!(deck.get("/registry/services").await.1["total"], 1);
    assert_eq!(deck.get("/registry/tools").await.1["items"][0]["id"], "my-service.double");
    assert_eq!(deck.get("/registry/health").await.1, json!({"my-service": true}));
    assert_eq!(deck.delete("/registry/services/my-service").await.0, 204);
    assert_eq!(deck.get("/registry/services").await.1, json!({"items": [], "next": null, "total": 0}));
    assert_eq!(deck.get("/registry/tools").await.1["total"], 0);
}

#[tokio::test]
async fn the_list_is_paged_without_gap_or_overlap() {
    let (deck, base_url) = (Deck::usual(), service(Router::new()).await);
    for name in ["a", "b", "c"] {
        deck.post("/registry/services", &registration(name, &base_url)).await;
    }
    let (_, first) = deck.get("/registry/services?limit=2").await;
    assert_eq!((&first["items"][1]["name"], &first["next"], &first["total"]), (&json!("b"), &json!("b"), &json!(3)));
    let (_, second) = deck.get("/registry/services?limit=2&after=b").await;
    assert_eq!((&second["items"][0]["name"], &second["next"]), (&json!("c"), &json!(null)));
}

#[tokio::test]
async fn a_wrong_registration_names_the_field_and_the_remedy() {
    let deck = Deck::usual();
    let (status, body) =
        deck.post("/registry/services", &json!({"name": "My Service", "base_url": "localhost:1", "lease_seconds": 1})).await;
    let pointers: Vec<&str> = body["errors"].as_array().expect("errors").iter().filter_map(|error| error["pointer"].as_str()).collect();
    assert_eq!((status, pointers), (422, vec!["/name", "/base_url", "/lease_seconds"]));
    assert_eq!((&body["type"], body["request_id"].is_string()), (&json!("/problems/schema-violation"), true));
    let (status, body) = deck.post("/registry/services", &json!({"name": "a", "base_url": "http://127.0.0.1:1", "colour": 1})).await;
    assert_eq!((status, &body["errors"][0]["remedy"]), (422, &json!("leave out `colour`")));
    assert_eq!(deck.get("/registry/services").await.1["total"], 0);
}

#[tokio::test]
async fn an_address_outside_the_allowed_ranges_is_refused() {
    let deck = Deck::usual();
    for url in ["http://169.254.169.254", "http://10.0.0.1", "http://[::1]:8003", &deck.url] {
        let (status, body) = deck.post("/registry/services", &registration("a", url)).await;
        assert_eq!(
            (status, &body["type"], &body["errors"][0]["pointer"]),
            (422, &json!("/problems/egress-denied"), &json!("/base_url")),
            "{url}"
        );
    }
}

#[tokio::test]
async fn an_unknown_service_is_answered_with_near_misses() {
    let (deck, base_url) = (Deck::usual(), service(Router::new()).await);
    deck.post("/registry/services", &registration("orders", &base_url)).await;
    for (status, body) in [deck.get("/registry/services/order").await, deck.delete("/registry/services/order").await] {
        assert_eq!((status, &body["near"]), (404, &json!(["orders"])));
    }
}

#[tokio::test]
async fn a_broken_manual_is_said_to_be_broken_and_its_good_tools_stay() {
    let deck = Deck::usual();
    let cases = [
        ("page", "<!doctype html><p>hello".to_owned(), "failed", 0),
        ("half", manual(&[double("http://127.0.0.1:9"), json!({"name": "broken"})]).to_string(), "read", 1),
        ("large", manual(&[double("http://127.0.0.1:9")]).to_string() + &" ".repeat(10_000_000), "read", 1),
        ("endless", " ".repeat(33 * 1024 * 1024), "failed", 0),
    ];
    for (name, text, state, tools) in cases {
        let router = Router::new().route("/utcp", get(move || async move { text }));
        let base_url = service(Router::new().nest("/in", router)).await + "/in";
        let (status, body) = deck.post("/registry/services", &registration(name, &base_url)).await;
        assert_eq!((status, &body["manual"]["state"], &body["tools"]), (201, &json!(state), &json!(tools)), "{name}: {}", body["manual"]);
    }
    assert_eq!(deck.get("/registry/services/half").await.1["manual"]["rejected"][0]["tool"], "broken");
}

#[tokio::test]
async fn a_lease_that_is_not_renewed_ends() {
    let (deck, base_url) = (Deck::usual(), service(Router::new()).await);
    let mut lease = registration("brief", &base_url);
    lease["lease_seconds"] = json!(5);
    deck.post("/registry/services", &lease).await;
    let body = deck.until("/registry/services/brief", |body| body["health"] == "expired").await;
    assert_eq!(body["reason"], "its lease ended without renewal");
    assert_eq!(deck.get("/registry/health").await.1, json!({"brief": false}));
}

#[tokio::test]
async fn an_operator_changes_how_calls_travel_and_it_outlives_a_renewal() {
    let (deck, base_url) = (Deck::usual(), service(Router::new()).await);
    deck.post("/registry/services", &registration("a", &base_url)).await;
    let patch = json!({"balancer": "peak_ewma", "retries": 1, "breaker": {"consecutive_5xx": 3}, "owner": "ann"});
    let (status, body) = deck.patch("/registry/services/a", &patch).await;
    assert_eq!((status, &body["traffic"]["balancer"], &body["owner"]), (200, &json!("peak_ewma"), &json!("ann")));
    deck.post("/registry/services", &registration("a", &base_url)).await;
    let traffic = deck.get("/registry/services/a").await.1["traffic"].clone();
    assert_eq!(
        (&traffic["retries"], &traffic["breaker"]["consecutive_5xx"], &traffic["timeout_ms"]),
        (&json!(1), &json!(3), &json!(30_000))
    );
}

#[tokio::test]
async fn a_change_out_of_range_names_the_field_and_changes_nothing() {
    let (deck, base_url) = (Deck::usual(), service(Router::new()).await);
    deck.post("/registry/services", &registration("a", &base_url)).await;
    let (status, body) = deck.patch("/registry/services/a", &json!({"retries": 11})).await;
    assert_eq!((status, &body["errors"][0]["pointer"], &body["errors"][0]["remedy"]), (422, &json!("/retries"), &json!("use 0 to 10")));
    assert_eq!(deck.get("/registry/services/a").await.1["traffic"]["retries"], 2);
    assert_eq!(deck.patch("/registry/services/b", &json!({})).await.0, 404);
}
