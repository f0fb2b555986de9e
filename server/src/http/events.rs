//! `/registry/events`: what happens, as it happens, without a gap.

use super::Queried;
use crate::router::App;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event as Frame, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::event::{Event, What};
use engine::clock;
use futures::{Stream, StreamExt};
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError::Lagged;

/// How often a silent stream says that it lives.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// After how long a browser comes back.
const RETRY: Duration = Duration::from_secs(1);

/// Where to go on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    after: Option<u64>,
}

/// The stream of events, from where the reader left off; the header `Last-Event-ID` outweighs `after`.
pub async fn get(State(app): State<App>, headers: HeaderMap, Queried(asked): Queried<Asked>) -> Response {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let subscription = app.engine.events().subscribe(last.or(asked.after));
    let first = futures::stream::iter(subscription.first);
    let engine = app.engine.clone();
    let live = BroadcastStream::new(subscription.live).map(move |event| {
        event.unwrap_or_else(|Lagged(count)| {
            let reason = format!("this reader was too slow: {count} events were passed over");
            Arc::new(Event { seq: engine.events().seq(), at: clock::now(), what: What::Resync { reason } })
        })
    });
    let frames = first.chain(live).take_until(app.stop.clone().cancelled_owned());
    let mut response =
        Sse::new(with_retry(frames.map(|event| frame(&event)))).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)).into_response();
    // A proxy in front must not wait for more before it passes an event on.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

fn with_retry(frames: impl Stream<Item = Frame>) -> impl Stream<Item = Result<Frame, Infallible>> {
    let retry = futures::stream::once(async { Frame::default().retry(RETRY) });
    retry.chain(frames).map(Ok)
}

fn frame(event: &Event) -> Frame {
    let data = serde_json::to_string(event).unwrap_or_default();
    Frame::default().id(event.seq.to_string()).event(event.what.name()).data(data)
}
