//! The filter in the page bar: one service, then one tool of it. A form, so that it works without scripts.

use super::scope::Scope;
use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::paths;
use crate::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The filter.
#[component]
pub fn Filter(scope: Memo<Scope>) -> impl IntoView {
    let live = use_live();
    let service = Memo::new(move |_| scope.with(|scope| scope.service.clone()));
    let services = Asked::<Vec<String>>::new(move || (Ask::Providers, live.version(Topic::Services)));
    let tools = Asked::<Vec<String>>::new(move || (Ask::ToolsOf(service.get()), live.version(Topic::Services)));
    let navigate = use_navigate();
    let go = Callback::new(move |scope: Scope| {
        navigate(&scope.path(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let of_service = Callback::new(move |service| go.run(scope.get_untracked().of_service(service)));
    let of_tool = Callback::new(move |tool| go.run(scope.get_untracked().of_tool(tool)));
    let chosen_service = move || scope.with(|scope| scope.service.clone());
    let chosen_tool = move || scope.with(|scope| scope.tool.clone());
    view! {
        <form class="actions" action=paths::analytics() role="search" aria-label="Filter the calls">
            <input type="hidden" name="range" value=move || scope.with(|scope| scope.range.key()) />
            // Without names the page still shows its charts, and says itself what failed.
            <Transition>
                {dynamic(move || services.get().map(|names| choice(("service", "Service", "Every service"), names.unwrap_or_default(), chosen_service(), of_service)))}
                {dynamic(move || {
                    let names = tools.get().filter(|_| service.with(Option::is_some));
                    names.map(|names| choice(("tool", "Tool", "Every tool"), names.unwrap_or_default(), chosen_tool(), of_tool))
                })}
            </Transition>
            <noscript inner_html="<button class=\"button\">Show</button>" />
        </form>
    }
}

/// One choice by name; what is chosen is offered even where it is no longer there.
fn choice(
    (key, label, all): (&'static str, &'static str, &'static str),
    mut names: Vec<String>,
    chosen: Option<String>,
    choose: Callback<Option<String>>,
) -> impl IntoView {
    names.extend(chosen.clone().filter(|chosen| !names.contains(chosen)));
    names.sort_unstable();
    let is_whole = chosen.is_none();
    let option = move |name: String| {
        let is_chosen = chosen.as_ref() == Some(&name);
        let words = name.clone();
        view! { <option value=name selected=is_chosen prop:selected=is_chosen>{words}</option> }
    };
    view! {
        <select name=key aria-label=label on:change=move |event| choose.run(Some(event_target_value(&event)).filter(|name| !name.is_empty()))>
            <option value="" selected=is_whole prop:selected=is_whole>{all}</option>
            {names.into_iter().map(option).collect_view()}
        </select>
    }
}
