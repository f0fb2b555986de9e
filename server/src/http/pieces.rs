//! A tool's output as a stream of events: each piece as it comes, then how the call went.
//!
//! What fails before the service began to answer is a problem like any other. What fails later is an event `error` with
//! the problem's document, after which the connection breaks: who knows no such event must not take it for a good end.

use super::Problem;
use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event as Frame, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::Failure;
use domain::call::{CallAnswer, CallRequest};
use domain::failure::Kind;
use engine::Engine;
use engine::gateway::{Caller, Heard};
use futures::stream::{self, Stream, StreamExt};
use std::future::ready;
use std::io;
use std::time::Duration;
use tokio::sync::mpsc::channel;
use tokio::task::JoinError;
use tokio_stream::wrappers::ReceiverStream;

/// How many pieces may wait for a reader; with more, the service waits.
const PIECES_AHEAD: usize = 16;

/// How often a silent stream says that it lives.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// How a stream ends.
#[derive(Clone, Debug)]
pub struct Ending {
    /// Whether an event `end` tells how the call went.
    pub is_told: bool,
    /// The request's id, for a problem.
    pub request_id: Option<String>,
}

type Ended = Result<Result<CallAnswer, Failure>, JoinError>;

/// Calls a tool and streams its output.
pub async fn answer(engine: Engine, by: Caller, id: String, request: CallRequest, ending: Ending) -> Result<Response, Problem> {
    let (to, mut heard) = channel(PIECES_AHEAD);
    // A task of its own, so that a call whose reader leaves is recorded too.
    let call = tokio::spawn(async move { engine.stream(by, &id, request, to).await });
    let Some(first) = heard.recv().await else { return Err(failure(call.await).into()) };
    let heard = stream::once(ready(first)).chain(ReceiverStream::new(heard));
    let frames =
        heard.filter_map(|heard| ready(piece(&heard))).map(Ok).chain(stream::once(call).flat_map(move |ended| ending.frames(ended)));
    let mut response = Sse::new(frames).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)).into_response();
    // A proxy in front must not wait for more before it passes a piece on.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

fn piece(heard: &Heard) -> Option<Frame> {
    match heard {
        Heard::Begun => None,
        Heard::Piece(piece) => Some(Frame::default().data(piece.to_string())),
    }
}

impl Ending {
    /// What follows the last piece.
    fn frames(&self, ended: Ended) -> impl Stream<Item = io::Result<Frame>> + use<> {
        let (last, is_broken) = match ended {
            Ok(Ok(answer)) => (self.is_told.then(|| told(&answer)), false),
            failed => (Some(self.error(&failure(failed))), true),
        };
        let broken = stream::once(async {
            // The error is on its way before the connection breaks.
            tokio::task::yield_now().await;
            Err(io::Error::other("the call failed after its output began"))
        });
        stream::iter(last.map(Ok)).chain(broken.take(usize::from(is_broken)))
    }

    fn error(&self, failure: &Failure) -> Frame {
        let mut problem = failure.problem();
        problem["request_id"] = self.request_id.clone().into();
        Frame::default().event("error").data(problem.to_string())
    }
}

/// How a call went, without its output, which was told in pieces.
fn told(answer: &CallAnswer) -> Frame {
    let mut facts = serde_json::to_value(answer).unwrap_or_default();
    if let Some(facts) = facts.as_object_mut() {
        facts.shift_remove("output");
    }
    Frame::default().event("end").data(facts.to_string())
}

/// Why a call failed, that did.
fn failure(ended: Ended) -> Failure {
    match ended {
        Ok(Err(failure)) => failure,
        _ => Failure::new(Kind::Internal, "The call ended without an answer."),
    }
}
