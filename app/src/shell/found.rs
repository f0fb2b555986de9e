//! What the find box finds, and where Enter leads because of it.

use super::find::Finding;
use crate::api::{Ask, Asked, Finds, Hit};
use crate::paths;
use crate::prelude::*;

/// The list of hits; it follows Enter as well, as soon as it is known where that leads.
#[leptos::wasm_split::wasm_split(found, wasm_split_path = leptos::wasm_split)]
pub fn found(finding: Finding, go: Callback<String>) -> AnyView {
    // No words are no question: what the last ones found stays until there are others.
    let question = Memo::new(move |before: Option<&String>| {
        let words = finding.words.get();
        if words.trim().is_empty() { before.cloned().unwrap_or_default() } else { words }
    });
    let finds = Asked::new(move || (Ask::Find(question.get()), 0));
    Effect::new(move |_| {
        if let Some(path) = finding.is_due.get().then(|| target(finding, finds)).flatten() {
            finding.is_due.set(false);
            go.run(path);
        }
    });
    let options = move || hits(finding, finds).into_iter().enumerate().map(|(place, hit)| option(finding, place, hit, go)).collect_view();
    let none = move || {
        let is_none = hits(finding, finds).is_empty();
        is_none.then(|| view! { <p class="none quietly">"Nothing is called so. Enter searches the tools for it."</p> })
    };
    view! {
        <div id="found" role="listbox" aria-label="Found">
            <Transition>{dynamic(options)}</Transition>
        </div>
        <Transition>{dynamic(none)}</Transition>
    }
}

fn hits(finding: Finding, finds: Asked<Finds>) -> Vec<Hit> {
    let hits = finds.get().and_then(Result::ok).unwrap_or_default().hits;
    finding.count.set_value(hits.len());
    hits
}

/// Where Enter leads, once it is known: the chosen hit, or the catalogue searched for the words.
fn target(finding: Finding, finds: Asked<Finds>) -> Option<String> {
    let words = finding.words.get();
    let search = || paths::tools_search(words.trim());
    if !finding.is_open.get() {
        return Some(search());
    }
    match finds.get()? {
        // Whoever types fast presses Enter before the answer is there; the one to earlier words is not theirs.
        Ok(finds) if finds.words != words => None,
        Ok(finds) => Some(finds.hits.into_iter().nth(finding.at.get_untracked()).map_or_else(search, |hit| hit.path)),
        Err(_) => Some(search()),
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
