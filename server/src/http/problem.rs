//! Failures on the wire: RFC 9457 problem documents, each with the id of its request.

use crate::limit::Limiter;
use crate::rights;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Failure;
use domain::failure::Kind;

/// The header with a request's id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request, among its extensions: one more header would have all of them copied.
#[derive(Clone, Debug)]
pub struct RequestId(pub HeaderValue);

/// A failure that a handler answers with; the body is written by [`finish`], which knows the request's id.
#[derive(Clone, Debug)]
pub struct Problem(Failure);

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        if let Some(seconds) = self.0.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self.0);
        response
    }
}

/// The answer, or the problem document of a request that failed.
pub fn finish(mut response: Response, id: &HeaderValue) -> Response {
    let Some(failure) = response.extensions_mut().remove::<Failure>() else { return response };
    let mut problem = failure.problem();
    problem["status"] = response.status().as_u16().into();
    problem["request_id"] = id.to_str().ok().into();
    // The length is that of the document now.
    response.headers_mut().remove(header::CONTENT_LENGTH);
    let mut written = (response.status(), Json(problem)).into_response();
    written.headers_mut().extend(std::mem::take(response.headers_mut()));
    written.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    written
}

/// The id of a request with those extensions.
pub fn request_id(extensions: &Extensions) -> Option<String> {
    extensions.get::<RequestId>().and_then(|RequestId(id)| id.to_str().ok()).map(str::to_owned)
}

/// Refuses whoever sends too many requests.
pub async fn limit(State(limiter): State<Limiter>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match limiter.admit(rights::peer(&parts)) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err((failure, wait)) => {
            let mut response = Problem(failure).into_response();
            response.headers_mut().insert(header::RETRY_AFTER, wait.into());
            response
        }
    }
}

/// Refuses pages that lead a browser on this machine to us under a name of their own (DNS rebinding).
pub async fn no_rebound(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if rights::is_rebound(rights::peer(&parts), &parts.headers) {
        let detail = "Pages may call this by a name of this machine only, as http://localhost.";
        return Problem(Failure::new(Kind::Forbidden, detail)).into_response();
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Answers a path of the API that there is not.
pub async fn not_found(uri: Uri) -> Problem {
    Problem(Failure::not_found(format!("There is nothing at `{}`.", uri.path()), Vec::new()))
}

/// Answers a method that the path does not take; the `allow` header names those it does.
pub async fn wrong_method() -> Response {
    let failure = Failure::new(Kind::BadRequest, "This path does not take that method; the `allow` header names those it takes.");
    let mut response = StatusCode::METHOD_NOT_ALLOWED.into_response();
    response.extensions_mut().insert(failure);
    response
}
