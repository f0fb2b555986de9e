//! Where an input's parts go in a request, for every type of call template that is HTTP.
//!
//! As the official clients do it: `header_fields` become headers, `body_field` the body, `{x}` in the URL the path,
//! and all the rest the query, also for POST.

use super::headers::{self, Field};
use super::template::not_callable;
use super::urls::Urls;
use crate::egress::{Outbound, Trouble};
use domain::Failure;
use domain::failure::{Kind, Violation};
use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::Value;
use url::{ParseError, Url};

/// The content type of bodies that are forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// What templates of these types have in common.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The URL, still with its `{x}`.
    pub url: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    header_fields: Vec<Field>,
    body_field: Option<String>,
    urls: Urls,
}

/// An input taken apart.
#[derive(Debug)]
pub struct Apart<'a> {
    url: Url,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<&'a Value>,
}

/// The properties of an input that have no place yet.
type Rest<'a> = Vec<(&'a str, &'a Value)>;

impl Parts {
    /// Reads a call template whose body is the property `body_field`, where it does not name another.
    pub fn read(template: &Value, body_field: Option<&str>) -> Result<Self, Failure> {
        let url = text(template, "url").ok_or_else(|| not_callable("its call template has no `url`"))?;
        Ok(Self {
            url: url.to_owned(),
            headers: headers::fixed(template)?,
            header_fields: headers::fields(template)?,
            body_field: text(template, "body_field").or(body_field).map(str::to_owned),
            urls: Urls::default(),
        })
    }

    /// Takes `input`, which fits the schema, apart for a target's URL.
    pub fn apart<'a>(&self, url: &str, input: &'a Value) -> Result<Apart<'a>, Failure> {
        let mut rest: Rest<'_> = input.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value)).collect();
        let mut headers = self.headers.clone();
        headers.extend(headers::given(&self.header_fields, input)?);
        rest.retain(|(name, _)| self.header_fields.iter().all(|field| field.property != *name));
        let body = self.body_field.as_ref().and_then(|field| take(&mut rest, field));
        let mut url = if url.contains(['{', '}']) { fill_path(url, &mut rest)? } else { self.urls.parse(url).map_err(no_url)? };
        add_query(&mut url, &rest);
        Ok(Apart { url, headers, body })
    }
}

impl Apart<'_> {
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
        let own = headers.iter().find(|(name, _)| name == CONTENT_TYPE).map(|(_, value)| value.clone());
        let mut request = outbound.request(method, url).map_err(|trouble| denied(&trouble))?;
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let Some(body) = body else { return Ok((request, 0)) };
        let usual = if body.is_object() { FORM } else { "text/plain; charset=utf-8" };
        let says = own.as_ref().and_then(|own| own.to_str().ok()).or(content_type).unwrap_or(usual);
        let bytes = encoded(body, says).into_bytes();
        let size = bytes.len() as u64;
        let request = if own.is_none() { request.header(CONTENT_TYPE, says) } else { request };
        Ok((request.body(bytes), size))
    }
}

/// The text under `key`.
pub fn text<'a>(template: &'a Value, key: &str) -> Option<&'a str> {
    template.get(key).and_then(Value::as_str)
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
            form.extend_pairs(pairs(fields.iter().map(|(name, value)| (name.as_str(), value))));
            form.finish()
        }
        body => plain(body),
    }
}

/// Puts the properties that the URL names in braces into its path, percent-encoded.
fn fill_path(url: &str, rest: &mut Rest<'_>) -> Result<Url, Failure> {
    let parse = |text: &str| Url::parse(text).map_err(no_url);
    let mut filled = String::with_capacity(url.len());
    let mut left = url;
    while let Some((before, after)) = left.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        let value = take(rest, name).filter(|value| !value.is_null()).ok_or_else(|| missing(name))?;
        filled.push_str(before);
        filled.extend(url::form_urlencoded::byte_serialize(plain(value).as_bytes()).map(|part| part.replace('+', "%20")));
        left = after;
    }
    filled.push_str(left);
    let (filled, meant) = (parse(&filled)?, parse(&url.replace(['{', '}'], "_"))?);
    if shape(&filled) == shape(&meant) { Ok(filled) } else { Err(led_elsewhere()) }
}

fn no_url(error: ParseError) -> Failure {
    not_callable(&format!("its call template's `url` is none: {error}"))
}

/// What no input may change of a URL: where it leads, and how many steps its path has.
fn shape(url: &Url) -> (url::Origin, usize) {
    (url.origin(), url.path().split('/').count())
}

fn led_elsewhere() -> Failure {
    let violation = Violation {
        pointer: "/input".to_owned(),
        message: "a part of the tool's URL leads out of its place".to_owned(),
        remedy: "do not write `.` or `..` where the URL's path wants a value".to_owned(),
    };
    Failure::violations("The input would lead the call to another place; the tool was not called.", vec![violation])
}

fn missing(name: &str) -> Failure {
    let violation = Violation {
        pointer: format!("/input/{name}"),
        message: format!("`{name}` is part of the tool's URL"),
        remedy: format!("add `{name}`"),
    };
    Failure::violations("The input lacks a part of the tool's URL; the tool was not called.", vec![violation])
}

/// Takes a property out, where it is there.
fn take<'a>(rest: &mut Rest<'a>, name: &str) -> Option<&'a Value> {
    let place = rest.iter().position(|(property, _)| *property == name)?;
    Some(rest.remove(place).1)
}

fn add_query(url: &mut Url, rest: &Rest<'_>) {
    let pairs = || pairs(rest.iter().copied());
    if pairs().next().is_some() {
        url.query_pairs_mut().extend_pairs(pairs());
    }
}

/// Each field with its value; a list is as many fields as it has items, null is none.
fn pairs<'a>(fields: impl Iterator<Item = (&'a str, &'a Value)>) -> impl Iterator<Item = (&'a str, String)> {
    fields.flat_map(|(name, value)| {
        let values = match value {
            Value::Array(list) => list.as_slice(),
            value => std::slice::from_ref(value),
        };
        values.iter().filter(|value| !value.is_null()).map(move |value| (name, plain(value)))
    })
}
