//! The dependencies that Jaeger and Zipkin list: who called whom between two times, and how often.

use super::super::span::named;
use super::{Counted, Counts, Import};
use crate::sources::Listing;
use domain::Time;
use domain::mesh::Teller;
use serde::Deserialize;

/// The most edges that are taken of an answer.
pub const EDGES_MAX: usize = 10_000;

/// What Jaeger wraps its list in.
#[derive(Deserialize)]
struct Wrapped {
    data: Option<Vec<Dependency>>,
}

/// One caller and one callee.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    parent: String,
    child: String,
    call_count: u64,
    #[serde(default)]
    error_count: u64,
}

/// The calls between two times.
pub async fn between(import: &Import, from: Time, until: Time, listing: &mut Listing) -> Result<Counts, String> {
    let (end, lookback) = (until.0 / 1000, (until.0 - from.0) / 1000);
    let path = if import.teller == Teller::Jaeger { "/api/dependencies" } else { "/api/v2/dependencies" };
    let body = import.get(&format!("{path}?endTs={end}&lookback={lookback}")).await?;
    let unreadable = |error| format!("its dependencies cannot be read: {error}");
    let list = if import.teller == Teller::Jaeger {
        serde_json::from_slice::<Wrapped>(&body).map_err(unreadable)?.data.unwrap_or_default()
    } else {
        serde_json::from_slice::<Vec<Dependency>>(&body).map_err(unreadable)?
    };
    let mut counts = Counts::new();
    for Dependency { parent, child, call_count, error_count } in list {
        let counted = Counted { calls: call_count as f64, errors: error_count as f64 };
        add(&mut counts, (&parent, &child), counted, listing);
    }
    Ok(counts)
}

/// Counts calls along an edge, of which there may be several entries; one without a name at both ends says nothing.
pub fn add(counts: &mut Counts, (caller, callee): (&str, &str), counted: Counted, listing: &mut Listing) {
    let ends = (named(caller), named(callee));
    if ends.0.is_empty() || ends.1.is_empty() {
        return;
    }
    if counts.len() >= EDGES_MAX && !counts.contains_key(&ends) {
        let message = format!("it knows more than {EDGES_MAX} edges; the others were left out");
        return listing.leave_out("/edges", message, "let it keep fewer services");
    }
    let sum = counts.entry(ends).or_default();
    sum.calls += counted.calls;
    sum.errors += counted.errors;
}
