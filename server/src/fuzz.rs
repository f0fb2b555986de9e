//! What the server itself reads of a request, fed with a great many broken ones.

#[path = "../../engine/src/fuzz/check.rs"]
mod check;
#[path = "../../engine/src/fuzz/mutator.rs"]
mod mutator;

use crate::http::request::{caller, read_json};
use crate::rights::Token;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use check::check;
use domain::call::CallRequest;
use domain::run::Order;
use domain::service::Registration;
use engine::clock;
use std::net::IpAddr;

const TOKEN: &str = "s3cret-s3cret";

const HEADERS: [&str; 5] = [
    "host: localhost:3000\ncookie: theme=dark; meshdeck_token=s3cret-s3cret; a=b\nx-meshdeck-caller: orders",
    "host: [::1]:3000\nauthorization: Bearer s3cret-s3cret\nx-meshdeck-caller: a>b",
    "host: 127.0.0.1\nauthorization: Basic czNjcmV0\ncookie: meshdeck_token=",
    "host: rebound.example.org:3000\nhost: localhost\ncookie: ;=;meshdeck_token=s3cret;meshdeck_token",
    "host: [::ffff:127.0.0.1]:\nx-meshdeck-caller: \u{e9}\ncookie: meshdeck_token=s3cret-s3cre",
];

const BODIES: [&str; 3] = [
    r#"{"name":"orders","base_url":"http://127.0.0.1:8003","tags":["a"],"weight":5,"protocol":"mcp","lease_seconds":30,"balancer":"round_robin"}"#,
    r#"{"input":{"a/b":{"~":[1,null]}},"timeout_ms":5000}"#,
    r#"{"requirement":"distance between Paris and Berlin in miles"}"#,
];

fn headers(input: &[u8]) -> HeaderMap {
    let lines = input.split(|byte| *byte == b'\n').filter_map(|line| {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?;
        Some((HeaderName::from_bytes(&line[..colon]).ok()?, value))
    });
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(name, value);
    }
    headers
}

#[test]
fn no_header_opens_what_only_the_token_or_this_machine_may() {
    let (here, elsewhere) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([10, 0, 0, 1]));
    let (with, without) = (Token(Some(TOKEN.to_owned())), Token(None));
    check("headers", &HEADERS, |input| {
        let headers = headers(input);
        let holds_token = input.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes());
        assert!(without.judge(elsewhere, &headers).is_err() && (holds_token || with.judge(here, &headers).is_err()));
        let named = caller(&headers, "nobody").is_ok_and(|caller| caller.name.bytes().all(|byte| byte.is_ascii_graphic()));
        without.judge(here, &headers).is_ok() || named
    });
}

#[test]
fn a_broken_body_names_what_is_wrong() {
    check("body", &BODIES, |input| {
        let registration = read_json::<Registration>(input).map(|registration| registration.violations());
        let call = read_json::<CallRequest>(input);
        let run = read_json::<Order>(input);
        let failures = [registration.as_ref().err(), call.as_ref().err(), run.as_ref().err()];
        assert!(failures.into_iter().flatten().all(|failure| !failure.detail.is_empty()));
        registration.is_ok() || call.is_ok() || run.is_ok()
    });
}
