//! A rule in words, and the signs of how one stands.

use crate::ui::badge::Tone;
use crate::ui::sign::Mark;
use domain::alert::{Alert, Condition, Delivered, Delivery, Rule, Spent, State};

/// The rule as a sentence: `more than 5 % of calls of orders fail, over 5 min`.
pub fn sentence(rule: &Rule) -> String {
    let of = match rule.tool.as_ref().or(rule.service.as_ref()) {
        Some(name) => format!(" of {name}"),
        None => String::new(),
    };
    let what = match rule.condition {
        Condition::ErrorRate { above_percent } => format!("more than {above_percent}\u{202f}% of calls{of} fail"),
        Condition::Latency { share, above_ms } => format!("{} of calls{of} is above {above_ms}\u{202f}ms", share.word()),
        Condition::Silence {} => {
            format!("nobody calls{}", if of.is_empty() { " anything".to_owned() } else { of.replacen(" of ", " ", 1) })
        }
        Condition::NewEdge {} => format!("somebody calls{} for the first time", of.replacen(" of ", " ", 1)),
        Condition::Budget { of: spent, above } => match spent {
            Spent::Calls => format!("more than {above} calls{of}"),
            Spent::Tokens => format!("calls{of} take more than {above} tokens"),
            Spent::CostUsd => format!("calls{of} cost more than ${above}"),
        },
        Condition::BurnRate { objective_percent, above } => {
            let objective = objective_percent.map_or_else(|| "its objective".to_owned(), |percent| format!("{percent}\u{202f}%"));
            format!("the error budget{of} burns {above} times as fast as {objective} allows")
        }
    };
    format!("{what}, over {}", window(rule.window_seconds))
}

/// A window as it was set: it is never rounded.
fn window(seconds: u32) -> String {
    match seconds / 60 {
        minutes if minutes.is_multiple_of(60) => format!("{}\u{202f}h", minutes / 60),
        minutes => format!("{minutes}\u{202f}min"),
    }
}

/// What was measured, a figure and its unit on one line.
pub fn reason(alert: &Alert) -> String {
    alert.reason.replace(" %", "\u{202f}%")
}

/// The sign of how an alert stands; a ring where it was not judged yet.
pub const fn mark(alert: &Alert) -> Mark {
    match (alert.state, alert.value) {
        (State::Firing, _) => Mark::Unhealthy,
        (State::Pending, _) => Mark::Degraded,
        (State::Ok, Some(_)) => Mark::Healthy,
        (State::Ok, None) => Mark::Unknown,
    }
}

/// What is out of the ordinary with how an alert stands.
pub const fn badge(state: State) -> Option<(Tone, &'static str)> {
    match state {
        State::Firing => Some((Tone::Bad, state.words())),
        State::Pending => Some((Tone::Warn, state.words())),
        State::Ok => None,
    }
}

/// What became of a delivery, with what is wrong.
pub fn delivery(delivery: &Delivery) -> String {
    let tried = |words: &str| match (&delivery.error, delivery.attempts) {
        (Some(error), 0..=1) => format!("{words}: {error}"),
        (Some(error), attempts) => format!("{words} after {attempts} attempts: {error}"),
        (None, _) => words.to_owned(),
    };
    match delivery.state {
        Delivered::Delivered => format!("{} delivered", delivery.event),
        Delivered::Waiting => tried(&format!("{} waits", delivery.event)),
        Delivered::GivenUp => tried(&format!("{} given up", delivery.event)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(rule: serde_json::Value, expected: &str) {
        assert_eq!(sentence(&serde_json::from_value(rule).expect("a rule")), expected);
    }

    #[test]
    fn a_rule_is_a_sentence() {
        check(
            json!({"condition": {"kind": "error_rate", "above_percent": 5}, "service": "orders"}),
            "more than 5\u{202f}% of calls of orders fail, over 5\u{202f}min",
        );
        check(
            json!({"condition": {"kind": "latency", "share": "p95", "above_ms": 250}, "tool": "geo.city"}),
            "p95 of calls of geo.city is above 250\u{202f}ms, over 5\u{202f}min",
        );
        check(json!({"condition": {"kind": "silence"}, "service": "geo", "window_seconds": 60}), "nobody calls geo, over 1\u{202f}min");
        check(json!({"condition": {"kind": "silence"}, "window_seconds": 5400}), "nobody calls anything, over 90\u{202f}min");
        check(json!({"condition": {"kind": "silence"}, "window_seconds": 86_400}), "nobody calls anything, over 24\u{202f}h");
        check(json!({"condition": {"kind": "silence"}}), "nobody calls anything, over 5\u{202f}min");
        check(json!({"condition": {"kind": "new_edge"}, "service": "geo"}), "somebody calls geo for the first time, over 5\u{202f}min");
        check(
            json!({"condition": {"kind": "burn_rate", "above": 6}, "service": "geo", "window_seconds": 3600}),
            "the error budget of geo burns 6 times as fast as its objective allows, over 1\u{202f}h",
        );
        check(json!({"condition": {"kind": "budget", "of": "cost_usd", "above": 2.5}}), "calls cost more than $2.5, over 5\u{202f}min");
    }
}
