//! A rule: what it looks for, in whose calls, over how long, and what may be written there.

use super::Condition;
use crate::failure::Violation;
use crate::names::{ToolId, is_service_name};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The window of a rule, in seconds: a minute to a month.
pub const WINDOW_SECONDS: RangeInclusive<u32> = 60..=30 * 86_400;

/// How long a condition must hold before it is told, and cease before it is well again, in seconds: up to a day.
pub const HOLD_SECONDS: RangeInclusive<u32> = 0..=86_400;

/// The most characters of a webhook's URL.
pub const URL_MAX: usize = 2048;

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

impl Rule {
    /// Whether it looks at the objective of its service.
    pub const fn is_of_objective(&self) -> bool {
        matches!(self.condition, Condition::BurnRate { objective_percent: None, .. })
    }

    /// Whether it is about calls of a service or a tool, or about some of them; every rule is about some of all calls.
    pub fn is_about(&self, service: Option<&str>, tool: Option<&str>) -> bool {
        let of_tool = self.tool.as_deref().and_then(ToolId::parse);
        let its_service = self.service.as_deref().or(of_tool.as_ref().map(ToolId::service));
        match (service.or(tool.and_then(|tool| tool.split('.').next())), tool) {
            (None, _) => true,
            (service, None) => its_service == service,
            (service, tool) => its_service == service && (self.tool.is_none() || self.tool.as_deref() == tool),
        }
    }

    /// What is wrong with it.
    pub fn violations(&self) -> Vec<Violation> {
        let mut wrong = Vec::new();
        let mut check = |is_right: bool, pointer: &str, remedy: String| {
            wrong.extend((!is_right).then(|| Violation::out_of_range(pointer, remedy)));
        };
        let range = |range: &RangeInclusive<u32>| format!("write {} to {}", range.start(), range.end());
        check(WINDOW_SECONDS.contains(&self.window_seconds), "/window_seconds", range(&WINDOW_SECONDS));
        check(self.window_seconds.is_multiple_of(60), "/window_seconds", "write whole minutes".to_owned());
        check(HOLD_SECONDS.contains(&self.for_seconds), "/for_seconds", range(&HOLD_SECONDS));
        check(HOLD_SECONDS.contains(&self.clear_seconds), "/clear_seconds", range(&HOLD_SECONDS));
        check(self.service.as_deref().is_none_or(is_service_name), "/service", "write a service's name".to_owned());
        check(self.tool.as_deref().is_none_or(|tool| ToolId::parse(tool).is_some()), "/tool", "write service.tool".to_owned());
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
                check(objective_percent.is_none_or(|percent| (50.0..=99.999).contains(&percent)), "/condition/objective_percent", remedy);
                let remedy = "name the service whose objective it is, or write `objective_percent`".to_owned();
                check(objective_percent.is_some() || self.service.is_some(), "/service", remedy);
                check(above > 0.0, "/condition/above", "write more than 0".to_owned());
            }
            Condition::Silence {} | Condition::NewEdge {} => {}
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_rule_is_about_its_service_and_its_tool_and_every_rule_about_all() {
        let check = |rule: serde_json::Value, [all, geo, city, town, text]: [bool; 5]| {
            let mut whole = json!({"condition": {"kind": "silence"}});
            whole.as_object_mut().expect("an object").extend(rule.as_object().expect("an object").clone());
            let rule: Rule = serde_json::from_value(whole).expect("a rule");
            let about =
                [(None, None), (Some("geo"), None), (Some("geo"), Some("geo.city")), (None, Some("geo.town")), (Some("text"), None)];
            assert_eq!(about.map(|(service, tool)| rule.is_about(service, tool)), [all, geo, city, town, text], "{rule:?}");
        };
        check(json!({}), [true, false, false, false, false]);
        check(json!({"service": "geo"}), [true, true, true, true, false]);
        check(json!({"tool": "geo.city"}), [true, true, true, false, false]);
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
        let own = json!({"kind": "burn_rate", "above": 14.4});
        check(json!({"condition": own, "service": "geo"}), &[]);
        check(json!({"condition": own}), &["/service"]);
        check(json!({"condition": own, "tool": "geo.city"}), &["/service"]);
    }
}
