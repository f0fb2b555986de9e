//! What saves a drawing as a PNG file, for those whose slides take no SVG. Only a browser makes it, so a menu without scripts has
//! none.

use crate::browser::{self, Unsaved};
use crate::prelude::*;

/// The button in a menu; where it fails, `trouble` says why. It reads `words` to those who hear more than "PNG".
pub fn png(href: Signal<String>, name: &'static str, words: String, shown: String, trouble: RwSignal<String>) -> AnyView {
    let save = move |_| {
        let href = href.get_untracked();
        leptos::task::spawn_local(async move { save(href, name, trouble).await });
    };
    view! { <button type="button" class="scripted" aria-label=words on:click=save>{shown}</button> }
}

/// Where it says that it failed.
pub fn trouble(trouble: RwSignal<String>) -> AnyView {
    view! { <p class="bad-text" role="status" hidden=move || trouble.with(String::is_empty)>{trouble}</p> }
}

/// Saves it: a part of its own, because most look at a page and take nothing along.
#[leptos::wasm_split::wasm_split(picture, wasm_split_path = leptos::wasm_split)]
fn save(href: String, name: &'static str, trouble: RwSignal<String>) {
    browser::save_png(&href, format!("{name}.png"), move |saved| {
        let told = match saved {
            Ok(()) => "",
            Err(Unsaved::Undrawn) => "The server did not draw it: try again in a minute.",
            Err(Unsaved::TooLarge) => "It is too large for a picture: take the SVG.",
        };
        // A page that was left meanwhile has nobody to tell.
        let _ = trouble.try_set(told.to_owned());
    });
}
