//! Calls as OpenTelemetry tells of them: of each the span of who called and the span of who served it, in OTLP's JSON.

use std::collections::BTreeMap;

use rand::{Rng, rngs::StdRng};
use serde_json::{Value, json};

use super::plan::{Plan, Way};

/// Kinds and the status of spans, as OTLP numbers them.
const SERVER: u8 = 2;
const CLIENT: u8 = 3;
const ERROR: u8 = 2;

/// A request to `/v1/traces` that tells of one call on each way, ending at `now`, in nanoseconds since 1970.
pub fn request<'a>(plan: &Plan, ways: impl IntoIterator<Item = &'a Way>, now: u64, dice: &mut StdRng) -> Value {
    let mut spans: BTreeMap<usize, Vec<Value>> = BTreeMap::new();
    for way in ways {
        let [caller, callee] = call(way, now, dice);
        spans.entry(way.from).or_default().push(caller);
        spans.entry(way.to).or_default().push(callee);
    }
    let of_service = |(service, spans): (usize, Vec<Value>)| {
        json!({
            "resource": { "attributes": [{ "key": "service.name", "value": { "stringValue": plan.services[service].name } }] },
            "scopeSpans": [{ "spans": spans }],
        })
    };
    json!({ "resourceSpans": spans.into_iter().map(of_service).collect::<Vec<_>>() })
}

/// The two spans of one call.
fn call(way: &Way, now: u64, dice: &mut StdRng) -> [Value; 2] {
    let trace = format!("{:032x}", dice.random::<u128>().max(1));
    let [caller, callee] = [(); 2].map(|()| format!("{:016x}", dice.random::<u64>().max(1)));
    let took = (way.millis * dice.random_range(0.6..1.8) * 1e6) as u64;
    let status = if dice.random_bool(way.failing) { json!({ "code": ERROR }) } else { json!({}) };
    let (began, ended) = ((now - took).to_string(), now.to_string());
    [
        json!({ "traceId": trace, "spanId": caller, "kind": CLIENT, "startTimeUnixNano": began, "endTimeUnixNano": ended, "status": status }),
        json!({ "traceId": trace, "spanId": callee, "parentSpanId": caller, "kind": SERVER }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn a_call_is_told_by_who_called_and_by_who_served_it() {
        let plan = Plan::of(20, 1);
        let told = request(&plan, &plan.ways[..1], 1_767_000_000_000_000_000, &mut StdRng::seed_from_u64(1));
        let way = plan.ways[0];
        let of = |at: usize| {
            let name = &plan.services[at].name;
            let of_service = told["resourceSpans"].as_array().unwrap().iter();
            let mut own = of_service.filter(|own| own["resource"]["attributes"][0]["value"]["stringValue"] == **name);
            own.next().unwrap()["scopeSpans"][0]["spans"][0].clone()
        };
        let (caller, callee) = (of(way.from), of(way.to));
        assert_eq!((caller["kind"].as_u64(), callee["kind"].as_u64()), (Some(3), Some(2)));
        assert_eq!((&callee["parentSpanId"], &callee["traceId"]), (&caller["spanId"], &caller["traceId"]));
    }
}
