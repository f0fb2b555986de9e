//! The theme as the document and a cookie hold it.

use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

/// A year, in seconds: for how long the choice is kept.
const KEPT_SECONDS: u32 = 31_536_000;

/// The word on the document; empty where there is no document.
pub fn theme() -> String {
    if cfg!(not(target_arch = "wasm32")) {
        return String::new();
    }
    root().and_then(|root| root.get_attribute("data-theme")).unwrap_or_default()
}

/// Puts the word on the document and keeps it in a cookie, so that the server draws the next page with it.
pub fn keep_theme(word: &str) {
    if let Some(root) = root() {
        // Both fail only where the document is gone, and with it what the theme was for.
        let _ = root.set_attribute("data-theme", word);
    }
    if let Some(document) = document().and_then(|document| document.dyn_into::<HtmlDocument>().ok()) {
        let _ = document.set_cookie(&format!("meshdeck_theme={word}; Path=/; SameSite=Lax; Max-Age={KEPT_SECONDS}"));
    }
}

fn root() -> Option<web_sys::Element> {
    document()?.document_element()
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
