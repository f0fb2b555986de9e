//! How services stand with their objectives: what is left of the error budget, and how fast it burns.

use super::scope::Scope;
use crate::prelude::*;
use crate::ui::format::{self, fixed};
use crate::{paths, words};
use domain::objective::{Care, Standing};

/// The width of a budget's bar, in pixels.
const WIDTH: f64 = 40.0;

/// The section.
pub fn draw(standings: &[Standing], scope: &Scope) -> impl IntoView + use<> {
    let body = if standings.is_empty() {
        nothing(scope)
    } else {
        let rows = standings.iter().map(|standing| row(standing, scope)).collect_view();
        view! {
            <table class="dense objectives">
                <thead>
                    <tr>
                        <th scope="col">"Service"</th>
                        <td></td>
                        <th scope="col" class="number">"Left"</th>
                        <th scope="col" class="number">"1 h"</th>
                        <th scope="col" class="number">"6 h"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    };
    view! {
        <section class="section">
            <header><h2>"Objectives"</h2><small>"budget left, burn rate over 1 h, 6 h"</small></header>
            {body}
        </section>
    }
}

/// That nothing is asked, and where it would be.
fn nothing(scope: &Scope) -> AnyView {
    let (words, path) = match &scope.service {
        Some(service) => ("Set one", paths::service(service)),
        None => ("Open a service to set one", paths::services()),
    };
    view! { <p class="quietly">"None is set. "<a href=path>{words}</a></p> }
}

fn row(standing: &Standing, scope: &Scope) -> impl IntoView + use<> {
    let (care, asked) = (standing.care(), words::objective(&standing.objective));
    let about = format!("{asked} of {} days", standing.objective.days);
    let class = words::care_class(care).map_or_else(|| "number".to_owned(), |care| format!("number {care}"));
    let path = scope.of_service(Some(standing.service.clone())).path();
    let title = format!("{}: {about}, {}", standing.service, told(standing));
    let rate = |rate: Option<f64>| view! { <td class=class.clone()>{format::dash(rate, format::times)}</td> };
    view! {
        <tr title=title>
            <th scope="row"><a href=path>{standing.service.clone()}</a>" "<small>{asked}</small></th>
            <td>{bar(standing.budget_left, care)}</td>
            <td class=class.clone()>{format::dash(standing.budget_left, format::balance)}</td>
            {rate(standing.burn_rate_1h)}
            {rate(standing.burn_rate_6h)}
        </tr>
    }
}

fn bar(left: Option<f64>, care: Care) -> impl IntoView + use<> {
    let class = match care {
        Care::Spent => "budget bad",
        Care::Burning => "budget warn",
        Care::Well => "budget",
    };
    let left = left.map(|left| view! { <rect class="left" y="1" width=fixed((left.clamp(0.0, 1.0) * WIDTH).max(2.0), 1) height="4" /> });
    view! { <svg class=class width="40" height="6" viewBox="0 0 40 6" aria-hidden="true"><rect class="whole" width="40" height="6" />{left}</svg> }
}

/// How many calls were bad, in words.
pub fn told(standing: &Standing) -> String {
    let of = format::plural(standing.calls, "call", "calls");
    format!("{} of {of} bad", format::count(standing.bad))
}
