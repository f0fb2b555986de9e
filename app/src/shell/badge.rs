//! The live badge: whether what is shown is as it is now.

use crate::live::{State, use_live};
use crate::prelude::*;
use crate::ui::format;

/// "Live", "Stale for 14 s" or "Paused".
#[component]
pub fn LiveBadge() -> impl IntoView {
    let live = use_live();
    let words = move || match live.state.get() {
        State::Connecting => "Connecting".to_owned(),
        State::Live => "Live".to_owned(),
        State::Stale(from) => format!("Stale for {}", format::seconds((live.now.get() - from) / 1000.0)),
        State::Paused => "Paused".to_owned(),
    };
    // Read aloud once a state, not once a second.
    let said = Memo::new(move |_| match live.state.get() {
        State::Connecting => "",
        State::Live => "Live",
        State::Stale(_) => "Stale: the server does not answer",
        State::Paused => "Paused",
    });
    view! {
        <p class=move || class(live.state.get())>
            <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">{dynamic(move || shape(live.state.get()))}</svg>
            <span aria-hidden="true">{dynamic(words)}</span>
            <span class="unseen" role="status">{said}</span>
        </p>
    }
}

const fn class(state: State) -> &'static str {
    match state {
        State::Connecting => "live connecting",
        State::Stale(_) => "live stale-now",
        State::Live | State::Paused => "live",
    }
}

fn shape(state: State) -> impl IntoView {
    let (class, path) = match state {
        State::Live => ("dot", "M5 1a4 4 0 1 1 0 8a4 4 0 1 1 0-8z"),
        State::Connecting | State::Stale(_) => ("ring", "M5 1.6a3.4 3.4 0 1 1 0 6.8a3.4 3.4 0 1 1 0-6.8z"),
        State::Paused => ("pause", "M2 1h2v8H2zM6 1h2v8H6z"),
    };
    view! { <path class=class d=path /> }
}
