//! The query box of the map: what fits stands out, and why is said beneath.

mod completion;

use super::page::{Go, Shown};
use super::place::Place;
use crate::api::Asked;
use crate::browser;
use crate::loaded::from_part;
use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use completion::completion;
use domain::query::Found;
use leptos::{ev, html};

/// The box as it and its completion share it.
#[derive(Clone, Copy)]
pub struct QueryBox {
    input: NodeRef<html::Input>,
    place: Memo<Place>,
    go: Go,
    /// What stands in it, and the character at which the cursor is, counted as browsers do.
    typed: RwSignal<(String, u32)>,
    /// Whether completions are wanted.
    is_open: RwSignal<bool>,
    /// How many there are.
    count: RwSignal<usize>,
    /// The one among them that the keyboard is at.
    chosen: RwSignal<Option<usize>>,
    /// What they do with a key; false where it is not theirs.
    keys: StoredValue<Option<Callback<String, bool>>>,
}

/// The box, with how many of how many nodes fit.
#[component]
pub fn Finder(place: Memo<Place>, go: Go, shown: Asked<Shown>) -> impl IntoView {
    let query = move || place.with(|place| place.query.clone());
    let own = QueryBox {
        input: NodeRef::new(),
        place,
        go,
        typed: RwSignal::new((place.with_untracked(|place| place.query.clone()), 0)),
        is_open: RwSignal::new(false),
        count: RwSignal::new(0),
        chosen: RwSignal::new(None),
        keys: StoredValue::new(None),
    };
    let is_wanted = RwSignal::new(false);
    let open = move || {
        is_wanted.set(true);
        own.is_open.set(true);
        own.look();
    };
    let found = move || {
        let chart = shown.get()?.ok()?;
        Some((chart.found?, chart.mesh.total))
    };
    let folded = move || shown.get()?.ok().map(|chart| chart.folded);
    // What Enter selects, with the query that it answers: the box may be further already.
    let nearest = StoredValue::new(None::<(String, String)>);
    Effect::new(move |_| {
        // The field follows the address where that is changed from outside, and never while somebody types into it.
        let query = query();
        if let Some(input) = own.input.get().filter(|input| input.matches(":focus") != Ok(true)) {
            input.set_value(&query);
            let end = query.encode_utf16().count() as u32;
            own.typed.set((query, end));
        }
    });
    Effect::new(move |_| focus_on_key(own.input));
    let count = move || {
        let found = found();
        nearest.set_value(found.as_ref().and_then(|(found, _)| Some((found.text.clone(), found.nearest.clone()?))));
        let (found, all) = found?;
        (!found.is_mistaken).then(|| format!("{} of {all}", found.count))
    };
    let says = move || found().filter(|_| !own.offers()).map(|(found, _)| explain(found, place, go));
    let active = move || own.offers().then(|| own.chosen.get().map(|at| format!("completion-{at}"))).flatten();
    view! {
        <form class="finder" role="search" aria-label="On the map" action=paths::mesh() on:submit=|event| event.prevent_default()>
            <Icon name="search" />
            <input
                node_ref=own.input
                name="query"
                type="text"
                placeholder="Find or filter: orders, health = degraded"
                role="combobox"
                aria-label="Find or filter"
                aria-describedby="found-on-map"
                aria-expanded=move || if own.offers() { "true" } else { "false" }
                aria-controls="completions"
                aria-autocomplete="list"
                aria-activedescendant=active
                autocomplete="off"
                spellcheck="false"
                value=place.with_untracked(|place| place.query.clone())
                on:focus=move |_| open()
                on:blur=move |_| own.is_open.set(false)
                on:click=move |_| open()
                on:input=move |_| own.read()
                on:keydown=move |event| own.key(&event, nearest.get_value())
                on:keyup=move |_| own.look()
            />
            <output id="found-on-map"><Transition>{dynamic(count)}</Transition></output>
            <button type="button" class="clear" aria-label="Clear" title="Clear" hidden=move || query().is_empty() on:click=move |_| own.write("", 0)>
                <Icon name="close" size=14 />
            </button>
            <kbd aria-hidden="true" hidden=move || !query().is_empty()>"F"</kbd>
            <div class="says">
                <Transition>{dynamic(says)}</Transition>
                <p role="status"><Transition>{dynamic(folded)}</Transition></p>
            </div>
            {dynamic(move || is_wanted.get().then(|| from_part(completion(own, shown))))}
        </form>
    }
}

