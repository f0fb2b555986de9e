//! `http` call templates: one request, one answer.

use super::output;
use super::parts::{Parts, text};
use super::template::{Answer, Miss, Ready, not_callable};
use crate::egress::{Fetched, Outbound};
use domain::Failure;
use domain::call::Outcome;
use reqwest::Method;
use reqwest::header::CONTENT_LENGTH;
use serde_json::Value;
use std::time::Duration;

/// An `http` call template that the gateway can follow.
#[derive(Clone, Debug)]
pub struct HttpTemplate {
    parts: Parts,
    method: Method,
    content_type: String,
}

impl HttpTemplate {
    /// Reads a tool's call template; a failure says why it cannot be called here.
    pub fn read(template: &Value) -> Result<Self, Failure> {
        let parts = Parts::read(template, Some("body"))?;
        let method = text(template, "http_method").unwrap_or("GET").to_ascii_uppercase();
        let method = match method.as_str() {
            "GET" | "POST" | "PUT" | "DELETE" | "PATCH" => method.parse().unwrap_or_default(),
            _ => return Err(not_callable(&format!("its HTTP method `{method}` is none of GET, POST, PUT, PATCH, DELETE"))),
        };
        Ok(Self { parts, method, content_type: text(template, "content_type").unwrap_or("application/json").to_owned() })
    }

    /// The URL it names, still with its `{x}`.
    pub fn url(&self) -> &str {
        &self.parts.url
    }

    /// The request for `input`, which fits the schema, at a target's URL, and the bytes of its body.
    pub fn request(&self, outbound: &Outbound, url: &str, input: &Value) -> Result<(Ready, u64), Failure> {
        let apart = self.parts.apart(url, input)?;
        // Simple servers wait for ever for a body whose length they are not told, and nobody tells them that of none.
        let says_none = !apart.has_body() && [Method::POST, Method::PUT, Method::PATCH].contains(&self.method);
        let (request, size) = apart.request(outbound, self.method.clone(), Some(&self.content_type))?;
        Ok((Ready::Http(if says_none { request.header(CONTENT_LENGTH, 0) } else { request }), size))
    }
}

/// Sends a request and waits for its answer.
pub async fn send(outbound: &Outbound, request: reqwest::RequestBuilder, timeout: Duration) -> Result<Answer, Miss> {
    let fetched = outbound.send(request, output::BYTES_MAX, timeout).await?;
    if let Some(outcome) = output::outcome(fetched.status) {
        return Err(refused(&fetched, outcome));
    }
    let output = output::read(&fetched).map_err(|words| Miss::of(Outcome::Unusable, words))?;
    Ok(Answer { status: fetched.status, output, bytes: fetched.body.len() as u64 })
}

