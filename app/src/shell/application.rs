//! The application: one router under one shell.

use super::Theme;
use super::header::Header;
use super::keys::Keys;
use super::lost::Lost;
use super::sill::SillBar;
use super::stale::StaleNote;
use super::tab_bar::TabBar;
use super::title::TabTitle;
use crate::api::refused;
use crate::live::{Live, State};
use crate::pages::{Page, address};
use crate::prelude::*;
use leptos::html;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

/// The application.
#[component]
pub fn App() -> impl IntoView {
    Theme::provide();
    let live = Live::provide();
    let find = NodeRef::<html::Input>::new();
    let keys = NodeRef::<html::Dialog>::new();
    view! {
        <Router>
            <TabTitle />
            <div class="deck" class:stale=move || matches!(live.state.get(), State::Stale(_))>
                <a class="skip" href="#main" rel="external">"Skip to the page"</a>
                {view! { <Header find=find /> }}
                <main id="main" tabindex="-1">
                    <noscript inner_html=refused() />
                    <FlatRoutes fallback=Lost>
                        <Route path=address(path!("/")) view=Page::Overview ssr=SsrMode::Async />
                        <Route path=address(path!("/mesh")) view=Page::Mesh ssr=SsrMode::Async />
                        <Route path=address(path!("/tools")) view=Page::Catalogue ssr=SsrMode::Async />
                        <Route path=address(path!("/tools/:service/:name")) view=Page::Tool ssr=SsrMode::Async />
                        <Route path=address(path!("/services")) view=Page::Services ssr=SsrMode::Async />
                        <Route path=address(path!("/services/:name")) view=Page::Service ssr=SsrMode::Async />
                        <Route path=address(path!("/runs")) view=Page::Runs ssr=SsrMode::Async />
                        <Route path=address(path!("/runs/:id")) view=Page::Run ssr=SsrMode::Async />
                        <Route path=address(path!("/calls")) view=Page::Calls ssr=SsrMode::Async />
                        <Route path=address(path!("/calls/:id")) view=Page::Call ssr=SsrMode::Async />
                        <Route path=address(path!("/alerts")) view=Page::Alerts ssr=SsrMode::Async />
                        <Route path=address(path!("/analytics")) view=Page::Analytics ssr=SsrMode::Async />
                        <Route path=address(path!("/report")) view=Page::Report ssr=SsrMode::Async />
                        <Route path=address(path!("/reports/:id")) view=Page::KeptReport ssr=SsrMode::Async />
                        <Route path=address(path!("/settings")) view=Page::Settings ssr=SsrMode::Async />
                    </FlatRoutes>
                </main>
                <StaleNote />
                {view! { <SillBar keys=keys /> }}
                {view! { <TabBar /> }}
            </div>
            {view! { <Keys dialog=keys find=find /> }}
        </Router>
    }
}
