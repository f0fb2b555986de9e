//! What may be written next into the query box: a part of its own, because most look at the map and ask nothing.

use super::QueryBox;
use crate::api::Asked;
use crate::mesh::page::Shown;
use crate::prelude::*;
use domain::mesh::Mesh;
use domain::query::{self, CANDIDATES_MAX, Field, MESH, Query};

/// Something that may be written in place of a piece of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offer {
    /// The whole text, once it is written.
    text: String,
    /// The cursor then, in bytes.
    cursor: usize,
    /// What is written.
    piece: String,
    /// What it means.
    about: String,
}

/// The completions, and what they do with keys.
#[leptos::wasm_split::wasm_split(mesh_completion, wasm_split_path = leptos::wasm_split)]
pub fn completion(own: QueryBox, shown: Asked<Shown>) -> AnyView {
    let mesh = RwSignal::new(Mesh::default());
    // Outside of a transition only an effect may read what was asked.
    Effect::new(move |_| {
        if let Some(Ok(chart)) = shown.get() {
            mesh.set(chart.mesh);
        }
    });
    let offers = Memo::new(move |_| {
        let node = own.place.with(|place| place.node.clone());
        own.typed.with(|(text, cursor)| mesh.with(|mesh| offers(text, in_bytes(text, *cursor), mesh, node.as_deref())))
    });
    Effect::new(move |_| own.count.set(offers.with(Vec::len)));
    let take = move |at: usize| {
        if let Some(Offer { text, cursor, .. }) = offers.with_untracked(|offers| offers.get(at).cloned()) {
            let cursor = text[..cursor].encode_utf16().count() as u32;
            own.write(&text, cursor);
        }
    };
    own.keys.set_value(Some(Callback::new(move |key: String| on_key(own, &key, offers.with_untracked(Vec::len), take))));
    let list = move || {
        // The field keeps the focus while one of them is pressed.
        let row = |(at, offer): (usize, Offer)| {
            let is_chosen = move || own.chosen.get() == Some(at);
            view! {
                <li
                    id=format!("completion-{at}")
                    role="option"
                    aria-selected=move || if is_chosen() { "true" } else { "false" }
                    on:pointerdown=|event| event.prevent_default()
                    on:click=move |_| take(at)
                >
                    <code>{offer.piece}</code>
                    <span>{offer.about}</span>
                </li>
            }
        };
        offers.get().into_iter().enumerate().map(row).collect_view()
    };
    let is_hidden = move || !own.offers();
    view! { <ul id="completions" class="lifted" role="listbox" aria-label="Completions" hidden=is_hidden>{dynamic(list)}</ul> }
}

/// Walks the list, takes what is chosen of it, or closes it.
fn on_key(own: QueryBox, key: &str, count: usize, take: impl Fn(usize)) -> bool {
    let is_open = own.is_open.get_untracked() && count > 0;
    let chosen = own.chosen.get_untracked().filter(|at| *at < count);
    match key {
        "ArrowDown" if is_open => own.chosen.set(Some(chosen.map_or(0, |at| (at + 1) % count))),
        "ArrowUp" if is_open => own.chosen.set(Some(chosen.map_or(count - 1, |at| (at + count - 1) % count))),
        "ArrowDown" if count > 0 => own.is_open.set(true),
        "Enter" if is_open && chosen.is_some() => chosen.into_iter().for_each(take),
        "Escape" if is_open => own.is_open.set(false),
        _ => return false,
    }
    true
}

/// What may be written at the byte `cursor`; into an empty box whole queries, too.
fn offers(text: &str, cursor: usize, mesh: &Mesh, node: Option<&str>) -> Vec<Offer> {
    let done = query::complete(text, cursor, &MESH, |field| values(field, mesh));
    let written = text.get(done.from..done.to).unwrap_or_default();
    let offer = |piece: &str, about: &str| {
        let space = if piece.ends_with('(') { "" } else { " " };
        let head = format!("{}{piece}{space}", &text[..done.from]);
        Offer { cursor: head.len(), text: head + text[done.to..].trim_start(), piece: piece.to_owned(), about: about.to_owned() }
    };
    let whole = if text.is_empty() { whole(node) } else { Vec::new() };
    let whole = whole.iter().map(|(piece, about)| offer(piece, about));
    let next = done.candidates.iter().filter(|next| next.text != written).map(|next| offer(&next.text, &next.about));
    whole.chain(next).take(CANDIDATES_MAX).collect()
}

/// What one often asks.
fn whole(node: Option<&str>) -> Vec<(String, &'static str)> {
    let around = |hops: u32| node.and_then(|node| Query::parse(&format!("within({hops}, \"{node}\")"), &MESH).ok());
    let near = [(around(1), "its neighbours"), (around(2), "two hops")];
    let near = near.into_iter().filter_map(|(query, about)| Some((query?.to_string(), about)));
    let ill = [("health = unhealthy, degraded", "who is ill"), ("errors > 1%", "where calls fail"), ("p95 > 250ms", "what is slow")];
    let ill = ill.map(|(query, about)| (query.to_owned(), about));
    near.chain(ill).collect()
}

/// The words that nodes of the mesh have for a field.
fn values(field: &Field, mesh: &Mesh) -> Vec<String> {
    let nodes = mesh.nodes.iter();
    let mut words: Vec<String> = match field.name {
        "name" | "caller" | "callee" => nodes.map(|node| node.id.clone()).collect(),
        "tag" => nodes.flat_map(|node| node.tags.clone()).collect(),
        "environment" => nodes.filter_map(|node| node.environment.clone()).collect(),
        _ => Vec::new(),
    };
    words.sort();
    words.dedup();
    words
}

/// The byte behind so many of a browser's characters.
fn in_bytes(text: &str, cursor: u32) -> usize {
    let mut left = cursor as usize;
    let behind = text.char_indices().find(|(_, c)| {
        let is_there = left == 0;
        left = left.saturating_sub(c.len_utf16());
        is_there
    });
    behind.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    /// The cursor stands at `|`; the first offers, as the text and the cursor would be.
    fn check(text: &str, node: Option<&str>, expected: &[&str]) {
        let cursor = text.find('|').expect("a cursor");
        let offers = offers(&text.replacen('|', "", 1), cursor, &sample::mesh(), node);
        let told = offers.iter().take(expected.len()).map(|offer| {
            let (head, tail) = offer.text.split_at(offer.cursor);
            format!("{head}|{tail}")
        });
        assert_eq!(told.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn what_is_taken_stands_in_the_text_with_the_cursor_behind_it() {
        check("hea|", None, &["health |"]);
        check("hea| = degraded", None, &["health |= degraded"]);
        check("name = pri|", None, &["name = pricing |"]);
        check("tag = |", None, &["tag = core |"]);
        check("wi|", None, &["within(|"]);
    }

    #[test]
    fn an_empty_box_offers_what_one_often_asks() {
        check("|", None, &["health = unhealthy, degraded |", "errors > 1% |"]);
        check("|", Some("orders"), &["within(1, orders) |", "within(2, orders) |", "health = unhealthy, degraded |"]);
    }

    #[test]
    fn what_stands_there_already_is_not_offered() {
        assert!(offers("health", 6, &sample::mesh(), None).iter().all(|offer| offer.piece != "health"));
    }

    #[test]
    fn a_cursor_is_counted_as_browsers_do() {
        assert_eq!([0, 1, 2, 3, 9].map(|cursor| in_bytes("aä😀b", cursor)), [0, 1, 3, 7, 8]);
    }
}
