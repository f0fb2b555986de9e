//! The filter in the page bar: one service, then one tool of it. A form, so that it works without scripts.

use super::scope::Scope;
use crate::api::{Json, load_catalogue};
use crate::live::{Topic, use_live};
use crate::paths;
use domain::list::LIMIT_MAX;
use domain::tool::ToolQuery;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The filter.
#[component]
pub fn Filter(scope: Memo<Scope>) -> impl IntoView {
    let live = use_live();
    let service = Memo::new(move |_| scope.with(|scope| scope.service.clone()));
    let services = Resource::new(move || live.version(Topic::Services), |_| services());
    let tools = Resource::new(move || (service.get(), live.version(Topic::Services)), |(service, _)| tools(service));
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
            <Transition>
                {move || services.get().map(|names| choice(("service", "Service", "Every service"), names, chosen_service(), of_service))}
                {move || {
                    let names = tools.get().filter(|_| service.with(Option::is_some));
                    names.map(|names| choice(("tool", "Tool", "Every tool"), names, chosen_tool(), of_tool))
                }}
            </Transition>
            <noscript inner_html="<button class=\"button\">Show</button>" />
        </form>
    }
    .into_any()
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

/// The services that have tools.
async fn services() -> Vec<String> {
    let query = ToolQuery { limit: Some(1), ..ToolQuery::default() };
    // Without names the page still shows its charts, and says itself what failed.
    load_catalogue(Json(query)).await.map(|found| found.services.into_iter().map(|facet| facet.value).collect()).unwrap_or_default()
}

/// The tools of the chosen service; none before one is chosen.
async fn tools(service: Option<String>) -> Vec<String> {
    let Some(service) = service else { return Vec::new() };
    let query = ToolQuery { service: Some(service), limit: Some(LIMIT_MAX), ..ToolQuery::default() };
    load_catalogue(Json(query)).await.map(|found| found.found.items.iter().map(|tool| tool.id.to_string()).collect()).unwrap_or_default()
}
