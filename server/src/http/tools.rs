//! `/registry/tools`: searched, shown, called.

use super::pieces::{self, Ending};
use super::{Body, Named, Problem, Queried, request_id, wants_stream};
use crate::rights::MayChange;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::List;
use domain::call::CallRequest;
use domain::tool::{Definition, ToolDetail, ToolQuery, ToolSummary};
use engine::Engine;
use serde::Serialize;
use serde_json::Value;

/// A tool as it is told: one flat object.
#[derive(Serialize)]
pub struct Told {
    #[serde(flatten)]
    summary: ToolSummary,
    #[serde(flatten)]
    definition: Definition,
}

/// The tools that fit, a page at a time.
pub async fn list(State(engine): State<Engine>, Queried(query): Queried<ToolQuery>) -> Json<List<ToolSummary>> {
    Json(engine.tools(&query))
}

/// One tool.
pub async fn get(State(engine): State<Engine>, Path(id): Path<String>) -> Result<Json<Told>, Problem> {
    let ToolDetail { summary, definition } = engine.tool(&id).await?;
    Ok(Json(Told { summary, definition }))
}

/// Calls a tool and tells how it went.
pub async fn call(
    _: MayChange,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Named(caller): Named,
    headers: HeaderMap,
    Body(request): Body<CallRequest>,
) -> Result<Response, Problem> {
    if wants_stream(&headers) {
        return pieces::answer(engine, caller, id, request, Ending { is_told: true, request_id: request_id(&headers) }).await;
    }
    Ok(Json(engine.call(caller, &id, request).await?).into_response())
}

/// Calls a tool with its bare input and answers with its bare output.
pub async fn invoke(
    _: MayChange,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Named(caller): Named,
    headers: HeaderMap,
    Body(input): Body<Value>,
) -> Result<Response, Problem> {
    let request = CallRequest { input, timeout_ms: None };
    if wants_stream(&headers) {
        return pieces::answer(engine, caller, id, request, Ending { is_told: false, request_id: request_id(&headers) }).await;
    }
    Ok(Json(engine.call(caller, &id, request).await?.output).into_response())
}
