//! Requests, read strictly: what is wrong is named with its pointer and its remedy.

use super::{Problem, request_id};
use crate::router::App;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{self, FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use domain::Failure;
use domain::failure::{Kind, Violation};
use domain::query::Table;
use engine::gateway::{Caller, REQUEST_MAX};
use serde::de::DeserializeOwned;
use std::convert::Infallible;
use std::fmt::Display;
use std::ops::RangeInclusive;

pub use domain::time::read_time;

/// The most characters of a caller's name.
pub const CALLER_MAX: usize = 63;

/// A JSON body; unknown fields are refused where its type says so.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let Raw(bytes) = Raw::from_request(request, app).await?;
        Ok(Self(read_json(&bytes)?))
    }
}

/// A body as it came.
#[derive(Debug)]
pub struct Raw(pub Bytes);

impl FromRequest<App> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        Ok(Self(Bytes::from_request(request, app).await.map_err(|rejection| too_large(&rejection, REQUEST_MAX))?))
    }
}

/// A query string.
#[derive(Debug)]
pub struct Queried<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Queried<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        refuse_null(parts)?;
        let Query(value) = Query::try_from_uri(&parts.uri).map_err(|rejection| {
            let message = rejection.body_text();
            let violation =
                Violation { pointer: String::new(), message: message.clone(), remedy: "hold it against the API's parameters".to_owned() };
            Failure::violations(format!("The query string cannot be read: {message}."), vec![violation])
        })?;
        Ok(Self(value))
    }
}

/// What stands in the path, percent-decoded.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        refuse_null(parts)?;
        let extract::Path(value) = extract::Path::from_request_parts(parts, app)
            .await
            .map_err(|rejection| Failure::new(Kind::BadRequest, format!("The path cannot be read: {}.", rejection.body_text())))?;
        Ok(Self(value))
    }
}

/// Not every database keeps a null character, and no name has one.
fn refuse_null(parts: &Parts) -> Result<(), Failure> {
    let holds = parts.uri.path_and_query().is_some_and(|address| address.as_str().contains("%00"));
    if holds { Err(Failure::new(Kind::BadRequest, "The address holds a null character (%00), which no name has.")) } else { Ok(()) }
}

/// A number that lies in its range, or the failure that names it.
pub fn within<T: PartialOrd + Display>(pointer: &str, number: Option<T>, range: RangeInclusive<T>) -> Result<Option<T>, Failure> {
    let Some(wrong) = number.as_ref().filter(|number| !range.contains(number)) else { return Ok(number) };
    let violation = Violation {
        pointer: pointer.to_owned(),
        message: format!("{wrong} is out of range"),
        remedy: format!("write {} to {}", range.start(), range.end()),
    };
    Err(Failure::violations(format!("`{}` is out of range; nothing was done.", pointer.trim_start_matches('/')), vec![violation]))
}

/// Reads the parameter `query` in the query language; without it, everything fits.
pub fn read_query(text: Option<&str>, table: &Table) -> Result<domain::query::Query, Failure> {
    domain::query::Query::parse(text.unwrap_or_default(), table).map_err(|mistake| mistake.failure("/query"))
}

/// Who calls: the header `x-meshdeck-caller`, else nobody in particular.
#[derive(Debug)]
pub struct Named(pub Caller);

impl FromRequestParts<App> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        Ok(Self(caller(&parts.headers, "anonymous")?))
    }
}

/// Who calls, as the headers say; `unnamed` where they do not.
pub fn caller(headers: &HeaderMap, unnamed: &str) -> Result<Caller, Failure> {
    let trace = trace(headers);
    let Some(header) = headers.get("x-meshdeck-caller") else { return Ok(Caller { trace, ..Caller::named(unnamed) }) };
    let name = header.to_str().unwrap_or_default();
    let fits = !name.is_empty() && name.len() <= CALLER_MAX && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'>');
    let detail = format!("The header x-meshdeck-caller must be 1 to {CALLER_MAX} visible characters without spaces and `>`.");
    fits.then(|| Caller { trace, ..Caller::named(name) }).ok_or_else(|| Failure::new(Kind::BadRequest, detail))
}

/// The trace that a request belongs to, as W3C's "Trace Context" has it; what is no such header is none, as it says.
fn trace(headers: &HeaderMap) -> Option<String> {
    let header = headers.get("traceparent")?.to_str().ok()?;
    let is_hex = |text: &str, length| text.len() == length && text.bytes().all(|byte| b"0123456789abcdef".contains(&byte));
    let [version, trace, parent, flags, ..] = header.split('-').collect::<Vec<_>>()[..] else { return None };
    let is_whole = is_hex(version, 2) && is_hex(trace, 32) && is_hex(parent, 16) && is_hex(flags, 2);
    let is_one = is_whole && version != "ff" && trace.bytes().any(|byte| byte != b'0');
    is_one.then(|| trace.to_owned())
}

