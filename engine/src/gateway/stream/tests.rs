use super::*;
use crate::egress::Policy;
use crate::gateway::{Heard, Tap};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::routing::{any, get};
use futures::{Stream, StreamExt};
use serde_json::json;
use tokio::sync::mpsc;

/// Long enough for anything that ends.
const LONG: Duration = Duration::from_mins(1);

/// A body of that type.
fn answer(content_type: &'static str, body: Body) -> axum::response::Response {
    axum::response::Response::builder().header(CONTENT_TYPE, content_type).body(body).expect("an answer")
}

fn flowing(parts: impl Stream<Item = Result<String, std::io::Error>> + Send + 'static) -> Body {
    Body::from_stream(parts)
}

/// A body that breaks off after `text`.
fn broken(text: &str) -> Body {
    let end = futures::stream::once(async {
        // What was said is on its way before the connection breaks.
        tokio::task::yield_now().await;
        Err(std::io::Error::other("gone"))
    });
    flowing(futures::stream::iter([Ok(text.to_owned())]).chain(end))
}

/// Says what came, as one event.
async fn echo(request: Request) -> axum::response::Response {
    let (head, body) = request.into_parts();
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = axum::body::to_bytes(body, 1000).await.expect("a body");
    let heard = json!({"method": head.method.as_str(), "uri": head.uri.to_string(), "body": String::from_utf8_lossy(&body),
        "type": header("content-type"), "accept": header("accept"), "x": header("x")});
    answer("text/event-stream; charset=utf-8", Body::from(format!("data: {heard}\n\n")))
}

async fn service() -> String {
    let text = |content_type: &'static str, text: &'static str| get(move || async move { answer(content_type, Body::from(text)) });
    let events = "data: {\"n\":1}\n\nevent: tick\ndata: 2\n\n: alive\n\ndata: half";
    let line = format!("data: {}\n\n", "x".repeat(65_536));
    let endless = move || async move { answer(EVENTS, flowing(futures::stream::repeat(line).map(Ok))) };
    let silent =
        || async { answer(EVENTS, flowing(futures::stream::iter([Ok("data: 1\n\n".to_owned())]).chain(futures::stream::pending()))) };
    let refusal = || async { (axum::http::StatusCode::CONFLICT, axum::Json(json!({"error": "not today"}))) };
    let router = Router::new()
        .route("/events", text(EVENTS, events))
        .route("/page", text("text/html", "<p>hello"))
        .route("/lines", text("application/x-ndjson", "{\"a\":1}\n[2]\n"))
        .route("/json", text("application/json", "{\"a\":1}"))
        .route("/text", text("text/plain", "abcdé"))
        .route("/broken", get(|| async { answer(EVENTS, broken("data: 1\n\n")) }))
        .route("/endless", get(endless))
        .route("/silent", get(silent))
        .route("/refusal", get(refusal))
        .route("/echo/{x}", any(echo))
        .route("/echo", any(echo));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    base
}

fn means() -> Means {
    Means::new(Policy::default().with_loopback()).expect("means")
}

async fn call(means: &Means, template: Value, input: &Value, timeout: Duration) -> Result<Answer, Miss> {
    let read = if template.get("http_method").is_some() { StreamTemplate::read_http } else { StreamTemplate::read_sse };
    let template = read(&template).expect("callable");
    let Ok((Ready::Stream(request, reading), _)) = template.request(&means.outbound, template.url(), input) else { panic!("no request") };
    send(means, request, reading, timeout).await
}

async fn check(path: &str, template: Value, input: Value, expected: Result<Value, (Outcome, &str)>) {
    let mut template = template;
    template["url"] = format!("{}{path}", service().await).into();
    let answered = call(&means(), template, &input, LONG).await;
    let told = answered.map(|answer| answer.output).map_err(|miss| (miss.outcome, miss.words));
    assert_eq!(told, expected.map_err(|(outcome, words)| (outcome, words.to_owned())), "{path}");
}

#[tokio::test]
async fn an_answer_in_events_is_the_list_of_them_and_half_an_event_is_none() {
    check("/events", json!({}), json!({}), Ok(json!([{"n": 1}, 2]))).await;
    check("/events", json!({"event_type": "tick"}), json!({}), Ok(json!([2]))).await;
    check("/events", json!({"event_type": "message"}), json!({}), Ok(json!([{"n": 1}]))).await;
}

