//! The keys that work on every page, and the dialog that lists them.

use super::places::PLACES;
use crate::browser::{self, Key};
use crate::prelude::*;
use leptos::html;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// For how long G waits for the second key, in milliseconds.
const CHORD_MS: f64 = 1500.0;

/// The dialog, and the listener behind it.
#[component]
pub fn Keys(
    /// The dialog, for the button that opens it.
    dialog: NodeRef<html::Dialog>,
    /// The find box.
    find: NodeRef<html::Input>,
) -> impl IntoView {
    let navigate = use_navigate();
    let began = StoredValue::new(f64::MIN);
    let act = move |key: Key| {
        let chord = browser::now() - began.get_value() < CHORD_MS;
        began.set_value(f64::MIN);
        match key.name.as_str() {
            "k" if key.ctrl => focus(find),
            _ if key.ctrl || key.typing => false,
            "/" => focus(find),
            "?" => open(dialog),
            "g" => {
                began.set_value(browser::now());
                false
            }
            name if chord => PLACES.iter().find(|place| place.key == name).is_some_and(|place| {
                navigate(&(place.path)(), NavigateOptions::default());
                browser::focus_page();
                true
            }),
            _ => false,
        }
    };
    Effect::new(move |_| browser::on_key(act.clone()));
    let places = PLACES.map(|place| {
        view! {
            <dt><kbd>"G"</kbd><kbd>{place.key.to_ascii_uppercase()}</kbd></dt>
            <dd>{place.word}</dd>
        }
    });
    view! {
        <dialog class="all-keys" node_ref=dialog aria-labelledby="keys-title">
            <h2 id="keys-title">"Keys"</h2>
            <dl>
                <dt><kbd>"/"</kbd>"or"<kbd>"Ctrl"</kbd><kbd>"K"</kbd></dt>
                <dd>"find a service, tool, run or page"</dd>
                <dt><kbd>"?"</kbd></dt>
                <dd>"these keys"</dd>
                <dt><kbd>"Esc"</kbd></dt>
                <dd>"close what is open"</dd>
                <dt><kbd>"O"</kbd></dt>
                <dd>"open or fold the selected group of the map"</dd>
                <dt><kbd>"T"</kbd></dt>
                <dd>"show or fold the tools of the selected service of the map"</dd>
                <dt><kbd>"H"</kbd></dt>
                <dd>"hide the selected node of the map"</dd>
                {places.into_iter().collect_view()}
            </dl>
            <form method="dialog" class="actions"><button class="button" autofocus>"Close"</button></form>
        </dialog>
    }
}

/// Shows the keys; true, so that the key that asked for them types nothing.
pub fn open(dialog: NodeRef<html::Dialog>) -> bool {
    if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
        // It fails only where the dialog is not in the document, and then there is none to show.
        let _ = dialog.show_modal();
    }
    true
}

fn focus(input: NodeRef<html::Input>) -> bool {
    if let Some(input) = input.get_untracked() {
        let _ = input.focus();
        input.select();
    }
    true
}
