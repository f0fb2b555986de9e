//! The HTML document around the application.

use super::title::title;
use super::{App, Theme};
use crate::pages;
use crate::prelude::*;
use leptos::nonce::use_nonce;
use std::collections::BTreeMap;

/// The URLs of the built assets, with their hashed names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    /// The script that starts the browser half.
    pub js: String,
    /// The browser half.
    pub wasm: String,
    /// The style sheet of every page.
    pub css: String,
    /// What the pages of a part are styled with besides.
    pub sheets: BTreeMap<String, String>,
    /// What the pages of a part load besides.
    pub parts: BTreeMap<String, String>,
}

/// The HTML document around the application; only the server draws it.
#[component]
pub fn Document(
    /// What it loads.
    assets: Assets,
    /// The theme a person chose.
    theme: Theme,
    /// The address of the page, without its query.
    path: String,
    /// The address's query.
    query: String,
) -> impl IntoView {
    provide_context(theme);
    let nonce = use_nonce();
    let start = format!("import init, {{ hydrate }} from '{}'; init({{ module_or_path: '{}' }}).then(hydrate);", assets.js, assets.wasm);
    let preload = |file: String| view! { <link rel="preload" href=file r#as="fetch" crossorigin="anonymous" /> };
    // The browser asks at once for all that the page will need, and not first for what tells it what else to ask for.
    let parts = pages::parts(&path, &query);
    let of_parts = |files: &BTreeMap<String, String>| parts.iter().filter_map(|part| files.get(*part).cloned()).collect::<Vec<_>>();
    let sheets = of_parts(&assets.sheets).into_iter().chain([assets.css]).rev();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.word()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{title(&path)}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                {sheets.map(|sheet| view! { <link rel="stylesheet" href=sheet /> }).collect_view()}
                <link rel="modulepreload" href=assets.js.clone() />
                {preload(assets.wasm.clone())}
                {of_parts(&assets.parts).into_iter().map(preload).collect_view()}
                <script type="module" nonce=nonce>
                    {start}
                </script>
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
