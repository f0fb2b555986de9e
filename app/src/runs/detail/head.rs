//! The head of a run: what is wanted, how it stands, and the way to end it.

use crate::api::{CancelRun, Fault};
use crate::paths;
use crate::prelude::*;
use crate::runs::{ask, badge};
use crate::ui::badge::Badge;
use crate::ui::icon::Icon;
use crate::ui::post::PostForm;
use crate::words;
use domain::Time;
use domain::run::Run;
use leptos::server_fn::ServerFn as _;

/// What ends a run by its id.
pub type Cancelling = Action<String, Result<(), Fault>>;

/// The head.
#[component]
pub fn Head(run: Run, cancel: Cancelling) -> impl IntoView {
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
}

#[component]
fn Cancel(id: String, cancel: Cancelling) -> impl IntoView {
    let trouble = move || match cancel.value().get() {
        Some(Err(fault)) => Some(view! { <span class="field-error"><Icon name="warning" size=14 />{fault.0.detail}</span> }),
        _ => None,
    };
    let send = Callback::new({
        let id = id.clone();
        move |()| {
            cancel.dispatch(id.clone());
        }
    });
    let words = move || if cancel.pending().get() { "Cancelling" } else { "Cancel run" };
    view! {
        <PostForm url=CancelRun::url() class="actions" send=send>
            <input type="hidden" name="id" value=id.clone() />
            <span aria-live="polite">{dynamic(trouble)}</span>
            <button type="submit" class="button">{dynamic(words)}</button>
        </PostForm>
    }
}
