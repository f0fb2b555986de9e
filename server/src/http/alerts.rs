//! `/registry/alerts`: rules, how each stands, and trials of their webhooks.

use super::request::within;
use super::services::Page;
use super::{Body, Path, Problem, Queried};
use crate::rights::MayChange;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::List;
use domain::alert::{Alert, Delivery, Rule, SILENCE_HOURS};
use engine::Engine;
use serde::Deserialize;

/// For how long nobody is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Silence {
    hours: u32,
}

/// The alerts, a page at a time.
pub async fn list(State(engine): State<Engine>, Queried(page): Queried<Page>) -> Result<Json<List<Alert>>, Problem> {
    Ok(Json(engine.alerts(page.limit()?, page.after.as_deref()).await?))
}

/// One alert with its last deliveries.
pub async fn get(State(engine): State<Engine>, Path(name): Path<String>) -> Result<Json<Alert>, Problem> {
    Ok(Json(engine.alert(&name).await?))
}

/// Sets an alert's rule.
pub async fn set(
    _: MayChange,
    State(engine): State<Engine>,
    Path(name): Path<String>,
    Body(rule): Body<Rule>,
) -> Result<(StatusCode, Json<Alert>), Problem> {
    let (alert, is_new) = engine.set_alert(&name, rule).await?;
    Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Json(alert)))
}

/// Removes an alert.
pub async fn remove(_: MayChange, State(engine): State<Engine>, Path(name): Path<String>) -> Result<StatusCode, Problem> {
    engine.remove_alert(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tells nobody of it for a while.
pub async fn silence(
    _: MayChange,
    State(engine): State<Engine>,
    Path(name): Path<String>,
    Body(Silence { hours }): Body<Silence>,
) -> Result<Json<Alert>, Problem> {
    within("/hours", Some(hours), SILENCE_HOURS)?;
    Ok(Json(engine.silence_alert(&name, hours).await?))
}

/// Tells its webhook for trial.
pub async fn test(_: MayChange, State(engine): State<Engine>, Path(name): Path<String>) -> Result<Json<Delivery>, Problem> {
    Ok(Json(engine.test_alert(&name).await?))
}
