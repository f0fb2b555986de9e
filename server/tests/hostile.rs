//! Services that mean harm, called through the real binary: each costs one honest failure and little memory.

mod support;

use domain::manual::BYTES_MAX;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::FutureExt;
use futures::future::join_all;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::LazyLock;
use std::time::Duration;
use support::{Deck, manual, memory};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The most memory that one call may take, in bytes.
const MEMORY_MAX: u64 = 32 * 1024 * 1024;

/// The most memory that the process may keep of all of them together, in bytes.
const KEPT_MAX: u64 = 64 * 1024 * 1024;

/// What an endless body is made of.
static XS: [u8; 65_536] = [b'x'; 65_536];

/// The same without a word.
static BLANKS: [u8; 65_536] = [b' '; 65_536];

/// What each path does, and what a call of it comes to: the status and the cause.
const HARM: [(&str, u16, &str); 18] = [
    ("gigabyte", 502, "the answer is larger than 10485760 bytes"),
    ("endless", 502, "the answer is larger than 10485760 bytes"),
    ("endless-chunks", 502, "the answer is larger than 10485760 bytes"),
    ("bomb", 502, "the answer is larger than 10485760 bytes"),
    ("event", 502, "the answer is larger than 10485760 bytes"),
    ("failed-gigabyte", 502, "status 500: xxxx"),
    ("many-fields", 502, "the answer's header is larger than 65536 bytes or has more than 100 fields"),
    ("large-field", 502, "the answer's header is larger than 65536 bytes or has more than 100 fields"),
    ("endless-field", 502, "the answer's header is larger than 65536 bytes or has more than 100 fields"),
    ("trickle", 504, "no answer in time"),
    ("silence", 504, "no answer in time"),
    ("reset", 502, "connection reset while the answer came"),
    ("cut", 502, "the answer ended before its end"),
    ("broken-chunks", 502, "the answer's chunks are broken"),
    ("garbage", 502, "the answer is no HTTP"),
    ("nothing", 502, "the connection broke before the answer"),
    ("many-values", 502, "the answer's JSON holds so many values that it would take more than 134217728 bytes of memory"),
    ("deep", 502, "the answer says it is JSON and is not: recursion limit exceeded at line 1 column 128"),
];

/// A service that does at each path what the path says; its base URL.
async fn harm() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base_url = format!("http://{}", listener.local_addr().expect("an address"));
    let home = base_url.clone();
    LazyLock::force(&BOMB);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let home = home.clone();
            // The other side goes away in the middle: that is what is wanted of it.
            tokio::spawn(async move { answer(socket, &home).await.unwrap_or_default() });
        }
    });
    base_url
}

async fn answer(mut socket: TcpStream, home: &str) -> std::io::Result<()> {
    let mut request = vec![0; 65_536];
    let length = socket.read(&mut request).await?;
    let text = String::from_utf8_lossy(&request[..length]).into_owned();
    let path = text.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
    match path {
        "gigabyte" => endless(&mut socket, "content-length: 1073741824\r\n", &XS).await,
        "failed-gigabyte" => {
            socket.write_all(b"HTTP/1.1 500 Oh\r\n\r\nxxxx").await?;
            forever(&mut socket, &BLANKS).await
        }
        "endless" => endless(&mut socket, "", &XS).await,
        "endless-chunks" => endless(&mut socket, "transfer-encoding: chunked\r\n", &[b"10000\r\n".as_slice(), &XS, b"\r\n"].concat()).await,
        "bomb" => endless(&mut socket, "content-encoding: gzip\r\n", &BOMB).await,
        "event" => {
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: ").await?;
            forever(&mut socket, &XS).await
        }
        "many-fields" => head(&mut socket, &"x-many: 1\r\n".repeat(1000)).await,
        "large-field" => head(&mut socket, &format!("x-large: {}\r\n", "v".repeat(1_000_000))).await,
        "endless-field" => {
            socket.write_all(b"HTTP/1.1 200 OK\r\nx-endless: ").await?;
            forever(&mut socket, &XS).await
        }
        "trickle" => {
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await?;
            let mut second = tokio::time::interval(Duration::from_secs(1));
            loop {
                second.tick().await;
                socket.write_all(b"x").await?;
            }
        }
        "silence" => std::future::pending().await,
        "reset" => {
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nxxxx").await?;
            // Half of the answer is read before the connection is torn down: a reset throws away what was not.
            tokio::time::sleep(Duration::from_secs(1)).await;
            socket.set_zero_linger()
        }
        "cut" => socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nxxxx").await,
        "broken-chunks" => socket.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nxxxx\r\nzz\r\nyyyy\r\n").await,
        "garbage" => socket.write_all(b"SSH-2.0-OpenSSH_9.2\r\nnothing of HTTP\r\n\r\n").await,
        "nothing" => Ok(()),
        "many-values" => json_text(&mut socket, &format!("[{}0]", "[0],".repeat(1_000_000))).await,
        "deep" => json_text(&mut socket, &"[".repeat(100_000)).await,
        "utcp-manual.json" => json_text(&mut socket, &tools(home).to_string()).await,
        _ => json_text(&mut socket, r#"{"fine":true}"#).await,
    }
}

async fn head(socket: &mut TcpStream, fields: &str) -> std::io::Result<()> {
    socket.write_all(format!("HTTP/1.1 200 OK\r\nconnection: close\r\n{fields}content-length: 0\r\n\r\n").as_bytes()).await
}

/// A whole answer, after which the line is closed: it says so, or the next call would go into a line that is about to close.
async fn json_text(socket: &mut TcpStream, text: &str) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", text.len());
    socket.write_all([head.as_bytes(), text.as_bytes()].concat().as_slice()).await
}

