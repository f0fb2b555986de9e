//! `/registry/mesh`, `/registry/moments` and `/registry/changes`: the graph, now and as it was, in several formats, and what is
//! different.

use super::request::{read_query, read_time, within};
use super::{Problem, Queried};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::Failure;
use domain::failure::{Kind, Violation};
use domain::mesh::export::{self, Format};
use domain::mesh::{Changes, Fold, Grouping, Mesh, WINDOW_SECONDS};
use domain::pin::MAIN;
use domain::query::{MESH, select};
use engine::Engine;
use engine::analytics::colored;
use engine::mesh::MOMENTS_KEPT;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// Which moment, which window before it, and what of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    at: Option<String>,
    window: Option<u32>,
    query: Option<String>,
    q: Option<String>,
    group: Option<Grouping>,
    open: Option<String>,
    format: Option<Format>,
}

/// A map is drawn one at a time: a large one takes a processor for a while. The turn goes with the work, which nobody can stop.
pub static DRAWING: Semaphore = Semaphore::const_new(1);

/// The shortest and the longest window, in seconds.
const WINDOW: std::ops::RangeInclusive<u32> = 60..=90 * 86_400;

/// What fits of the graph of the window that ends now, or ended at the moment that is asked for.
pub async fn get(State(engine): State<Engine>, Queried(asked): Queried<Asked>) -> Result<Response, Problem> {
    let query = read_query(asked.query.or(asked.q).as_deref(), &MESH)?;
    let window = within("/window", asked.window, WINDOW)?.unwrap_or(WINDOW_SECONDS);
    let fold = read_fold(asked.group, asked.open)?;
    let mesh = match read_time("/at", asked.at.as_deref())? {
        None => engine.mesh(window).await?,
        Some(at) => engine.mesh_at(at, window).await?,
    };
    let fitting = select(&query, mesh);
    let drawn = match fold {
        Some(fold) => fitting.folded(&fold).mesh,
        None => fitting,
    };
    written(&engine, drawn, asked.format.unwrap_or_default()).await
}

/// How the mesh is folded, where that is asked for.
fn read_fold(by: Option<Grouping>, open: Option<String>) -> Result<Option<Fold>, Failure> {
    let Some(by) = by else {
        let (message, remedy) = ("nothing is folded".to_owned(), "write `group` too, or leave it out".to_owned());
        let violation = Violation { pointer: "/open".to_owned(), message, remedy };
        let refused = Failure::violations("Only groups can be left open; nothing was done.", vec![violation]);
        return open.map_or(Ok(None), |_| Err(refused));
    };
    let fold = Fold { by, open: open.unwrap_or_default() };
    fold.judge().map(|()| Some(fold))
}

async fn written(engine: &Engine, mesh: Mesh, format: Format) -> Result<Response, Problem> {
    let text = match format {
        Format::Json => return Ok(Json(mesh).into_response()),
        Format::Svg => picture(engine, mesh).await?,
        _ => worked(move || export::write(&mesh, format).unwrap_or_default()).await?,
    };
    Ok(([(header::CONTENT_TYPE, format.content_type())], text).into_response())
}

/// The whole map, with its nodes where people put them.
async fn picture(engine: &Engine, mesh: Mesh) -> Result<String, Failure> {
    let pins = engine.pins(MAIN).await?;
    let pins: Vec<_> = pins.into_iter().map(|pin| (pin.node, pin.x, pin.y)).collect();
    let turn = DRAWING.acquire().await;
    worked(move || {
        let _turn = turn;
        colored(&app::mesh::picture(&mesh, &pins))
    })
    .await
}

/// What comes of work that takes a while, done where no other request waits for it.
pub async fn worked(work: impl FnOnce() -> String + Send + 'static) -> Result<String, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::new(Kind::Internal, error.to_string()))
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
