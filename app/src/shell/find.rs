//! The find box: a few letters lead to any service, tool, run or page.

use crate::api::{Ask, Asked, Finds, Hit};
use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use leptos::{ev, html};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// What the box knows while somebody types.
#[derive(Clone, Copy)]
struct Finding {
    words: RwSignal<String>,
    is_open: RwSignal<bool>,
    at: RwSignal<usize>,
    /// Whether Enter was pressed and waits for what the last words find.
    is_due: RwSignal<bool>,
    finds: Asked<Finds>,
    /// How many hits are seen: keys choose among them.
    count: StoredValue<usize>,
}

impl Finding {
    fn new() -> Self {
        let words = RwSignal::new(String::new());
        // No words are no question: what the last ones found stays until there are others.
        let question = Memo::new(move |before: Option<&String>| {
            let words = words.get();
            if words.trim().is_empty() { before.cloned().unwrap_or_default() } else { words }
        });
        Self {
            words,
            is_open: RwSignal::new(false),
            at: RwSignal::new(0),
            is_due: RwSignal::new(false),
            finds: Asked::new(move || (Ask::Find(question.get()), 0)),
            count: StoredValue::new(0),
        }
    }

    /// What was found.
    fn found(self) -> Vec<Hit> {
        let hits = self.finds.get().and_then(Result::ok).unwrap_or_default().hits;
        self.count.set_value(hits.len());
        hits
    }

    fn has_words(self) -> bool {
        self.words.with(|words| !words.trim().is_empty())
    }

    fn is_shown(self) -> bool {
        self.is_open.get() && self.has_words()
    }

    fn type_in(self, words: String) {
        self.words.set(words);
        self.is_open.set(true);
        self.is_due.set(false);
        self.at.set(0);
    }

    fn step(self, by: isize) {
        let count = self.count.get_value().max(1) as isize;
        self.at.update(|at| *at = (*at as isize + by).rem_euclid(count) as usize);
        self.is_open.set(true);
    }

    /// Where Enter leads, once it is known: the chosen hit, or the catalogue searched for the words.
    fn target(self) -> Option<String> {
        let words = self.words.get();
        let search = || paths::tools_search(words.trim());
        if !self.is_open.get() {
            return Some(search());
        }
        match self.finds.get()? {
            // Whoever types fast presses Enter before the answer is there; the one to earlier words is not theirs.
            Ok(finds) if finds.words != words => None,
            Ok(finds) => Some(finds.hits.into_iter().nth(self.at.get_untracked()).map_or_else(search, |hit| hit.path)),
            Err(_) => Some(search()),
        }
    }

    /// Follows Enter as soon as it is known where it leads.
    fn follow(self, go: Callback<String>) {
        Effect::new(move |_| {
            if let Some(path) = self.is_due.get().then(|| self.target()).flatten() {
                self.is_due.set(false);
                go.run(path);
            }
        });
    }
}

/// The box, with what it found below it.
#[component]
pub fn Find(
    /// The field, for the keys that lead to it.
    input: NodeRef<html::Input>,
) -> impl IntoView {
    let finding = Finding::new();
    let go = Callback::new({
        let navigate = use_navigate();
        move |path: String| {
            finding.is_open.set(false);
            if let Some(input) = input.get_untracked() {
                input.set_value("");
                let _ = input.blur();
            }
            navigate(&path, NavigateOptions::default());
            finding.words.set(String::new());
        }
    });
    finding.follow(go);
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => take(&event, || finding.step(1)),
        "ArrowUp" => take(&event, || finding.step(-1)),
        "Enter" => take(&event, || finding.is_due.set(finding.has_words())),
        "Escape" => take(&event, || close(finding, input)),
        _ => {}
    };
    let expanded = move || if finding.is_shown() { "true" } else { "false" };
    let active = move || finding.is_shown().then(|| format!("found-{}", finding.at.get()));
    view! {
        <form class="find" role="search" action=paths::tools()>
            <Icon name="search" />
            <input
                node_ref=input
                name="q"
                type="text"
                placeholder="Find a service, tool, run or page"
                aria-label="Find a service, tool, run or page"
                role="combobox"
                aria-autocomplete="list"
                aria-controls="found"
                aria-expanded=expanded
                aria-activedescendant=active
                autocomplete="off"
                spellcheck="false"
                on:input:target=move |event| finding.type_in(event.target().value())
                on:focus=move |_| finding.is_open.set(true)
                on:blur=move |_| finding.is_open.set(false)
                on:keydown=on_key
            />
            <kbd aria-hidden="true">"/"</kbd>
            <Found finding=finding go=go />
        </form>
    }
}

#[component]
fn Found(finding: Finding, go: Callback<String>) -> impl IntoView {
    let options = move || finding.found().into_iter().enumerate().map(|(place, hit)| option(finding, place, hit, go)).collect_view();
    let none = move || {
        finding.found().is_empty().then(|| view! { <p class="none quietly">"Nothing is called so. Enter searches the tools for it."</p> })
    };
    // A press must not take the focus from the field, or the list would close under it.
    view! {
        <div class="found lifted" hidden=move || !finding.is_shown() on:mousedown=|event| event.prevent_default()>
            <div id="found" role="listbox" aria-label="Found">
                <Transition>{dynamic(options)}</Transition>
            </div>
            <Transition>{dynamic(none)}</Transition>
        </div>
    }
}

fn option(finding: Finding, place: usize, hit: Hit, go: Callback<String>) -> impl IntoView {
    let selected = move || if finding.at.get() == place { "true" } else { "false" };
    let path = hit.path;
    view! {
        <div role="option" id=format!("found-{place}") aria-selected=selected on:click=move |_| go.run(path.clone())>
            <small>{hit.kind}</small>
            <span class="cut-off">{hit.name}</span>
            <span class="hint cut-off">{hit.about}</span>
        </div>
    }
}

fn take(event: &ev::KeyboardEvent, act: impl FnOnce()) {
    event.prevent_default();
    act();
}

fn close(finding: Finding, input: NodeRef<html::Input>) {
    if finding.is_open.get_untracked() && finding.words.with_untracked(|words| !words.is_empty()) {
        finding.is_open.set(false);
    } else if let Some(input) = input.get_untracked() {
        let _ = input.blur();
    }
}
