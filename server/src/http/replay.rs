//! `/registry/mesh/replay`: a stretch of the mesh as one file that plays by itself.

use super::mesh::{DRAWING, worked};
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

/// The most nodes and edges of all moments together.
pub const DRAWN_MAX: usize = 500_000;

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
        return Err(refused("a stretch is a minute to seven days long".to_owned(), "write a `from` and a `to` that far apart").into());
    }
    // The moments of several files at a time might fill the memory.
    let turn = DRAWING.acquire().await;
    let moments = moments(&engine, from, length).await?;
    let file = worked(move || {
        let _turn = turn;
        app::mesh::replay(&moments)
    })
    .await?;
    let head =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"mesh-replay.html\"")];
    Ok((head, file).into_response())
}

/// The moments that are kept of a stretch, each with the calls since the one before.
async fn moments(engine: &Engine, from: Time, length: i64) -> Result<Vec<Mesh>, Failure> {
    let step = 60 * (length as u64 / 60 + 1).div_ceil(MOMENTS_MAX) as i64;
    let (mut moments, mut drawn) = (Vec::<Mesh>::new(), 0);
    for at in (0..=length / step).map(|place| from.plus_seconds(place * step)) {
        match engine.mesh_at(at, step as u32).await {
            // Of a stretch that is not kept whole, what is kept is shown once.
            Ok(mesh) if moments.last().is_none_or(|last| last.at < mesh.at) && mesh.at >= from.plus_seconds(-60) => {
                drawn = with(drawn, &mesh)?;
                moments.push(mesh);
            }
            Ok(_) => {}
            Err(failure) if failure.kind == Kind::NotFound => {}
            Err(failure) => return Err(failure),
        }
    }
    let nothing = || Failure::not_found("Nothing is kept of that stretch; /registry/moments says what is.", Vec::new());
    if moments.is_empty() { Err(nothing()) } else { Ok(moments) }
}

/// How many nodes and edges are drawn with one more moment, unless they are too many.
fn with(drawn: usize, mesh: &Mesh) -> Result<usize, Failure> {
    let drawn = drawn + mesh.nodes.len() + mesh.edges.len();
    let message = || format!("its moments have more than {DRAWN_MAX} nodes and edges together");
    if drawn > DRAWN_MAX { Err(refused(message(), "ask for a shorter stretch")) } else { Ok(drawn) }
}

fn refused(message: String, remedy: &str) -> Failure {
    let violation = Violation { pointer: "/from".to_owned(), message, remedy: remedy.to_owned() };
    Failure::violations("That is no stretch that can be replayed; nothing was done.", vec![violation])
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::mesh::{Node, NodeKind};

    #[test]
    fn a_stretch_with_more_nodes_and_edges_than_are_drawn_is_refused() {
        let mesh = Mesh { nodes: vec![Node::new("geo", NodeKind::Service); 2], ..Mesh::default() };
        assert_eq!(with(DRAWN_MAX - 2, &mesh).ok(), Some(DRAWN_MAX));
        let refused = with(DRAWN_MAX - 1, &mesh).expect_err("one too many");
        let violation = &refused.errors[0];
        assert_eq!((refused.kind.status(), violation.remedy.as_str()), (422, "ask for a shorter stretch"));
        assert_eq!(violation.message, "its moments have more than 500000 nodes and edges together");
    }
}
