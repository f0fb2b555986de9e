//! The filter in the page bar: a query of what calls are rolled up by, with what may be written offered. A form, so that it works
//! without scripts.

use super::scope::Scope;
use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use domain::call::Outcome;
use domain::query::equals;
use leptos::html;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The filter.
#[component]
pub fn Filter(scope: Memo<Scope>) -> impl IntoView {
    let live = use_live();
    let service = Memo::new(move |_| scope.with(|scope| scope.service.clone()));
    let services = Asked::<Vec<String>>::new(move || (Ask::Providers, live.version(Topic::Services)));
    let tools = Asked::<Vec<String>>::new(move || (Ask::ToolsOf(service.get()), live.version(Topic::Services)));
    let callers = Asked::<Vec<String>>::new(move || (Ask::Callers, live.version(Topic::Services)));
    let (field, navigate) = (NodeRef::<html::Input>::new(), use_navigate());
    let go = Callback::new(move |()| {
        let here = scope.get_untracked();
        let query = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        if query.trim() != here.as_query() {
            navigate(&here.of_query(&query).path(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        }
    });
    let text = Memo::new(move |_| scope.with(Scope::as_query));
    let names = |asked: Asked<Vec<String>>| asked.get().and_then(Result::ok).unwrap_or_default();
    view! {
        <form class="filter-calls" action=paths::analytics() role="search" aria-label="Filter the calls" on:submit=move |event| { event.prevent_default(); go.run(()); }>
            {dynamic(move || kept(&scope.get()))}
            <Icon name="search" size=14 />
            <input
                node_ref=field
                name="query"
                type="text"
                list="analytics-offers"
                aria-label="Query of the calls"
                placeholder="service = orders"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                value=text.get_untracked()
                prop:value=text
                on:change=move |_| go.run(())
            />
            <Transition>
                {dynamic(move || offers(&scope.get(), names(services), names(tools), names(callers)))}
            </Transition>
            <noscript inner_html="<button class=\"button\">Show</button>" />
        </form>
    }
}

/// What stays as it is when the filter is another.
fn kept(scope: &Scope) -> impl IntoView + use<> {
    let field = |(key, value): (&'static str, String)| view! { <input type="hidden" name=key value=value /> };
    scope.whole().words().into_iter().map(field).collect_view()
}

/// What may be written: beside a service, what charts can tell of it besides.
fn offers(scope: &Scope, services: Vec<String>, tools: Vec<String>, callers: Vec<String>) -> impl IntoView + use<> {
    let option = |query: String| view! { <option value=query></option> };
    view! { <datalist id="analytics-offers">{queries(scope, services, tools, callers).into_iter().map(option).collect_view()}</datalist> }
}

fn queries(scope: &Scope, mut services: Vec<String>, mut tools: Vec<String>, mut callers: Vec<String>) -> Vec<String> {
    [&mut services, &mut tools, &mut callers].into_iter().for_each(|names| names.sort_unstable());
    let outcomes: Vec<String> = Outcome::ALL.iter().map(|outcome| outcome.word().to_owned()).collect();
    let of = |field: &str, names: Vec<String>| names.into_iter().map(|name| equals(field, &name)).collect::<Vec<_>>();
    let of_all = [of("caller", callers), of("outcome", outcomes)].concat();
    // Neither callers nor outcomes are kept by tool: the service is what goes along.
    let within = scope.service.as_ref().map(|service| {
        let service = equals("service", service);
        of_all.iter().map(|query| format!("{service} AND {query}")).collect::<Vec<_>>()
    });
    [of("tool", tools), within.unwrap_or_default(), of("service", services), of_all].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_charts_can_tell_is_offered_and_first_of_the_service_that_is_looked_at() {
        let check = |scope: &Scope, first: [&str; 3], count: usize| {
            let tools = if scope.service.is_some() { names(&["geo.city"]) } else { Vec::new() };
            let offered = queries(scope, names(&["text", "geo"]), tools, names(&["a b"]));
            assert_eq!((offered[..3].iter().map(String::as_str).collect::<Vec<_>>(), offered.len()), (first.to_vec(), count));
        };
        let whole = Scope::default();
        check(&whole, ["service = geo", "service = text", "caller = \"a b\""], 13);
        let geo = whole.of_service(Some("geo".to_owned()));
        check(&geo, ["tool = geo.city", "service = geo AND caller = \"a b\"", "service = geo AND outcome = ok"], 25);
    }
}
