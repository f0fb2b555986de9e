//! `/v1/traces`: traces as OTLP sends them over HTTP, which tell of calls that our gateway did not carry.

use super::Problem;
use super::request::too_large;
use crate::rights::MayChange;
use crate::router::App;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Failure;
use domain::failure::Kind;
use engine::Engine;
use engine::edges::Taken;
use engine::edges::otlp::{BODY_MAX, Format, unpack};
use tokio::sync::Semaphore;

/// A body up to the limit of traces.
#[derive(Debug)]
pub struct Sent(Result<Bytes, Failure>);

impl FromRequest<App> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let read: Result<Bytes, BytesRejection> = Bytes::from_request(request, app).await;
        Ok(Self(read.map_err(|rejection| too_large(&rejection, BODY_MAX))))
    }
}

/// The most requests that are unpacked and read at a time: what one holds in memory is many times what was sent.
static READING: Semaphore = Semaphore::const_new(2);

/// Takes the spans of a request; the answer is in the tongue of the request.
pub async fn take(_: MayChange, State(engine): State<Engine>, headers: HeaderMap, Sent(body): Sent) -> Response {
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let format = match Format::of(said(header::CONTENT_TYPE)) {
        Ok(format) => format,
        Err(failure) => return Problem::from(failure).into_response(),
    };
    match taken(engine, format, said(header::CONTENT_ENCODING).to_owned(), body).await {
        Ok(taken) => written(StatusCode::OK, format, format.answer(taken)),
        Err(failure) => refused(failure, format),
    }
}

/// Reads the spans and takes them, in its turn, which lasts as long as they are held: also where nobody waits for the answer any more.
async fn taken(engine: Engine, format: Format, encoding: String, body: Result<Bytes, Failure>) -> Result<Taken, Failure> {
    let body = body?;
    let turn = READING.acquire().await;
    let taken = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        Ok(engine.take_traces(format.read(&unpack(&encoding, &body)?)?))
    });
    taken.await.map_err(|error| Failure::new(Kind::Internal, error.to_string()))?
}

/// A failure: in protobuf the protocol has a message for it, in JSON it is told as everywhere.
fn refused(failure: Failure, format: Format) -> Response {
    match format.trouble(&failure) {
        Some(body) => written(StatusCode::from_u16(failure.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), format, body),
        None => Problem::from(failure).into_response(),
    }
}

fn written(status: StatusCode, format: Format, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, format.content_type())], body).into_response()
}
