//! Changes of health, newest first.

use crate::prelude::*;
use crate::ui::format::host;
use crate::ui::sign::Sign;
use crate::words;
use domain::Time;
use domain::service::HealthChange;

/// The history as a list.
#[component]
pub fn History(history: Vec<HealthChange>, now: Time) -> impl IntoView {
    let body = if history.is_empty() {
        view! { <p class="quietly before">"No change of health was seen yet."</p> }
    } else {
        view! { <ol class="rows history">{history.into_iter().map(|change| row(change, now)).collect_view()}</ol> }
    };
    view! {
        <section class="section">
            <header><h2>"Health history"</h2><small>"newest first"</small></header>
            {body}
        </section>
    }
}

fn row(HealthChange { at, instance, health, reason }: HealthChange, now: Time) -> impl IntoView {
    view! {
        <li>
            <time datetime=at.to_string()>{words::moment(at, now)}</time>
            <Sign mark=words::mark(health) size=10 />
            <span class="word">{health.word()}</span>
            <span class="cut-off" title=reason.clone()>{reason.clone()}</span>
            <code>{host(&instance)}</code>
        </li>
    }
}
