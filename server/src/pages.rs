//! The console's pages: what each needs in its context, and what a browser may load because of it.

use crate::assets;
use crate::router::App as Deck;
use app::{App, Assets, Document, Theme};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use axum::response::{IntoResponse, Response};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::{AxumRouteListing, ResponseOptions, generate_route_list};

/// The cookie with the theme that a person chose.
const THEME: &str = "meshdeck_theme=";

/// Every page, as the application's router lists them.
pub fn routes() -> Vec<AxumRouteListing> {
    generate_route_list(App)
}

/// Puts the engine and the caller's rights into a page's context, and the page's policy into its headers.
pub fn provide(deck: &Deck) {
    provide_context(deck.engine.clone());
    if let Some(parts) = use_context::<Parts>() {
        provide_context(deck.token.rights(&parts));
        provide_context(theme(&parts.headers));
    }
    if let (Some(options), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) {
        options.insert_header(header::CONTENT_SECURITY_POLICY, policy(&nonce));
        options.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// The document around a page.
pub fn document(assets: &Assets) -> impl IntoView + use<> {
    let theme = use_context::<Theme>().unwrap_or_default();
    let assets = assets.clone();
    let uri = use_context::<Parts>().map(|parts| parts.uri).unwrap_or_default();
    let (path, query) = (uri.path().to_owned(), uri.query().unwrap_or_default().to_owned());
    view! { <Document assets theme path query /> }
}

/// A file of the site, or the console's own words that there is no such page.
pub async fn file_or_missing(State(deck): State<Deck>, request: Request) -> Response {
    if let Some(file) = assets::find(request.uri().path(), request.headers()) {
        return file;
    }
    if request.method() != Method::GET {
        return StatusCode::NOT_FOUND.into_response();
    }
    let assets = deck.assets.clone();
    let render = leptos_axum::render_app_async_with_context(move || provide(&deck), move || document(&assets));
    let mut response = render(request).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Our own files and this page's one script; nothing inline but that, and nothing foreign.
fn policy(nonce: &str) -> HeaderValue {
    let text = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&text).expect("a nonce is base64")
}

fn theme(headers: &HeaderMap) -> Theme {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let word = cookies.flat_map(|value| value.split(';')).find_map(|part| part.trim().strip_prefix(THEME));
    word.map(Theme::from_word).unwrap_or_default()
}