#[tokio::test]
async fn what_is_no_stream_of_events_is_not_read_as_one() {
    check("/page", json!({}), json!({}), Err((Outcome::Unusable, "the answer is no stream of events"))).await;
    check("/refusal", json!({}), json!({}), Err((Outcome::Rejected, "status 409: not today"))).await;
}

#[tokio::test]
async fn an_answer_over_http_is_read_as_its_type_says() {
    let get = || json!({"http_method": "GET", "chunk_size": 2});
    check("/lines", get(), json!({}), Ok(json!([{"a": 1}, [2]]))).await;
    check("/json", get(), json!({}), Ok(json!([{"a": 1}]))).await;
    check("/text", get(), json!({}), Ok(json!("abcdé"))).await;
}

/// What a service of events hears of an input.
async fn hears(path: &str, template: Value, input: Value, expected: Value) {
    check(path, template, input, Ok(json!([expected]))).await;
}

#[tokio::test]
async fn an_input_goes_where_the_official_client_puts_it() {
    hears(
        "/echo/{id}",
        json!({"header_fields": ["x"]}),
        json!({"id": "a b", "q": 1, "x": "h"}),
        json!({"method": "GET", "uri": "/echo/a%20b?q=1", "body": "", "type": null, "accept": EVENTS, "x": "h"}),
    )
    .await;
    hears(
        "/echo",
        json!({"body_field": "b"}),
        json!({"b": {"n": 1}}),
        json!({"method": "POST", "uri": "/echo", "body": "n=1", "type": "application/x-www-form-urlencoded", "accept": EVENTS, "x": null}),
    )
    .await;
    hears(
        "/echo",
        json!({"body_field": "b", "headers": {"Content-Type": "application/json"}}),
        json!({"b": {"n": 1}}),
        json!({"method": "POST", "uri": "/echo", "body": "{\"n\":1}", "type": "application/json", "accept": EVENTS, "x": null}),
    )
    .await;
}

#[tokio::test]
async fn an_endless_answer_is_cut_at_the_limit_with_its_cause() {
    check("/endless", json!({}), json!({}), Err((Outcome::Unusable, "the answer is larger than 10485760 bytes"))).await;
}

#[tokio::test]
async fn a_stream_that_breaks_is_a_failed_call() {
    check("/broken", json!({}), json!({}), Err((Outcome::Unreachable, "the answer ended before its end"))).await;
}

#[tokio::test]
async fn a_silent_stream_ends_at_the_deadline() {
    let template = json!({"url": format!("{}/silent", service().await)});
    let miss = call(&means(), template, &json!({}), Duration::from_millis(200)).await.err().expect("silence");
    assert_eq!((miss.outcome, miss.words.as_str()), (Outcome::Timeout, "no answer in time"));
    let template = json!({"url": format!("{}/silent", service().await), "http_method": "GET", "timeout": 200});
    let miss = call(&means(), template, &json!({}), LONG).await.err().expect("silence");
    assert_eq!(miss.outcome, Outcome::Timeout);
}

#[tokio::test]
async fn a_piece_is_passed_on_before_the_next_is_there_and_who_leaves_ends_the_call() {
    let (to, mut heard) = mpsc::channel(1);
    let tapped = Means { tap: Tap::to(to), ..means() };
    let template = json!({"url": format!("{}/silent", service().await)});
    let call = tokio::spawn(async move { call(&tapped, template, &json!({}), LONG).await.map(|answer| (answer.output, answer.bytes)) });
    assert_eq!((heard.recv().await, heard.recv().await), (Some(Heard::Begun), Some(Heard::Piece(json!(1)))));
    drop(heard);
    let ended = call.await.expect("no panic").map_err(|miss| miss.words);
    assert_eq!(ended, Ok((Value::Null, 9)));
}

#[test]
fn what_cannot_be_called_says_why() {
    let failure = StreamTemplate::read_http(&json!({"url": "http://h", "http_method": "PUT"})).expect_err("not callable");
    assert!(failure.detail.contains("`PUT` is none of GET, POST"), "{}", failure.detail);
}
