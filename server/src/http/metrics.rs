//! `/registry/metrics`: what the charts show, as figures; as JSON, or as CSV where that is asked for.

use super::request::read_time;
use super::{Problem, Queried};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::Failure;
use domain::csv::field;
use domain::metrics::{By, Metrics, MetricsQuery, MetricsRow, Scope};
use engine::{Engine, clock};
use serde::Deserialize;
use std::fmt::Write as _;

/// The range where none is asked for, in seconds.
const RANGE_DEFAULT: i64 = 3600;

/// The columns of a table, in the order of RFC 4180's first line.
const COLUMNS: &str = "time,key,calls,errors,latency_p50_ms,latency_p95_ms,latency_p99_ms,latency_mean_ms,\
                       request_bytes,response_bytes,input_tokens,output_tokens,cost_usd\r\n";

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
    caller: Option<String>,
    format: Option<Format>,
}

/// How the figures are written; who follows a link cannot say what it accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    Json,
    Csv,
}

/// The figures of a range, from the roll-ups.
pub async fn get(State(engine): State<Engine>, headers: HeaderMap, Queried(asked): Queried<Asked>) -> Result<Response, Problem> {
    let is_table = asked.format.map_or_else(|| wants_table(&headers), |format| format == Format::Csv);
    let metrics = engine.metrics(&asked.query()?).await?;
    if is_table {
        return Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present")], table(&metrics)).into_response());
    }
    Ok(Json(metrics).into_response())
}

impl Asked {
    fn query(self) -> Result<MetricsQuery, Failure> {
        let to = read_time("/to", self.to.as_deref())?.unwrap_or_else(clock::now);
        let from = read_time("/from", self.from.as_deref())?.unwrap_or_else(|| to.plus_seconds(-RANGE_DEFAULT));
        // Who names one thing and no split means its own figures, under its own name.
        let usual = match (&self.tool, &self.service, &self.caller) {
            (Some(_), _, _) => By::Tool,
            (None, Some(_), _) => By::Service,
            (None, None, Some(_)) => By::Caller,
            (None, None, None) => By::Total,
        };
        let by = self.by.unwrap_or(usual);
        let is_hourly = self.caller.is_some() || matches!(by, By::Caller | By::Instance);
        let step = self.step.unwrap_or(if is_hourly { 3600 } else { 60 });
        let scope = Scope { service: self.service, tool: self.tool, caller: self.caller };
        Ok(MetricsQuery { from, to, step, by, scope })
    }
}

fn wants_table(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/csv"))
}

/// The rows as RFC 4180 has them; what is not known is empty.
fn table(metrics: &Metrics) -> String {
    metrics.rows.iter().fold(COLUMNS.to_owned(), |mut table, MetricsRow { time, key, figures }| {
        let optional = |figure: Option<f64>| figure.map(|figure| figure.to_string()).unwrap_or_default();
        let tokens = |figure: Option<u64>| figure.map(|figure| figure.to_string()).unwrap_or_default();
        let latency = figures.latency_ms;
        let latencies = [latency.p50, latency.p95, latency.p99, latency.mean].map(optional).join(",");
        let (calls, errors, sent, received) = (figures.calls, figures.errors, figures.request_bytes, figures.response_bytes);
        let (input, output, cost) = (tokens(figures.input_tokens), tokens(figures.output_tokens), optional(figures.cost_usd));
        let row = format!("{time},{},{calls},{errors},{latencies},{sent},{received},{input},{output},{cost}", field(key));
        write!(table, "{row}\r\n").expect("writing to a String cannot fail");
        table
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Time;
    use domain::metrics::{Figures, Latency};

    #[test]
    fn a_table_has_a_line_of_names_and_a_line_a_row() {
        let latency_ms = Latency { p50: Some(1.5), ..Latency::default() };
        let figures =
            Figures { calls: 2, errors: 1, latency_ms, request_bytes: 3, response_bytes: 4, cost_usd: Some(0.25), ..Figures::default() };
        let row = MetricsRow { time: Time::from_seconds(60), key: "geo".to_owned(), figures };
        let (from, to) = (Time(0), Time::from_seconds(120));
        let metrics = Metrics { from, to, step_seconds: 60, by: By::Service, rows: vec![row], totals: Vec::new() };
        let text = table(&metrics);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0].split(',').count(), 13);
        assert_eq!(lines[1], "1970-01-01T00:01:00.000Z,geo,2,1,1.5,,,,3,4,,,0.25");
    }
}
