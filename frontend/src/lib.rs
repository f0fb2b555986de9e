//! The browser's entry: hydrates the console and nothing else.

/// Takes over the page that the server rendered; the page's script calls it once the wasm is there.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    app::browser::report_panics();
    leptos::mount::hydrate_body(app::App);
}
