//! Alerts: rules over the figures of calls, and when one begins to hold and ceases to, with hysteresis.
//!
//! Pure: figures and time are given. Who asks for them, keeps the states and tells others is `engine/src/alerts`.

mod watch;

pub use watch::{State, Turn, Watch};

use crate::Time;
use crate::failure::Violation;
use crate::metrics::Figures;
use crate::names::is_service_name;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The window of a rule, in seconds: a minute to a month.
pub const WINDOW_SECONDS: RangeInclusive<u32> = 60..=30 * 86_400;

/// How long a condition must hold before it is told, and cease before it is well again, in seconds: up to a day.
pub const HOLD_SECONDS: RangeInclusive<u32> = 0..=86_400;

/// How many hours a rule may be silenced for: up to a month; 0 lifts a silence.
pub const SILENCE_HOURS: RangeInclusive<u32> = 0..=720;

/// The most rules there may be.
pub const RULES_MAX: usize = 200;

/// The most characters of a webhook's URL.
pub const URL_MAX: usize = 2048;

/// The share of answered calls whose latency a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// Half of them are faster.
    P50,
    /// 95 of 100 are.
    P95,
    /// 99 of 100 are.
    P99,
}

/// What a budget is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spent {
    /// Calls.
    Calls,
    /// Tokens that models read and wrote.
    Tokens,
    /// Money, where prices are known.
    CostUsd,
}

/// What a rule looks for, over its window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// More than this share of calls had no good answer.
    ErrorRate {
        /// In percent, 0–100.
        above_percent: f64,
    },
    /// Answered calls were slower than this.
    Latency {
        /// Which of them.
        share: Share,
        /// In milliseconds.
        above_ms: f64,
    },
    /// Nobody called.
    Silence {},
    /// An edge was seen that was never seen before.
    NewEdge {},
    /// More than this was spent.
    Budget {
        /// Of what.
        of: Spent,
        /// How much.
        above: f64,
    },
    /// The error budget burns faster than this: 1 spends it exactly by the end of the objective's own window.
    BurnRate {
        /// The share of calls that shall have a good answer, in percent, 50–99.999.
        objective_percent: f64,
        /// How many times as fast as allowed.
        above: f64,
    },
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it looks for.
    pub condition: Condition,
    /// Only calls of this service; all where neither it nor a tool is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Only calls of this tool, as `units.convert`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// Over how many seconds before now.
    #[serde(default = "five_minutes")]
    pub window_seconds: u32,
    /// For how many seconds it must hold before it is told.
    #[serde(default)]
    pub for_seconds: u32,
    /// For how many seconds it must have ceased before it is well again.
    #[serde(default = "five_minutes")]
    pub clear_seconds: u32,
    /// Where it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
}

const fn five_minutes() -> u32 {
    300
}

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

impl Rule {
    /// What is wrong with it.
    pub fn violations(&self) -> Vec<Violation> {
        let mut wrong = Vec::new();
        let mut check = |is_right: bool, pointer: &str, remedy: String| {
            if !is_right {
                let message = format!("`{}` is out of range", pointer.trim_start_matches('/'));
                wrong.push(Violation { pointer: pointer.to_owned(), message, remedy });
            }
        };
        let range = |range: &RangeInclusive<u32>| format!("write {} to {}", range.start(), range.end());
        check(WINDOW_SECONDS.contains(&self.window_seconds), "/window_seconds", range(&WINDOW_SECONDS));
        check(self.window_seconds.is_multiple_of(60), "/window_seconds", "write whole minutes".to_owned());
        check(HOLD_SECONDS.contains(&self.for_seconds), "/for_seconds", range(&HOLD_SECONDS));
        check(HOLD_SECONDS.contains(&self.clear_seconds), "/clear_seconds", range(&HOLD_SECONDS));
        check(self.service.as_deref().is_none_or(is_service_name), "/service", "write a service's name".to_owned());
        check(
            self.tool.as_deref().is_none_or(|tool| crate::names::ToolId::parse(tool).is_some()),
            "/tool",
            "write service.tool".to_owned(),
        );
        check(self.service.is_none() || self.tool.is_none(), "/tool", "name a service or a tool, not both".to_owned());
        let is_edge = matches!(self.condition, Condition::NewEdge {});
        check(!is_edge || self.tool.is_none(), "/tool", "leave it out: edges end at services".to_owned());
        let is_url = |url: &String| url.len() <= URL_MAX && (url.starts_with("http://") || url.starts_with("https://"));
        check(
            self.webhook.as_ref().is_none_or(is_url),
            "/webhook",
            format!("write a URL with http or https, of at most {URL_MAX} characters"),
        );
        match self.condition {
            Condition::ErrorRate { above_percent } => {
                check((0.0..=100.0).contains(&above_percent), "/condition/above_percent", "write 0 to 100".to_owned());
            }
            Condition::Latency { above_ms, .. } => check(above_ms > 0.0, "/condition/above_ms", "write more than 0".to_owned()),
            Condition::Budget { above, .. } => check(above >= 0.0, "/condition/above", "write 0 or more".to_owned()),
            Condition::BurnRate { objective_percent, above } => {
                let remedy = "write 50 to 99.999".to_owned();
                check((50.0..=99.999).contains(&objective_percent), "/condition/objective_percent", remedy);
                check(above > 0.0, "/condition/above", "write more than 0".to_owned());
            }
            Condition::Silence {} | Condition::NewEdge {} => {}
        }
        wrong
    }

