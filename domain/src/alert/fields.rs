//! A rule as people fill it into a form: texts, lengths of time in minutes, and only the fields of its own condition read.

use super::{Condition, HOLD_SECONDS, Rule, Share, Spent, WINDOW_SECONDS};
use crate::failure::Violation;
use serde::{Deserialize, Serialize};

/// What stands in the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleFields {
    /// The rule's name.
    pub name: String,
    /// The kind of its condition, by its word.
    pub kind: String,
    /// What is too much, in the condition's own unit.
    pub above: String,
    /// Which share of answered calls, of a latency.
    pub share: String,
    /// Of what, of a budget.
    pub of: String,
    /// The share that shall have a good answer, of a burn rate; the service's own objective where empty.
    pub objective: String,
    /// Whose calls.
    pub service: String,
    /// Calls of which tool.
    pub tool: String,
    /// Over how many minutes.
    pub window: String,
    /// For how many minutes it must hold.
    pub hold: String,
    /// For how many minutes it must have ceased.
    pub clear: String,
    /// Where it is told.
    pub webhook: String,
}

impl Default for RuleFields {
    fn default() -> Self {
        let [kind, above, share, of] = ["error_rate", "5", "p95", "calls"].map(str::to_owned);
        let [objective, window, hold, clear] = ["99.5", "5", "1", "5"].map(str::to_owned);
        let [name, service, tool, webhook] = [const { String::new() }; 4];
        Self { name, kind, above, share, of, objective, service, tool, window, hold, clear, webhook }
    }
}

impl RuleFields {
    /// The fields of a rule that there is.
    pub fn of(name: &str, rule: &Rule) -> Self {
        let mut fields = Self { name: name.to_owned(), kind: rule.condition.word().to_owned(), ..Self::default() };
        match rule.condition {
            Condition::ErrorRate { above_percent } => fields.above = above_percent.to_string(),
            Condition::Latency { share, above_ms } => (fields.share, fields.above) = (share.word().to_owned(), above_ms.to_string()),
            Condition::Budget { of, above } => (fields.of, fields.above) = (of.word().to_owned(), above.to_string()),
            Condition::BurnRate { objective_percent, above } => {
                let objective = objective_percent.map(|percent| percent.to_string()).unwrap_or_default();
                (fields.objective, fields.above) = (objective, above.to_string());
            }
            Condition::Silence {} | Condition::NewEdge {} => {}
        }
        [fields.window, fields.hold, fields.clear] =
            [rule.window_seconds, rule.for_seconds, rule.clear_seconds].map(|seconds| (f64::from(seconds) / 60.0).to_string());
        fields.service = rule.service.clone().unwrap_or_default();
        fields.tool = rule.tool.clone().unwrap_or_default();
        fields.webhook = rule.webhook.clone().unwrap_or_default();
        fields
    }

    /// The rule they make, or which of them cannot be read.
    pub fn rule(&self) -> Result<Rule, Vec<Violation>> {
        let mut wrong = Vec::new();
        let mut number = |text: &str, pointer: &str| {
            let read = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
            read.unwrap_or_else(|| {
                let message = format!("`{text}` is no number");
                wrong.push(Violation { pointer: pointer.to_owned(), message, remedy: "write a number, as 5 or 2.5".to_owned() });
                0.0
            })
        };
        let condition = match self.kind.as_str() {
            "latency" => {
                let share = Share::from_word(&self.share).unwrap_or(Share::P95);
                Condition::Latency { share, above_ms: number(&self.above, "/condition/above_ms") }
            }
            "silence" => Condition::Silence {},
            "new_edge" => Condition::NewEdge {},
            "budget" => {
                let of = Spent::from_word(&self.of).unwrap_or(Spent::Calls);
                Condition::Budget { of, above: number(&self.above, "/condition/above") }
            }
            "burn_rate" => {
                let is_own = self.objective.trim().is_empty();
                let objective_percent = (!is_own).then(|| number(&self.objective, "/condition/objective_percent"));
                Condition::BurnRate { objective_percent, above: number(&self.above, "/condition/above") }
            }
            _ => Condition::ErrorRate { above_percent: number(&self.above, "/condition/above_percent") },
        };
        let lengths = [(&self.window, "/window_seconds"), (&self.hold, "/for_seconds"), (&self.clear, "/clear_seconds")];
        let [window_seconds, for_seconds, clear_seconds] = lengths.map(|(text, pointer)| seconds(number(text, pointer)));
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let (service, tool, webhook) = (text(&self.service), text(&self.tool), text(&self.webhook));
        let rule = Rule { condition, service, tool, window_seconds, for_seconds, clear_seconds, webhook };
        let unread: Vec<String> = wrong.iter().map(|wrong| wrong.pointer.clone()).collect();
        let others = rule.violations().into_iter().filter(|wrong| !unread.contains(&wrong.pointer)).map(in_minutes);
        wrong.extend(others);
        if wrong.is_empty() { Ok(rule) } else { Err(wrong) }
    }
}

