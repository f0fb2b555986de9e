//! The figures of a window, held against a rule's condition.

use super::{Condition, Rule, Share, Spent};
use crate::metrics::Figures;
use crate::objective::{self, Counted};

/// What the figures say of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Whether its condition holds; unknown where there is nothing to judge by.
    pub holds: Option<bool>,
    /// What was measured, in the condition's own unit.
    pub value: Option<f64>,
    /// The same in words.
    pub reason: String,
}

/// What was measured over a rule's window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// The figures of its calls.
    pub figures: Figures,
    /// How many edges were seen that were never seen before.
    pub new_edges: u64,
    /// Whether the service has an objective of its own.
    pub has_objective: bool,
    /// How many times as fast as it may the budget of that burns; absent without calls.
    pub burn_rate: Option<f64>,
}

impl Rule {
    /// Holds what was measured against the condition.
    pub fn judge(&self, measured: &Measured) -> Judgement {
        let Measured { figures, new_edges, has_objective, burn_rate } = measured;
        let calls = figures.calls as f64;
        let failed = (figures.calls > 0).then(|| figures.errors as f64 / calls);
        let over = |value: Option<f64>, limit: f64, words: &dyn Fn(f64) -> String| Judgement {
            holds: value.map(|value| value > limit),
            value,
            reason: value.map_or("there is nothing to judge by".to_owned(), words),
        };
        match self.condition {
            Condition::ErrorRate { above_percent } => {
                let fail = if figures.calls == 1 { "call fails" } else { "calls fail" };
                let words = |percent: f64| format!("{percent:.1} % of {} {fail}, allowed are {above_percent} %", figures.calls);
                over(failed.map(|share| share * 100.0), above_percent, &words)
            }
            Condition::Latency { share, above_ms } => {
                let latency = &figures.latency_ms;
                let (name, value) = match share {
                    Share::P50 => ("p50", latency.p50),
                    Share::P95 => ("p95", latency.p95),
                    Share::P99 => ("p99", latency.p99),
                };
                over(value, above_ms, &|millis| format!("{name} is {millis:.0} ms, allowed are {above_ms} ms"))
            }
            Condition::Silence {} => {
                let reason = match figures.calls {
                    0 => "nobody calls".to_owned(),
                    1 => "1 call".to_owned(),
                    count => format!("{count} calls"),
                };
                Judgement { holds: Some(figures.calls == 0), value: Some(calls), reason }
            }
            Condition::NewEdge {} => {
                let edges = if *new_edges == 1 { "edge was" } else { "edges were" };
                over(Some(*new_edges as f64), 0.0, &|count| format!("{count} {edges} never seen before"))
            }
            Condition::Budget { of, above } => {
                let (one, many, value) = match of {
                    Spent::Calls => ("call is", "calls are", Some(calls)),
                    // What no call told is not known, and a rule over it is not judged.
                    Spent::Tokens => {
                        let told = figures.input_tokens.is_some() || figures.output_tokens.is_some();
                        let tokens = figures.input_tokens.unwrap_or(0) + figures.output_tokens.unwrap_or(0);
                        ("token is", "tokens are", told.then_some(tokens as f64))
                    }
                    Spent::CostUsd => ("USD is", "USD are", figures.cost_usd),
                };
                let are = if value == Some(1.0) { one } else { many };
                over(value, above, &|spent| format!("{spent} {are} spent, allowed are {above}"))
            }
            // What is no longer asked for is no longer missed: it must clear.
            Condition::BurnRate { objective_percent: None, .. } if !has_objective => {
                Judgement { holds: Some(false), value: None, reason: "nothing is asked of its service".to_owned() }
            }
            Condition::BurnRate { objective_percent, above } => {
                let counted = Counted { calls: figures.calls, bad: figures.errors };
                let burn = objective_percent.map_or(*burn_rate, |percent| objective::burn_rate(percent / 100.0, counted));
                over(burn, above, &|burn| format!("the error budget burns {burn:.1} times as fast as it may, allowed is {above}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rule(condition: serde_json::Value) -> Rule {
        serde_json::from_value(json!({ "condition": condition })).expect("a rule")
    }

    fn figures(calls: u64, errors: u64) -> Figures {
        let mut figures = Figures { calls, errors, input_tokens: Some(30), output_tokens: Some(12), ..Figures::default() };
        figures.latency_ms.p95 = (calls > 0).then_some(250.0);
        figures
    }

    fn check(condition: serde_json::Value, figures: &Figures, expected: (Option<bool>, Option<f64>)) {
        let measured = Measured { figures: figures.clone(), new_edges: 2, has_objective: true, burn_rate: Some(3.0) };
        let judgement = rule(condition.clone()).judge(&measured);
        assert_eq!((judgement.holds, judgement.value), expected, "{condition}: {}", judgement.reason);
    }

    #[test]
    fn a_condition_is_held_against_its_figures() {
        let none = (None, None);
        check(json!({"kind": "error_rate", "above_percent": 5}), &figures(20, 2), (Some(true), Some(10.0)));
        check(json!({"kind": "error_rate", "above_percent": 10}), &figures(20, 2), (Some(false), Some(10.0)));
        check(json!({"kind": "error_rate", "above_percent": 0}), &figures(0, 0), none);
        check(json!({"kind": "latency", "share": "p95", "above_ms": 249.5}), &figures(1, 0), (Some(true), Some(250.0)));
        check(json!({"kind": "latency", "share": "p99", "above_ms": 1}), &figures(1, 0), none);
        check(json!({"kind": "silence"}), &figures(0, 0), (Some(true), Some(0.0)));
        check(json!({"kind": "silence"}), &figures(3, 3), (Some(false), Some(3.0)));
        check(json!({"kind": "new_edge"}), &figures(0, 0), (Some(true), Some(2.0)));
        check(json!({"kind": "budget", "of": "calls", "above": 3}), &figures(3, 0), (Some(false), Some(3.0)));
        check(json!({"kind": "budget", "of": "tokens", "above": 41}), &figures(3, 0), (Some(true), Some(42.0)));
        let untold = Figures { calls: 3, ..Figures::default() };
        check(json!({"kind": "budget", "of": "tokens", "above": 0}), &untold, none);
        check(json!({"kind": "budget", "of": "cost_usd", "above": 0}), &figures(3, 0), none);
        check(json!({"kind": "burn_rate", "objective_percent": 75, "above": 1.5}), &figures(2, 1), (Some(true), Some(2.0)));
        check(json!({"kind": "burn_rate", "objective_percent": 99, "above": 1}), &figures(100, 1), (Some(false), Some(1.0)));
        check(json!({"kind": "burn_rate", "above": 3}), &figures(2, 1), (Some(false), Some(3.0)));
    }

    fn check_words(condition: serde_json::Value, calls: u64, new_edges: u64, expected: &str) {
        let measured = Measured { figures: figures(calls, calls), new_edges, ..Measured::default() };
        assert_eq!(rule(condition).judge(&measured).reason, expected);
    }

    #[test]
    fn no_budget_burns_where_nothing_is_asked() {
        let burns = |condition, has_objective| {
            let judgement = rule(condition).judge(&Measured { figures: figures(2, 2), has_objective, ..Measured::default() });
            (judgement.holds, judgement.reason)
        };
        let own = json!({"kind": "burn_rate", "above": 1});
        assert_eq!(burns(own.clone(), false), (Some(false), "nothing is asked of its service".to_owned()));
        assert_eq!(burns(own, true), (None, "there is nothing to judge by".to_owned()));
        assert_eq!(burns(json!({"kind": "burn_rate", "objective_percent": 50, "above": 1}), false).0, Some(true));
    }

    #[test]
    fn one_is_told_as_one() {
        let silence = json!({"kind": "silence"});
        check_words(silence.clone(), 0, 0, "nobody calls");
        check_words(silence.clone(), 1, 0, "1 call");
        check_words(silence, 2, 0, "2 calls");
        check_words(json!({"kind": "error_rate", "above_percent": 5}), 1, 0, "100.0 % of 1 call fails, allowed are 5 %");
        check_words(json!({"kind": "error_rate", "above_percent": 5}), 2, 0, "100.0 % of 2 calls fail, allowed are 5 %");
        check_words(json!({"kind": "new_edge"}), 0, 1, "1 edge was never seen before");
        check_words(json!({"kind": "new_edge"}), 0, 0, "0 edges were never seen before");
        check_words(json!({"kind": "budget", "of": "calls", "above": 3}), 1, 0, "1 call is spent, allowed are 3");
        check_words(json!({"kind": "budget", "of": "tokens", "above": 3}), 1, 0, "42 tokens are spent, allowed are 3");
    }
}
