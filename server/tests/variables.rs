//! `/registry/variables`, spoken to over HTTP, and where a value may not turn up.

mod support;

use axum::body::Bytes;
use axum::extract::OriginalUri;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{any, post};
use axum::{Json, Router};
use futures::StreamExt;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::{Answer, Deck, answer, manual, registration, service};

/// The values that may be nowhere, and the beginnings of what they become on their way.
const CANARIES: [(&str, &str); 4] = [
    ("geo_KEY", "canary-in-the-query"),
    ("geo_WORD", "canary+in/basic"),
    ("geo_PROOF", "canary-for-a-token"),
    ("geo_TEXT", "canary \"in\" a text"),
];

/// What a value may not be told as: itself, as URLs, JSON and base64 write it, and the token that it brought.
const FORBIDDEN: [&str; 8] = [
    "canary-in-the-query",
    "canary+in/basic",
    "canary%2Bin%2Fbasic",
    "canary-for-a-token",
    "in\\\" a text",
    "ZGVjazpjYW5hcnkr",
    "ZGVjazpjYW5hcnkt",
    "minted-for-the-deck",
];

/// A service that tells again whatever it is told, well or badly, as its query says; it gives tokens too.
fn echoing() -> Router {
    let echo = |OriginalUri(uri): OriginalUri, headers: HeaderMap, body: Bytes| async move {
        let said = format!("you said {uri} {} {}", texts(&headers), String::from_utf8_lossy(&body));
        let status = uri.query().and_then(|query| query.split("status=").nth(1)?.get(..3)?.parse().ok()).unwrap_or(200);
        (StatusCode::from_u16(status).expect("a status"), Json(json!({"detail": said, "uri": uri.to_string()})))
    };
    let token = || async { Json(json!({"access_token": "minted-for-the-deck", "expires_in": 600})) };
    Router::new().route("/echo", any(echo)).route("/token", post(token))
}

fn texts(headers: &HeaderMap) -> String {
    headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or_default())).collect::<Vec<_>>().join("\n")
}

/// The tools of a service that lies there, one for each way in which a value goes out.
fn tools(base_url: &str) -> Vec<Value> {
    let tool = |name: &str, auth: Value| {
        json!({
            "name": name, "description": "Echoes.", "inputs": {"type": "object", "properties": {"status": {"type": "integer"}}},
            "tool_call_template": {"call_template_type": "http", "url": format!("{base_url}/echo"), "auth": auth, "headers": {"X-Text": "${TEXT}"}},
        })
    };
    vec![
        tool("query", json!({"auth_type": "api_key", "api_key": "${KEY}", "var_name": "key", "location": "query"})),
        tool("basic", json!({"auth_type": "basic", "username": "deck", "password": "$WORD"})),
        tool(
            "token",
            json!({"auth_type": "oauth2", "token_url": format!("{base_url}/token"), "client_id": "deck", "client_secret": "${PROOF}"}),
        ),
    ]
}

/// A Meshdeck with the service `geo`, whose tools ask for variables.
async fn deck_with_tools() -> Deck {
    let deck = Deck::start(&["--rate-limit", "off"], &[("RUST_LOG", "trace")]);
    let base_url = service(echoing()).await;
    let told = manual(&tools(&base_url));
    let manual_url = service(Router::new().route("/of-geo", any(move || async move { Json(told) }))).await + "/of-geo";
    let mut geo = registration("geo", &base_url);
    geo["manual_url"] = json!(manual_url);
    assert_eq!(deck.post("/registry/services", &geo).await.1["tools"], 3);
    deck
}

async fn put(deck: &Deck, name: &str, body: &Value) -> Answer {
    answer(deck.request("PUT", &format!("/registry/variables/{name}")).json(body)).await
}

/// What the console's forms send.
fn form(deck: &Deck, function: &str, fields: &'static str) -> reqwest::RequestBuilder {
    let request = deck.request("POST", &format!("/api/{function}")).header("content-type", "application/x-www-form-urlencoded");
    request.body(fields)
}

