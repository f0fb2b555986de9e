//! Spans of one story are sent in every order, and the same edges come of them.

use super::otlp::{self, AnyValue, Format, KeyValue, Resource, ResourceSpans, ScopeSpans, Status, Traces};
use super::span::{self, Peer, Side, Span};
use super::window::{PAIRED_WITHIN_SECONDS, SPANS_HELD_MAX, Window, Witnessed};
use super::{NAME_MAX, Taken};
use domain::Time;
use proptest::prelude::*;
use prost::Message;

fn text(key: &str, value: &str) -> KeyValue {
    let value = AnyValue { string_value: Some(value.to_owned()), int_value: None };
    KeyValue { key: key.to_owned(), value: Some(value) }
}

fn number(key: &str, value: i64) -> KeyValue {
    KeyValue { key: key.to_owned(), value: Some(AnyValue { string_value: None, int_value: Some(value) }) }
}

/// A span of 20 ms that ended a second after 1970.
fn sent(id: u8, parent: u8, kind: i32, attributes: &[KeyValue]) -> otlp::Span {
    otlp::Span {
        trace_id: vec![9; 16],
        span_id: vec![id; 8],
        parent_span_id: if parent == 0 { Vec::new() } else { vec![parent; 8] },
        kind,
        start_time_unix_nano: 980_000_000,
        end_time_unix_nano: 1_000_000_000,
        attributes: attributes.to_vec(),
        status: None,
    }
}

fn of(service: &str, spans: Vec<otlp::Span>) -> Traces {
    let resource = Some(Resource { attributes: vec![text("service.name", service)] });
    Traces { resource_spans: vec![ResourceSpans { resource, scope_spans: vec![ScopeSpans { spans }] }] }
}

fn one(service: &str, id: u8, parent: u8, kind: i32, attributes: &[KeyValue]) -> Span {
    let (mut spans, taken) = span::read(of(service, vec![sent(id, parent, kind, attributes)]));
    assert_eq!(taken, Taken::default());
    spans.pop().expect("a span that calls or serves")
}

/// A page is asked for by somebody outside; `web` calls `orders` twice, of which one answers twice; a database and a queue say
/// nothing; one call goes to nobody, and one span is of a trace whose rest is lost.
fn story() -> Vec<Span> {
    vec![
        one("web", 1, 0, 2, &[]),
        one("web", 2, 1, 3, &[text("server.address", "orders.internal")]),
        one("orders", 3, 2, 2, &[]),
        one("web", 4, 1, 3, &[]),
        one("orders", 5, 4, 2, &[]),
        one("orders-shadow", 6, 4, 2, &[]),
        one("orders", 7, 3, 3, &[text("db.system.name", "postgresql")]),
        one("orders", 8, 3, 4, &[text("messaging.system", "kafka"), text("peer.service", "mail-queue")]),
        one("orders", 10, 3, 3, &[]),
        one("lost", 11, 99, 5, &[]),
    ]
}

/// The calls that come of spans, each as `caller → callee`.
fn edges(told: &[Witnessed]) -> Vec<String> {
    let mut edges: Vec<String> = told.iter().map(|call| format!("{} → {}", call.caller, call.callee.name)).collect();
    edges.sort();
    edges
}

const TOLD: [&str; 6] = ["orders → mail-queue", "orders → postgresql", "user → web", "web → orders", "web → orders", "web → orders-shadow"];

proptest! {
    #[test]
    fn whatever_the_order_of_spans_the_same_edges_come_of_them(
        order in Just((0..story().len()).collect::<Vec<_>>()).prop_shuffle(),
        pauses in prop::collection::vec(0..3_i64, 10),
        again in prop::collection::vec(0..10_usize, 0..5),
    ) {
        let (story, mut window, mut told, mut now) = (story(), Window::default(), Vec::new(), Time::from_seconds(100));
        for (place, pause) in order.into_iter().zip(pauses) {
            now = now.plus_seconds(pause);
            window.expire(now, &mut told);
            window.take(story[place].clone(), now, &mut told);
        }
        // What is sent once more counts once.
        again.into_iter().for_each(|place| window.take(story[place].clone(), now, &mut told));
        window.expire(now.plus_seconds(PAIRED_WITHIN_SECONDS), &mut told);
        prop_assert_eq!(edges(&told), TOLD);
        prop_assert!(told.iter().all(|call| (call.micros, call.ended) == (20_000, Time(1_000_000))));
    }
}

#[test]
fn a_span_waits_for_its_other_half_and_no_longer() {
    let check = |pause: i64, expected: &[&str]| {
        let (mut window, mut told, begin) = (Window::default(), Vec::new(), Time::from_seconds(100));
        window.take(one("web", 2, 1, 3, &[text("peer.service", "shop")]), begin, &mut told);
        window.expire(begin.plus_seconds(pause), &mut told);
        window.take(one("orders", 3, 2, 2, &[]), begin.plus_seconds(pause), &mut told);
        window.expire(begin.plus_seconds(999), &mut told);
        assert_eq!(edges(&told), expected, "{pause}");
    };
    check(29, &["web → orders"]);
    check(30, &["web → shop"]);
}

#[test]
fn where_too_many_wait_the_oldest_waits_no_longer() {
    let (mut window, mut told, now) = (Window::default(), Vec::new(), Time::from_seconds(100));
    let first = one("web", 2, 1, 3, &[text("peer.service", "shop")]);
    window.take(first.clone(), now, &mut told);
    for n in 0..SPANS_HELD_MAX as u64 {
        let id = ([1; 16], (n + 1).to_be_bytes());
        window.take(Span { id, peer: None, ..first.clone() }, now, &mut told);
    }
    assert_eq!(edges(&told), ["web → shop"]);
}

