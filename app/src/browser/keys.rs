//! Keys pressed anywhere on the page.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, KeyboardEvent};

/// A key that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name, as `k` or `Escape`.
    pub name: String,
    /// Whether Ctrl or Cmd was held.
    pub ctrl: bool,
    /// Whether it went into a field.
    pub typing: bool,
}

/// Calls `act` with each key for as long as the page lives; a true answer means that the key was used up.
pub fn on_key(act: impl Fn(Key) -> bool + 'static) {
    let Some(window) = web_sys::window() else { return };
    let listener = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        let key = Key { name: event.key(), ctrl: event.ctrl_key() || event.meta_key(), typing: is_typing(&event) };
        if !event.alt_key() && act(key) {
            event.prevent_default();
        }
    });
    // Without the listener everything stays within reach of Tab.
    let _ = window.add_event_listener_with_callback("keydown", listener.as_ref().unchecked_ref());
    listener.forget();
}

/// Whether a key goes into a field.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|target| matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || target.is_content_editable())
}
