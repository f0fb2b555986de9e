//! `/v1/traces`: traces as OTLP sends them over HTTP, which tell of calls that our gateway did not carry.

use super::Problem;
use super::request::too_large;
use crate::rights::MayChange;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Failure;
use domain::failure::Kind;
use engine::Engine;
use engine::edges::Taken;
use engine::edges::otlp::{BODY_MAX, Format, unpack};
use tokio::sync::Semaphore;

/// The most requests whose bodies are held: those that still come, and those that wait to be read. A collector keeps what is
/// refused, and sends it again.
const HELD_MAX: usize = 32;

static HELD: Semaphore = Semaphore::const_new(HELD_MAX);

/// The most requests that are unpacked and read at a time: what one holds in memory is many times what was sent.
static READING: Semaphore = Semaphore::const_new(2);

fn busy() -> Failure {
    let told = format!("{HELD_MAX} requests of traces are being taken already. Send these again in a second.");
    Failure { retry_after: Some(1), ..Failure::new(Kind::Busy, told) }
}

/// Takes the spans of a request; the answer is in the tongue of the request.
pub async fn take(_: MayChange, State(engine): State<Engine>, headers: HeaderMap, request: Request) -> Response {
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let format = match Format::of(said(header::CONTENT_TYPE)) {
        Ok(format) => format,
        Err(failure) => return Problem::from(failure).into_response(),
    };
    let encoding = said(header::CONTENT_ENCODING).to_owned();
    match taken(engine, format, encoding, request).await {
        Ok(taken) => (StatusCode::OK, [(header::CONTENT_TYPE, format.content_type())], format.answer(taken)).into_response(),
        Err(failure) => refused(failure, format),
    }
}

/// Reads the spans and takes them, in its turn, which lasts as long as they are held: also where nobody waits for the answer any more.
async fn taken(engine: Engine, format: Format, encoding: String, request: Request) -> Result<Taken, Failure> {
    let place = HELD.try_acquire().map_err(|_| busy())?;
    let body = Bytes::from_request(request, &()).await.map_err(|rejection| too_large(&rejection, BODY_MAX))?;
    let turn = READING.acquire().await;
    let taken = tokio::task::spawn_blocking(move || {
        let _held = (place, turn);
        Ok(engine.take_traces(format.read(&unpack(&encoding, &body)?)?))
    });
    taken.await.map_err(|error| Failure::new(Kind::Internal, error.to_string()))?
}

/// A failure: in protobuf the protocol has a message for it, in JSON it is told as everywhere.
fn refused(failure: Failure, format: Format) -> Response {
    let Some(body) = format.trouble(&failure) else { return Problem::from(failure).into_response() };
    let status = StatusCode::from_u16(failure.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let again = failure.retry_after.map(|seconds| [(header::RETRY_AFTER, seconds.to_string())]);
    (status, [(header::CONTENT_TYPE, format.content_type())], again, body).into_response()
}