/// How the answer to a call is wanted; read without a copy of the headers.
#[derive(Debug)]
pub struct Wanted {
    /// As a stream of events.
    pub as_stream: bool,
    /// The request's id, for what goes wrong in a stream.
    pub request_id: Option<String>,
}

impl FromRequestParts<App> for Wanted {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let as_stream = wants_stream(&parts.headers);
        Ok(Self { as_stream, request_id: if as_stream { request_id(&parts.extensions) } else { None } })
    }
}

/// Whether the answer is wanted as a stream of events.
pub fn wants_stream(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/event-stream"))
}

/// Why a body of which at most `limit` bytes are taken did not come.
pub fn too_large(rejection: &BytesRejection, limit: usize) -> Failure {
    match rejection.status().as_u16() {
        413 => Failure::new(Kind::TooLarge, format!("The body is larger than {limit} bytes.")),
        _ => Failure::new(Kind::BadRequest, "The body did not arrive whole."),
    }
}

/// Reads a JSON text into `T`, or says what is wrong with which value.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    // A struct would be read off a list as well, field by field.
    if bytes.trim_ascii_start().starts_with(b"[") {
        let (message, remedy) = ("the body is a list".to_owned(), "write an object".to_owned());
        let violation = Violation { pointer: String::new(), message, remedy };
        return Err(Failure::violations("The body is not what this path takes; nothing was done.", vec![violation]));
    }
    // In what is sound, nobody has to follow where the reader stands.
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Ok(value);
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| explain(&error))?;
    reader.end().map_err(|error| Failure::new(Kind::BadRequest, format!("The body is not one JSON value: {error}.")))?;
    Ok(value)
}

fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> Failure {
    if !error.inner().is_data() {
        return Failure::new(Kind::BadRequest, format!("The body is not JSON: {}.", error.inner()));
    }
    let text = error.inner().to_string();
    let message = text.split(" at line ").next().unwrap_or_default().to_owned();
    let parent = pointer(error.path());
    let named = message.split('`').nth(1).unwrap_or_default();
    let (pointer, remedy) = if message.starts_with("missing field") {
        (format!("{parent}/{named}"), format!("add `{named}`"))
    } else if message.starts_with("unknown field") {
        (if parent.ends_with(named) { parent } else { format!("{parent}/{named}") }, format!("leave out `{named}`"))
    } else if let Some((_, expected)) = message.split_once("expected ") {
        (parent, format!("write {expected}"))
    } else {
        (parent, "hold it against the API's description".to_owned())
    };
    Failure::violations("The body is not what this path takes; nothing was done.", vec![Violation { pointer, message, remedy }])
}

/// The place of a value as a JSON pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let part = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    };
    path.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::service::Registration;

    fn check(body: &str, expected: (Kind, &str, &str)) {
        let failure = read_json::<Registration>(body.as_bytes()).expect_err("refused");
        let (pointer, remedy) = failure.errors.first().map_or(("", ""), |wrong| (wrong.pointer.as_str(), wrong.remedy.as_str()));
        assert_eq!((failure.kind, pointer, remedy), expected, "{body}");
    }

    #[test]
    fn a_trace_is_read_off_its_header_and_what_is_none_is_passed_over() {
        let check = |header: &str, expected: Option<&str>| {
            let headers = HeaderMap::from_iter([(header::HeaderName::from_static("traceparent"), header.parse().expect("a header"))]);
            assert_eq!(trace(&headers).as_deref(), expected, "{header}");
        };
        let id = "4bf92f3577b34da6a3ce929d0e0e4736";
        check(&format!("00-{id}-00f067aa0ba902b7-01"), Some(id));
        check(&format!("cc-{id}-00f067aa0ba902b7-01-what-comes-later"), Some(id));
        check(&format!("ff-{id}-00f067aa0ba902b7-01"), None);
        check(&format!("00-{id}-00f067aa0ba902b7"), None);
        check(&format!("00-{}-00f067aa0ba902b7-01", id.to_uppercase()), None);
        check(&format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)), None);
        check("yes", None);
    }

    #[test]
    fn a_wrong_body_names_the_value_and_the_remedy() {
        check("", (Kind::BadRequest, "", ""));
        check("{\"name\":", (Kind::BadRequest, "", ""));
        check(r#" ["a", "http://h"]"#, (Kind::SchemaViolation, "", "write an object"));
        check("{} {}", (Kind::SchemaViolation, "/name", "add `name`"));
        check(r#"{"name":"a"}"#, (Kind::SchemaViolation, "/base_url", "add `base_url`"));
        check(r#"{"name":7,"base_url":"http://h"}"#, (Kind::SchemaViolation, "/name", "write a string"));
        check(r#"{"name":"a","base_url":"http://h","tags":["a",1]}"#, (Kind::SchemaViolation, "/tags/1", "write a string"));
        check(r#"{"name":"a","base_url":"http://h","colour":1}"#, (Kind::SchemaViolation, "/colour", "leave out `colour`"));
        check(r#"{"name":"a","base_url":"http://h"} x"#, (Kind::BadRequest, "", ""));
    }
}
