//! Every page, and the part of the browser half that holds it.
//!
//! A part is loaded when its page is first opened, so that a page brings what it shows and not the other pages.
//! The map's panel is a part too: it is loaded when a node is first selected; so is its scrubber, for a moment that is past.

use crate::mesh;
use crate::prelude::*;
use leptos_router::{ChooseView, PossibleRouteMatch};
use std::sync::Arc;

/// What a page's address looks like: one type for all of them, so that the router is compiled once.
pub type Address = Arc<dyn PossibleRouteMatch + Send + Sync>;

/// Boxes what an address looks like.
pub fn address(pattern: impl PossibleRouteMatch + Send + Sync + 'static) -> Address {
    Arc::new(pattern)
}

/// The pages, each with its part and the component in it.
macro_rules! pages {
    ($($page:ident: $part:ident, $load:ident, $component:path;)*) => {
        /// A page; the router draws it once its part is there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is the page of its name")]
        pub enum Page {
            $($page,)*
        }

        impl Page {
            /// The name of its part.
            const fn part(self) -> &'static str {
                match self {
                    $(Self::$page => stringify!($part),)*
                }
            }

            /// Loads its part.
            async fn load(self) {
                match self {
                    $(Self::$page => $load().await,)*
                }
            }
        }

        impl ChooseView for Page {
            async fn choose(self) -> AnyView {
                match self {
                    $(Self::$page => $part().await,)*
                }
            }

            async fn preload(&self) {}
        }

        $(
            #[leptos::wasm_split::wasm_split($part, wasm_split_path = leptos::wasm_split, preload($load))]
            fn $part() -> AnyView {
                $component().into_any()
            }
        )*
    };
}

pages! {
    Overview: overview, load_overview, crate::overview::OverviewPage;
    Mesh: mesh, load_mesh, mesh::MeshPage;
    Catalogue: catalogue, load_catalogue, crate::tools::CataloguePage;
    Tool: tool, load_tool, crate::tools::ToolPage;
    Services: services, load_services, crate::services::ServicesPage;
    Service: service, load_service, crate::services::ServicePage;
    Runs: runs, load_runs, crate::runs::RunsPage;
    Run: run, load_run, crate::runs::RunPage;
    Calls: calls, load_calls, crate::calls::CallsPage;
    Call: call, load_call, crate::calls::CallPage;
    Alerts: alerts, load_alerts, crate::alerts::AlertsPage;
    Analytics: analytics, load_analytics, crate::analytics::AnalyticsPage;
    Report: report, load_report, crate::analytics::ReportPage;
    KeptReport: kept_report, load_kept_report, crate::analytics::KeptReportPage;
    Settings: settings, load_settings, crate::settings::SettingsPage;
}

/// The parts that the page at an address is drawn with.
pub fn parts(path: &str, query: &str) -> Vec<&'static str> {
    let page = Page::at(path).map(Page::part);
    let of_map = [
        ("mesh_twin", ["view=table"; 2]),
        ("mesh_panel", ["node="; 2]),
        ("mesh_time", ["at=", "against="]),
        ("mesh_changes", ["against="; 2]),
    ];
    let of_map = of_map.into_iter().filter(|(_, keys)| keys.iter().any(|key| has_on_map(path, query, key)));
    page.into_iter().chain(of_map.map(|(part, _)| part)).collect()
}

/// Loads the parts that the page at an address is drawn with, which only the browser has to.
pub async fn load(path: &str, query: &str) {
    if let Some(page) = Page::at(path) {
        page.load().await;
    }
    if has_on_map(path, query, "view=table") {
        mesh::load_twin().await;
    }
    if has_on_map(path, query, "node=") {
        mesh::load_panel().await;
    }
    if has_on_map(path, query, "at=") || has_on_map(path, query, "against=") {
        mesh::load_scrubber().await;
    }
    if has_on_map(path, query, "against=") {
        mesh::load_changes().await;
    }
}

/// Whether the address of the map has a key.
fn has_on_map(path: &str, query: &str, key: &str) -> bool {
    Page::at(path) == Some(Page::Mesh) && query.trim_start_matches('?').split('&').any(|pair| pair.starts_with(key))
}

impl Page {
    /// The page at an address; none where the router knows none.
    fn at(path: &str) -> Option<Self> {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        match segments[..] {
            [] => Some(Self::Overview),
            ["mesh"] => Some(Self::Mesh),
            ["tools"] => Some(Self::Catalogue),
            ["tools", _, _] => Some(Self::Tool),
            ["services"] => Some(Self::Services),
            ["services", _] => Some(Self::Service),
            ["runs"] => Some(Self::Runs),
            ["runs", _] => Some(Self::Run),
            ["calls"] => Some(Self::Calls),
            ["calls", _] => Some(Self::Call),
            ["alerts"] => Some(Self::Alerts),
            ["analytics"] => Some(Self::Analytics),
            ["report"] => Some(Self::Report),
            ["reports", _] => Some(Self::KeptReport),
            ["settings"] => Some(Self::Settings),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, expected: &[&str]) {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        assert_eq!(parts(path, query), expected, "{address}");
    }

    #[test]
    fn every_page_is_drawn_with_its_part() {
        check("/", &["overview"]);
        check("/tools?q=geo", &["catalogue"]);
        check("/tools/units/convert", &["tool"]);
        check("/services/geo/", &["service"]);
        check("/runs/01J", &["run"]);
        check("/reports/p_1", &["kept_report"]);
    }

    #[test]
    fn a_map_with_a_selected_node_is_drawn_with_the_panel_besides() {
        check("/mesh?node=geo", &["mesh", "mesh_panel"]);
        check("/mesh?view=table&node=geo", &["mesh", "mesh_twin", "mesh_panel"]);
        check("/mesh?at=1700000000", &["mesh", "mesh_time"]);
        check("/mesh?against=1700000000", &["mesh", "mesh_time", "mesh_changes"]);
        check("/services?node=geo", &["services"]);
    }

    #[test]
    fn an_address_of_no_page_has_no_parts() {
        check("/tools/units", &[]);
        check("/nowhere?node=geo", &[]);
    }
}
