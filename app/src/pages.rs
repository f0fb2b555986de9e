//! Every page, and the parts of the browser half that hold them.
//!
//! A part is loaded when a page of it is first opened, so that a page brings what it shows and not the other pages.
//! What several parts share is loaded with the first of them, what all share with the first page.

use crate::analytics::AnalyticsPage;
use crate::mesh::MeshPage;
use crate::overview::OverviewPage;
use crate::runs::{RunPage, RunsPage};
use crate::services::{ServicePage, ServicesPage};
use crate::settings::SettingsPage;
use crate::tools::{CataloguePage, ToolPage};
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use leptos_router::{ChooseView, PossibleRouteMatch};
use std::sync::Arc;

/// What a page's address looks like: one type for all of them, so that the router is compiled once.
pub type Address = Arc<dyn PossibleRouteMatch + Send + Sync>;

/// Boxes what an address looks like.
pub fn address(pattern: impl PossibleRouteMatch + Send + Sync + 'static) -> Address {
    Arc::new(pattern)
}

/// A page; the router draws it once its part is there.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
#[expect(missing_docs, reason = "each is the page of its name")]
pub enum Page {
    Overview,
    Mesh,
    Catalogue,
    Tool,
    Services,
    Service,
    Runs,
    Run,
    Analytics,
    Settings,
}

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        match self {
            Self::Overview => overview().await,
            Self::Mesh => mesh().await,
            Self::Catalogue | Self::Tool => tools(self).await,
            _ => lists(self).await,
        }
    }

    async fn preload(&self) {}
}

/// The name of the part that holds the pages at an address.
pub fn part_of(path: &str) -> &'static str {
    match path.split('/').nth(1).unwrap_or_default() {
        "" => "overview",
        "mesh" => "mesh",
        "tools" => "tools",
        _ => "lists",
    }
}

/// Loads the part that holds the pages at an address; only the browser has to.
pub async fn load(path: &str) {
    match part_of(path) {
        "overview" => load_overview().await,
        "mesh" => load_mesh().await,
        "tools" => load_tools().await,
        _ => load_lists().await,
    }
}

#[wasm_split(overview, wasm_split_path = leptos::wasm_split, preload(load_overview))]
fn overview() -> AnyView {
    OverviewPage().into_any()
}

#[wasm_split(mesh, wasm_split_path = leptos::wasm_split, preload(load_mesh))]
fn mesh() -> AnyView {
    MeshPage().into_any()
}

#[wasm_split(tools, wasm_split_path = leptos::wasm_split, preload(load_tools))]
fn tools(page: Page) -> AnyView {
    match page {
        Page::Tool => ToolPage().into_any(),
        _ => CataloguePage().into_any(),
    }
}

#[wasm_split(lists, wasm_split_path = leptos::wasm_split, preload(load_lists))]
fn lists(page: Page) -> AnyView {
    match page {
        Page::Service => ServicePage().into_any(),
        Page::Runs => RunsPage().into_any(),
        Page::Run => RunPage().into_any(),
        Page::Analytics => AnalyticsPage().into_any(),
        Page::Settings => SettingsPage().into_any(),
        _ => ServicesPage().into_any(),
    }
}
