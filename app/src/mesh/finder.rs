//! The find box of the map: a few words, and what they fit stands out.

use super::emphasis::{found, nearest};
use super::page::{Go, Shown};
use super::place::Place;
use crate::api::Asked;
use crate::browser;
use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use leptos::{ev, html};

/// The box, with how many of how many nodes it found.
#[component]
pub fn Finder(place: Memo<Place>, go: Go, shown: Asked<Shown>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let words = move || place.with(|place| place.words.clone());
    let seek = move |words: String| go.run(Place { words, ..place.get_untracked() });
    let clear = move || {
        if let Some(input) = input.get_untracked() {
            input.set_value("");
        }
        seek(String::new());
    };
    let first = StoredValue::new(None::<String>);
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            if let Some(name) = first.get_value() {
                go.run(place.get_untracked().with_node(Some(&name)));
            }
        }
        "Escape" if place.with_untracked(|place| !place.words.is_empty()) => {
            event.stop_propagation();
            clear();
        }
        _ => {}
    };
    Effect::new(move |_| {
        // The field follows the address where that is changed from outside, and never while somebody types into it.
        let words = words();
        if let Some(input) = input.get().filter(|input| input.matches(":focus") != Ok(true)) {
            input.set_value(&words);
        }
    });
    Effect::new(move |_| focus_on_key(input));
    let count = move || {
        let words = words();
        let mesh = shown.get()?.ok()?.mesh;
        let found = found(&mesh, &words)?;
        first.set_value(nearest(&mesh, &words).map(str::to_owned));
        let count = found.iter().filter(|fits| **fits).count();
        Some(format!("{count} of {}", mesh.nodes.len()))
    };
    view! {
        <form class="finder" role="search" aria-label="On the map" action=paths::mesh() on:submit=|event| event.prevent_default()>
            <Icon name="search" />
            <input
                node_ref=input
                name="q"
                type="text"
                placeholder="Find on the map: a name, a tag, degraded"
                aria-label="Find on the map"
                aria-describedby="found-on-map"
                autocomplete="off"
                spellcheck="false"
                value=place.with_untracked(|place| place.words.clone())
                on:input:target=move |event| seek(event.target().value())
                on:keydown=on_key
            />
            <output id="found-on-map"><Transition>{dynamic(count)}</Transition></output>
            <button type="button" class="clear" aria-label="Clear" title="Clear" hidden=move || words().is_empty() on:click=move |_| clear()>
                <Icon name="close" size=14 />
            </button>
            <kbd aria-hidden="true" hidden=move || !words().is_empty()>"F"</kbd>
        </form>
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
