//! `http` call templates: where an input's parts go.
//!
//! As the official clients do it: `header_fields` become headers, `body_field` the body, `{x}` in the URL the path,
//! and all the rest the query, also for POST.

use super::output;
use super::template::{Answer, Miss, Ready, not_callable};
use crate::egress::{Outbound, Trouble};
use domain::Failure;
use domain::call::Outcome;
use domain::failure::{Kind, Violation};
use serde_json::{Map, Value};
use std::time::Duration;
use url::Url;

/// The content type of bodies that are forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// An `http` call template that the gateway can follow.
#[derive(Clone, Debug)]
pub struct HttpTemplate {
    url: String,
    method: reqwest::Method,
    content_type: String,
    headers: Vec<(String, String)>,
    body_field: String,
    header_fields: Vec<String>,
}

impl HttpTemplate {
    /// Reads a tool's call template; a failure says why it cannot be called here.
    pub fn read(template: &Value) -> Result<Self, Failure> {
        let text = |key: &str| template.get(key).and_then(Value::as_str);
        let url = text("url").ok_or_else(|| not_callable("its call template has no `url`"))?;
        let method = text("http_method").unwrap_or("GET").to_ascii_uppercase();
        let method = match method.as_str() {
            "GET" | "POST" | "PUT" | "DELETE" | "PATCH" => method.parse().unwrap_or_default(),
            _ => return Err(not_callable(&format!("its HTTP method `{method}` is none of GET, POST, PUT, PATCH, DELETE"))),
        };
        let headers = template.get("headers").and_then(Value::as_object).into_iter().flatten();
        let header_fields = template.get("header_fields").and_then(Value::as_array).into_iter().flatten();
        Ok(Self {
            url: url.to_owned(),
            method,
            content_type: text("content_type").unwrap_or("application/json").to_owned(),
            headers: headers.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect(),
            body_field: text("body_field").unwrap_or("body").to_owned(),
            header_fields: header_fields.filter_map(Value::as_str).map(str::to_owned).collect(),
        })
    }

    /// The URL it names, still with its `{x}`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The request for `input`, which fits the schema, at a target's URL, and the bytes of its body.
    pub fn request(&self, outbound: &Outbound, url: &str, input: &Value) -> Result<(Ready, u64), Failure> {
        let empty = Map::new();
        let mut rest = input.as_object().unwrap_or(&empty).clone();
        let headers: Vec<_> = self.header_fields.iter().filter_map(|name| Some((name.clone(), plain(&rest.remove(name)?)))).collect();
        let body = rest.remove(&self.body_field);
        let mut url = fill_path(url, &mut rest)?;
        add_query(&mut url, &rest);
        let mut request = outbound.request(self.method.clone(), url).map_err(|trouble| denied(&trouble))?;
        for (name, value) in self.headers.iter().chain(&headers) {
            request = request.header(name, value);
        }
        let Some(body) = body else {
            // Simple servers wait for ever for a body whose length they are not told, and nobody tells them that of none.
            let carries = [reqwest::Method::POST, reqwest::Method::PUT, reqwest::Method::PATCH].contains(&self.method);
            return Ok((Ready::Http(if carries { request.header(reqwest::header::CONTENT_LENGTH, 0) } else { request }), 0));
        };
        let bytes = self.encoded(&body).into_bytes();
        let size = bytes.len() as u64;
        Ok((Ready::Http(request.header(reqwest::header::CONTENT_TYPE, &self.content_type).body(bytes)), size))
    }

    /// A body as its content type has it.
    fn encoded(&self, body: &Value) -> String {
        match body {
            body if self.content_type.contains("json") => body.to_string(),
            Value::Object(fields) if self.content_type.starts_with(FORM) => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                form.extend_pairs(pairs(fields));
                form.finish()
            }
            body => plain(body),
        }
    }
}

/// Sends a request and waits for its answer.
pub async fn send(outbound: &Outbound, request: reqwest::RequestBuilder, timeout: Duration) -> Result<Answer, Miss> {
    let fetched = outbound.send(request, output::BYTES_MAX, timeout).await?;
    let status = fetched.status;
    if let Some(outcome) = output::outcome(status) {
        let said = output::excerpt(&fetched);
        let words = if said.is_empty() { format!("status {status}") } else { format!("status {status}: {said}") };
        return Err(Miss { status: Some(status), ..Miss::of(outcome, words) });
    }
    let output = output::read(&fetched).map_err(|words| Miss::of(Outcome::Unusable, words))?;
    Ok(Answer { status, output, bytes: fetched.body.len() as u64 })
}

/// Puts the properties that the URL names in braces into its path, percent-encoded.
fn fill_path(url: &str, rest: &mut Map<String, Value>) -> Result<Url, Failure> {
    let mut filled = String::with_capacity(url.len());
    let mut left = url;
    while let Some((before, after)) = left.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        let value = rest.remove(name).filter(|value| !value.is_null()).ok_or_else(|| missing(name))?;
        filled.push_str(before);
        filled.extend(url::form_urlencoded::byte_serialize(plain(&value).as_bytes()).map(|part| part.replace('+', "%20")));
        left = after;
    }
    filled.push_str(left);
    Url::parse(&filled).map_err(|error| not_callable(&format!("its call template's `url` is none: {error}")))
}

fn missing(name: &str) -> Failure {
    let violation = Violation {
        pointer: format!("/input/{name}"),
        message: format!("`{name}` is part of the tool's URL"),
        remedy: format!("add `{name}`"),
    };
    Failure::violations("The input lacks a part of the tool's URL; the tool was not called.", vec![violation])
}

fn add_query(url: &mut Url, rest: &Map<String, Value>) {
    if pairs(rest).next().is_some() {
        url.query_pairs_mut().extend_pairs(pairs(rest));
    }
}

/// Each field with its value; a list is as many fields as it has items, null is none.
fn pairs(fields: &Map<String, Value>) -> impl Iterator<Item = (&str, String)> {
    fields.iter().flat_map(|(name, value)| {
        let values = match value {
            Value::Array(list) => list.as_slice(),
            value => std::slice::from_ref(value),
        };
        values.iter().filter(|value| !value.is_null()).map(move |value| (name.as_str(), plain(value)))
    })
}

/// A value as a text: strings without quotes, the rest as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn denied(trouble: &Trouble) -> Failure {
    Failure::new(Kind::EgressDenied, format!("The tool was not called: {}.", trouble.words()))
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
    fn a_header_field_leaves_the_query() {
        let template = json!({"call_template_type": "http", "url": "http://127.0.0.1/", "header_fields": ["X-Req"]});
        check(&template, &json!({"X-Req": "z"}), ("GET", "http://127.0.0.1/", None));
    }

    #[test]
    fn what_cannot_be_called_says_why() {
        let why = |template: &Value| HttpTemplate::read(template).expect_err("not callable").detail;
        assert!(why(&json!({"call_template_type": "http", "url": "http://h", "http_method": "TRACE"})).contains("`TRACE`"));
    }
}
