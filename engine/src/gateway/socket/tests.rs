use super::*;
use crate::egress::Policy;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

/// Long enough for anything that ends.
const LONG: Duration = Duration::from_mins(1);

/// What a service does with the message it gets.
#[derive(Clone, Copy)]
enum Does {
    /// Says it back, with what the handshake said in the header `x`.
    Echo,
    /// Says so much.
    Say(usize),
    /// Sends bytes that are no text.
    Bytes,
    /// Leaves.
    Leave,
    /// Nothing.
    Wait,
}

/// A WebSocket service of another library's making.
async fn service(does: Does) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("ws://{}/socket", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a caller");
        let mut header = None;
        let look = |request: &Request, response: Response| {
            header = request.headers().get("x").and_then(|value| value.to_str().ok()).map(str::to_owned);
            Ok(response)
        };
        let mut socket = tokio_tungstenite::accept_hdr_async(stream, look).await.expect("a handshake");
        let Some(Ok(Message::Text(message))) = socket.next().await else { return };
        let answer = match does {
            Does::Echo => Message::text(json!({"heard": message.as_str(), "x": header}).to_string()),
            Does::Say(bytes) => Message::text("x".repeat(bytes)),
            Does::Bytes => Message::binary(vec![0xff, 0xfe]),
            Does::Leave => return,
            Does::Wait => std::future::pending().await,
        };
        let _ = socket.send(Message::Ping(vec![1].into())).await;
        let _ = socket.send(answer).await;
        let _ = socket.next().await;
    });
    url
}

async fn call(url: &str, mut template: Value, input: &Value) -> Result<Value, (Outcome, String)> {
    template["url"] = url.into();
    let outbound = Outbound::new(Policy::default().with_loopback()).expect("a client");
    let template = SocketTemplate::read(&template).expect("callable");
    let Ok((Ready::Socket(said), _)) = template.request(&outbound, template.url(), input) else { panic!("no message") };
    send(&outbound, said, LONG).await.map(|answer| answer.output).map_err(|miss| (miss.outcome, miss.words))
}

async fn check(does: Does, template: Value, expected: Result<Value, (Outcome, &str)>) {
    let answered = call(&service(does).await, template, &json!({"q": "a", "x": "h"})).await;
    assert_eq!(answered, expected.map_err(|(outcome, words)| (outcome, words.to_owned())));
}

#[tokio::test]
async fn one_message_gets_one_answer() {
    let json = || json!({"message": "ask UTCP_ARG_q_UTCP_ARG", "response_format": "json", "header_fields": ["x"]});
    check(Does::Echo, json(), Ok(json!({"heard": "ask a", "x": "h"}))).await;
    check(Does::Echo, json!({"message": "hi"}), Ok(json!("{\"heard\":\"hi\",\"x\":null}"))).await;
    check(Does::Echo, json!({"response_format": "json"}), Ok(json!({"heard": "{\"q\":\"a\",\"x\":\"h\"}", "x": null}))).await;
    check(Does::Say(3), json!({"response_format": "json"}), Ok(json!("xxx"))).await;
}

#[tokio::test]
async fn an_answer_that_cannot_be_used_says_why() {
    let limit = "the answer is larger than 10485760 bytes";
    check(Does::Say(BYTES_MAX + 1), json!({}), Err((Outcome::Unusable, limit))).await;
    check(Does::Bytes, json!({}), Err((Outcome::Unusable, "the answer is neither JSON nor text"))).await;
    check(Does::Leave, json!({}), Err((Outcome::Unreachable, "the connection was closed before the answer"))).await;
}

#[tokio::test]
async fn the_template_says_how_long_an_answer_may_take() {
    check(Does::Wait, json!({"timeout": 1}), Err((Outcome::Timeout, "no answer in time"))).await;
}

#[tokio::test]
async fn a_server_without_sockets_refuses_in_its_own_words() {
    let router = axum::Router::new()
        .route("/socket", axum::routing::get(|| async { (axum::http::StatusCode::BAD_REQUEST, "no sockets here") }))
        .route("/page", axum::routing::get(|| async { "hello" }));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("ws://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let refused = call(&format!("{base}/socket"), json!({}), &json!({})).await;
    assert_eq!(refused, Err((Outcome::Rejected, "status 400: no sockets here".to_owned())));
    let page = call(&format!("{base}/page"), json!({}), &json!({})).await;
    assert_eq!(page, Err((Outcome::Unusable, "the answer is no WebSocket".to_owned())));
}

#[tokio::test]
async fn an_address_that_the_policy_forbids_is_not_dialled() {
    let outbound = Outbound::new(Policy::default()).expect("a client");
    let template = SocketTemplate::read(&json!({"url": "ws://127.0.0.1:9/"})).expect("callable");
    let denied = template.request(&outbound, template.url(), &json!({})).err().expect("forbidden");
    assert!(denied.detail.contains("the egress policy forbids it"), "{}", denied.detail);
    let named = SocketTemplate::read(&json!({"url": "ws://localhost:9/"})).expect("callable");
    let Ok((Ready::Socket(said), _)) = named.request(&outbound, named.url(), &json!({})) else {
        panic!("names are checked when they resolve")
    };
    assert!(send(&outbound, said, LONG).await.is_err_and(|miss| miss.never_sent));
}

fn message(template: Value, input: Value, expected: &str) {
    let template = SocketTemplate::read(&json!({"url": "ws://h", "message": template})).expect("callable");
    assert_eq!(template.message(&input), expected);
}

#[test]
fn arguments_stand_where_the_message_names_them() {
    message(json!("do UTCP_ARG_a_UTCP_ARG, UTCP_ARG_b_UTCP_ARG"), json!({"a": "it", "b": [1, null]}), "do it, [1,null]");
    message(json!("UTCP_ARG_none_UTCP_ARG UTCP_ARG_a_UTCP_ARG"), json!({"a": true}), "UTCP_ARG_none_UTCP_ARG true");
    message(
        json!({"q": "UTCP_ARG_a_UTCP_ARG", "n": 1, "l": ["UTCP_ARG_b_UTCP_ARG"]}),
        json!({"a": "\"", "b": 2}),
        r#"{"q":"\"","n":1,"l":["2"]}"#,
    );
    message(Value::Null, json!({"a": 1}), r#"{"a":1}"#);
}

#[test]
fn an_argument_cannot_leave_the_place_it_stands_in() {
    message(json!("{\"q\": \"UTCP_ARG_a_UTCP_ARG\"}"), json!({"a": "\", \"admin\": \"1"}), r#"{"q": "\", \"admin\": \"1"}"#);
    // What an argument holds is not read as a message again.
    message(json!("UTCP_ARG_a_UTCP_ARG"), json!({"a": "UTCP_ARG_b_UTCP_ARG", "b": "secret"}), "UTCP_ARG_b_UTCP_ARG");
}

#[test]
fn what_cannot_be_called_says_why() {
    let why = |template: &Value| SocketTemplate::read(template).expect_err("not callable").detail;
    assert!(why(&json!({"url": "http://h"})).contains("neither ws nor wss"));
    assert!(why(&json!({})).contains("no `url`"));
}
