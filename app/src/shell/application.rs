//! The application: one router under one shell.

use super::Theme;
use super::header::Header;
use super::keys::Keys;
use super::lost::Lost;
use super::sill::SillBar;
use super::stale::StaleNote;
use super::tab_bar::TabBar;
use crate::live::{Live, State};
use leptos::html;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// The application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Theme::provide();
    let live = Live::provide();
    let find = NodeRef::<html::Input>::new();
    let keys = NodeRef::<html::Dialog>::new();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Meshdeck".to_owned() } else { format!("{title} · Meshdeck") } />
        <Router>
            <div class="deck" class:stale=move || matches!(live.state.get(), State::Stale(_))>
                <a class="skip" href="#main" rel="external">"Skip to the page"</a>
                {view! { <Header find=find /> }.into_any()}
                <main id="main" tabindex="-1">
                    <Routes fallback=Lost>
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
                <StaleNote />
                {view! { <SillBar keys=keys /> }.into_any()}
                {view! { <TabBar /> }.into_any()}
            </div>
            {view! { <Keys dialog=keys find=find /> }.into_any()}
        </Router>
    }
}
