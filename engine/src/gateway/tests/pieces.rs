//! Calls whose output somebody hears as it comes.

use super::*;
use tokio::sync::mpsc;

/// A service that says two events and breaks off where it is told to.
async fn ticker() -> String {
    let ticks = |Query(query): Query<HashMap<String, String>>| async move {
        let end = futures::stream::once(async move {
            tokio::task::yield_now().await;
            if query.contains_key("break") { Err(std::io::Error::other("gone")) } else { Ok(String::new()) }
        });
        let body = futures::stream::iter([Ok("data: 1\n\ndata: 2\n\n".to_owned())]);
        ([("content-type", "text/event-stream")], axum::body::Body::from_stream(futures::StreamExt::chain(body, end)))
    };
    let router = Router::new().route("/ticks", get(ticks)).route("/plain", get(|| async { axum::Json(json!({"a": 1})) }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// Two instances of it.
async fn mesh() -> Rig {
    let rig = rig(vec![ticker().await, ticker().await]).await;
    let tool = |name: &str, kind: &str| {
        json!({"name": name, "tags": ["read-only"], "inputs": {"type": "object"},
               "tool_call_template": {"call_template_type": kind, "url": format!("{}/{name}", rig.urls[0])}})
    };
    let text =
        json!({"name": "text", "inputs": {"type": "object"}, "tool_call_template": {"call_template_type": "text", "content": "hello"}});
    let manual = json!({"utcp_version": "1.0.1", "tools": [tool("ticks", "sse"), tool("plain", "http"), text]});
    rig.gateway.catalogue.set("echo", read_utcp("echo", &manual.to_string()).expect("a manual").tools);
    rig
}

/// What is heard of a call, and what it ends with.
async fn hear(rig: &Rig, tool: &str, input: Value) -> (Vec<Heard>, Result<CallAnswer, Failure>) {
    let (to, mut from) = mpsc::channel(1);
    let tool = ToolId::new("echo", tool);
    let call = rig.gateway.stream(Caller::named("test"), &tool, input, None, to);
    let heard = async {
        let mut heard = Vec::new();
        while let Some(one) = from.recv().await {
            heard.push(one);
        }
        heard
    };
    let (ended, heard) = tokio::join!(call, heard);
    (heard, ended)
}

fn two_ticks() -> Vec<Heard> {
    vec![Heard::Begun, Heard::Piece(json!(1)), Heard::Piece(json!(2))]
}

#[tokio::test]
async fn a_stream_is_heard_piece_by_piece_and_recorded_when_it_ends() {
    let rig = mesh().await;
    let (heard, ended) = hear(&rig, "ticks", json!({})).await;
    let answer = ended.expect("a good end");
    assert_eq!((heard, answer.output, answer.response_bytes, answer.status), (two_ticks(), Value::Null, 18, 200));
    assert_eq!(rig.outcomes().await, [Outcome::Ok]);
}

#[tokio::test]
async fn who_does_not_listen_gets_all_of_it_at_once() {
    let rig = mesh().await;
    assert_eq!(rig.call("ticks", json!({})).await.expect("an answer").output, json!([1, 2]));
    assert_eq!(rig.call("text", json!({})).await.expect("an answer").output, json!("hello"));
}

#[tokio::test]
async fn an_output_that_comes_whole_is_one_piece() {
    let (heard, ended) = hear(&mesh().await, "plain", json!({})).await;
    assert_eq!((heard, ended.expect("a good end").output), (vec![Heard::Piece(json!({"a": 1}))], Value::Null));
}

#[tokio::test]
async fn what_was_heard_is_not_told_again_by_another_instance() {
    let rig = mesh().await;
    let (heard, ended) = hear(&rig, "ticks", json!({"break": 1})).await;
    assert_eq!((heard, ended.expect_err("it broke").attempts.len()), (two_ticks(), 1));
    assert_eq!(rig.call("ticks", json!({"break": 1})).await.expect_err("both break").attempts.len(), 2);
    assert_eq!(rig.outcomes().await, [Outcome::Unreachable, Outcome::Unreachable]);
}

#[tokio::test]
async fn a_call_that_fails_before_anything_is_heard_only_fails() {
    let rig = mesh().await;
    let (heard, ended) = hear(&rig, "ticks", json!(7)).await;
    assert_eq!((heard, ended.expect_err("no object").kind), (vec![], Kind::SchemaViolation));
}
