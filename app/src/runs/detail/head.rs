//! The head of a run: what is wanted, how it stands, and the way to end it.

use crate::api::CancelRun;
use crate::paths;
use crate::runs::{ask, badge};
use crate::ui::badge::Badge;
use crate::ui::icon::Icon;
use crate::words;
use domain::Time;
use domain::run::Run;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// The head.
#[component]
pub fn Head(run: Run, cancel: ServerAction<CancelRun>) -> impl IntoView {
    let state = badge(run.state).map(|(tone, word)| view! { <Badge tone=tone>{word}</Badge> });
    let about = format!(", begun {} by {}, planner {}", words::moment(run.at, Time(0)), run.caller, run.planner.word());
    view! {
        <header class="run-head">
            <div>
                <nav aria-label="Where this is"><a href=paths::runs()>"Runs"</a>" / "<code>{run.id.clone()}</code>{about}</nav>
                <h1>"“"{run.requirement.clone()}"”"</h1>
            </div>
            <div class="actions">
                {state}
                <div hidden=run.state.is_over()><Cancel id=run.id cancel=cancel /></div>
                <a class="button" hidden=!run.state.is_over() href=ask(&run.requirement)>"Ask again"</a>
            </div>
        </header>
    }
    .into_any()
}

#[component]
fn Cancel(id: String, cancel: ServerAction<CancelRun>) -> impl IntoView {
    let trouble = move || match cancel.value().get() {
        Some(Err(fault)) => Some(view! { <span class="field-error"><Icon name="warning" size=14 />{fault.0.detail}</span> }),
        _ => None,
    };
    let words = move || if cancel.pending().get() { "Cancelling" } else { "Cancel run" };
    view! {
        <ActionForm action=cancel attr:class="actions">
            <input type="hidden" name="id" value=id />
            <span aria-live="polite">{trouble}</span>
            <button type="submit" class="button">{words}</button>
        </ActionForm>
    }
}