/// Minutes in seconds; what is less than none is refused like what is too long.
fn seconds(minutes: f64) -> u32 {
    let seconds = (minutes * 60.0).round();
    if seconds < 0.0 { u32::MAX } else { seconds.min(f64::from(u32::MAX)) as u32 }
}

/// The same violation of a form whose lengths of time are in minutes.
fn in_minutes(wrong: Violation) -> Violation {
    let remedy = match wrong.pointer.as_str() {
        "/window_seconds" => format!("write whole minutes, {} to {}", WINDOW_SECONDS.start() / 60, WINDOW_SECONDS.end() / 60),
        "/for_seconds" | "/clear_seconds" => format!("write minutes, {} to {}", HOLD_SECONDS.start() / 60, HOLD_SECONDS.end() / 60),
        _ => return wrong,
    };
    Violation { message: "that is out of range".to_owned(), remedy, ..wrong }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn check(rule: &Value) {
        let rule: Rule = serde_json::from_value(rule.clone()).expect("a rule");
        assert_eq!(RuleFields::of("it", &rule).rule(), Ok(rule));
    }

    #[test]
    fn a_rule_is_the_same_after_it_was_shown() {
        for condition in [
            json!({"kind": "error_rate", "above_percent": 2.5}),
            json!({"kind": "latency", "share": "p99", "above_ms": 250}),
            json!({"kind": "silence"}),
            json!({"kind": "new_edge"}),
            json!({"kind": "budget", "of": "cost_usd", "above": 0.25}),
            json!({"kind": "burn_rate", "objective_percent": 99.9, "above": 14.4}),
            json!({"kind": "burn_rate", "above": 14.4}),
        ] {
            check(&json!({"condition": condition, "service": "geo", "window_seconds": 3600, "for_seconds": 10, "clear_seconds": 0}));
            if condition.get("objective_percent").is_none() && condition["kind"] == "burn_rate" {
                continue;
            }
            check(&json!({"condition": condition, "webhook": "https://h/hook", "for_seconds": 7}));
        }
    }

    #[test]
    fn what_is_no_number_is_named_with_its_field() {
        let wrong = |fields: RuleFields| fields.rule().expect_err("refused").into_iter().map(|wrong| wrong.pointer).collect::<Vec<_>>();
        let text = str::to_owned;
        assert_eq!(
            wrong(RuleFields { above: text("much"), window: text("NaN"), ..RuleFields::default() }),
            ["/condition/above_percent", "/window_seconds"]
        );
        let burn = RuleFields { kind: text("burn_rate"), ..RuleFields::default() };
        assert_eq!(wrong(RuleFields { objective: text("all"), ..burn.clone() }), ["/condition/objective_percent"]);
        assert_eq!(wrong(RuleFields { objective: text(" "), ..burn }), ["/service"]);
        let wrong = RuleFields { hold: text("-1"), window: text("1e9"), ..RuleFields::default() }.rule().expect_err("refused");
        let told: Vec<_> = wrong.iter().map(|wrong| (wrong.pointer.as_str(), wrong.remedy.as_str())).collect();
        let window = ("/window_seconds", "write whole minutes, 1 to 43200");
        assert_eq!(told, [window, window, ("/for_seconds", "write minutes, 0 to 1440")]);
    }
}