#[tokio::test]
async fn a_variable_is_listed_with_its_use_and_never_with_its_value() {
    let deck = deck_with_tools().await;
    let (_, missing) = deck.get("/registry/variables").await;
    assert_eq!(
        (&missing["total"], &missing["items"][0]["name"], &missing["items"][0]["state"]),
        (&json!(4), &json!("geo_KEY"), &json!("missing"))
    );
    assert_eq!(put(&deck, "geo_KEY", &json!({"value": "s3cret"})).await, (204, Value::Null));
    let (_, list) = deck.get("/registry/variables?limit=1").await;
    let item = &list["items"][0];
    assert_eq!(
        (&item["state"], &item["service"], &item["tools"], &item["uses"]),
        (&json!("set"), &json!("geo"), &json!(["geo.query"]), &json!(1))
    );
    assert!(item["set_at"].is_string() && item["value"].is_null() && list["next"] == "geo_KEY", "{list}");
    assert_eq!(deck.delete("/registry/variables/geo_KEY").await.0, 204);
    assert_eq!(deck.delete("/registry/variables/geo_KEY").await.0, 404);
}

#[tokio::test]
async fn a_missing_variable_is_told_before_and_at_a_call_and_setting_it_mends_both() {
    let deck = deck_with_tools().await;
    put(&deck, "geo_TEXT", &json!({"value": "text"})).await;
    let (status, problem) = deck.post("/registry/tools/geo.query/call", &json!({"input": {}})).await;
    assert_eq!((status, &problem["type"]), (422, &json!("/problems/variable-missing")));
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("PUT /registry/variables/geo_KEY")), "{problem}");
    let told = &deck.get("/registry/tools/geo.query").await.1["callable_from"][0];
    assert!(
        told["callable"] == false && told["because"].as_str().is_some_and(|because| because.contains("`geo_KEY` is not set")),
        "{told}"
    );
    put(&deck, "geo_KEY", &json!({"value": "s3cret-key"})).await;
    assert_eq!(deck.post("/registry/tools/geo.query/call", &json!({"input": {}})).await.0, 200);
    assert_eq!(deck.get("/registry/tools/geo.query").await.1["callable_from"][0]["callable"], true);
}

#[tokio::test]
async fn a_wrong_variable_names_the_field_and_says_nothing_of_the_value() {
    let deck = Deck::usual();
    let long = "s3cret".repeat(3000);
    for (name, body, pointer) in [
        ("geo-KEY", json!({"value": "s3cret"}), "/name"),
        ("geo_KEY", json!({"value": ""}), "/value"),
        ("geo_KEY", json!({"value": long}), "/value"),
        ("geo_KEY", json!("s3cret"), "/value"),
        ("geo_KEY", json!({"value": ["s3cret"]}), "/value"),
    ] {
        let (status, problem) = put(&deck, name, &body).await;
        assert_eq!((status, &problem["errors"][0]["pointer"]), (422, &json!(pointer)));
        assert!(!problem.to_string().contains("s3cret"), "{problem}");
    }
    assert_eq!(deck.get("/registry/variables").await.1["total"], 0);
}

#[tokio::test]
async fn with_a_token_set_variables_need_it_to_change() {
    let deck = Deck::start(&["--rate-limit", "off"], &[("MESHDECK_REGISTRY_TOKEN", "s3cret")]);
    assert_eq!(put(&deck, "geo_KEY", &json!({"value": "x"})).await.0, 401);
    assert_eq!(deck.delete("/registry/variables/geo_KEY").await.0, 401);
    assert_eq!(answer(form(&deck, "set_variable", "name=geo_KEY&value=x")).await.1["kind"], "forbidden");
    assert_eq!(deck.get("/registry/variables").await.1["total"], 0);
    let with_token = deck.request("PUT", "/registry/variables/geo_KEY").bearer_auth("s3cret").json(&json!({"value": "x"}));
    assert_eq!(answer(with_token).await.0, 204);
}

