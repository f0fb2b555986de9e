//! `/registry/orchestrate` and `/registry/runs`.

use super::services::Page;
use super::{Body, Named, Path, Problem, Queried, wants_stream};
use crate::rights::MayChange;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event as Frame, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::failure::{Kind, Violation};
use domain::list::LIMIT_DEFAULT;
use domain::run::{Order, Run, RunSummary};
use domain::{Failure, List};
use engine::runs::Update;
use engine::{Engine, WAIT_DEFAULT};
use futures::StreamExt;
use std::convert::Infallible;
use std::time::Duration;

/// The longest an answer may wait for the end of a run, in seconds.
const WAIT_MAX: u32 = 300;

/// Starts a run and answers with its end, or with where it stands when the wait is over; streams its steps where asked to.
pub async fn orchestrate(
    _: MayChange,
    State(engine): State<Engine>,
    headers: HeaderMap,
    Named(caller): Named,
    Body(order): Body<Order>,
) -> Result<Response, Problem> {
    let wait = order.wait_seconds.unwrap_or(WAIT_DEFAULT);
    if wait > WAIT_MAX {
        return Err(too_long().into());
    }
    let run = engine.start_run(order, &caller.name).await?;
    if wants_stream(&headers) {
        return stream(&engine, &run.id).await;
    }
    let run = engine.wait_for_run(&run.id, Duration::from_secs(u64::from(wait))).await?;
    let status = if run.state.is_over() { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(run)).into_response())
}

/// The runs, newest first.
pub async fn list(State(engine): State<Engine>, Queried(page): Queried<Page>) -> Result<Json<List<RunSummary>>, Problem> {
    Ok(Json(engine.runs(page.limit()?.unwrap_or(LIMIT_DEFAULT), page.after.as_deref()).await?))
}

/// One run, or its steps as they happen.
pub async fn get(State(engine): State<Engine>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    if wants_stream(&headers) {
        return stream(&engine, &id).await;
    }
    Ok(Json(engine.run(&id).await?).into_response())
}

/// Ends a run.
pub async fn cancel(_: MayChange, State(engine): State<Engine>, Path(id): Path<String>) -> Result<Json<Run>, Problem> {
    engine.cancel_run(&id).await?;
    Ok(Json(engine.run(&id).await?))
}

async fn stream(engine: &Engine, id: &str) -> Result<Response, Problem> {
    let updates = futures::stream::unfold(engine.watch_run(id).await?, async |mut run| Some((run.next().await?, run)));
    let frames = updates.map(|update| {
        let (name, data) = match &update {
            Update::Step(step) => ("step", serde_json::to_string(step)),
            Update::Over(run) => ("run", serde_json::to_string(run)),
        };
        Ok::<_, Infallible>(Frame::default().event(name).data(data.unwrap_or_default()))
    });
    Ok(Sse::new(frames).keep_alive(KeepAlive::default()).into_response())
}

fn too_long() -> Failure {
    let violation = Violation {
        pointer: "/wait_seconds".to_owned(),
        message: format!("an answer waits at most {WAIT_MAX} seconds"),
        remedy: format!("write 0 to {WAIT_MAX}; a longer run is followed at /registry/runs/{{id}}"),
    };
    Failure { errors: vec![violation], ..Failure::new(Kind::SchemaViolation, "The order is not valid; no run was started.") }
}
