//! The find box: a few letters lead to any service, tool, run or page.
//!
//! What looks for them is a part of its own, which is loaded when somebody comes to the box.

use super::found::found;
use crate::browser;
use crate::loaded::from_part;
use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use leptos::{ev, html};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// What the box knows while somebody types.
#[derive(Clone, Copy)]
pub struct Finding {
    /// What was typed.
    pub words: RwSignal<String>,
    /// Whether what it finds may be seen.
    pub is_open: RwSignal<bool>,
    /// The chosen hit, by its place.
    pub at: RwSignal<usize>,
    /// Whether Enter was pressed and waits for what the last words find.
    pub is_due: RwSignal<bool>,
    /// How many hits are seen: keys choose among them.
    pub count: StoredValue<usize>,
    is_wanted: RwSignal<bool>,
}

impl Finding {
    fn new() -> Self {
        Self {
            words: RwSignal::new(String::new()),
            is_open: RwSignal::new(false),
            at: RwSignal::new(0),
            is_due: RwSignal::new(false),
            count: StoredValue::new(0),
            is_wanted: RwSignal::new(false),
        }
    }

    fn has_words(self) -> bool {
        self.words.with(|words| !words.trim().is_empty())
    }

    fn is_shown(self) -> bool {
        self.is_open.get() && self.has_words()
    }

    /// Somebody comes to the box; who came before the page was taken over is noticed when they type.
    fn come(self) {
        self.is_wanted.set(true);
        self.is_open.set(true);
    }

    fn type_in(self, words: String) {
        self.come();
        self.words.set(words);
        self.is_due.set(false);
        self.at.set(0);
    }

    fn step(self, by: isize) {
        let count = self.count.get_value().max(1) as isize;
        self.at.update(|at| *at = (*at as isize + by).rem_euclid(count) as usize);
        self.is_open.set(true);
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
            }
            navigate(&path, NavigateOptions::default());
            browser::focus_page();
            finding.words.set(String::new());
        }
    });
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
                on:focus=move |_| finding.come()
                on:blur=move |_| finding.is_open.set(false)
                on:keydown=on_key
            />
            <kbd aria-hidden="true">"/"</kbd>
            // A press must not take the focus from the field, or the list would close under it.
            <div class="found lifted" hidden=move || !finding.is_shown() on:mousedown=|event| event.prevent_default()>
                {dynamic(move || finding.is_wanted.get().then(|| from_part(found(finding, go))))}
            </div>
        </form>
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
