//! Where an input's parts go in a request, for every type of call template that is HTTP.
//!
//! As the official clients do it: `header_fields` become headers, `body_field` the body, `{x}` in the URL the path,
//! and all the rest the query, also for POST.

use super::template::not_callable;
use crate::egress::{Outbound, Trouble};
use domain::Failure;
use domain::failure::{Kind, Violation};
use reqwest::RequestBuilder;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Map, Value};
use url::Url;

/// The content type of bodies that are forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// What templates of these types have in common.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The URL, still with its `{x}`.
    pub url: String,
    headers: Vec<(String, String)>,
    header_fields: Vec<String>,
    body_field: Option<String>,
}

/// An input taken apart.
#[derive(Debug)]
pub struct Apart {
    url: Url,
    headers: Vec<(String, String)>,
    body: Option<Value>,
}

impl Parts {
    /// Reads a call template whose body is the property `body_field`, where it does not name another.
    pub fn read(template: &Value, body_field: Option<&str>) -> Result<Self, Failure> {
        let url = text(template, "url").ok_or_else(|| not_callable("its call template has no `url`"))?;
        Ok(Self {
            url: url.to_owned(),
            headers: headers(template),
            header_fields: names(template, "header_fields"),
            body_field: text(template, "body_field").or(body_field).map(str::to_owned),
        })
    }

    /// Takes `input`, which fits the schema, apart for a target's URL.
    pub fn apart(&self, url: &str, input: &Value) -> Result<Apart, Failure> {
        let mut rest = input.as_object().cloned().unwrap_or_default();
        let named = self.header_fields.iter().filter_map(|name| Some((name.clone(), plain(&rest.remove(name)?))));
        let headers = self.headers.iter().cloned().chain(named.collect::<Vec<_>>()).collect();
        let body = self.body_field.as_ref().and_then(|field| rest.remove(field));
        let mut url = fill_path(url, &mut rest)?;
        add_query(&mut url, &rest);
        Ok(Apart { url, headers, body })
    }
}

impl Apart {
    /// Whether there is a body.
    pub const fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// The request, and the bytes of its body. A header of the template outweighs `content_type`; without any, what the
    /// body is says it: a form where it has properties, else text.
    pub fn request(
        self,
        outbound: &Outbound,
        method: reqwest::Method,
        content_type: Option<&str>,
    ) -> Result<(RequestBuilder, u64), Failure> {
        let Self { url, headers, body } = self;
        let own = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(CONTENT_TYPE.as_str())).map(|(_, value)| value.clone());
        let mut request = outbound.request(method, url).map_err(|trouble| denied(&trouble))?;
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        let Some(body) = body else { return Ok((request, 0)) };
        let usual = if body.is_object() { FORM } else { "text/plain; charset=utf-8" };
        let says = own.as_deref().or(content_type).unwrap_or(usual);
        let bytes = encoded(&body, says).into_bytes();
        let size = bytes.len() as u64;
        let request = if own.is_none() { request.header(CONTENT_TYPE, says) } else { request };
        Ok((request.body(bytes), size))
    }
}

/// The text under `key`.
pub fn text<'a>(template: &'a Value, key: &str) -> Option<&'a str> {
    template.get(key).and_then(Value::as_str)
}

/// The headers that a call template always sends.
pub fn headers(template: &Value) -> Vec<(String, String)> {
    let headers = template.get("headers").and_then(Value::as_object).into_iter().flatten();
    headers.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

/// The texts of a list under `key`.
pub fn names(template: &Value, key: &str) -> Vec<String> {
    let list = template.get(key).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A value as a text: strings without quotes, the rest as JSON.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What the egress policy forbids.
pub fn denied(trouble: &Trouble) -> Failure {
    Failure::new(Kind::EgressDenied, format!("The tool was not called: {}.", trouble.words()))
}

/// A body as its content type has it: what has properties is a form wherever it is not JSON.
fn encoded(body: &Value, content_type: &str) -> String {
    match body {
        body if content_type.contains("json") => body.to_string(),
        Value::Object(fields) => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(pairs(fields));
            form.finish()
        }
        body => plain(body),
    }
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
