//! What an operator may change of a registered service; what is left out stays.

use crate::failure::Violation;
use crate::service::{TAGS_MAX, TEXT_MAX, wrong_dependencies};
use crate::traffic::{Balancer, Breaker, Traffic};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What `PATCH /registry/services/{name}` takes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Patch {
    /// How calls are spread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balancer: Option<Balancer>,
    /// The deadline of a call that does not bring its own, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u32>,
    /// The deadline of one attempt, in milliseconds; 0 for that of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_try_timeout_ms: Option<u32>,
    /// How many more instances a call tries where it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// How many calls one instance gets at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_concurrency: Option<u32>,
    /// Some knobs of the breaker.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub breaker: Map<String, Value>,
    /// Whether tools whose definition changes are held until somebody approves them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_changes: Option<bool>,
    /// The words to filter by, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The services that it means to call, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<Vec<String>>,
}

impl Patch {
    /// The traffic of a service after the change, or everything that is wrong with it.
    pub fn applied(&self, before: Traffic) -> Result<Traffic, Vec<Violation>> {
        let breaker = self.breaker_after(&before.breaker).map_err(|wrong| vec![wrong])?;
        let per_try_timeout_ms = match self.per_try_timeout_ms {
            Some(0) => None,
            changed => changed.or(before.per_try_timeout_ms),
        };
        let after = Traffic {
            balancer: self.balancer.unwrap_or(before.balancer),
            timeout_ms: self.timeout_ms.unwrap_or(before.timeout_ms),
            per_try_timeout_ms,
            retries: self.retries.unwrap_or(before.retries),
            max_concurrency: self.max_concurrency.unwrap_or(before.max_concurrency),
            breaker,
        };
        let wrong: Vec<_> = after.violations().into_iter().chain(self.wrong_words()).chain(self.wrong_dependencies()).collect();
        if wrong.is_empty() { Ok(after) } else { Err(wrong) }
    }

    fn breaker_after(&self, before: &Breaker) -> Result<Breaker, Violation> {
        let mut knobs = serde_json::to_value(before).unwrap_or_default();
        for (name, value) in &self.breaker {
            knobs[name] = value.clone();
        }
        serde_json::from_value(knobs).map_err(|error| Violation {
            pointer: "/breaker".to_owned(),
            message: error.to_string(),
            remedy: "use the breaker's knobs with whole numbers, as {\"consecutive_5xx\": 5}".to_owned(),
        })
    }

    fn wrong_words(&self) -> Option<Violation> {
        let tags = self.tags.iter().flatten();
        let too_many = self.tags.as_ref().is_some_and(|tags| tags.len() > TAGS_MAX);
        let wrong = too_many || tags.chain(&self.owner).any(|word| word.is_empty() || word.len() > TEXT_MAX);
        wrong.then(|| Violation {
            pointer: if self.tags.is_some() { "/tags" } else { "/owner" }.to_owned(),
            message: "a tag or the owner is empty or too long, or there are too many tags".to_owned(),
            remedy: format!("use at most {TAGS_MAX} tags, each and the owner of 1 to {TEXT_MAX} bytes"),
        })
    }

    fn wrong_dependencies(&self) -> Option<Violation> {
        let (message, remedy) = wrong_dependencies(self.depends_on.as_deref()?)?;
        Some(Violation { pointer: "/depends_on".to_owned(), message, remedy })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The pointers of what is wrong, or the traffic as JSON where it differs from the default.
    fn check(patch: Value, expected: &Value) {
        let patch: Patch = serde_json::from_value(patch).expect("a patch");
        let found = match patch.applied(Traffic::default()) {
            Ok(traffic) => json!(traffic),
            Err(wrong) => json!(wrong.iter().map(|wrong| &wrong.pointer).collect::<Vec<_>>()),
        };
        assert_eq!(&found, expected);
    }

    #[test]
    fn what_is_left_out_stays() {
        check(json!({}), &json!(Traffic::default()));
        check(json!({"balancer": "peak_ewma"}), &json!(Traffic { balancer: Balancer::PeakEwma, ..Traffic::default() }));
        let breaker = Breaker { consecutive_5xx: 3, ..Breaker::default() };
        check(json!({"breaker": {"consecutive_5xx": 3}}), &json!(Traffic { breaker, ..Traffic::default() }));
        check(json!({"per_try_timeout_ms": 0}), &json!(Traffic::default()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        check(json!({"retries": 99, "timeout_ms": 0}), &json!(["/timeout_ms", "/retries"]));
        check(json!({"breaker": {"consecutive": 3}}), &json!(["/breaker"]));
        check(json!({"breaker": {"interval_ms": "soon"}}), &json!(["/breaker"]));
        check(json!({"tags": [""]}), &json!(["/tags"]));
        check(json!({"owner": ""}), &json!(["/owner"]));
        check(json!({"depends_on": ["stock", ""]}), &json!(["/depends_on"]));
    }
}