#[test]
fn a_call_failed_where_either_side_says_so() {
    let check = |client: bool, server: bool| {
        let (mut window, mut told, now) = (Window::default(), Vec::new(), Time::from_seconds(100));
        window.take(Span { failed: client, ..one("web", 2, 1, 3, &[]) }, now, &mut told);
        window.take(Span { failed: server, ..one("orders", 3, 2, 2, &[]) }, now, &mut told);
        assert_eq!(told.iter().map(|call| call.failed).collect::<Vec<_>>(), [client || server]);
    };
    [(false, false), (true, false), (false, true), (true, true)].into_iter().for_each(|(client, server)| check(client, server));
}

#[test]
fn whom_a_span_called_is_the_first_that_it_says() {
    let check = |attributes: &[KeyValue], expected: Option<(&str, Option<u16>)>| {
        let peer = one("web", 2, 1, 3, attributes).peer;
        assert_eq!(peer.as_ref().map(|Peer { name, port }| (name.as_str(), *port)), expected, "{attributes:?}");
    };
    check(&[], None);
    check(&[text("http.route", "/")], None);
    check(&[text("db.system", "redis"), text("peer.service", "cache")], Some(("cache", None)));
    check(&[text("peer.service", "old"), text("service.peer.name", "new")], Some(("new", None)));
    check(&[text("server.address", "10.0.0.1"), number("server.port", 8003)], Some(("10.0.0.1", Some(8003))));
    check(&[text("server.address", "a"), number("server.port", 65_536)], Some(("a", None)));
    check(&[text("peer.service", "a"), number("server.port", 80)], Some(("a", None)));
    check(&[text("peer.service", " "), text("db.name", "a\nb\0")], Some(("ab", None)));
    check(&[text("peer.service", &"ö".repeat(NAME_MAX + 1))], Some((&"ö".repeat(NAME_MAX), None)));
}

#[test]
fn a_span_that_cannot_be_used_is_rejected_with_its_reason_and_the_others_are_taken() {
    let check = |service: &str, spans: Vec<otlp::Span>, expected: (usize, u64, &str)| {
        let (spans, Taken { rejected, why }) = span::read(of(service, spans));
        assert_eq!((spans.len(), rejected, why.as_str()), expected);
    };
    let good = sent(1, 0, 3, &[]);
    let failed = otlp::Span { status: Some(Status { code: 2 }), ..good.clone() };
    check("web", vec![good.clone(), failed, otlp::Span { kind: 1, trace_id: Vec::new(), ..good.clone() }], (2, 0, ""));
    check("", vec![good.clone()], (0, 1, "a resource has no `service.name`"));
    let short = otlp::Span { trace_id: vec![1; 8], ..good.clone() };
    check("web", vec![short, good.clone()], (1, 1, "a `traceId` is not 16 bytes, or only zeros"));
    check("web", vec![otlp::Span { span_id: vec![0; 8], ..good.clone() }], (0, 1, "a `spanId` is not 8 bytes, or only zeros"));
    check("web", vec![otlp::Span { parent_span_id: vec![1; 9], ..good.clone() }], (0, 1, "a `parentSpanId` is not 8 bytes"));
    check("web", vec![otlp::Span { parent_span_id: vec![0; 8], ..good.clone() }], (1, 0, ""));
    let many = format!("a request has more than {} spans that call or serve; send fewer at a time", span::SPANS_MAX);
    check("web", vec![good; span::SPANS_MAX + 2], (span::SPANS_MAX, 2, &many));
}

#[test]
fn both_tongues_say_the_same() {
    let json = r#"{"resourceSpans":[{"schemaUrl":"x","resource":{"attributes":[{"key":"service.name","value":{"stringValue":"web"}}],"droppedAttributesCount":0},
        "scopeSpans":[{"scope":{"name":"s"},"spans":[{"traceId":"09090909090909090909090909090909","spanId":"ABABABABABABABAB","parentSpanId":"","name":"GET",
        "kind":3,"startTimeUnixNano":"980000000","endTimeUnixNano":1000000000,"attributes":[{"key":"server.port","value":{"intValue":"80"}},
        {"key":"x","value":{"arrayValue":{"values":[]}}},{"key":"y"}],"events":[],"status":{"code":2,"message":"m"},"flags":257}]}]}]}"#;
    let read = Format::Json.read(json.as_bytes()).expect("read");
    assert_eq!(Format::Protobuf.read(&read.encode_to_vec()).expect("read"), read);
    let span = span::read(read).0.pop().expect("a span");
    let expected = (([9; 16], [0xAB; 8]), None, Side::Calls, "web", true, 20_000);
    assert_eq!((span.id, span.parent, span.side, &*span.service, span.failed, span.micros), expected);
    for empty in ["{}", r#"{"resourceSpans":null}"#, r#"{"resourceSpans":[{"resource":null,"scopeSpans":[{"spans":null}]}]}"#] {
        assert_eq!(span::read(Format::Json.read(empty.as_bytes()).expect("read")), (Vec::new(), Taken::default()), "{empty}");
    }
    assert_eq!(Format::Json.answer(Taken::default()), b"{}");
    assert_eq!(Format::Protobuf.answer(Taken::default()), b"");
}
