//! `/registry/alerts`: an alert fires, is delivered to a real receiver with a valid signature, and clears.

mod support;

use aws_lc_rs::hmac;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use support::{Deck, answer, registration, service};

const SECRET: &str = "a secret of the test's own";

type Got = Arc<Mutex<Vec<Value>>>;

/// Takes a delivery where its signature is right, as a receiver of anybody's would.
async fn receive(State(got): State<Got>, headers: HeaderMap, body: String) {
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    let hex = header("x-meshdeck-signature").strip_prefix("sha256=").expect("its kind").to_owned();
    let tag: Vec<u8> = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect();
    let signed = format!("{}.{body}", header("x-meshdeck-timestamp"));
    let is_right = hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), signed.as_bytes(), &tag).is_ok();
    let mut body: Value = serde_json::from_str(&body).expect("JSON");
    body["is_right"] = is_right.into();
    got.lock().expect("whole").push(body);
}

async fn receiver() -> (Got, String) {
    let got = Got::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let router = Router::new().route("/hook", post(receive)).with_state(Arc::clone(&got));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (got, url)
}

#[tokio::test]
async fn an_alert_fires_is_delivered_with_a_valid_signature_and_clears() {
    let (deck, base_url, (got, url)) = (Deck::usual(), service(Router::new()).await, receiver().await);
    deck.post("/registry/services", &registration("maths", &base_url)).await;
    let rule = json!({"condition": {"kind": "silence"}, "service": "maths", "window_seconds": 60, "clear_seconds": 0, "webhook": url});
    let put = |path: &str, body: Value| answer(deck.request("PUT", path).json(&body));
    let (status, body) = put("/registry/alerts/quiet", rule.clone()).await;
    assert_eq!((status, &body["type"]), (422, &json!("/problems/variable-missing")), "nothing can be signed yet: {body}");
    assert_eq!(put("/registry/variables/_alerts_SECRET", json!({"value": SECRET})).await.0, 204);
    assert_eq!(put("/registry/alerts/quiet", rule).await.0, 201);

    let (status, tried) = answer(deck.request("POST", "/registry/alerts/quiet/test")).await;
    assert_eq!((status, &tried["state"], &tried["event"]), (200, &json!("delivered"), &json!("test")));
    let delivered = |count: usize| {
        move |alert: &Value| {
            let deliveries = alert["deliveries"].as_array().expect("deliveries");
            deliveries.len() == count && deliveries.iter().all(|delivery| delivery["state"] == "delivered")
        }
    };
    assert_eq!(deck.until("/registry/alerts/quiet", delivered(2)).await["state"], "firing");
    deck.post("/registry/tools/maths.double/call", &json!({"input": {"number": 4}})).await;
    assert_eq!(deck.until("/registry/alerts/quiet", delivered(3)).await["state"], "ok");

    let got = got.lock().expect("whole").clone();
    let told: Vec<(&Value, &Value, &Value)> = got.iter().map(|body| (&body["event"], &body["alert"], &body["is_right"])).collect();
    let expected = ["test", "fired", "cleared"].map(|event| (json!(event), json!("quiet"), json!(true)));
    assert_eq!(told, expected.iter().map(|(event, alert, is_right)| (event, alert, is_right)).collect::<Vec<_>>());
    assert!(!deck.log().contains(SECRET) && !got.iter().any(|body| body.to_string().contains(SECRET)));
}
