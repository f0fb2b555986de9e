//! `/registry/reports` and `/registry/schedules`: what was made by itself, and what makes it.

use super::services::Page;
use super::{Body, Path, Problem, Queried};
use crate::rights::MayChange;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::List;
use domain::report::{Report, ReportTold, Schedule, Scheduled};
use engine::Engine;

/// The reports, newest first, a page at a time.
pub async fn list(State(engine): State<Engine>, Queried(page): Queried<Page>) -> Result<Json<List<Report>>, Problem> {
    Ok(Json(engine.reports(page.limit()?, page.after.as_deref()).await?))
}

/// One report with its figures.
pub async fn get(State(engine): State<Engine>, Path(id): Path<String>) -> Result<Json<ReportTold>, Problem> {
    Ok(Json(engine.report(&id).await?.into()))
}

/// Removes a report.
pub async fn remove(_: MayChange, State(engine): State<Engine>, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    engine.remove_report(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The schedules, a page at a time.
pub async fn schedules(State(engine): State<Engine>, Queried(page): Queried<Page>) -> Result<Json<List<Scheduled>>, Problem> {
    Ok(Json(engine.schedules(page.limit()?, page.after.as_deref()).await?))
}

/// One schedule.
pub async fn schedule(State(engine): State<Engine>, Path(name): Path<String>) -> Result<Json<Scheduled>, Problem> {
    Ok(Json(engine.schedule(&name).await?))
}

/// Sets a schedule.
pub async fn set_schedule(
    _: MayChange,
    State(engine): State<Engine>,
    Path(name): Path<String>,
    Body(schedule): Body<Schedule>,
) -> Result<(StatusCode, Json<Scheduled>), Problem> {
    let (scheduled, is_new) = engine.set_schedule(&name, schedule).await?;
    Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Json(scheduled)))
}

/// Removes a schedule.
pub async fn remove_schedule(_: MayChange, State(engine): State<Engine>, Path(name): Path<String>) -> Result<StatusCode, Problem> {
    engine.remove_schedule(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a report of a schedule now.
pub async fn make(_: MayChange, State(engine): State<Engine>, Path(name): Path<String>) -> Result<(StatusCode, Json<Report>), Problem> {
    Ok((StatusCode::CREATED, Json(engine.make_report(&name).await?)))
}
