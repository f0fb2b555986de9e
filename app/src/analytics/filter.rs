//! The filter in the page bar: a service, and one of its tools, a caller, or an outcome. A form, so that it works without
//! scripts.

use super::scope::Scope;
use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::paths;
use crate::prelude::*;
use domain::call::Outcome;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Where another choice leads.
type Lead = fn(&Scope, Option<String>) -> Scope;

/// The filter.
#[component]
pub fn Filter(scope: Memo<Scope>) -> impl IntoView {
    let live = use_live();
    let service = Memo::new(move |_| scope.with(|scope| scope.service.clone()));
    let services = Asked::<Vec<String>>::new(move || (Ask::Providers, live.version(Topic::Services)));
    let tools = Asked::<Vec<String>>::new(move || (Ask::ToolsOf(service.get()), live.version(Topic::Services)));
    let callers = Asked::<Vec<String>>::new(move || (Ask::Callers, live.version(Topic::Services)));
    let navigate = use_navigate();
    let go = Callback::new(move |scope: Scope| {
        navigate(&scope.path(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let choose = move |lead: Lead| Callback::new(move |choice| go.run(lead(&scope.get_untracked(), choice)));
    let (of_service, of_tool, of_caller) = (choose(Scope::of_service), choose(Scope::of_tool), choose(Scope::of_caller));
    let of_outcome = choose(|scope, word| scope.of_outcome(word.as_deref().and_then(Outcome::from_word)));
    let names = |asked: Asked<Vec<String>>| asked.get().map(|names| plain(names.unwrap_or_default()));
    // Without names the page still shows its charts, and says itself what failed. Calls are not kept by two of tool, caller
    // and outcome at once, so beside one of them the others are not offered.
    view! {
        <form class="actions" action=paths::analytics() role="search" aria-label="Filter the calls">
            {dynamic(move || kept(&scope.get()))}
            <Transition>
                {dynamic(move || names(services).map(|names| choice(("service", "Service", "Every service"), names, scope.get().service, of_service)))}
                {dynamic(move || {
                    let scope = scope.get();
                    let is_offered = scope.service.is_some() && scope.caller.is_none() && scope.outcome.is_none();
                    names(tools).filter(|_| is_offered).map(|names| choice(("tool", "Tool", "Every tool"), names, scope.tool, of_tool))
                })}
                {dynamic(move || {
                    let scope = scope.get();
                    let is_offered = scope.tool.is_none() && scope.outcome.is_none();
                    names(callers).filter(|_| is_offered).map(|names| choice(("caller", "Caller", "Every caller"), names, scope.caller, of_caller))
                })}
                {dynamic(move || {
                    let scope = scope.get();
                    let is_offered = scope.tool.is_none() && scope.caller.is_none();
                    let chosen = scope.outcome.map(|outcome| outcome.word().to_owned());
                    is_offered.then(|| choice(("outcome", "Outcome", "Every outcome"), outcomes(), chosen, of_outcome))
                })}
            </Transition>
            <noscript inner_html="<button class=\"button\">Show</button>" />
        </form>
    }
}

/// What stays as it is when the filter is another.
fn kept(scope: &Scope) -> impl IntoView + use<> {
    let filters = scope.filter();
    let is_kept = |(key, _): &(&'static str, String)| filters.iter().all(|(filter, _)| filter != key);
    let field = |(key, value): (&'static str, String)| view! { <input type="hidden" name=key value=value /> };
    scope.words().into_iter().filter(is_kept).map(field).collect_view()
}

/// Names that are their own words.
fn plain(mut names: Vec<String>) -> Vec<(String, String)> {
    names.sort_unstable();
    names.into_iter().map(|name| (name.clone(), name)).collect()
}

fn outcomes() -> Vec<(String, String)> {
    Outcome::ALL.iter().map(|outcome| (outcome.word().to_owned(), outcome.words().to_owned())).collect()
}

/// One choice, each a value and its words; what is chosen is offered even where it is no longer there.
fn choice(
    (key, label, all): (&'static str, &'static str, &'static str),
    mut names: Vec<(String, String)>,
    chosen: Option<String>,
    choose: Callback<Option<String>>,
) -> impl IntoView {
    let is_new = |chosen: &String| names.iter().all(|(name, _)| name != chosen);
    let lost = chosen.clone().filter(is_new);
    names.extend(lost.map(|name| (name.clone(), name)));
    let is_whole = chosen.is_none();
    let option = move |(name, words): (String, String)| {
        let is_chosen = chosen.as_ref() == Some(&name);
        view! { <option value=name selected=is_chosen prop:selected=is_chosen>{words}</option> }
    };
    view! {
        <select name=key aria-label=label on:change=move |event| choose.run(Some(event_target_value(&event)).filter(|name| !name.is_empty()))>
            <option value="" selected=is_whole prop:selected=is_whole>{all}</option>
            {names.into_iter().map(option).collect_view()}
        </select>
    }
}
