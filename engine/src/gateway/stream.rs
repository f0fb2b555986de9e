//! `sse` and `streamable_http` call templates: one request, an answer in pieces.
//!
//! A piece is passed on as soon as it is here, where somebody listens; else the answer is the list of them. A stream
//! that breaks is a failed call: who asked knows best what of it to ask for again.

mod cut;
mod events;

use super::http::refused;
use super::output::{BYTES_MAX, outcome};
use super::parts::{Parts, text};
use super::template::{Answer, Miss, Ready, not_callable};
use crate::egress::{Flow, Outbound, Trouble};
use crate::means::Means;
use cut::Cutter;
use domain::Failure;
use domain::call::Outcome;
use events::Decoder;
use reqwest::Method;
use reqwest::header::{ACCEPT, HeaderValue};
use serde_json::Value;
use std::time::Duration;

/// How long a stream may take to begin; once begun it may be silent until the deadline.
const BEGIN_TIMEOUT: Duration = Duration::from_secs(30);

/// The most bytes of a piece of text where the template does not say.
const CHUNK_DEFAULT: u64 = 4096;

/// The most milliseconds of a `streamable_http` stream where the template does not say.
const TIMEOUT_DEFAULT_MS: u64 = 60_000;

/// The content type of events.
const EVENTS: &str = "text/event-stream";

/// A call template whose answer comes in pieces.
#[derive(Clone, Debug)]
pub struct StreamTemplate {
    parts: Parts,
    /// GET without a body and POST with one where the template does not say.
    method: Option<Method>,
    content_type: Option<String>,
    reading: Reading,
}

/// How an answer is read.
#[derive(Clone, Debug)]
pub enum Reading {
    /// As server-sent events, only those of one type where it is said.
    Events(Option<String>),
    /// As its content type says, text in chunks of at most so many bytes, all within the time.
    Chunks(usize, Duration),
}

impl StreamTemplate {
    /// Reads an `sse` call template; a failure says why it cannot be called here.
    pub fn read_sse(template: &Value) -> Result<Self, Failure> {
        let only = text(template, "event_type").filter(|kind| !kind.is_empty()).map(str::to_owned);
        Ok(Self { parts: Parts::read(template, None)?, method: None, content_type: None, reading: Reading::Events(only) })
    }

    /// Reads a `streamable_http` call template; a failure says why it cannot be called here.
    pub fn read_http(template: &Value) -> Result<Self, Failure> {
        let method = match text(template, "http_method").unwrap_or("GET").to_ascii_uppercase().as_str() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            other => return Err(not_callable(&format!("its HTTP method `{other}` is none of GET, POST"))),
        };
        let number = |key: &str| template.get(key).and_then(Value::as_u64).filter(|number| *number > 0);
        let chunk = number("chunk_size").unwrap_or(CHUNK_DEFAULT).min(BYTES_MAX as u64) as usize;
        Ok(Self {
            parts: Parts::read(template, None)?,
            method: Some(method),
            content_type: Some(text(template, "content_type").unwrap_or("application/octet-stream").to_owned()),
            reading: Reading::Chunks(chunk, Duration::from_millis(number("timeout").unwrap_or(TIMEOUT_DEFAULT_MS))),
        })
    }

    /// The URL it names, still with its `{x}`.
    pub fn url(&self) -> &str {
        &self.parts.url
    }

    /// The request for `input`, which fits the schema, at a target's URL, and the bytes of its body.
    pub fn request(&self, outbound: &Outbound, url: &str, input: &Value) -> Result<(Ready, u64), Failure> {
        let apart = self.parts.apart(url, input)?;
        let usual = if apart.has_body() { Method::POST } else { Method::GET };
        let method = self.method.clone().unwrap_or(usual);
        let (mut request, size) = apart.request(outbound, method, self.content_type.as_deref())?;
        if matches!(self.reading, Reading::Events(_)) {
            request = request.header(ACCEPT, HeaderValue::from_static(EVENTS));
        }
        Ok((Ready::Stream(request, self.reading.clone()), size))
    }
}

/// Sends a request and follows its answer to the end.
pub async fn send(means: &Means, request: reqwest::RequestBuilder, reading: Reading, timeout: Duration) -> Result<Answer, Miss> {
    let timeout = if let Reading::Chunks(_, own) = reading { timeout.min(own) } else { timeout };
    let followed = async {
        let begun = tokio::time::timeout(BEGIN_TIMEOUT, begin(&means.outbound, request)).await;
        let flow = begun.unwrap_or(Err(Trouble::Timeout.into()))?;
        let cutter = reading.cutter(&flow.content_type).map_err(unusable)?;
        follow(flow, cutter, means).await
    };
    means.outbound.in_turn(timeout, followed).await
}

/// An answer that begins well.
async fn begin(outbound: &Outbound, request: reqwest::RequestBuilder) -> Result<Flow, Miss> {
    let flow = outbound.open(request, BYTES_MAX).await?;
    match outcome(flow.status) {
        None => Ok(flow),
        Some(outcome) => Err(refused(&flow.failed().await, outcome)),
    }
}

/// Reads the pieces until the last, or until the listener goes: who leaves has had enough, and the call ends there, and well.
async fn follow(mut flow: Flow, mut cutter: Cutter, means: &Means) -> Result<Answer, Miss> {
    let mut pieces = means.tap.open().await;
    let is_text = cutter.is_text();
    let is_whole = loop {
        let part = tokio::select! {
            part = flow.next() => part?,
            () = pieces.gone() => break false,
        };
        let Some(part) = part else { break true };
        if pieces.add(cutter.cut(part.as_ref()).map_err(unusable)?).await.is_err() {
            break false;
        }
    };
    if is_whole {
        let last = cutter.end().map_err(unusable)?.into_iter().collect();
        let _ = pieces.add(last).await;
    }
    Ok(Answer { status: flow.status, bytes: flow.read() as u64, output: pieces.output(is_text) })
}

fn unusable(words: String) -> Miss {
    Miss::of(Outcome::Unusable, words)
}

impl Reading {
    /// How an answer of that type is cut; the error says why it cannot be.
    fn cutter(&self, content_type: &str) -> Result<Cutter, String> {
        match self {
            Self::Events(only) if content_type == EVENTS => Ok(Cutter::Events(Decoder::default(), only.clone())),
            Self::Events(_) => Err("the answer is no stream of events".to_owned()),
            Self::Chunks(..) if content_type.contains("application/x-ndjson") => Ok(Cutter::Lines(Vec::new())),
            Self::Chunks(..) if content_type.contains("application/json") => Ok(Cutter::Whole(Vec::new())),
            Self::Chunks(most, _) => Ok(Cutter::Text(Vec::new(), *most)),
        }
    }
}

#[cfg(test)]
mod tests;
