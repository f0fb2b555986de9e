//! `/registry/objectives`: what is asked of services, and how each stands with it.

use super::services::Page;
use super::{Body, Path, Problem, Queried};
use crate::rights::MayChange;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::List;
use domain::objective::{Objective, Standing};
use engine::Engine;

/// How services stand, a page at a time.
pub async fn list(State(engine): State<Engine>, Queried(page): Queried<Page>) -> Result<Json<List<Standing>>, Problem> {
    Ok(Json(engine.objectives(page.limit()?, page.after.as_deref()).await?))
}

/// How one service stands.
pub async fn get(State(engine): State<Engine>, Path(service): Path<String>) -> Result<Json<Standing>, Problem> {
    Ok(Json(engine.objective(&service).await?))
}

/// Sets a service's objective.
pub async fn set(
    _: MayChange,
    State(engine): State<Engine>,
    Path(service): Path<String>,
    Body(objective): Body<Objective>,
) -> Result<(StatusCode, Json<Standing>), Problem> {
    let (standing, is_new) = engine.set_objective(&service, objective).await?;
    Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Json(standing)))
}

/// Removes a service's objective.
pub async fn remove(_: MayChange, State(engine): State<Engine>, Path(service): Path<String>) -> Result<StatusCode, Problem> {
    engine.remove_objective(&service).await?;
    Ok(StatusCode::NO_CONTENT)
}
