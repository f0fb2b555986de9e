//! Traces become edges: sent as OTLP in both its tongues, by the example of `docs/edges.md` among others.

mod support;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write;
use support::{Deck, registration};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const DOCUMENT: &str = include_str!("../../docs/edges.md");

const JSON: &str = "application/json";
const PROTOBUF: &str = "application/x-protobuf";

/// The body of the example that people are shown.
fn example() -> &'static str {
    let (_, behind) = DOCUMENT.split_once("/v1/traces").expect("a curl");
    behind.split('\'').find(|part| part.starts_with('{')).expect("a body")
}

/// A field of protobuf that holds bytes.
fn field(tag: u8, bytes: &[u8]) -> Vec<u8> {
    let mut length = bytes.len();
    let mut written = vec![tag << 3 | 2];
    while length > 127 {
        written.push(length as u8 | 128);
        length >>= 7;
    }
    [&written[..], &[length as u8], bytes].concat()
}

/// A field of protobuf that holds a fixed number of 64 bits.
fn fixed(tag: u8, number: u64) -> Vec<u8> {
    [&[tag << 3 | 1][..], &number.to_le_bytes()].concat()
}

fn attribute(key: &str, value: &str) -> Vec<u8> {
    [field(1, key.as_bytes()), field(2, &field(1, value.as_bytes()))].concat()
}

/// An `ExportTraceServiceRequest` with one span of one service, written by hand: 40 ms, and failed.
fn request(service: &str, span: u8, parent: Option<u8>, kind: u8) -> Vec<u8> {
    let parent = parent.map(|parent| field(4, &[parent; 8])).unwrap_or_default();
    let times = [fixed(7, 1_767_000_000_000_000_000), fixed(8, 1_767_000_000_040_000_000)].concat();
    let ids = [field(1, &[7; 16]), field(2, &[span; 8]), parent].concat();
    let span = [ids, vec![6 << 3, kind], times, field(15, &[3 << 3, 2])].concat();
    let resource = field(1, &field(1, &attribute("service.name", service)));
    field(1, &[resource, field(2, &field(2, &span))].concat())
}

async fn send(deck: &Deck, kind: &str, encoding: &str, body: Vec<u8>) -> (u16, String, Vec<u8>) {
    let request = deck.request("POST", "/v1/traces").header("content-type", kind).header("content-encoding", encoding);
    let response = request.body(body).send().await.expect("an answer");
    let kind = response.headers()["content-type"].to_str().expect("text").to_owned();
    (response.status().as_u16(), kind, response.bytes().await.expect("a body").to_vec())
}

/// The next so many bytes of a connection.
async fn read(from: &mut TcpStream, bytes: usize) -> String {
    let mut read = vec![0; bytes];
    from.read_exact(&mut read).await.expect("an answer");
    String::from_utf8(read).expect("text")
}

/// The edge between two names in what `/registry/mesh` answered.
fn edge<'a>(mesh: &'a Value, source: &str, target: &str) -> Option<&'a Value> {
    mesh["edges"].as_array().expect("edges").iter().find(|edge| edge["source"] == source && edge["target"] == target)
}

async fn until_edge(deck: &Deck, source: &str, target: &str) -> (Value, Value) {
    let mesh = deck.until("/registry/mesh", |mesh| edge(mesh, source, target).is_some()).await;
    let found = edge(&mesh, source, target).expect("an edge").clone();
    (mesh, found)
}

#[tokio::test]
async fn the_documents_example_draws_its_edge_between_nodes_that_only_traces_know() {
    let deck = Deck::usual();
    let (status, kind, body) = send(&deck, JSON, "identity", example().into()).await;
    assert_eq!((status, kind.as_str(), body.as_slice()), (200, JSON, &b"{}"[..]));
    let (mesh, edge) = until_edge(&deck, "checkout", "payments").await;
    assert_eq!((&edge["calls"], &edge["errors"], &edge["provenance"]), (&json!(1), &json!(0), &json!(["trace"])));
    assert_eq!((&edge["sightings"][0]["teller"], &edge["sightings"][0]["samples"]), (&json!("otlp"), &json!(1)));
    let p50 = edge["latency_ms"]["p50"].as_f64().expect("a latency");
    assert!((p50 - 120.0).abs() < 1.0, "{p50}");
    let nodes = mesh["nodes"].as_array().expect("nodes");
    let kinds: Vec<&Value> = nodes.iter().filter(|node| node["kind"] == "virtual").map(|node| &node["id"]).collect();
    assert_eq!(kinds, ["checkout", "payments"]);
}

