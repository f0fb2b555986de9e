//! What changed against the period before, most first: bars to the right grew, bars to the left shrank.

use super::scope::Scope;
use crate::prelude::*;
use crate::ui::format::{self, fixed};
use domain::charts::{Change, Measure};

/// Half the width of a bar's room, in pixels.
const HALF: f64 = 28.0;

/// The section.
pub fn draw(changes: &[Change], before_name: &str, scope: &Scope) -> impl IntoView + use<> {
    let body = if changes.is_empty() {
        view! { <p class="quietly">"Nothing that is worth telling."</p> }
    } else {
        let rows = changes.iter().map(|change| row(change, scope)).collect_view();
        view! {
            <table class="dense changes" aria-label="What changed, each with its figure before and now">
                <tbody>{rows}</tbody>
            </table>
            <p class="legend" aria-hidden="true">
                <i class="better"></i>"better"<i class="worse"></i>"worse"<i class="neither"></i>"neither"
            </p>
        }
    };
    view! {
        <section class="section">
            <header><h2>"What changed"</h2><small>"most first, against the "{before_name.to_owned()}</small></header>
            {body}
        </section>
    }
}

fn row(change: &Change, scope: &Scope) -> impl IntoView + use<> {
    let (name, [before, now]) = match change.measure {
        Measure::P95 => ("p95", [change.before, change.now].map(format::millis)),
        Measure::Failed => ("failed", [change.before, change.now].map(format::share)),
        Measure::Calls => ("calls", [change.before, change.now].map(|calls| format::compact(calls as u64))),
    };
    let part = if change.key.contains('.') { scope.of_tool(Some(change.key.clone())) } else { scope.of_service(Some(change.key.clone())) };
    view! {
        <tr>
            <th scope="row"><a href=part.path()>{change.key.clone()}</a>" "<small>{name}</small></th>
            <td>{bar(change)}</td>
            <td class="number">{before}</td>
            <td class="number"><b>{now}</b></td>
        </tr>
    }
}

fn bar(change: &Change) -> impl IntoView + use<> {
    // What is told at all must be seen.
    let length = (change.extent.abs() * HALF).max(2.0);
    let x = if change.extent < 0.0 { HALF - length } else { HALF };
    view! {
        <svg class=format!("shift {}", judged(change)) width="56" height="12" viewBox="0 0 56 12" aria-hidden="true">
            <rect x=fixed(x, 1) y="3" width=fixed(length, 1) height="6" />
            <path d="M28 0V12" />
        </svg>
    }
}

/// Whether it is better or worse, and how much.
fn judged(change: &Change) -> &'static str {
    match (change.measure, change.extent > 0.0, change.extent.abs() >= 0.5) {
        (Measure::Calls, _, _) => "neither",
        (_, true, true) => "worse much",
        (_, true, false) => "worse",
        (_, false, true) => "better much",
        (_, false, false) => "better",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(measure: Measure, extent: f64, expected: &str) {
        let change = Change { key: "geo".to_owned(), measure, before: 1.0, now: 2.0, extent };
        assert_eq!(judged(&change), expected);
    }

    #[test]
    fn slower_and_more_failed_are_worse_and_more_calls_are_neither() {
        check(Measure::P95, 0.2, "worse");
        check(Measure::Failed, 0.9, "worse much");
        check(Measure::P95, -0.9, "better much");
        check(Measure::Calls, 1.0, "neither");
    }
}
