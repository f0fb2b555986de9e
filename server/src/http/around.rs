//! What every request passes on its way to the router, and every answer on its way back.
//!
//! It stands around the router and is no layer of it: a layer of a router is one more box in each route, and every request
//! clones all boxes within each box.

use super::problem::{self, REQUEST_ID, RequestId};
use crate::listen::Answers;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use engine::gateway::REQUEST_MAX;
use engine::ids;
use futures::future::BoxFuture;
use std::convert::Infallible;
use std::task::{Context, Poll};
use tower::{Service, ServiceBuilder, ServiceExt, layer::layer_fn};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::trace::TraceLayer;
use tracing::level_filters::LevelFilter;

/// The policy of what needs no script; pages bring their own.
const NO_SCRIPTS: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// What every answer says of itself.
const SAID: [(HeaderName, HeaderValue); 4] = [
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

/// The router with everything that stands around it.
pub fn around(router: Router) -> impl Answers {
    let plain = ServiceBuilder::new()
        .layer(layer_fn(Finished))
        // A panic costs its own request and no other.
        .layer(CatchPanicLayer::new())
        // Another site's page may read nothing here and change nothing.
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(REQUEST_MAX))
        .service(router);
    let whole = ServiceBuilder::new()
        // An honest 502 is no trouble of ours; what is gets its line where it becomes a failure.
        .layer(TraceLayer::new_for_http().on_failure(()))
        .layer(CompressionLayer::new())
        .service(plain.clone());
    Sparing { plain, whole }
}

/// Compresses and traces where somebody wants it: an answer within what does so is six kilobytes, which are moved again and again.
#[derive(Clone, Debug)]
struct Sparing<P, W> {
    plain: P,
    whole: W,
}

impl<P, W> Service<Request> for Sparing<P, W>
where
    P: Service<Request, Response = Response, Error = Infallible, Future = BoxFuture<'static, Result<Response, Infallible>>>,
    W: Answers,
{
    type Response = Response;
    type Error = Infallible;
    type Future = P::Future;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // What is within waits for itself.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if !request.headers().contains_key(header::ACCEPT_ENCODING) && LevelFilter::current() < LevelFilter::DEBUG {
            return self.plain.call(request);
        }
        let answer = self.whole.clone().oneshot(request);
        Box::pin(async move { Ok(answer.await?.map(Body::new)) })
    }
}

/// Names each request and finishes its answer: as a problem document where it failed, with the headers that all have.
#[derive(Clone, Debug)]
struct Finished<S>(S);

impl<S: Answers> Service<Request> for Finished<S> {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // What is within waits for itself.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let id = named(request.headers());
        request.extensions_mut().insert(RequestId(id.clone()));
        let answer = self.0.clone().oneshot(request);
        Box::pin(async move {
            let mut response = problem::finish(answer.await?.map(Body::new), &id);
            say(response.headers_mut(), id);
            Ok(response)
        })
    }
}

/// The id of the request; one that came without gets its own, made without a question to the system.
fn named(headers: &HeaderMap) -> HeaderValue {
    let own = || HeaderValue::try_from(ids::new('q')).unwrap_or(HeaderValue::from_static("q"));
    headers.get(REQUEST_ID).cloned().unwrap_or_else(own)
}

fn say(headers: &mut HeaderMap, id: HeaderValue) {
    headers.insert(REQUEST_ID, id);
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NO_SCRIPTS);
    headers.extend(SAID);
}
