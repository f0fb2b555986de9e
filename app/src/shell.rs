//! The document and what stands on every page: header, find box, live badge, sill.

use crate::live::Live;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// The URLs of the built assets, with their hashed names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    /// The script that starts the browser half.
    pub js: String,
    /// The browser half.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
}

/// The theme a person chose; the server reads it from a cookie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The word in the cookie and on the document.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the word; anything else is the system's.
    pub fn from_word(word: &str) -> Self {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.word() == word).unwrap_or_default()
    }
}

/// The HTML document around the application; only the server draws it.
#[component]
pub fn Document(assets: Assets, theme: Theme) -> impl IntoView {
    let nonce = use_nonce();
    let start = format!("import init, {{ hydrate }} from '{}'; init({{ module_or_path: '{}' }}).then(hydrate);", assets.js, assets.wasm);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.word()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=assets.css />
                <link rel="modulepreload" href=assets.js.clone() />
                <link rel="preload" href=assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                <script type="module" nonce=nonce>{start}</script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The application: one router under one shell.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Live::provide();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Meshdeck".to_owned() } else { format!("{title} · Meshdeck") } />
        <Router>
            <main>
                <Routes fallback=|| "There is no such page.">
                    <Route path=path!("/") view=crate::overview::OverviewPage ssr=SsrMode::Async />
                    <Route path=path!("/mesh") view=crate::mesh::MeshPage ssr=SsrMode::Async />
                    <Route path=path!("/tools") view=crate::tools::CataloguePage ssr=SsrMode::Async />
                    <Route path=path!("/tools/:service/:name") view=crate::tools::ToolPage ssr=SsrMode::Async />
                    <Route path=path!("/services") view=crate::services::ServicesPage ssr=SsrMode::Async />
                    <Route path=path!("/services/:name") view=crate::services::ServicePage ssr=SsrMode::Async />
                    <Route path=path!("/runs") view=crate::runs::RunsPage ssr=SsrMode::Async />
                    <Route path=path!("/runs/:id") view=crate::runs::RunPage ssr=SsrMode::Async />
                    <Route path=path!("/analytics") view=crate::analytics::AnalyticsPage ssr=SsrMode::Async />
                    <Route path=path!("/settings") view=crate::settings::SettingsPage ssr=SsrMode::Async />
                </Routes>
            </main>
        </Router>
    }
}
