//! Orders: what is asked of a run, checked before anything is written down.

use domain::failure::Violation;
use domain::run::{Allowed, Budget, Order, REQUIREMENT_MAX};
use std::ops::RangeInclusive;

/// The range of steps.
const STEPS: RangeInclusive<u32> = 1..=200;

/// The most calls.
const CALLS_MAX: u32 = 100;

/// The range of seconds.
const SECONDS: RangeInclusive<u32> = 1..=3600;

/// The longest an answer may wait, in seconds.
const WAIT_MAX: u32 = 300;

/// The most patterns of tools.
const PATTERNS_MAX: usize = 100;

/// Everything that is wrong with an order, each with its field and its remedy.
pub fn violations(order: &Order) -> Vec<Violation> {
    let budget = order.budget.clone().unwrap_or_default();
    let checks = [
        (
            order.requirement.trim().is_empty(),
            "/requirement",
            "the requirement is empty",
            "say what is wanted, as “convert 12 miles to kilometres”",
        ),
        (order.requirement.contains('\0'), "/requirement", "the requirement holds a null character", "leave it out"),
        (order.requirement.len() > REQUIREMENT_MAX, "/requirement", "the requirement is longer than 4000 bytes", "say it in fewer words"),
        (order.model.is_some(), "/model", "the builtin planner uses no model", "leave it out"),
        (
            names_no_tool(order.tools.as_ref()),
            "/tools",
            "it names no tool",
            "name at least one and at most 100, as orders.*, or leave it out for all",
        ),
        (order.wait_seconds.is_some_and(|wait| wait > WAIT_MAX), "/wait_seconds", "the wait is too long", "use 0 to 300"),
    ];
    let found = checks.into_iter().chain(of_budget(&budget)).filter(|(wrong, ..)| *wrong);
    found
        .map(|(_, pointer, message, remedy)| Violation {
            pointer: pointer.to_owned(),
            message: message.to_owned(),
            remedy: remedy.to_owned(),
        })
        .collect()
}

fn of_budget(budget: &Budget) -> [(bool, &'static str, &'static str, &'static str); 4] {
    let money = budget.cost_usd.is_finite() && budget.cost_usd >= 0.0;
    [
        (!STEPS.contains(&budget.steps), "/budget/steps", "the number of steps is out of range", "use 1 to 200"),
        (budget.calls > CALLS_MAX, "/budget/calls", "the number of calls is out of range", "use 0 to 100"),
        (!SECONDS.contains(&budget.seconds), "/budget/seconds", "the time is out of range", "use 1 to 3600 seconds"),
        (!money, "/budget/cost_usd", "the cost is no amount of money", "use 0 or more US dollars"),
    ]
}

fn names_no_tool(tools: Option<&Allowed>) -> bool {
    match tools {
        None => false,
        Some(Allowed::Query(query)) => query.trim().is_empty(),
        Some(Allowed::Patterns(patterns)) => {
            patterns.is_empty() || patterns.len() > PATTERNS_MAX || patterns.iter().any(|pattern| pattern.trim().is_empty())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(order: &str, pointers: &[&str]) {
        let order: Order = serde_json::from_str(order).expect("an order");
        let found: Vec<String> = violations(&order).into_iter().map(|violation| violation.pointer).collect();
        assert_eq!(found, pointers);
    }

    #[test]
    fn an_order_names_each_wrong_field() {
        check(r#"{"requirement": "convert"}"#, &[]);
        check(r#"{"requirement": "  "}"#, &["/requirement"]);
        check(r#"{"requirement": "a\u0000"}"#, &["/requirement"]);
        check(&format!(r#"{{"requirement": "{}"}}"#, "a".repeat(4001)), &["/requirement"]);
        check(r#"{"requirement": "a", "model": "m"}"#, &["/model"]);
        check(r#"{"requirement": "a", "tools": []}"#, &["/tools"]);
        check(r#"{"requirement": "a", "tools": ["geo.*"], "wait_seconds": 300}"#, &[]);
        check(r#"{"requirement": "a", "wait_seconds": 301}"#, &["/wait_seconds"]);
        check(
            r#"{"requirement": "a", "budget": {"steps": 0, "calls": 101, "seconds": 0}}"#,
            &["/budget/steps", "/budget/calls", "/budget/seconds"],
        );
        check(r#"{"requirement": "a", "budget": {"calls": 0}}"#, &[]);
    }
}
