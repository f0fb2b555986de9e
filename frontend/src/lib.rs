//! The browser's entry: hydrates the console and nothing else.

/// Takes over the page that the server rendered; the page's script calls it once the wasm is there.
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    app::browser::report_panics();
    // Not while hydrating: what happens meanwhile would change the page under the hand that takes it over.
    app::pages::load(&app::browser::path(), &app::browser::query()).await;
    leptos::mount::hydrate_body(app::App);
}
