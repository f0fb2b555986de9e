//! A request as the bytes that are sent.

use crate::egress::fetch::USER_AGENT;
use reqwest::Request;
use reqwest::header::{ACCEPT, CONNECTION, CONTENT_LENGTH, HeaderName};
use url::Position;

/// A request with its body. Where the body ends is said by nobody else.
pub fn written(request: &Request) -> Vec<u8> {
    let body = request.body().and_then(|body| body.as_bytes());
    let mut bytes = Vec::with_capacity(512 + body.map_or(0, <[u8]>::len));
    let url = request.url();
    for part in [request.method().as_str(), " ", &url[Position::BeforePath..Position::AfterQuery], " HTTP/1.1\r\n"] {
        bytes.extend_from_slice(part.as_bytes());
    }
    field(&mut bytes, "host", url[Position::BeforeHost..Position::AfterPort].as_bytes());
    for (name, value) in request.headers().iter().filter(|(name, _)| **name != CONTENT_LENGTH) {
        field(&mut bytes, name.as_str(), value.as_bytes());
    }
    for (name, value) in [(ACCEPT, "*/*"), (HeaderName::from_static("user-agent"), USER_AGENT)] {
        if !request.headers().contains_key(&name) {
            field(&mut bytes, name.as_str(), value.as_bytes());
        }
    }
    if body.is_some() || request.headers().contains_key(CONTENT_LENGTH) {
        field(&mut bytes, "content-length", body.map_or(0, <[u8]>::len).to_string().as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body.unwrap_or_default());
    bytes
}

/// Whether the connection is to be left after the answer.
pub fn says_close(request: &Request) -> bool {
    request.headers().get(CONNECTION).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"close"))
}

/// A name and a value, which hold no line break: their types see to that.
fn field(bytes: &mut Vec<u8>, name: &str, value: &[u8]) {
    for part in [name.as_bytes(), b": ", value, b"\r\n"] {
        bytes.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::Method;
    use reqwest::header::HeaderValue;

    fn check(method: Method, url: &str, adapt: fn(&mut Request), expected: &str) {
        let mut request = Request::new(method, url.parse().expect("a URL"));
        adapt(&mut request);
        let agent = format!("accept: */*\r\nuser-agent: {USER_AGENT}\r\n");
        assert_eq!(String::from_utf8(written(&request)).expect("text"), expected.replace("AGENT\r\n", &agent));
    }

    #[test]
    fn a_request_names_its_host_and_what_it_wants_there() {
        check(Method::GET, "http://geo:9000", |_| (), "GET / HTTP/1.1\r\nhost: geo:9000\r\nAGENT\r\n\r\n");
        check(Method::GET, "http://geo:80/a%20b?q=1#top", |_| (), "GET /a%20b?q=1 HTTP/1.1\r\nhost: geo\r\nAGENT\r\n\r\n");
        check(Method::GET, "http://[::1]:9000/", |_| (), "GET / HTTP/1.1\r\nhost: [::1]:9000\r\nAGENT\r\n\r\n");
    }

    #[test]
    fn a_body_says_its_length_and_so_does_one_that_is_said_to_be_empty() {
        let with_body = |request: &mut Request| *request.body_mut() = Some("{}".into());
        check(Method::POST, "http://geo/", with_body, "POST / HTTP/1.1\r\nhost: geo\r\nAGENT\r\ncontent-length: 2\r\n\r\n{}");
        let without = |request: &mut Request| drop(request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("7")));
        check(Method::POST, "http://geo/", without, "POST / HTTP/1.1\r\nhost: geo\r\nAGENT\r\ncontent-length: 0\r\n\r\n");
    }

    #[test]
    fn headers_that_are_given_outweigh_ours() {
        let own = |request: &mut Request| {
            request.headers_mut().insert(ACCEPT, HeaderValue::from_static("text/csv"));
            request.headers_mut().insert("user-agent", HeaderValue::from_static("abacus"));
        };
        check(Method::GET, "http://geo/", own, "GET / HTTP/1.1\r\nhost: geo\r\naccept: text/csv\r\nuser-agent: abacus\r\n\r\n");
    }
}
