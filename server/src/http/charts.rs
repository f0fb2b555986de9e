//! `/registry/charts/{chart}`: a chart of the console as a file of its own.

use super::request::read_time;
use super::{Path, Problem, Queried};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::Failure;
use domain::call::Outcome;
use domain::charts::{ChartsQuery, Period};
use domain::failure::Kind;
use domain::metrics::Scope;
use engine::analytics::Drawing;
use engine::{Engine, clock};
use serde::Deserialize;

/// The range where none is asked for, in seconds.
const RANGE_DEFAULT: i64 = 3600;

/// The charts, by their names in addresses.
const CHARTS: [(&str, Drawing); 4] =
    [("throughput", Drawing::Throughput), ("success", Drawing::Success), ("latency", Drawing::Latency), ("failed", Drawing::Failed)];

/// What is drawn.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    from: Option<String>,
    to: Option<String>,
    compare: Option<Switch>,
    service: Option<String>,
    tool: Option<String>,
    caller: Option<String>,
    outcome: Option<Outcome>,
    query: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Switch {
    On,
    Off,
}

/// A chart as SVG.
pub async fn get(State(engine): State<Engine>, Path(chart): Path<String>, Queried(asked): Queried<Asked>) -> Result<Response, Problem> {
    let drawing = CHARTS.iter().find(|(name, _)| *name == chart).map(|(_, drawing)| *drawing);
    let drawing = drawing.ok_or_else(|| {
        let names = CHARTS.map(|(name, _)| name.to_owned());
        Failure { near: names.to_vec(), ..Failure::new(Kind::NotFound, format!("There is no chart {chart}.")) }
    })?;
    let file = engine.chart_file(drawing, asked.query()?).await?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], file).into_response())
}

impl Asked {
    fn query(self) -> Result<ChartsQuery, Failure> {
        let to = read_time("/to", self.to.as_deref())?.unwrap_or_else(clock::now);
        let from = read_time("/from", self.from.as_deref())?.unwrap_or_else(|| to.plus_seconds(-RANGE_DEFAULT));
        let scope = Scope { service: self.service, tool: self.tool, caller: self.caller };
        let (period, compare, query) = (Period::Between(from, to), self.compare != Some(Switch::Off), self.query.unwrap_or_default());
        Ok(ChartsQuery { compare, scope, outcome: self.outcome, query, ..ChartsQuery::of(period) })
    }
}