impl QueryBox {
    /// Whether completions are seen.
    fn offers(self) -> bool {
        self.is_open.get() && self.count.get() > 0
    }

    /// Takes over what was typed, and seeks it.
    fn read(self) {
        self.look();
        self.is_open.set(true);
        self.seek();
    }

    /// Takes over what stands in the field and where its cursor is, where either is another than was known.
    fn look(self) {
        let Some(input) = self.input.get_untracked() else { return };
        let now = (input.value(), input.selection_start().ok().flatten().unwrap_or_default());
        if self.typed.with_untracked(|typed| *typed != now) {
            self.typed.set(now);
            self.chosen.set(None);
        }
    }

    /// Writes something else into it, with the cursor behind so many characters, and seeks it.
    fn write(self, text: &str, cursor: u32) {
        if let Some(input) = self.input.get_untracked() {
            input.set_value(text);
            // It fails only where the field takes no text.
            let _ = input.set_selection_range(cursor, cursor);
        }
        self.typed.set((text.to_owned(), cursor));
        self.chosen.set(None);
        self.seek();
    }

    /// Seeks what stands in it. Where that is nothing, nothing is left to be hidden either.
    fn seek(self) {
        let query = self.typed.with_untracked(|(text, _)| text.clone());
        let here = self.place.get_untracked();
        self.go.run(Place { hides: here.hides && !query.trim().is_empty(), query, ..here });
    }

    /// Does what a key means; `nearest` is what the last answer means most, with the query that it answers.
    fn key(self, event: &ev::KeyboardEvent, nearest: Option<(String, String)>) {
        // Such a key is still the input method's.
        if event.is_composing() {
            return;
        }
        let key = event.key();
        if self.keys.get_value().is_some_and(|keys| keys.run(key.clone())) {
            event.prevent_default();
            event.stop_propagation();
            return;
        }
        match key.as_str() {
            "Enter" => {
                event.prevent_default();
                self.is_open.set(false);
                let is_of_this = |text: &str| self.typed.with_untracked(|(typed, _)| typed.trim() == text.trim());
                if let Some((_, name)) = nearest.filter(|(text, _)| is_of_this(text)) {
                    self.go.run(self.place.get_untracked().with_node(Some(&name)));
                }
            }
            "Escape" if self.typed.with_untracked(|(text, _)| !text.is_empty()) => {
                event.stop_propagation();
                self.write("", 0);
            }
            _ => {}
        }
    }
}

/// What fits, and why; or what is wrong.
fn explain(Found { says, is_mistaken, .. }: Found, place: Memo<Place>, go: Go) -> AnyView {
    let hides = move || if place.with(|place| place.hides) { "true" } else { "false" };
    let turn = move |_| {
        let here = place.get_untracked();
        go.run(Place { hides: !here.hides, ..here });
    };
    view! {
        <p class:bad-text=is_mistaken>{says}</p>
        <button type="button" class="button quiet" hidden=is_mistaken aria-pressed=hides on:click=turn>"Hide the rest"</button>
    }
}

/// Lets F lead to the box while the page is seen.
fn focus_on_key(input: NodeRef<html::Input>) {
    let keys = window_event_listener(ev::keydown, move |event| {
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented());
        let is_meant = is_plain && event.key() == "f" && !browser::is_typing(&event);
        if let Some(input) = input.get_untracked().filter(|_| is_meant) {
            event.prevent_default();
            // It fails only where the field is not shown.
            let _ = input.focus();
            input.select();
        }
    });
    on_cleanup(move || keys.remove());
}
