//! `/registry/mesh`: the graph.

use super::{Problem, Queried};
use axum::Json;
use axum::extract::State;
use domain::mesh::{Mesh, WINDOW_SECONDS};
use engine::Engine;
use serde::Deserialize;

/// Which window.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    window: Option<u32>,
}

/// The graph of the window that ends now.
pub async fn get(State(engine): State<Engine>, Queried(asked): Queried<Asked>) -> Result<Json<Mesh>, Problem> {
    Ok(Json(engine.mesh(asked.window.unwrap_or(WINDOW_SECONDS)).await?))
}
