//! `/registry/mesh/replay`: a stretch of the mesh as one file that plays by itself.

use super::request::read_time;
use super::{Problem, Queried};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::failure::{Kind, Violation};
use domain::mesh::Mesh;
use domain::{Failure, Time};
use engine::{Engine, clock};
use serde::Deserialize;

/// The most moments of a file; of a longer stretch every so many minutes are one.
pub const MOMENTS_MAX: u64 = 120;

/// The longest stretch, in seconds.
pub const STRETCH_MAX: i64 = 7 * 86_400;

/// The stretch where none is asked for, in seconds.
const STRETCH: i64 = 3600;

/// Which stretch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    from: Option<String>,
    to: Option<String>,
}

/// The file.
pub async fn get(State(engine): State<Engine>, Queried(asked): Queried<Asked>) -> Result<Response, Problem> {
    let to = read_time("/to", asked.to.as_deref())?.unwrap_or_else(clock::now);
    let from = read_time("/from", asked.from.as_deref())?.unwrap_or_else(|| to.plus_seconds(-STRETCH));
    let length = to.seconds().saturating_sub(from.seconds());
    if !(60..=STRETCH_MAX).contains(&length) {
        return Err(refused().into());
    }
    let moments = moments(&engine, from, length).await?;
    let written = tokio::task::spawn_blocking(move || app::mesh::replay(&moments)).await;
    let file = written.map_err(|error| Failure::new(Kind::Internal, error.to_string()))?;
    let head =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"mesh-replay.html\"")];
    Ok((head, file).into_response())
}

/// The moments that are kept of a stretch, each with the calls since the one before.
async fn moments(engine: &Engine, from: Time, length: i64) -> Result<Vec<Mesh>, Failure> {
    let step = 60 * (length as u64 / 60 + 1).div_ceil(MOMENTS_MAX) as i64;
    let mut moments: Vec<Mesh> = Vec::new();
    for at in (0..=length / step).map(|place| from.plus_seconds(place * step)) {
        match engine.mesh_at(at, step as u32).await {
            // Of a stretch that is not kept whole, what is kept is shown once.
            Ok(mesh) if moments.last().is_none_or(|last| last.at < mesh.at) && mesh.at >= from.plus_seconds(-60) => moments.push(mesh),
            Ok(_) => {}
            Err(failure) if failure.kind == Kind::NotFound => {}
            Err(failure) => return Err(failure),
        }
    }
    let nothing = || Failure::not_found("Nothing is kept of that stretch; /registry/moments says what is.", Vec::new());
    if moments.is_empty() { Err(nothing()) } else { Ok(moments) }
}

fn refused() -> Failure {
    let (message, remedy) = ("a stretch is a minute to seven days long".to_owned(), "write a `from` and a `to` that far apart".to_owned());
    let violation = Violation { pointer: "/from".to_owned(), message, remedy };
    Failure::violations("That is no stretch that can be replayed; nothing was done.", vec![violation])
}
