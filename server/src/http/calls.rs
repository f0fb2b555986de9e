//! `/registry/calls`: what was called, a page at a time, and one call.

use super::request::within;
use super::{Path, Problem, Queried};
use axum::Json;
use axum::extract::State;
use domain::call::{Call, CallPage, CallQuery};
use domain::list::LIMIT_MAX;
use engine::Engine;

/// The calls that fit, newest first.
pub async fn list(State(engine): State<Engine>, Queried(asked): Queried<CallQuery>) -> Result<Json<CallPage>, Problem> {
    within("/limit", asked.limit, 1..=LIMIT_MAX)?;
    Ok(Json(engine.recorded_calls(&asked).await?))
}

/// One call.
pub async fn get(State(engine): State<Engine>, Path(id): Path<String>) -> Result<Json<Call>, Problem> {
    Ok(Json(engine.recorded_call(&id).await?))
}