/// The miss of an answer whose status is a bad one, in the service's own words.
pub fn refused(fetched: &Fetched, outcome: Outcome) -> Miss {
    let (status, said) = (fetched.status, output::excerpt(fetched));
    let words = if said.is_empty() { format!("status {status}") } else { format!("status {status}: {said}") };
    let retry_after = fetched.retry_after.map(|seconds| Duration::from_secs(seconds.into()));
    Miss { status: Some(status), retry_after, ..Miss::of(outcome, words) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::Policy;
    use serde_json::json;

    fn check(template: &Value, input: &Value, expected: (&str, &str, Option<&str>)) {
        let outbound = Outbound::new(Policy::default().with_loopback()).expect("a client");
        let template = HttpTemplate::read(template).expect("callable");
        let Ok((Ready::Http(request), _)) = template.request(&outbound, template.url(), input) else { panic!("no request") };
        let request = request.build().expect("sound");
        let body = request.body().and_then(|body| body.as_bytes()).map(|body| String::from_utf8_lossy(body).into_owned());
        assert_eq!((request.method().as_str(), request.url().as_str(), body.as_deref()), expected);
    }

    #[test]
    fn each_part_of_an_input_goes_where_the_template_says() {
        let at = |path: &str, method: &str| json!({"call_template_type": "http", "url": format!("http://127.0.0.1{path}"), "http_method": method});
        check(
            &at("/c", "GET"),
            &json!({"q": "a b", "n": 1.5, "x": null, "l": [1, 2]}),
            ("GET", "http://127.0.0.1/c?q=a+b&n=1.5&l=1&l=2", None),
        );
        check(&at("/i/{id}", "GET"), &json!({"id": "a/b c"}), ("GET", "http://127.0.0.1/i/a%2Fb%20c", None));
        check(&at("/o", "POST"), &json!({"dry": true}), ("POST", "http://127.0.0.1/o?dry=true", None));
        check(&at("/o", "POST"), &json!({"body": {"qty": 1}, "dry": true}), ("POST", "http://127.0.0.1/o?dry=true", Some(r#"{"qty":1}"#)));
    }

    #[test]
    fn a_form_is_sent_as_one() {
        let template = json!({"url": "http://127.0.0.1/", "http_method": "POST", "content_type": "application/x-www-form-urlencoded"});
        check(&template, &json!({"body": {"a": "b c", "n": [1, 2], "x": null}}), ("POST", "http://127.0.0.1/", Some("a=b+c&n=1&n=2")));
    }

    #[test]
    fn a_content_type_among_the_headers_is_the_only_one() {
        let template = json!({"url": "http://127.0.0.1/", "http_method": "POST", "headers": {"content-type": "text/csv"}});
        check(&template, &json!({"body": "a,b"}), ("POST", "http://127.0.0.1/", Some("a,b")));
        let outbound = Outbound::new(Policy::default().with_loopback()).expect("a client");
        let template = HttpTemplate::read(&template).expect("callable");
        let Ok((Ready::Http(request), _)) = template.request(&outbound, template.url(), &json!({"body": ""})) else { panic!("no request") };
        let types: Vec<_> = request.build().expect("sound").headers().get_all("content-type").iter().cloned().collect();
        assert_eq!(types, ["text/csv"]);
    }

    #[test]
    fn a_header_field_leaves_the_query() {
        let template = json!({"call_template_type": "http", "url": "http://127.0.0.1/", "header_fields": ["X-Req"]});
        check(&template, &json!({"X-Req": "z"}), ("GET", "http://127.0.0.1/", None));
    }

    #[test]
    fn no_input_leads_a_call_to_another_place() {
        let outbound = Outbound::new(Policy::default().with_loopback()).expect("a client");
        let filled = |url: &str, input: Value| {
            let template = HttpTemplate::read(&json!({ "url": url })).expect("callable");
            template.request(&outbound, url, &input).map(|(ready, _)| match ready {
                Ready::Http(request) => request.build().expect("sound").url().path().to_owned(),
                _ => String::new(),
            })
        };
        let at = "http://127.0.0.1/of/{id}/read";
        for climbing in ["..", "."] {
            assert_eq!(filled(at, json!({ "id": climbing })).expect_err("refused").errors[0].pointer, "/input");
        }
        assert!(filled("http://127.0.0.1/{a}{b}/x", json!({"a": ".", "b": "."})).is_err());
        assert!(filled("http://127.0.0.1{x}/a", json!({"x": ".evil.org"})).is_err());
        for (id, path) in [("../..", "..%2F.."), ("%2e%2e", "%252e%252e"), ("a\r\nb", "a%0D%0Ab"), ("\\..\\", "%5C..%5C"), ("...", "...")] {
            assert_eq!(filled(at, json!({ "id": id })).ok(), Some(format!("/of/{path}/read")), "{id:?}");
        }
    }

    #[test]
    fn what_cannot_be_called_says_why() {
        let why = |template: &Value| HttpTemplate::read(template).expect_err("not callable").detail;
        assert!(why(&json!({"call_template_type": "http", "url": "http://h", "http_method": "TRACE"})).contains("`TRACE`"));
    }
}
