//! Services from elsewhere: a watched directory, and a registry behind, which is a second Meshdeck.

mod support;

use axum::Router;
use serde_json::{Value, json};
use std::time::Duration;
use support::{Deck, answer, registration, service};

/// Two Meshdecks, the second in front of the first.
fn two() -> (Deck, Deck) {
    let behind = Deck::start(&["--rate-limit", "off"], &[("MESHDECK_REGISTRY_TOKEN", "s3cret")]);
    let front = Deck::start(&["--rate-limit", "off", "--registry-url", &behind.url], &[]);
    (behind, front)
}

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().into_iter().flatten().filter_map(|service| service["name"].as_str()).collect()
}

#[tokio::test]
async fn what_the_registry_behind_lists_is_mirrored_within_five_seconds() {
    let ((behind, front), base_url) = (two(), service(Router::new()).await);
    let registered = behind.request("POST", "/registry/services").bearer_auth("s3cret").json(&registration("geo", &base_url));
    assert_eq!(answer(registered).await.0, 201);
    let mirrored = front.until("/registry/services/geo", |body| body["tools"] == 1 && body["health"] == "healthy");
    let body = tokio::time::timeout(Duration::from_secs(5), mirrored).await.expect("within five seconds");
    assert_eq!((&body["source"]["kind"], &body["source"]["name"]), (&json!("registry"), &json!(behind.url)));
    assert_eq!((&body["source"]["state"], &body["tags"]), (&json!("fresh"), &json!(["custom", "ai"])));
    let (status, answered) = front.post("/registry/tools/geo.double/invoke", &json!({"number": 4})).await;
    assert_eq!((status, answered), (200, json!({"doubled": 8.0})));
}

#[tokio::test]
async fn changes_are_passed_on_with_the_callers_token_and_answered_as_there() {
    let ((behind, front), base_url) = (two(), service(Router::new()).await);
    let body = registration("geo", &base_url);
    let (status, problem) = front.post("/registry/services", &body).await;
    assert_eq!((status, &problem["type"]), (401, &json!("/problems/unauthorized")));
    let with_token = |method: &str, path: &str| front.request(method, path).bearer_auth("s3cret");
    let mut unknown = body.clone();
    unknown["colour"] = json!("red");
    let (status, problem) = answer(with_token("POST", "/registry/services").json(&unknown)).await;
    assert_eq!((status, &problem["errors"][0]["remedy"]), (422, &json!("leave out `colour`")), "the registry behind refused it, not we");
    let (status, answered) = answer(with_token("POST", "/registry/services").json(&body)).await;
    assert_eq!((status, &answered["source"]["kind"]), (201, &json!("registered")), "the answer is that of the registry behind");
    assert_eq!(names(&front.get("/registry/services").await.1), ["geo"]);
    assert_eq!(names(&behind.get("/registry/services").await.1), ["geo"]);
    assert_eq!(front.delete("/registry/services/geo").await.0, 401);
    assert_eq!(answer(with_token("DELETE", "/registry/services/geo")).await.0, 204);
    assert_eq!(
        (front.get("/registry/services").await.1["total"].clone(), behind.get("/registry/services").await.1["total"].clone()),
        (json!(0), json!(0))
    );
}

#[tokio::test]
async fn while_the_registry_behind_is_down_nothing_is_lost() {
    let ((behind, front), base_url) = (two(), service(Router::new()).await);
    let registered = front.request("POST", "/registry/services").bearer_auth("s3cret").json(&registration("geo", &base_url));
    assert_eq!(answer(registered).await.0, 201);
    behind.stop();
    let body = front.until("/registry/services/geo", |body| body["source"]["state"] == "stale").await;
    assert_eq!((&body["tools"], body["source"]["as_of"].is_string()), (&json!(1), true));
    let (status, problem) = front.delete("/registry/services/geo").await;
    assert_eq!((status, &problem["type"]), (502, &json!("/problems/upstream")));
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("send it again when it is back")), "{problem}");
    let sources = front.get("/registry/sources").await.1;
    assert_eq!((&sources["items"][0]["services"], &sources["items"][0]["reason"]), (&json!(1), &json!("connection refused")));
    assert_eq!(front.post("/registry/tools/geo.double/invoke", &json!({"number": 4})).await.0, 200);
}

#[tokio::test]
async fn a_file_in_the_watched_directory_is_a_service_and_is_changed_there_only() {
    let (folder, base_url) = (tempfile::tempdir().expect("a folder"), service(Router::new()).await);
    let directory = folder.path().to_str().expect("text");
    let deck = Deck::start(&["--rate-limit", "off", "--services-dir", directory], &[]);
    let file = folder.path().join("geo.toml");
    std::fs::write(&file, format!("name = \"geo\"\n[[instances]]\nbase_url = \"{base_url}\"\n")).expect("written");
    let body = deck.until("/registry/services/geo", |body| body["tools"] == 1).await;
    assert_eq!((&body["source"]["kind"], &body["source"]["name"]), (&json!("file"), &json!(file)));
    let (status, problem) = deck.delete("/registry/services/geo").await;
    assert_eq!((status, &problem["type"]), (409, &json!("/problems/conflict")));
    assert_eq!(deck.post("/registry/services", &registration("geo", &base_url)).await.0, 409);
    std::fs::write(&file, "name = \"geo\"\nbase_url = 7\n").expect("written");
    let sources = deck.until("/registry/sources", |body| body["items"][0]["source"]["state"] == "stale").await;
    assert_eq!(sources["items"][0]["troubles"][0]["pointer"], "geo.toml:2");
    std::fs::remove_file(&file).expect("removed");
    let list = deck.until("/registry/services", |body| body["total"] == 0).await;
    assert_eq!(list["items"], json!([]));
}

#[test]
fn we_do_not_stand_in_front_of_ourselves() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    let (listen, behind) = (format!("127.0.0.1:{port}"), format!("http://localhost:{port}"));
    let flags = ["serve", "--listen", &listen, "--registry-url", &behind];
    let database = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", database.path().join("meshdeck.db").display());
    let output = support::command(&[]).args(flags).args(["--database-url", &url]).output().expect("it ran");
    assert_eq!(output.status.code(), Some(78), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--registry-url: that is Meshdeck's own address"));
}
