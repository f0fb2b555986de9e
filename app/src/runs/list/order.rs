//! The form that starts a run; an example is an address that fills it, so it works without scripts too.

use crate::api::{StartRun, start_run};
use crate::paths;
use crate::prelude::*;
use crate::runs::ask;
use crate::ui::icon::Icon;
use crate::ui::post::PostForm;
use domain::run::REQUIREMENT_MAX;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_navigate;

/// Requirements to begin with: one call, two in sequence, a list, a question.
const EXAMPLES: [&str; 4] = [
    "convert 12 miles to kilometres",
    "distance between Paris and Berlin in miles",
    "what weekday is 90 days after 2026-11-20",
    "median and mean of 3, 5, 8 and 21",
];

/// The form.
#[component]
pub fn OrderForm(
    /// The requirement that the address brings.
    asked: Memo<String>,
) -> impl IntoView {
    let start = Action::new(|requirement: &String| start_run(requirement.clone()));
    let field = NodeRef::<html::Textarea>::new();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(id)) = start.value().get() {
            navigate(&paths::run(&id), leptos_router::NavigateOptions::default());
        }
    });
    let send = Callback::new(move |()| {
        if let Some(field) = field.get_untracked().filter(|_| !start.pending().get_untracked()) {
            start.dispatch(field.value());
        }
    });
    let submit = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            send.run(());
        }
    };
    let example = move |text: &'static str| {
        let fill = move |_| {
            if let Some(field) = field.get_untracked() {
                field.set_value(text);
                let _ = field.focus();
            }
        };
        view! { <li><a href=ask(text) on:click=fill>{text}</a></li> }
    };
    let trouble = move || match start.value().get() {
        Some(Err(fault)) => {
            let remedy: Vec<String> = fault.0.errors.into_iter().map(|error| format!(" {}: {}.", error.message, error.remedy)).collect();
            Some(view! { <p class="field-error"><Icon name="warning" size=14 />{fault.0.detail}{remedy.concat()}</p> })
        }
        _ => None,
    };
    let words = move || if start.pending().get() { "Starting" } else { "Start run" };
    view! {
        <PostForm url=StartRun::url() class="order" label="Start a run" send=send>
            <label for="requirement">"Requirement"</label>
            <textarea
                id="requirement"
                name="requirement"
                node_ref=field
                rows="3"
                required
                maxlength=REQUIREMENT_MAX.to_string()
                spellcheck="false"
                aria-describedby="requirement-about"
                prop:value=move || asked.get()
                on:keydown=submit
            >
                {asked.get_untracked()}
            </textarea>
            <div class="order-foot">
                <button type="submit" class="button primary" aria-disabled=move || start.pending().get().then_some("true")>
                    {dynamic(words)}<kbd class="wide">"Ctrl ↵"</kbd>
                </button>
                <p id="requirement-about">
                    "The builtin planner reads values and words, searches the catalogue, and calls what fits. It needs no model and no key."
                </p>
            </div>
            <div aria-live="polite">{dynamic(trouble)}</div>
            <div class="examples">
                <span id="examples">"For example"</span>
                <ul aria-labelledby="examples">{EXAMPLES.map(example)}</ul>
            </div>
        </PostForm>
    }
}
