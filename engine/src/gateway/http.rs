//! `http` call templates: where an input's parts go.
//!
//! As the official clients do it: `header_fields` become headers, `body_field` the body, `{x}` in the URL the path,
//! and all the rest the query, also for POST.

use crate::egress::{Outbound, Trouble};
use crate::registry::{Entry, InstanceState};
use domain::Failure;
use domain::failure::{Kind, Violation};
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::sync::Arc;
use url::Url;

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

/// One instance that a call may try.
#[derive(Clone, Debug)]
pub struct Target {
    /// The template's URL at this instance, still with its `{x}`.
    pub url: String,
    /// The instance's base URL, or the URL's origin where the template names a place of its own.
    pub name: String,
    /// The instance, where it is one of ours.
    pub instance: Option<Arc<InstanceState>>,
}

/// A request ready to be sent, with its size.
#[derive(Debug)]
pub struct Prepared {
    /// The request.
    pub request: reqwest::RequestBuilder,
    /// Bytes of its body.
    pub bytes: u64,
}

impl HttpTemplate {
    /// Reads a tool's call template; a failure says why it cannot be called here.
    pub fn read(template: &Value) -> Result<Self, Failure> {
        let text = |key: &str| template.get(key).and_then(Value::as_str);
        let kind = text("call_template_type").unwrap_or_default();
        if kind != "http" {
            return Err(not_callable(&format!("its call template is of type `{kind}`; the gateway calls `http`")));
        }
        if template.get("auth").is_some_and(|auth| !auth.is_null()) {
            return Err(not_callable("its call template asks for `auth`, which the gateway cannot give yet"));
        }
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

    /// Where the call may go: the template's path at each instance in turn.
    ///
    /// A URL that lies at one instance is moved to the others. One that lies elsewhere must be on a host the service
    /// registered, so that a manual cannot lead calls to strangers.
    pub fn targets(&self, entry: &Entry, instances: Vec<Arc<InstanceState>>) -> Result<Vec<Target>, Failure> {
        let home = entry.instances.iter().map(|instance| instance.base_url.as_str()).find(|base| lies_at(&self.url, base));
        if let Some(home) = home {
            let path = &self.url[home.len()..];
            let at = |instance: Arc<InstanceState>| Target {
                url: format!("{}{path}", instance.base_url),
                name: instance.base_url.clone(),
                instance: Some(instance),
            };
            return Ok(instances.into_iter().map(at).collect());
        }
        let host = |url: &str| Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let known: HashSet<String> = entry.instances.iter().filter_map(|instance| host(&instance.base_url)).collect();
        match host(&self.url.replace(['{', '}'], "_")) {
            Some(own) if known.contains(&own) => {
                let name = self.url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
                Ok(vec![Target { url: self.url.clone(), name, instance: None }])
            }
            _ => Err(Failure::new(
                Kind::EgressDenied,
                "Its call template leads to a host on which the service has no instance; the service must register one there.",
            )),
        }
    }

    /// The request for `input`, which fits the schema, at a target's URL.
    pub fn request(&self, outbound: &Outbound, url: &str, input: &Value) -> Result<Prepared, Failure> {
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
            // Simple servers wait for ever for a body whose length they are not told.
            let carries = [reqwest::Method::POST, reqwest::Method::PUT, reqwest::Method::PATCH].contains(&self.method);
            return Ok(Prepared { request: if carries { request.body("") } else { request }, bytes: 0 });
        };
        let bytes = if self.content_type.contains("json") { body.to_string() } else { plain(&body) }.into_bytes();
        let size = bytes.len() as u64;
        Ok(Prepared { request: request.header(reqwest::header::CONTENT_TYPE, &self.content_type).body(bytes), bytes: size })
    }
}

fn lies_at(url: &str, base: &str) -> bool {
    url.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
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
    if rest.values().all(Value::is_null) {
        return;
    }
    let mut query = url.query_pairs_mut();
    for (name, value) in rest {
        match value {
            Value::Null => {}
            Value::Array(list) => list.iter().for_each(|item| {
                query.append_pair(name, &plain(item));
            }),
            value => {
                query.append_pair(name, &plain(value));
            }
        }
    }
}

/// A value as a text: strings without quotes, the rest as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn denied(trouble: &Trouble) -> Failure {
    Failure::new(Kind::EgressDenied, format!("The tool was not called: {}.", trouble.words()))
}

fn not_callable(because: &str) -> Failure {
    Failure::new(Kind::NotCallable, format!("The tool is not callable here, because {because}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::Policy;
    use serde_json::json;

    fn check(template: &Value, input: &Value, expected: (&str, &str, Option<&str>)) {
        let outbound = Outbound::new(Policy::default().with_loopback()).expect("a client");
        let template = HttpTemplate::read(template).expect("callable");
        let prepared = template.request(&outbound, &template.url, input).expect("a request");
        let request = prepared.request.build().expect("sound");
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
        check(&at("/o", "POST"), &json!({"dry": true}), ("POST", "http://127.0.0.1/o?dry=true", Some("")));
        check(&at("/o", "POST"), &json!({"body": {"qty": 1}, "dry": true}), ("POST", "http://127.0.0.1/o?dry=true", Some(r#"{"qty":1}"#)));
    }

    #[test]
    fn a_header_field_leaves_the_query() {
        let template = json!({"call_template_type": "http", "url": "http://127.0.0.1/", "header_fields": ["X-Req"]});
        check(&template, &json!({"X-Req": "z"}), ("GET", "http://127.0.0.1/", None));
    }

    #[test]
    fn what_cannot_be_called_says_why() {
        let why = |template: &Value| HttpTemplate::read(template).expect_err("not callable").detail;
        assert!(why(&json!({"call_template_type": "cli"})).contains("of type `cli`"));
        assert!(why(&json!({"call_template_type": "http", "url": "http://h", "auth": {}})).contains("`auth`"));
        assert!(why(&json!({"call_template_type": "http", "url": "http://h", "http_method": "TRACE"})).contains("`TRACE`"));
    }

    #[test]
    fn a_path_stays_at_its_own_base_url() {
        assert!(lies_at("http://h:1/x", "http://h:1") && lies_at("http://h:1?x", "http://h:1"));
        assert!(!lies_at("http://h:10/x", "http://h:1") && !lies_at("http://h:1.evil.org/", "http://h:1"));
    }
}
