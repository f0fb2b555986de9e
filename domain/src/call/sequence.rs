//! Sequences: which tool is called next after which, within a run or a trace.
//!
//! Only calls that say what they belong to can be put in a row: who calls twice for two reasons calls nothing "after" anything.

use super::Call;
use crate::names::ToolId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most pairs that are told.
pub const PAIRS_MAX: usize = 8;

/// A tool that was called next after another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The one.
    pub first: ToolId,
    /// The next.
    pub next: ToolId,
    /// How often.
    pub times: u64,
}

/// The pairs of some calls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequences {
    /// How many of the last calls were looked at.
    pub looked_at: u64,
    /// How many runs and traces among them made two calls or more.
    pub chains: u64,
    /// The pairs, most often first; the first [`PAIRS_MAX`].
    pub pairs: Vec<Pair>,
}

impl Sequences {
    /// The pairs of `calls`, in whatever order they come; told are those of which `wanted` picks one call.
    pub fn of(calls: &[Call], looked_at: u64, wanted: impl Fn(&Call) -> bool) -> Self {
        let mut chains: BTreeMap<&str, Vec<&Call>> = BTreeMap::new();
        for call in calls {
            if let Some(chain) = call.run.as_deref().or(call.trace.as_deref()) {
                chains.entry(chain).or_default().push(call);
            }
        }
        chains.retain(|_, chain| chain.len() > 1);
        let mut times: BTreeMap<(&str, &str), Pair> = BTreeMap::new();
        for chain in chains.values_mut() {
            chain.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
            for (one, other) in chain.iter().zip(&chain[1..]) {
                if wanted(one) || wanted(other) {
                    let (first, next) = (&one.tool, &other.tool);
                    let pair = || Pair { first: first.clone(), next: next.clone(), times: 0 };
                    times.entry((first.as_str(), next.as_str())).or_insert_with(pair).times += 1;
                }
            }
        }
        let mut pairs: Vec<Pair> = times.into_values().collect();
        // Those that are as often stay in the order of their names.
        pairs.sort_by_key(|pair| std::cmp::Reverse(pair.times));
        pairs.truncate(PAIRS_MAX);
        Self { looked_at, chains: chains.len() as u64, pairs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Outcome;
    use crate::charts::{ChartsQuery, Period};
    use crate::metrics::Scope;
    use serde_json::json;

    fn call(at: i64, tool: &str, run: Option<&str>, trace: Option<&str>) -> Call {
        serde_json::from_value(json!({
            "id": format!("c_{at}"), "at": at, "caller": "web", "tool": tool, "instance": null, "outcome": "ok", "status": 200, "latency_ms": 5.0,
            "attempts": 1, "request_bytes": 1, "response_bytes": 1, "run": run, "trace": trace,
        }))
        .expect("a call")
    }

    fn check(calls: &[Call], only: &str, chains: u64, expected: &[(&str, &str, u64)]) {
        let found = Sequences::of(calls, 9, |call| call.tool.as_str().starts_with(only));
        let pairs: Vec<_> = found.pairs.iter().map(|pair| (pair.first.as_str(), pair.next.as_str(), pair.times)).collect();
        assert_eq!((found.looked_at, found.chains, pairs), (9, chains, expected.to_vec()));
    }

    #[test]
    fn a_tool_is_next_where_it_is_called_next_in_the_same_run_or_trace() {
        let calls = [
            call(40, "geo.city", Some("r_1"), None),
            call(10, "text.stats", Some("r_1"), Some("t_1")),
            call(20, "geo.city", Some("r_1"), None),
            call(15, "units.convert", None, Some("t_1")),
            call(16, "units.convert", None, None),
            call(30, "text.stats", Some("r_2"), None),
            call(31, "geo.city", Some("r_2"), None),
        ];
        // The call of both a run and a trace belongs to the run, and so the trace has but one.
        check(&calls, "", 2, &[("text.stats", "geo.city", 2), ("geo.city", "geo.city", 1)]);
        check(&calls, "text", 2, &[("text.stats", "geo.city", 2)]);
        check(&calls[3..5], "", 0, &[]);
    }

    #[test]
    fn a_pair_is_told_where_one_of_its_calls_is_asked_for_and_no_chain_is_torn() {
        let ended = |at, tool, outcome| Call { outcome, ..call(at, tool, Some("r_1"), None) };
        let [ok, failed] = [Outcome::Ok, Outcome::Failed];
        let calls = [ended(1, "geo.city", failed), ended(2, "geo.city", ok), ended(3, "text.stats", ok), ended(4, "geo.city", failed)];
        let check = |service: &str, outcome, expected: &[(&str, &str)]| {
            let scope = Scope { service: Some(service.to_owned()), ..Scope::default() };
            let query = ChartsQuery { scope, outcome, ..ChartsQuery::of(Period::Last(60)) };
            let found = Sequences::of(&calls, 4, |call| query.picks(call));
            assert_eq!(found.pairs.iter().map(|pair| (pair.first.as_str(), pair.next.as_str())).collect::<Vec<_>>(), expected);
        };
        let (same, there, back) = (("geo.city", "geo.city"), ("geo.city", "text.stats"), ("text.stats", "geo.city"));
        check("geo", None, &[same, there, back]);
        check("geo", Some(failed), &[same, back]);
        check("text", Some(failed), &[]);
    }
}
