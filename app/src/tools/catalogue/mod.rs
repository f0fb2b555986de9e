//! The catalogue: search as you type, facets, results with their reasons, and a look at the current one.

mod facets;
mod preview;
mod results;
mod walk;

use super::kept::kept;
use super::search::{SHOWN, Search};
use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::loaded::loaded;
use crate::paths;
use crate::prelude::*;
use crate::ui::format::{count, fixed, plural};
use crate::ui::icon::Icon;
use domain::tool::{Catalogue, ToolPage};
use facets::Facets;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use preview::Preview;
use results::Results;
use std::time::Duration;
use walk::Walk;

/// The form that a browser without scripts sends; the facets belong to it wherever they stand.
const FORM: &str = "catalogue-search";

/// How long a pause in typing begins a search.
const PAUSE: Duration = Duration::from_millis(120);

/// The catalogue.
#[component]
pub fn CataloguePage() -> impl IntoView {
    let params = use_query_map();
    let search = Memo::new(move |_| params.with(|params| Search::read(params.into_iter().map(|(key, value)| (key.as_ref(), value)))));
    let live = use_live();
    let stale = move || live.version(Topic::Services);
    let found = Asked::new(move || (Ask::Catalogue(search.get().query(SHOWN)), stale()));
    let walk = Walk::new(search);
    let looked_at = Asked::new(move || (Ask::Preview { id: walk.current_id(), query: search.get().query(1) }, stale()));
    view! {
        <SearchBar search=search walk=walk found=found />
        <div class="catalogue" on:keydown=move |event| walk.on_key(&event)>
            {kept(found, 14, move |catalogue| view! { <Facets catalogue=catalogue search=search form=FORM /> <Results catalogue=catalogue search=search walk=walk /> }, None)}
            <aside class="preview" aria-label="The current tool">
                {loaded(looked_at, 9, |tool: Option<ToolPage>| tool.map(|tool| view! { <Preview tool=tool /> }))}
            </aside>
        </div>
    }
}

/// Goes to a search without a new entry in the browser's history, or a jump of the page.
fn go(search: &Search, navigate: impl Fn(&str, NavigateOptions)) {
    navigate(&search.path(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
}

#[component]
fn SearchBar(search: Memo<Search>, walk: Walk, found: Asked<Catalogue>) -> impl IntoView {
    let navigate = use_navigate();
    let mut typed = debounce(PAUSE, {
        let navigate = navigate.clone();
        move |words: String| go(&search.get_untracked().with_words(&words), &navigate)
    });
    let on_input = move |event| typed(event_target_value(&event));
    let words = move || search.with(|search| search.words.clone());
    let clear = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !search.with_untracked(|search| search.words.is_empty()) {
            event.prevent_default();
            go(&search.get_untracked().with_words(""), &navigate);
        }
    };
    let open = move |event: SubmitEvent| {
        event.prevent_default();
        walk.open();
    };
    view! {
        <form class="page-bar catalogue-bar" id=FORM role="search" aria-label="Search the tools" action=paths::tools() on:submit=open>
            <h1>"Tools"</h1>
            <label class="find-tools">
                <Icon name="search" size=14 />
                <span class="unseen">"Search the tools"</span>
                <input
                    type="search"
                    name="q"
                    placeholder="What should the tool do?"
                    autocomplete="off"
                    spellcheck="false"
                    node_ref=walk.input
                    value=search.with_untracked(|search| search.words.clone())
                    prop:value=words
                    on:input=on_input
                    on:keydown=move |event| {
                        walk.on_key(&event);
                        clear(event);
                    }
                />
            </label>
            <p role="status">
                <Transition fallback=|| ()>{dynamic(move || found.get().and_then(Result::ok).map(|catalogue| tell(&catalogue)))}</Transition>
            </p>
        </form>
    }
}

/// How many were found of how many, and how fast.
fn tell(catalogue: &Catalogue) -> String {
    let (found, all) = (catalogue.found.total, catalogue.all);
    let took = fixed(catalogue.took_ms.max(0.1), 1);
    let took = format!("{took}\u{202f}ms");
    if found == all {
        format!("{}, {took}", plural(all, "tool", "tools"))
    } else {
        format!("{} of {}, {took}", count(found), plural(all, "tool", "tools"))
    }
}
