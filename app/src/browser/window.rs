//! The window: its clock, whether it is seen, and where its panics go.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The address of the page, without its query.
pub fn path() -> String {
    web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// The address's query, with its question mark.
pub fn query() -> String {
    web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// The browser's clock, in milliseconds since the unix epoch.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// Calls `tick` with the browser's clock once a second, for as long as the page lives.
pub fn every_second(tick: impl Fn(f64) + 'static) {
    tick(now());
    gloo_timers::callback::Interval::new(1000, move || tick(now())).forget();
}

/// Calls `on_change` whenever the tab is shown or hidden, for as long as the page lives.
pub fn on_visibility(on_change: impl Fn(bool) + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let seen = document.clone();
    let listener = Closure::<dyn FnMut()>::new(move || on_change(!seen.hidden()));
    // A listener that cannot be added leaves the stream open while hidden: costly, not wrong.
    let _ = document.add_event_listener_with_callback("visibilitychange", listener.as_ref().unchecked_ref());
    listener.forget();
}

/// Sends panics to the browser's console, where the browser stories look for them.
pub fn report_panics() {
    console_error_panic_hook::set_once();
}

/// Leads the keyboard to the page, past the header.
pub fn focus_page() {
    let main = web_sys::window().and_then(|window| window.document()?.get_element_by_id("main"));
    if let Some(main) = main.and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok()) {
        // It fails only where the page is not shown.
        let _ = main.focus();
    }
}

/// Puts a text on the clipboard.
pub fn copy_text(text: &str) {
    if let Some(window) = web_sys::window() {
        // The promise is let go: a browser that refuses leaves the clipboard as it was.
        let _ = window.navigator().clipboard().write_text(text);
    }
}
