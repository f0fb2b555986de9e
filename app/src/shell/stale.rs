//! What is said while no event arrives: for how long, since when, and what can be done.

use crate::live::{State, use_live};
use crate::prelude::*;
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::words;

/// The note above the sill, as long as the page is stale.
#[component]
pub fn StaleNote() -> impl IntoView {
    let live = use_live();
    let since = move || match live.state.get() {
        State::Stale(from) => Some(from),
        _ => None,
    };
    let length = move || since().map(|from| format::seconds((live.now.get() - from) / 1000.0));
    let last = move || live.last.with(|last| last.as_ref().map(|event| format!(" Last event {}.", words::clock(event.at))));
    view! {
        <div class="toast note warn" hidden=move || since().is_none()>
            <Icon name="clock" size=14 />
            <span><b>"Stale for " {dynamic(length)} "."</b>{dynamic(last)}</span>
            <button type="button" class="button small quiet" on:click=move |_| live.open()>"Reconnect"</button>
        </div>
    }
}
