//! What every service of the plan answers, under a path of its own: its manual, its health and its tools.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::plan::{Feeling, Plan, Planned};
use crate::tool::Failure;

/// What tools do with what their service is about.
pub const VERBS: [&str; 4] = ["find", "count", "list", "compare"];

#[derive(Clone)]
struct Served {
    plan: Arc<Plan>,
    base_url: Arc<str>,
}

/// What a tool is asked for.
#[derive(Deserialize)]
struct Asked {
    q: String,
}

/// The routes of all services.
pub fn router(plan: Arc<Plan>, base_url: Arc<str>) -> Router {
    Router::new()
        .route("/s/{number}/utcp-manual.json", get(manual))
        .route("/s/{number}/health", get(health))
        .route("/s/{number}/{verb}", get(tool))
        .with_state(Served { plan, base_url })
}

/// Where a service lives.
pub fn base_url(base_url: &str, number: usize) -> String {
    format!("{base_url}/s/{number}")
}

async fn manual(State(served): State<Served>, Path(number): Path<usize>) -> Response {
    let Some(service) = served.plan.services.get(number) else { return nobody(number) };
    let base = base_url(&served.base_url, number);
    let tools: Vec<Value> = VERBS.iter().take(service.tools).map(|verb| published(service, verb, &base)).collect();
    Json(json!({ "utcp_version": "1.0.1", "manual_version": "1.0.0", "tools": tools })).into_response()
}

fn published(service: &Planned, verb: &str, base: &str) -> Value {
    let (area, owner, tier) = (service.area, &service.owner, service.tier.word());
    let says = format!("Answers what {owner} can {verb} of {area}: the question, by the name of the service");
    json!({
        "name": verb,
        "description": says,
        "tags": [area, tier, "read-only"],
        "inputs": { "type": "object", "properties": { "q": { "type": "string" } }, "required": ["q"] },
        "outputs": { "type": "object", "properties": { "service": { "type": "string" }, "q": { "type": "string" } } },
        "tool_call_template": { "call_template_type": "http", "http_method": "GET", "url": format!("{base}/{verb}") },
    })
}

async fn health(State(served): State<Served>, Path(number): Path<usize>) -> Response {
    let Some(service) = served.plan.services.get(number) else { return nobody(number) };
    match service.feeling {
        Feeling::Good => Json(json!({ "status": "ok" })).into_response(),
        Feeling::Degraded => Json(json!({ "status": "degraded", "reason": "its queue is long" })).into_response(),
        Feeling::Down => {
            let answer = Json(json!({ "status": "down", "reason": "its disk is full" }));
            (StatusCode::SERVICE_UNAVAILABLE, answer).into_response()
        }
    }
}

async fn tool(State(served): State<Served>, Path((number, verb)): Path<(usize, String)>, Query(asked): Query<Asked>) -> Response {
    let Some(service) = served.plan.services.get(number) else { return nobody(number) };
    if service.feeling == Feeling::Down {
        return Failure::unavailable("its disk is full").into_response();
    }
    if !VERBS.iter().take(service.tools).any(|known| *known == verb) {
        return Failure::missing(format!("{} has no tool '{verb}'", service.name)).into_response();
    }
    Json(json!({ "service": service.name, "q": asked.q })).into_response()
}

fn nobody(number: usize) -> Response {
    Failure::missing(format!("there is no service {number}")).into_response()
}