async fn endless(socket: &mut TcpStream, fields: &str, part: &[u8]) -> std::io::Result<()> {
    socket.write_all(format!("HTTP/1.1 200 OK\r\n{fields}\r\n").as_bytes()).await?;
    forever(socket, part).await
}

async fn forever(socket: &mut TcpStream, part: &[u8]) -> std::io::Result<()> {
    loop {
        socket.write_all(part).await?;
    }
}

/// Ten megabytes in some ten kilobytes; sent again and again they are ten gigabytes in ten megabytes.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; 10_000_000]).and_then(|()| encoder.finish()).expect("memory takes it")
});

fn tools(home: &str) -> Value {
    let tool = |(path, ..): &(&str, u16, &str)| json!({"name": path, "tool_call_template": {"call_template_type": "http", "url": format!("{home}/{path}"), "http_method": "POST"}});
    let event = json!({"mcpServers": {"a": {"url": format!("{home}/event")}}});
    let event = json!({"name": "mcp-event", "tool_call_template": {"call_template_type": "mcp", "config": event}});
    manual(&HARM.iter().chain(&[("fine", 200, "")]).map(tool).chain([event]).collect::<Vec<_>>())
}

/// A running Meshdeck with the service that means harm.
async fn deck() -> (Deck, String) {
    let (deck, home) = (Deck::usual(), harm().await);
    let (status, body) = deck.post("/registry/services", &json!({"name": "evil", "base_url": home})).await;
    assert_eq!((status, &body["tools"]), (201, &json!(HARM.len() + 2)), "{body}");
    // Each harm is to be seen, so the circuit stays closed.
    let patch = json!({"breaker": {"consecutive_5xx": u32::MAX, "failure_percentage_request_volume": u32::MAX}});
    assert_eq!(deck.patch("/registry/services/evil", &patch).await.0, 200);
    (deck, home)
}

/// Calls a tool; its status, and the cause that its attempt gives.
async fn call(deck: &Deck, tool: &str) -> (u16, String) {
    let input = json!({"input": {}, "timeout_ms": if ["trickle", "silence"].contains(&tool) { 2500 } else { 60_000 }});
    let (status, body) = deck.post(&format!("/registry/tools/evil.{tool}/call"), &input).await;
    (status, body["attempts"][0]["error"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_harm_is_a_failure_with_its_cause_and_takes_little_memory() {
    let (deck, _) = deck().await;
    assert_eq!(call(&deck, "fine").await.0, 200);
    let at_first = memory::of(deck.pid());
    for (tool, status, cause) in HARM.into_iter().chain([("mcp-event", 502, "an answer that is no MCP")]) {
        let before = memory::of(deck.pid());
        let watch = memory::Watch::new(deck.pid());
        assert_eq!(call(&deck, tool).await, (status, cause.to_owned()), "{tool}");
        let taken = watch.highest().saturating_sub(before);
        println!("{tool:<16} {status}  {:>6.1} MiB  {cause}", taken as f64 / 1_048_576.0);
        assert!(taken <= MEMORY_MAX, "{tool} took {taken} bytes");
    }
    let kept = memory::of(deck.pid()).saturating_sub(at_first);
    assert!(kept <= KEPT_MAX, "{kept} bytes were kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_harms_at_once_do_not_keep_others_from_being_served() {
    let (deck, _) = deck().await;
    let all = join_all(HARM.map(|(tool, ..)| call(&deck, tool)));
    let others = async {
        for _ in 0..50 {
            assert_eq!(call(&deck, "fine").await.0, 200);
        }
    };
    let (answers, ()) = tokio::join!(all, others);
    assert_eq!(answers, HARM.map(|(_, status, cause)| (status, cause.to_owned())).to_vec());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manual_that_means_harm_is_a_manual_that_failed_with_its_cause() {
    let (deck, home) = deck().await;
    let large = format!("the answer is larger than {BYTES_MAX} bytes");
    for (path, cause) in
        [("gigabyte", large.as_str()), ("bomb", &large), ("many-fields", "more than 100 fields"), ("deep", "it is not JSON: recursion")]
    {
        let there = json!({"name": path, "base_url": home, "manual_url": format!("{home}/{path}")});
        deck.post("/registry/services", &there).await;
        let service = deck.until(&format!("/registry/services/{path}"), |service| service["manual"]["state"] == "failed").await;
        let reason = service["manual"]["reason"].as_str().unwrap_or_default();
        assert!(reason.contains(cause), "{path}: {reason}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_of_the_environment_is_not_asked() {
    let proxy = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = format!("http://{}", proxy.local_addr().expect("an address"));
    let variables = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"].map(|name| (name, at.as_str()));
    let deck = Deck::start(&["--rate-limit", "off"], &variables);
    deck.post("/registry/services", &json!({"name": "evil", "base_url": harm().await})).await;
    assert_eq!(call(&deck, "fine").await.0, 200);
    assert!(proxy.accept().now_or_never().is_none());
}
