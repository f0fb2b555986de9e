//! Puts a service on HTTP: its tools, its health, and its manual in the form of its kind.
//!
//! [ request ] -> path, query and body under the tool's inputs -> [ tool ] -> JSON or problem+json

mod input;

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Query, RawPathParams},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{MethodFilter, get, on, post},
};
use serde_json::json;
use tokio::sync::watch;

use crate::{
    manual,
    service::{Health, Service},
    services::Kind,
    tool::{Failure, Tool, Verb},
};

type Pairs = Vec<(String, String)>;

/// The routes of `service`, named `name`, as seen under `base_url`.
pub fn router(name: &'static str, kind: Kind, service: &Service, base_url: &str) -> Router {
    let health = service.health.clone();
    let feeling = health.clone();
    let router = Router::new().route("/health", get(async move || healthy(*feeling.borrow())));
    let (published, base) = (service.published.clone(), Arc::<str>::from(base_url));
    match kind {
        Kind::Utcp => with_tools(router, service, &health)
            .route("/utcp-manual.json", get(async move || Json(manual::utcp(&published.borrow(), &base)))),
        Kind::OpenApi => with_tools(router, service, &health)
            .route("/openapi.json", get(async move || Json(manual::openapi(name, &published.borrow(), &base)))),
        Kind::Mcp => router.route(
            "/mcp",
            post(async move |request: Json<serde_json::Value>| {
                let published = published.borrow().clone();
                manual::mcp(name, &published, request.0).await
            }),
        ),
    }
}

fn with_tools(router: Router, service: &Service, health: &watch::Receiver<Health>) -> Router {
    service.tools.iter().cloned().fold(router, |router, tool| {
        let (path, verb) = (tool.entry.path, tool.entry.verb);
        let (tool, health) = (Arc::new(tool), health.clone());
        let handler =
            async move |path: RawPathParams, Query(query): Query<Pairs>, body: Bytes| answer(&tool, &health, &path, &query, &body).await;
        router.route(path, on(filter(verb), handler))
    })
}

async fn answer(tool: &Tool, health: &watch::Receiver<Health>, path: &RawPathParams, query: &[(String, String)], body: &[u8]) -> Response {
    if let Health::Down(reason) = *health.borrow() {
        return Failure::unavailable(reason).into_response();
    }
    let input = match input::gather(&tool.entry, path, query, body) {
        Ok(input) => input,
        Err(failure) => return failure.into_response(),
    };
    match tool.call(input).await {
        Ok(output) => Json(output).into_response(),
        Err(failure) => failure.into_response(),
    }
}

fn healthy(health: Health) -> Response {
    match health {
        Health::Good => Json(json!({ "status": "ok" })).into_response(),
        Health::Degraded(reason) => Json(json!({ "status": "degraded", "reason": reason })).into_response(),
        Health::Down(reason) => {
            let answer = Json(json!({ "status": "down", "reason": reason }));
            (StatusCode::SERVICE_UNAVAILABLE, answer).into_response()
        }
    }
}

fn filter(verb: Verb) -> MethodFilter {
    match verb {
        Verb::Get => MethodFilter::GET,
        Verb::Post => MethodFilter::POST,
        Verb::Delete => MethodFilter::DELETE,
    }
}
