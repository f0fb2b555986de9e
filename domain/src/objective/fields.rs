//! An objective as people fill it into a form: percent, and texts that may be no numbers.

use super::Objective;
use crate::failure::Violation;
use serde::{Deserialize, Serialize};

/// What stands in the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ObjectiveFields {
    /// The share that shall be good, in percent.
    pub percent: String,
    /// How long a good call may take, in milliseconds; empty: as long as it likes.
    pub latency_ms: String,
    /// Over how many days.
    pub days: String,
}

impl Default for ObjectiveFields {
    fn default() -> Self {
        Self { percent: "99".to_owned(), latency_ms: String::new(), days: "30".to_owned() }
    }
}

impl ObjectiveFields {
    /// The fields of an objective that there is.
    pub fn of(objective: &Objective) -> Self {
        let latency_ms = objective.latency_ms.map(|limit| limit.to_string()).unwrap_or_default();
        Self { percent: objective.percent(), latency_ms, days: objective.days.to_string() }
    }

    /// The objective they make, or which of them cannot be read.
    pub fn objective(&self) -> Result<Objective, Vec<Violation>> {
        let mut unread = Vec::new();
        let mut whole = |text: &str, pointer: &str| {
            let read = text.trim().parse::<u32>();
            read.unwrap_or_else(|_| {
                unread.push(no_number(text, pointer, "write a whole number, as 30"));
                1
            })
        };
        let latency_ms = (!self.latency_ms.trim().is_empty()).then(|| whole(&self.latency_ms, "/latency_ms"));
        let days = whole(&self.days, "/days");
        let percent = self.percent.trim().parse::<f64>().ok().filter(|percent| percent.is_finite());
        if percent.is_none() {
            unread.insert(0, no_number(&self.percent, "/success", "write a number, as 99.5"));
        }
        // A thousandth of a percent is as fine as it is told.
        let success = percent.map_or(0.5, |percent| (percent * 1e3).round() / 1e5);
        let objective = Objective { success, latency_ms, days };
        unread.extend(objective.violations().into_iter().map(in_percent));
        if unread.is_empty() { Ok(objective) } else { Err(unread) }
    }
}

fn no_number(text: &str, pointer: &str, remedy: &str) -> Violation {
    Violation { pointer: pointer.to_owned(), message: format!("`{text}` is no number"), remedy: remedy.to_owned() }
}

/// The same violation of a form whose share is in percent.
fn in_percent(wrong: Violation) -> Violation {
    if wrong.pointer != "/success" {
        return wrong;
    }
    Violation { message: "that is out of range".to_owned(), remedy: "write 50 to 99.999".to_owned(), ..wrong }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objective_is_the_same_after_it_was_shown() {
        for (success, latency_ms, days) in [(0.999, None, 30), (0.95, Some(250), 1), (0.999_99, Some(1), 90), (0.5, None, 7)] {
            let objective = Objective { success, latency_ms, days };
            assert_eq!(ObjectiveFields::of(&objective).objective(), Ok(objective));
        }
    }

    #[test]
    fn what_cannot_be_an_objective_is_named_with_its_field() {
        let check = |[percent, latency_ms, days]: [&str; 3], pointers: &[&str]| {
            let fields = ObjectiveFields { percent: percent.to_owned(), latency_ms: latency_ms.to_owned(), days: days.to_owned() };
            let wrong = fields.objective().expect_err("refused");
            assert_eq!(wrong.iter().map(|wrong| wrong.pointer.as_str()).collect::<Vec<_>>(), pointers);
        };
        check(["much", "soon", "-1"], &["/success", "/latency_ms", "/days"]);
        check(["100", "", "30"], &["/success"]);
        check(["inf", "0", "91"], &["/success", "/latency_ms", "/days"]);
    }
}