#[tokio::test]
async fn protobuf_in_gzip_is_answered_in_protobuf_and_names_a_registered_service() {
    let deck = Deck::usual();
    assert_eq!(deck.post("/registry/services", &registration("stock", "http://127.0.0.1:9")).await.0, 201);
    for body in [request("stock", 2, Some(1), 2), request("orders", 1, None, 3)] {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&body).expect("packed");
        let (status, kind, body) = send(&deck, PROTOBUF, "gzip", packed.finish().expect("packed")).await;
        assert_eq!((status, kind.as_str(), body.len()), (200, PROTOBUF, 0));
    }
    let (mesh, edge) = until_edge(&deck, "orders", "stock").await;
    assert_eq!((&edge["calls"], &edge["errors"]), (&json!(1), &json!(1)));
    let stock = mesh["nodes"].as_array().expect("nodes").iter().find(|node| node["id"] == "stock");
    assert_eq!(stock.expect("a node")["kind"], "service");
    let changed = deck.until("/registry/mesh?query=provenance%20%3D%20trace", |mesh| mesh["shown"] == 2).await;
    assert_eq!(changed["edges"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_collector_may_send_more_often_than_others_may_ask() {
    let deck = Deck::start(&["--rate-limit", "1/h,burst=1"], &[]);
    for _ in 0..3 {
        assert_eq!(send(&deck, JSON, "", b"{}".into()).await.0, 200);
    }
    assert_eq!((deck.get("/registry/services").await.0, deck.get("/registry/services").await.0), (200, 429));
}

#[tokio::test]
async fn only_so_many_bodies_are_held_and_whoever_comes_then_is_told_to_come_again() {
    let deck = Deck::usual();
    let head = "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n";
    let mut slow = Vec::new();
    for _ in 0..32 {
        let mut one = TcpStream::connect(deck.url.trim_start_matches("http://")).await.expect("a connection");
        one.write_all(head.as_bytes()).await.expect("sent");
        assert_eq!(read(&mut one, "HTTP/1.1 100 Continue\r\n\r\n".len()).await, "HTTP/1.1 100 Continue\r\n\r\n");
        slow.push(one);
    }
    for kind in [JSON, PROTOBUF] {
        let response = deck.request("POST", "/v1/traces").header("content-type", kind).body("{}").send().await.expect("an answer");
        assert_eq!((response.status().as_u16(), response.headers()["retry-after"].as_bytes()), (429, &b"1"[..]), "{kind}");
    }
    for one in &mut slow {
        one.write_all(b"{}").await.expect("sent");
        assert_eq!(read(one, "HTTP/1.1 200 OK".len()).await, "HTTP/1.1 200 OK");
    }
    assert_eq!(send(&deck, JSON, "", b"{}".into()).await.0, 200);
}

#[tokio::test]
async fn what_cannot_be_used_is_told_and_the_rest_is_taken() {
    let deck = Deck::usual();
    let mut sent: Value = serde_json::from_str(example()).expect("JSON");
    sent["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["spanId"] = json!("0000000000000000");
    let (status, _, body) = send(&deck, JSON, "", sent.to_string().into()).await;
    let told: Value = serde_json::from_slice(&body).expect("JSON");
    let partial = json!({"rejectedSpans": "1", "errorMessage": "a `spanId` is not 8 bytes, or only zeros"});
    assert_eq!((status, &told["partialSuccess"]), (200, &partial));
}

#[tokio::test]
async fn what_is_no_request_is_refused_in_the_tongue_it_came_in() {
    let deck = Deck::usual();
    let check = async |kind: &str, encoding: &str, body: Vec<u8>, expected: (u16, &str, &str)| {
        let (status, answered, body) = send(&deck, kind, encoding, body).await;
        let text = String::from_utf8_lossy(&body).into_owned();
        assert_eq!((status, answered.as_str()), (expected.0, expected.1), "{text}");
        assert!(text.contains(expected.2), "{text}");
    };
    let problem = "application/problem+json";
    check("text/plain", "", b"{}".into(), (415, problem, "application/x-protobuf")).await;
    check(JSON, "zstd", b"{}".into(), (415, problem, "gzip")).await;
    check(JSON, "", b"{\"resourceSpans\":".into(), (400, problem, "no ExportTraceServiceRequest in JSON")).await;
    check(JSON, "gzip", b"{}".into(), (400, problem, "no gzip")).await;
    check(PROTOBUF, "", b"{}".into(), (400, PROTOBUF, "in protobuf")).await;
    check(JSON, "", vec![b' '; 4 * 1024 * 1024 + 1], (413, problem, "4194304 bytes")).await;
    let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
    bomb.write_all(&vec![b' '; 4 * 1024 * 1024 + 1]).expect("packed");
    check(PROTOBUF, "gzip", bomb.finish().expect("packed"), (413, PROTOBUF, "4194304 bytes")).await;
    let empty_spans = [0x12, 0].repeat(2 * 1024 * 1024 - 8);
    check(PROTOBUF, "", field(1, &field(2, &empty_spans)), (413, PROTOBUF, "200000 messages")).await;
    check(PROTOBUF, "", [0x12, 0].repeat(2 * 1024 * 1024), (200, PROTOBUF, "")).await;
    let closed = Deck::start(&[], &[("MESHDECK_REGISTRY_TOKEN", "s3cret")]);
    assert_eq!(send(&closed, JSON, "", b"{}".into()).await.0, 401);
}
