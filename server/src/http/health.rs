//! `/health`: whether the process lives, whether it is ready, and on what it depends.

use crate::router::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

/// The process answers; it asks nothing of anyone, so that a database's trouble restarts nobody.
pub async fn live() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// The database answers, and the server is not draining.
pub async fn ready(State(app): State<App>) -> (StatusCode, Json<Value>) {
    let (status, detail) = state(&app).await;
    (status, Json(json!({"status": detail["status"]})))
}

/// The same with every dependency.
pub async fn detail(State(app): State<App>) -> (StatusCode, Json<Value>) {
    let (status, detail) = state(&app).await;
    (status, Json(detail))
}

async fn state(app: &App) -> (StatusCode, Value) {
    let (draining, database) = (app.stop.is_cancelled(), app.engine.is_ready().await);
    let word = match (draining, database) {
        (true, _) => "draining",
        (false, false) => "storage_degraded",
        (false, true) => "ok",
    };
    let status = if word == "ok" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let sill = app.engine.sill();
    let detail = json!({
        "status": word,
        "version": env!("CARGO_PKG_VERSION"),
        "dependencies": {"database": if database { "ok" } else { "failed" }},
        "services": {"total": sill.counts.total(), "healthy": sill.counts.healthy, "degraded": sill.counts.degraded,
                     "unhealthy": sill.counts.unhealthy, "unknown": sill.counts.unknown},
        "seq": sill.seq,
    });
    (status, detail)
}