    /// Holds the figures of the window, and how many edges were new in it, against the condition.
    pub fn judge(&self, figures: &Figures, new_edges: u64) -> Judgement {
        let calls = figures.calls as f64;
        let failed = (figures.calls > 0).then(|| figures.errors as f64 / calls);
        let over = |value: Option<f64>, limit: f64, words: &dyn Fn(f64) -> String| Judgement {
            holds: value.map(|value| value > limit),
            value,
            reason: value.map_or("there is nothing to judge by".to_owned(), words),
        };
        match self.condition {
            Condition::ErrorRate { above_percent } => {
                let words = |percent: f64| format!("{percent:.1} % of {} calls fail, allowed are {above_percent} %", figures.calls);
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
                let reason = if figures.calls == 0 { "nobody calls".to_owned() } else { format!("{} calls", figures.calls) };
                Judgement { holds: Some(figures.calls == 0), value: Some(calls), reason }
            }
            Condition::NewEdge {} => over(Some(new_edges as f64), 0.0, &|count| format!("{count} edges were never seen before")),
            Condition::Budget { of, above } => {
                let (name, value) = match of {
                    Spent::Calls => ("calls", Some(calls)),
                    // What no call told is not known, and a rule over it is not judged.
                    Spent::Tokens => {
                        let told = figures.input_tokens.is_some() || figures.output_tokens.is_some();
                        let tokens = figures.input_tokens.unwrap_or(0) + figures.output_tokens.unwrap_or(0);
                        ("tokens", told.then_some(tokens as f64))
                    }
                    Spent::CostUsd => ("USD", figures.cost_usd),
                };
                over(value, above, &|spent| format!("{spent} {name} are spent, allowed are {above}"))
            }
            Condition::BurnRate { objective_percent, above } => {
                // The share that fails over the share that may: Google, "The Site Reliability Workbook", chapter 5.
                let burn = failed.map(|share| share / (1.0 - objective_percent / 100.0));
                over(burn, above, &|burn| format!("the error budget burns {burn:.1} times as fast as it may, allowed is {above}"))
            }
        }
    }
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivered {
    /// It is tried, or will be again.
    Waiting,
    /// The receiver took it.
    Delivered,
    /// It was tried often enough.
    GivenUp,
}

impl Delivered {
    /// The word that is stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Delivered, Self::GivenUp].into_iter().find(|state| state.word() == word)
    }
}

/// One telling of an alert to a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its id, which the receiver gets too.
    pub id: String,
    /// What is told: `fired`, `cleared` or `test`.
    pub event: String,
    /// When that happened.
    pub at: Time,
    /// What became of it.
    pub state: Delivered,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, where it waits.
    pub next_at: Option<Time>,
    /// Why it was not taken the last time.
    pub error: Option<String>,
}

/// A rule with how it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// The rule's name.
    pub name: String,
    /// The rule.
    pub rule: Rule,
    /// How it stands.
    pub state: State,
    /// Since when it fires, or is well.
    pub since: Time,
    /// What was measured last.
    pub value: Option<f64>,
    /// The same in words.
    pub reason: String,
    /// Until when nobody is told.
    pub silenced_until: Option<Time>,
    /// The last deliveries, newest first.
    pub deliveries: Vec<Delivery>,
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
        let judgement = rule(condition.clone()).judge(figures, 2);
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
    }

    #[test]
    fn a_rule_names_each_wrong_value() {
        let check = |rule: serde_json::Value, pointers: &[&str]| {
            let rule: Rule = serde_json::from_value(rule).expect("a rule");
            assert_eq!(rule.violations().iter().map(|wrong| wrong.pointer.as_str()).collect::<Vec<_>>(), pointers);
        };
        let silence = json!({"kind": "silence"});
        check(json!({"condition": silence}), &[]);
        check(json!({"condition": silence, "window_seconds": 59}), &["/window_seconds", "/window_seconds"]);
        check(json!({"condition": silence, "for_seconds": 86_401, "clear_seconds": 86_401}), &["/for_seconds", "/clear_seconds"]);
        check(json!({"condition": silence, "service": "Geo", "tool": "geo"}), &["/service", "/tool", "/tool"]);
        check(json!({"condition": {"kind": "new_edge"}, "tool": "geo.city"}), &["/tool"]);
        check(json!({"condition": silence, "webhook": "ftp://h"}), &["/webhook"]);
        check(json!({"condition": {"kind": "error_rate", "above_percent": 101}}), &["/condition/above_percent"]);
        check(json!({"condition": {"kind": "latency", "share": "p50", "above_ms": 0}}), &["/condition/above_ms"]);
        check(json!({"condition": {"kind": "budget", "of": "calls", "above": -1}}), &["/condition/above"]);
        let burn = json!({"kind": "burn_rate", "objective_percent": 100, "above": 0});
        check(json!({"condition": burn}), &["/condition/objective_percent", "/condition/above"]);
    }
}
