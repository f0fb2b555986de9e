//! The table of services: worst first, narrowed by the URL, with the form to register one.

mod fields;
mod filter;
mod register;
mod table;

use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::loaded::loaded;
use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use crate::ui::states::Empty;
use domain::overview::ServiceRow;
use filter::{Filter, SHOWN};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use register::Register;
use std::time::Duration;
use table::ServiceTable;

/// The window of the figures, in seconds.
const WINDOW: i64 = 3600;

/// How long a pause in typing narrows the table.
const PAUSE: Duration = Duration::from_millis(120);

/// The services.
#[component]
pub fn ServicesPage() -> impl IntoView {
    let params = use_query_map();
    let filter = Memo::new(move |_| params.with(|params| Filter::read(params.into_iter().map(|(key, value)| (key.as_ref(), value)))));
    let live = use_live();
    let stale = move || live.versions([Topic::Services, Topic::Calls]);
    let rows = Asked::new(move || (Ask::Services { window: WINDOW }, stale()));
    view! {
        <Bar filter=filter />
        <Show when=move || filter.with(|filter| filter.registering)>
            <Register filter=filter />
        </Show>
        <div class="page services">
            {loaded(rows, 12, move |rows: Vec<ServiceRow>| (narrowing(&rows, filter), body(rows, filter)))}
        </div>
    }
}

#[component]
fn Bar(filter: Memo<Filter>) -> impl IntoView {
    let navigate = use_navigate();
    let mut typed = debounce(PAUSE, move |words: String| {
        let filter = Filter { words, from: 0, ..filter.get_untracked() };
        navigate(&filter.path(), in_place());
    });
    let form = move || filter.with(|filter| filter.with_form(!filter.registering).path());
    let is_open = move || filter.with(|filter| filter.registering);
    view! {
        <form class="page-bar services-bar" role="search"
            aria-label="Filter the services" action=paths::services() id="services-search" on:submit=|event| event.prevent_default()>
            <h1>"Services"</h1>
            <label class="find-services">
                <Icon name="filter" size=14 />
                <span class="unseen">"Filter the services"</span>
                <input
                    type="search"
                    name="q"
                    placeholder="Name or environment"
                    autocomplete="off"
                    spellcheck="false"
                    value=filter.with_untracked(|filter| filter.words.clone())
                    prop:value=move || filter.with(|filter| filter.words.clone())
                    on:input=move |event| typed(event_target_value(&event))
                />
            </label>
            <div class="actions">
                <a class="button" class:primary=move || !is_open() href=form aria-expanded=move || if is_open() { "true" } else { "false" }>
                    {dynamic(move || if is_open() { "Close the form" } else { "Register a service" })}
                </a>
            </div>
        </form>
    }
}

fn in_place() -> NavigateOptions {
    NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() }
}

/// The choices of health and tag, from what there is.
fn narrowing(rows: &[ServiceRow], filter: Memo<Filter>) -> AnyView {
    let health = move |word: &str| filter.with(|filter| Filter { health: word.to_owned(), from: 0, ..filter.clone() }.path());
    let is_health = move |word: &str| filter.with(|filter| filter.health == word).then_some("true");
    let segment = move |(health_of, count): (domain::Health, usize)| {
        let word = health_of.word();
        view! { <a href=move || health(word) aria-current=move || is_health(word)>{word}<small>{count}</small></a> }
    };
    let tag = move |tag: String| {
        let (is_it, path) = {
            let (one, other) = (tag.clone(), tag.clone());
            let is_it = move || filter.with(|filter| filter.tag == one);
            let path = move || {
                filter.with(|filter| {
                    Filter { tag: if filter.tag == other { String::new() } else { other.clone() }, from: 0, ..filter.clone() }.path()
                })
            };
            (is_it, path)
        };
        view! { <a class="tag" href=path aria-current=move || is_it().then_some("true")>{tag}</a> }
    };
    let tags = filter::tags(rows);
    view! {
        <div class="narrowing" hidden=rows.is_empty()>
            <nav class="segments" aria-label="Narrow by health">
                <a href=move || health("") aria-current=move || is_health("")>"all"<small>{rows.len()}</small></a>
                {filter::healths(rows).into_iter().map(segment).collect_view()}
            </nav>
            <nav class="tags" aria-label="Narrow by tag">{tags.into_iter().map(tag).collect_view()}</nav>
        </div>
    }
}

fn body(rows: Vec<ServiceRow>, filter: Memo<Filter>) -> AnyView {
    if rows.is_empty() {
        return view! { <NoService /> };
    }
    // The URL is read here, inside the reload, so that one view type is patched whatever moved.
    let filter = filter.get();
    let fitting: Vec<ServiceRow> = rows.into_iter().filter(|row| filter.fits(row)).collect();
    let total = fitting.len();
    if total == 0 {
        return view! {
            <Empty title="No service is like that">
                <p>"None has this name, health and tag together."</p>
                <a class="button" href=paths::services()>"Show all services"</a>
            </Empty>
        };
    }
    let shown: Vec<ServiceRow> = fitting.into_iter().skip(filter.from).take(SHOWN).collect();
    view! { <ServiceTable rows=shown /> <Foot filter=filter total=total /> }
}

#[component]
fn Foot(filter: Filter, total: usize) -> impl IntoView {
    let end = (filter.from + SHOWN).min(total);
    let told = if end - filter.from.min(end) == total {
        String::new()
    } else {
        format!("{} – {end} of {total} shown, worst first.", filter.from + 1)
    };
    let next = (end < total).then(|| view! { <a class="button" href=filter.from(end).path()>"Show the next"</a> });
    let first = (filter.from > 0).then(|| view! { <a class="button quiet" href=filter.from(0).path()>"Back to the worst"</a> });
    view! { <footer class="services-foot"><span>{told}</span>{next}{first}</footer> }
}

#[component]
fn NoService() -> impl IntoView {
    view! {
        <Empty title="No services yet">
            <p>"A service shows up here as soon as it registers. Start with one call, or with the form:"</p>
            <pre>
                "curl -X POST $URL/registry/services -H 'content-type: application/json' \\\n  -d '{\"name\":\"my-service\",\"base_url\":\"http://127.0.0.1:8003\",\"tags\":[\"custom\",\"ai\"]}'"
            </pre>
            <a class="button" href=Filter::default().with_form(true).path()>"Register a service"</a>
        </Empty>
    }
}
