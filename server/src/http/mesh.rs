//! `/registry/mesh`, `/registry/moments` and `/registry/changes`: the graph, now and as it was, and what is different.

use super::request::{read_query, read_time, within};
use super::{Problem, Queried};
use axum::Json;
use axum::extract::State;
use domain::Failure;
use domain::failure::Violation;
use domain::mesh::{Changes, Mesh, WINDOW_SECONDS};
use domain::query::{MESH, select};
use engine::Engine;
use engine::mesh::MOMENTS_KEPT;
use serde::Deserialize;
use serde_json::{Value, json};

/// Which moment, which window before it, and what of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    at: Option<String>,
    window: Option<u32>,
    query: Option<String>,
    q: Option<String>,
}

/// The shortest and the longest window, in seconds.
const WINDOW: std::ops::RangeInclusive<u32> = 60..=90 * 86_400;

/// What fits of the graph of the window that ends now, or ended at the moment that is asked for.
pub async fn get(State(engine): State<Engine>, Queried(asked): Queried<Asked>) -> Result<Json<Mesh>, Problem> {
    let query = read_query(asked.query.or(asked.q).as_deref(), &MESH)?;
    let window = within("/window", asked.window, WINDOW)?.unwrap_or(WINDOW_SECONDS);
    let mesh = match read_time("/at", asked.at.as_deref())? {
        None => engine.mesh(window).await?,
        Some(at) => engine.mesh_at(at, window).await?,
    };
    Ok(Json(select(&query, mesh)))
}

/// Which moments are compared, and how long the windows are that end at each.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    from: String,
    to: Option<String>,
    window: Option<u32>,
}

/// What is different between two moments, or between one and now.
pub async fn changes(State(engine): State<Engine>, Queried(asked): Queried<Compared>) -> Result<Json<Changes>, Problem> {
    let window = within("/window", asked.window, WINDOW)?.unwrap_or(WINDOW_SECONDS);
    let from = read_time("/from", Some(&asked.from))?.unwrap_or_default();
    let to = read_time("/to", asked.to.as_deref())?;
    if to.is_some_and(|to| to <= from) {
        return Err(backwards().into());
    }
    Ok(Json(engine.changes(from, to, window).await?))
}

/// The moment after is none.
fn backwards() -> Failure {
    let (message, remedy) = ("it is not after `from`".to_owned(), "write a moment after `from`".to_owned());
    let violation = Violation { pointer: "/to".to_owned(), message, remedy };
    Failure::violations("Only a moment is compared with a later one; nothing was done.", vec![violation])
}

/// Which moments are kept: one at the end of each minute, from the first to the last of each stretch without a gap.
pub async fn moments(State(engine): State<Engine>) -> Result<Json<Value>, Problem> {
    let stretches = engine.moments().await?;
    let items: Vec<Value> = stretches.iter().map(|(from, to)| json!({"from": from, "to": to})).collect();
    Ok(Json(json!({"items": items, "step_seconds": 60, "kept_seconds": MOMENTS_KEPT})))
}
