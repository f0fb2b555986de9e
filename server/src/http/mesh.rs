//! `/registry/mesh`: the graph.

use super::request::within;
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

/// The shortest and the longest window, in seconds.
const WINDOW: std::ops::RangeInclusive<u32> = 60..=90 * 86_400;

/// The graph of the window that ends now.
pub async fn get(State(engine): State<Engine>, Queried(asked): Queried<Asked>) -> Result<Json<Mesh>, Problem> {
    let window = within("/window", asked.window, WINDOW)?;
    Ok(Json(engine.mesh(window.unwrap_or(WINDOW_SECONDS)).await?))
}
