//! Six budgets, each with what is spent of it; what the planner cannot spend says so.

use crate::prelude::*;
use crate::ui::format::{count, fixed, millis};
use domain::run::Run;

/// The strip.
#[component]
pub fn Budgets(run: Run) -> impl IntoView {
    let Run { budget, spent, .. } = run;
    let counted = |spent: u32, limit: u32| (count(spent.into()), format!("of {}", count(limit.into())), share(spent.into(), limit.into()));
    let time = (length(spent.seconds), format!("of {}", length(budget.seconds.into())), share(spent.seconds, budget.seconds.into()));
    let nothing = |why: &str| ("none".to_owned(), why.to_owned(), 0.0);
    let cells = [
        ("Steps", counted(spent.steps, budget.steps)),
        ("Calls", counted(spent.calls, budget.calls)),
        ("Tokens", nothing("builtin planner")),
        ("Cost", nothing("no model is paid")),
        ("Time", time),
        ("Destructive calls", counted(spent.destructive_calls, budget.destructive_calls)),
    ];
    view! { <dl class="budgets">{cells.map(|(label, (figure, limit, share))| cell(label, figure, limit, share)).into_iter().collect_view()}</dl> }
}

fn cell(label: &'static str, figure: String, limit: String, share: f64) -> impl IntoView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{figure}" "<small>{limit}</small></dd>
            <svg class="gauge" viewBox="0 0 100 3" preserveAspectRatio="none" height="3" aria-hidden="true">
                <rect class="track" width="100" height="3" />
                <rect class="spent" width=fixed(share * 100.0, 1) height="3" />
            </svg>
        </div>
    }
}

fn share(spent: f64, limit: f64) -> f64 {
    if limit > 0.0 { (spent / limit).clamp(0.0, 1.0) } else { 0.0 }
}

/// A length of time: `0:41` from a second on, in milliseconds below.
fn length(seconds: f64) -> String {
    if seconds < 10.0 {
        return millis(seconds * 1000.0);
    }
    let whole = seconds as u64;
    format!("{}:{}{}", whole / 60, if whole % 60 < 10 { "0" } else { "" }, whole % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_short_or_in_minutes() {
        assert_eq!(length(0.024).replace('\u{202f}', " "), "24 ms");
        assert_eq!(length(180.0), "3:00");
        assert_eq!(length(41.9), "0:41");
    }
}
