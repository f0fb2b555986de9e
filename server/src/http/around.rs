//! What every request passes on its way to the router, and every answer on its way back.
//!
//! It stands around the router and is no layer of it: a layer of a router is one more box in each route, and every request
//! clones all boxes within each box.

use super::problem;
use crate::listen::Answers;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Request, header};
use axum::middleware::from_fn;
use engine::gateway::REQUEST_MAX;
use engine::ids;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

/// The policy of what needs no script; pages bring their own.
const NO_SCRIPTS: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// The router with everything that stands around it.
pub fn around(router: Router) -> impl Answers {
    ServiceBuilder::new()
        .layer(SetRequestIdLayer::x_request_id(Numbered))
        .layer(PropagateRequestIdLayer::x_request_id())
        // An honest 502 is no trouble of ours; what is gets its line where it becomes a failure.
        .layer(TraceLayer::new_for_http().on_failure(()))
        .layer(SetResponseHeaderLayer::if_not_present(header::CONTENT_SECURITY_POLICY, NO_SCRIPTS))
        .layer(fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(CompressionLayer::new())
        // A panic costs its own request and no other.
        .layer(CatchPanicLayer::new())
        // Another site's page may read nothing here and change nothing.
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(REQUEST_MAX))
        // Problem documents are written outside everything that may fail with one.
        .layer(from_fn(problem::finish))
        .service(router)
}

/// Requests have ids as everything else has: one of these asks the system for nothing, as a UUID would.
#[derive(Clone, Copy, Debug)]
struct Numbered;

impl MakeRequestId for Numbered {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        HeaderValue::try_from(ids::new('q')).ok().map(RequestId::new)
    }
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
