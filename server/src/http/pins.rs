//! `/registry/views/{view}/pins`: where nodes of the map are held.

use super::{Body, Path, Problem};
use crate::rights::MayChange;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::pin::Spot;
use engine::Engine;
use serde_json::{Value, json};

/// The pins of a view.
pub async fn list(State(engine): State<Engine>, Path(view): Path<String>) -> Result<Json<Value>, Problem> {
    let pins = engine.pins(&view).await?;
    Ok(Json(json!({"view": view, "items": pins})))
}

/// Pins a node.
pub async fn set(
    _: MayChange,
    State(engine): State<Engine>,
    Path((view, node)): Path<(String, String)>,
    Body(spot): Body<Spot>,
) -> Result<StatusCode, Problem> {
    engine.pin(&view, &node, spot).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets a node go.
pub async fn remove(_: MayChange, State(engine): State<Engine>, Path((view, node)): Path<(String, String)>) -> Result<StatusCode, Problem> {
    engine.unpin(&view, &node).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets all nodes of a view go.
pub async fn clear(_: MayChange, State(engine): State<Engine>, Path(view): Path<String>) -> Result<StatusCode, Problem> {
    engine.unpin_all(&view).await?;
    Ok(StatusCode::NO_CONTENT)
}