#[tokio::test]
async fn the_console_sets_and_removes_what_the_api_lists() {
    let deck = Deck::usual();
    assert_eq!(answer(form(&deck, "set_variable", "name=geo_KEY&value=s3cret-key")).await.0, 200);
    let html = deck.request("GET", "/settings").send().await.expect("a page").text().await.expect("text");
    assert!(html.contains("geo_KEY") && html.contains("Set a variable") && !html.contains("s3cret-key"));
    assert_eq!(answer(form(&deck, "remove_variable", "name=geo_KEY")).await.0, 200);
    assert_eq!(deck.get("/registry/variables").await.1["total"], 0);
}

#[tokio::test]
async fn the_key_lies_beside_the_database_for_its_owner_alone() {
    let deck = Deck::usual();
    let key = deck.folder().join("meshdeck.db.key");
    assert!(!key.exists());
    put(&deck, "geo_KEY", &json!({"value": "x"})).await;
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(key).expect("a file").permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_value_turns_up_nowhere() {
    let deck = deck_with_tools().await;
    let events = listen(&deck).await;
    for (name, value) in CANARIES {
        assert_eq!(put(&deck, name, &json!({ "value": value })).await.0, 204);
    }
    let mut told = Vec::new();
    for tool in ["query", "basic", "token"] {
        for status in [200, 400, 401, 500] {
            let path = format!("/registry/tools/geo.{tool}/call");
            let (code, body) = deck.post(&path, &json!({"input": {"status": status}})).await;
            assert!((code == 200) == (status == 200) && body.to_string().contains("•••"), "{tool} {status}: {body}");
            told.push(body.to_string());
        }
    }
    deck.until("/registry/metrics?by=tool", |metrics| metrics["totals"].as_array().is_some_and(|totals| totals.len() == 3)).await;
    let paths = [
        "/registry/services",
        "/registry/services/geo",
        "/registry/tools",
        "/registry/tools/geo.query",
        "/registry/tools/geo.basic",
        "/registry/tools/geo.token",
        "/registry/variables",
        "/registry/mesh",
        "/registry/metrics",
        "/registry/runs",
        "/registry/health?detail=1",
        "/utcp-manual.json",
        "/",
        "/mesh",
        "/tools",
        "/tools/geo/query",
        "/tools/geo/basic",
        "/tools/geo/token",
        "/services",
        "/services/geo",
        "/runs",
        "/analytics",
        "/settings",
        "/health",
    ];
    for path in paths {
        let response = deck.request("GET", path).send().await.expect("an answer");
        assert!(response.status().is_success(), "{path}");
        told.push(response.text().await.expect("text"));
    }
    told.push(heard(&events, 12).await);
    for file in std::fs::read_dir(deck.folder()).expect("a folder") {
        told.push(String::from_utf8_lossy(&std::fs::read(file.expect("a file").path()).expect("bytes")).into_owned());
    }
    told.push(deck.log());
    assert!(told.iter().any(|text| text.contains("geo_PROOF")) && deck.log().contains("TRACE"), "the looking looks");
    for (text, forbidden) in told.iter().flat_map(|text| FORBIDDEN.map(|forbidden| (text, forbidden))) {
        let at =
            text.find(forbidden).map(|at| text[text.floor_char_boundary(at.saturating_sub(300))..].chars().take(700).collect::<String>());
        assert_eq!(at, None, "{forbidden}");
    }
}

/// Listens to what happens from now on.
async fn listen(deck: &Deck) -> Arc<Mutex<String>> {
    let heard = Arc::new(Mutex::new(String::new()));
    let mut body = deck.request("GET", "/registry/events").send().await.expect("a stream").bytes_stream();
    let to = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Some(Ok(part)) = body.next().await {
            to.lock().expect("whole").push_str(&String::from_utf8_lossy(&part));
        }
    });
    heard
}

/// What was heard, once so many calls were.
async fn heard(events: &Mutex<String>, calls: usize) -> String {
    let mut pause = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..600 {
        pause.tick().await;
        let heard = events.lock().expect("whole").clone();
        if heard.matches("\"kind\":\"call\"").count() >= calls {
            return heard;
        }
    }
    panic!("not every call was told: {}", events.lock().expect("whole"))
}
