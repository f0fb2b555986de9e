//! The service graph that Tempo or the collector of OpenTelemetry counts into metrics, read off Prometheus.

use super::dependencies::add;
use super::{Counted, Counts, Import};
use crate::sources::Listing;
use domain::{Time, names};
use serde::Deserialize;

/// Calls, and those that failed.
const CALLS: &str = "traces_service_graph_request_total";
const FAILED: &str = "traces_service_graph_request_failed_total";

#[derive(Deserialize)]
struct Answer {
    status: String,
    #[serde(default)]
    error: String,
    data: Option<Data>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    result_type: String,
    result: Vec<Sample>,
}

/// A sample of an instant vector.
#[derive(Deserialize)]
struct Sample {
    metric: Labels,
    value: (f64, String),
}

#[derive(Deserialize)]
struct Labels {
    #[serde(default)]
    client: String,
    #[serde(default)]
    server: String,
}

/// What was counted until then.
pub async fn total(import: &Import, until: Time, listing: &mut Listing) -> Result<Counts, String> {
    both(import, |metric| format!("sum by (client, server) ({metric})"), until, listing).await
}

/// What was counted in as many seconds before then.
pub async fn increase(import: &Import, seconds: i64, until: Time, listing: &mut Listing) -> Result<Counts, String> {
    both(import, |metric| format!("sum by (client, server) (increase({metric}[{seconds}s]))"), until, listing).await
}

async fn both(import: &Import, query: impl Fn(&str) -> String, at: Time, listing: &mut Listing) -> Result<Counts, String> {
    let mut counts = Counts::new();
    for (ends, calls) in ask(import, &query(CALLS), at).await? {
        add(&mut counts, (&ends.0, &ends.1), Counted { calls, errors: 0.0 }, listing);
    }
    for (ends, errors) in ask(import, &query(FAILED), at).await? {
        add(&mut counts, (&ends.0, &ends.1), Counted { calls: 0.0, errors }, listing);
    }
    Ok(counts)
}

/// An instant query, by caller and callee; what is no number was not counted.
async fn ask(import: &Import, query: &str, at: Time) -> Result<Vec<((String, String), f64)>, String> {
    let path = format!("/api/v1/query?query={}&time={}", names::encode(query), at.seconds());
    let body = import.get(&path).await?;
    let answer: Answer = serde_json::from_slice(&body).map_err(|error| format!("its answer cannot be read: {error}"))?;
    match answer.data.filter(|_| answer.status == "success") {
        Some(data) if data.result_type == "vector" => Ok(data.result.into_iter().filter_map(counted).collect()),
        Some(data) => Err(format!("it answers with a {} where a vector was asked for", data.result_type)),
        None => Err(format!("it answers: {}", answer.error)),
    }
}

fn counted(Sample { metric, value: (_, text) }: Sample) -> Option<((String, String), f64)> {
    let value: f64 = text.parse().ok()?;
    (value.is_finite() && value >= 0.0).then_some(((metric.client, metric.server), value))
}
