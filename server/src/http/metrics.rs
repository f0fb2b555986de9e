//! `/registry/metrics`: what the charts show, as figures.

use super::request::read_time;
use super::{Problem, Queried};
use axum::Json;
use axum::extract::State;
use domain::Failure;
use domain::metrics::{By, Metrics, MetricsQuery};
use engine::{Engine, clock};
use serde::Deserialize;

/// The range where none is asked for, in seconds.
const RANGE_DEFAULT: i64 = 3600;

/// Which figures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    from: Option<String>,
    to: Option<String>,
    step: Option<i64>,
    by: Option<By>,
    service: Option<String>,
    tool: Option<String>,
}

/// The figures of a range, from the roll-ups.
pub async fn get(State(engine): State<Engine>, Queried(asked): Queried<Asked>) -> Result<Json<Metrics>, Problem> {
    Ok(Json(engine.metrics(&asked.query()?).await?))
}

impl Asked {
    fn query(self) -> Result<MetricsQuery, Failure> {
        let to = read_time("/to", self.to.as_deref())?.unwrap_or_else(clock::now);
        let from = read_time("/from", self.from.as_deref())?.unwrap_or_else(|| to.plus_seconds(-RANGE_DEFAULT));
        let (by, key) = match (self.tool, self.service, self.by) {
            (Some(tool), _, _) => (By::Tool, Some(tool)),
            (None, Some(service), _) => (By::Service, Some(service)),
            (None, None, by) => (by.unwrap_or_default(), None),
        };
        Ok(MetricsQuery { from, to, step: self.step.unwrap_or(60), by, key })
    }
}
