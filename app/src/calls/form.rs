//! The form that asks for other calls: a query, a service, an outcome. It works without scripts.

use super::place;
use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use domain::call::{CallQuery, Outcome};
use domain::failure::Violation;
use leptos::html;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// What is asked beside the form's own fields: it goes along.
const KEPT: [&str; 7] = ["from", "to", "tool", "caller", "instance", "run", "trace"];

/// The form, with what of the question cannot be read.
#[component]
pub fn Form(asked: CallQuery, wrong: Vec<Violation>) -> impl IntoView {
    let query = NodeRef::<html::Input>::new();
    let service = NodeRef::<html::Input>::new();
    let navigate = use_navigate();
    let before = StoredValue::new(asked.clone());
    let go = Callback::new(move |asked: CallQuery| navigate(&place::path(&asked), NavigateOptions::default()));
    // Also where an outcome is chosen: what was typed before goes along.
    let typed = move || {
        let text = |field: NodeRef<html::Input>| field.get_untracked().map(|field| field.value());
        let asked = place::with(&before.get_value(), "query", text(query));
        place::with(&asked, "service", text(service))
    };
    let send = move || go.run(typed());
    let choose = move |outcome: String| go.run(place::with(&typed(), "outcome", Some(outcome)));
    let kept =
        KEPT.into_iter().filter_map(|key| place::text(&asked, key).map(|text| view! { <input type="hidden" name=key value=text /> }));
    let (kept, is_wrong) = (kept.collect_view(), wrong.iter().any(|wrong| wrong.pointer == "/query"));
    let chosen = asked.outcome.clone().unwrap_or_default();
    let query_text = asked.query.clone().unwrap_or_default();
    let service_text = asked.service.clone().unwrap_or_default();
    view! {
        <form class="ask-calls" role="search" aria-label="Which calls" action=paths::calls() on:submit=move |event| { event.prevent_default(); send(); }>
            {kept}
            <div class="field query">
                <label for="calls-query">"Query"</label>
                <input
                    id="calls-query"
                    node_ref=query
                    name="query"
                    type="text"
                    class="mono"
                    placeholder="latency > 250ms AND NOT caller = console"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-invalid=is_wrong.then_some("true")
                    aria-describedby="calls-wrong"
                    value=query_text.clone()
                    prop:value=query_text
                />
            </div>
            <div class="field">
                <label for="calls-service">"Service"</label>
                <input id="calls-service" node_ref=service name="service" type="text" placeholder="any" autocomplete="off" autocapitalize="off" spellcheck="false"
                    value=service_text.clone() prop:value=service_text />
            </div>
            <div class="field">
                <label for="calls-outcome">"Outcome"</label>
                <select id="calls-outcome" name="outcome" on:change=move |event| choose(event_target_value(&event))>{outcomes(&chosen)}</select>
            </div>
            <button type="submit" class="button">"Show calls"</button>
            <div id="calls-wrong" class="wrong" aria-live="polite">{wrong.into_iter().map(told).collect_view()}</div>
        </form>
    }
}

fn told(wrong: Violation) -> impl IntoView {
    let field = wrong.pointer.trim_start_matches('/').to_owned();
    view! { <p class="field-error"><Icon name="warning" size=14 /><span>{field}": "{wrong.message}"; "{wrong.remedy}"."</span></p> }
}

/// The choices: any, what has no good answer, each; and what else an address asked for.
fn outcomes(chosen: &str) -> AnyView {
    let bad = Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::Ok).map(Outcome::word).collect::<Vec<_>>().join(",");
    let mut choices = vec![(String::new(), "any".to_owned()), (bad, "no good answer".to_owned())];
    choices.extend(Outcome::ALL.map(|outcome| (outcome.word().to_owned(), outcome.words().to_owned())));
    if !choices.iter().any(|(value, _)| value == chosen) {
        choices.push((chosen.to_owned(), chosen.to_owned()));
    }
    let option = |(value, words): (String, String)| {
        let is_chosen = value == chosen;
        view! { <option value=value selected=is_chosen prop:selected=is_chosen>{words}</option> }
    };
    choices.into_iter().map(option).collect_view().into_any()
}
