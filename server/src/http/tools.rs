//! `/registry/tools`: searched, shown, called.

use super::pieces::{self, Ending};
use super::request::{read_query, within};
use super::{Body, Named, Path, Problem, Queried, Wanted, read_json};
use crate::rights::MayChange;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::List;
use domain::call::CallRequest;
use domain::list::LIMIT_MAX;
use domain::query::TOOLS;
use domain::tool::{Definition, ToolDetail, ToolQuery, ToolSummary};
use engine::Engine;
use engine::gateway::TIMEOUT_MAX;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A tool as it is told: one flat object.
#[derive(Serialize)]
pub struct Told {
    #[serde(flatten)]
    summary: ToolSummary,
    #[serde(flatten)]
    definition: Definition,
}

/// Which tools: the words to rank by, the query to filter by, and the filters that are older than it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    q: Option<String>,
    query: Option<String>,
    service: Option<String>,
    tag: Option<String>,
    health: Option<String>,
    limit: Option<u32>,
    after: Option<String>,
}

/// Which definition is approved: with a digest only that one.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    digest: Option<String>,
}

/// The tools that fit, a page at a time.
pub async fn list(State(engine): State<Engine>, Queried(asked): Queried<Asked>) -> Result<Json<List<ToolSummary>>, Problem> {
    let Asked { q, query, service, tag, health, limit, after } = asked;
    let filter = read_query(query.as_deref(), &TOOLS)?;
    let limit = within("/limit", limit, 1..=LIMIT_MAX)?;
    Ok(Json(engine.tools(&ToolQuery { q, service, tag, health, limit, after }, &filter)))
}

/// One tool.
pub async fn get(State(engine): State<Engine>, Path(id): Path<String>) -> Result<Json<Told>, Problem> {
    Ok(Json(engine.tool(&id).await?.into()))
}

/// Approves a tool whose change is held; the body may be empty.
pub async fn approve(_: MayChange, State(engine): State<Engine>, Path(id): Path<String>, body: Bytes) -> Result<Json<Told>, Problem> {
    let approval: Approval = if body.is_empty() { Approval::default() } else { read_json(&body)? };
    Ok(Json(engine.approve(&id, approval.digest.as_deref()).await?.into()))
}

impl From<ToolDetail> for Told {
    fn from(ToolDetail { summary, definition }: ToolDetail) -> Self {
        Self { summary, definition }
    }
}

/// Calls a tool and tells how it went.
pub async fn call(
    _: MayChange,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Named(caller): Named,
    wanted: Wanted,
    Body(request): Body<CallRequest>,
) -> Result<Response, Problem> {
    within("/timeout_ms", request.timeout_ms, 1..=TIMEOUT_MAX.as_millis() as u64)?;
    if wanted.as_stream {
        return pieces::answer(engine, caller, id, request, Ending { is_told: true, request_id: wanted.request_id }).await;
    }
    Ok(Json(engine.call(caller, &id, request).await?).into_response())
}

/// Calls a tool with its bare input and answers with its bare output.
pub async fn invoke(
    _: MayChange,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    Named(caller): Named,
    wanted: Wanted,
    Body(input): Body<Value>,
) -> Result<Response, Problem> {
    let request = CallRequest { input, timeout_ms: None };
    if wanted.as_stream {
        return pieces::answer(engine, caller, id, request, Ending { is_told: false, request_id: wanted.request_id }).await;
    }
    Ok(Json(engine.call(caller, &id, request).await?.output).into_response())
}
