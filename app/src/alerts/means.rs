//! What may be done with an alert: silence, a trial of its webhook, removal. Each is a form, so that they work without scripts.

use super::place::Place;
use super::words::delivery;
use crate::api::{Fault, RemoveAlert, SilenceAlert, TestAlert, remove_alert, silence_alert, test_alert};
use crate::prelude::*;
use crate::ui::icon::Icon;
use crate::ui::post::PostForm;
use leptos::html;
use leptos::server_fn::ServerFn as _;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// For how many hours an alert may be silenced at a press, with words; 0 lifts a silence.
const HOURS: [(u32, &str); 5] = [(1, "1 hour"), (8, "8 hours"), (24, "a day"), (168, "a week"), (0, "no longer")];

/// What came of the last thing that was done, and how often something was.
#[derive(Clone, Copy)]
pub struct Doings {
    said: RwSignal<Option<Result<String, String>>>,
    changes: RwSignal<u32>,
}

impl Doings {
    /// Nothing was done yet; `changes` moves with each.
    pub fn new(changes: RwSignal<u32>) -> Self {
        Self { said: RwSignal::new(None), changes }
    }

    /// Takes down what came of something.
    pub fn settle(self, answer: Result<String, Fault>) {
        if answer.is_ok() {
            self.changes.update(|changes| *changes = changes.wrapping_add(1));
        }
        self.said.set(Some(answer.map_err(|fault| fault.0.detail)));
    }

    /// What came of the last.
    pub fn told(self) -> Option<AnyView> {
        Some(match self.said.get()? {
            Ok(words) => view! { <p class="ok-text">{words}</p> },
            Err(words) => view! { <p class="field-error"><Icon name="warning" size=14 />{words}</p> },
        })
    }
}

/// The means.
#[component]
pub fn Means(name: String, doings: Doings) -> impl IntoView {
    view! {
        <div class="alert-means">
            <Silence name=name.clone() doings=doings />
            <Trial name=name.clone() doings=doings />
            <Removal name=name doings=doings />
        </div>
        <div aria-live="polite">{dynamic(move || doings.told())}</div>
    }
}

#[component]
fn Silence(name: String, doings: Doings) -> impl IntoView {
    let hours = NodeRef::<html::Select>::new();
    let named = hidden(&name);
    let silence = Action::new(move |hours: &u32| {
        let asked = silence_alert(name.clone(), *hours);
        let words = if *hours == 0 { "Its webhook is told again." } else { "Nobody is told for that time; it is judged all the same." };
        async move {
            doings.settle(asked.await.map(|()| words.to_owned()));
        }
    });
    let send = Callback::new(move |()| {
        let chosen = hours.get_untracked().and_then(|select| select.value().parse().ok());
        silence.dispatch(chosen.unwrap_or(0));
    });
    let option = |(hours, words): (u32, &'static str)| view! { <option value=hours>{words}</option> };
    view! {
        <PostForm url=SilenceAlert::url() class="actions" label="Silence it" send=send>
            {named}
            <select name="hours" node_ref=hours aria-label="For how long">{HOURS.map(option).into_iter().collect_view()}</select>
            <button type="submit" class="button">"Silence"</button>
        </PostForm>
    }
}

#[component]
fn Trial(name: String, doings: Doings) -> impl IntoView {
    let named = hidden(&name);
    let test = Action::new(move |(): &()| {
        let asked = test_alert(name.clone());
        async move { doings.settle(asked.await.map(|one| delivery(&one))) }
    });
    let send = Callback::new(move |()| {
        test.dispatch(());
    });
    view! {
        <PostForm url=TestAlert::url() class="actions" send=send>
            {named}
            <button type="submit" class="button">"Test webhook"</button>
        </PostForm>
    }
}

#[component]
fn Removal(name: String, doings: Doings) -> impl IntoView {
    let navigate = use_navigate();
    let named = hidden(&name);
    let remove = Action::new(move |(): &()| {
        let (asked, navigate) = (remove_alert(name.clone()), navigate.clone());
        async move {
            let answer = asked.await;
            let is_gone = answer.is_ok();
            doings.settle(answer.map(|()| "Removed.".to_owned()));
            if is_gone {
                navigate(&Place::Table.path(), NavigateOptions::default());
            }
        }
    });
    // What is removed cannot be read back, so it takes two presses.
    let is_asked = RwSignal::new(false);
    let send = Callback::new(move |()| {
        if is_asked.get_untracked() {
            remove.dispatch(());
        }
        is_asked.set(true);
    });
    let words = move || if is_asked.get() { "Remove for good" } else { "Remove" };
    view! {
        <PostForm url=RemoveAlert::url() class="actions" send=send>
            {named}
            <button type="submit" class="button destructive">{dynamic(words)}</button>
        </PostForm>
    }
}

fn hidden(name: &str) -> AnyView {
    view! { <input type="hidden" name="name" value=name.to_owned() /> }
}
