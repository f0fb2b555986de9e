//! Every page, and the part of the browser half that holds it.
//!
//! A part is loaded when its page is first opened, so that a page brings what it shows and not the other pages.

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
            pub const fn part(self) -> &'static str {
                match self {
                    $(Self::$page => stringify!($part),)*
                }
            }

            /// Loads its part, which only the browser has to.
            pub async fn load(self) {
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
    Mesh: mesh, load_mesh, crate::mesh::MeshPage;
    Catalogue: catalogue, load_catalogue, crate::tools::CataloguePage;
    Tool: tool, load_tool, crate::tools::ToolPage;
    Services: services, load_services, crate::services::ServicesPage;
    Service: service, load_service, crate::services::ServicePage;
    Runs: runs, load_runs, crate::runs::RunsPage;
    Run: run, load_run, crate::runs::RunPage;
    Analytics: analytics, load_analytics, crate::analytics::AnalyticsPage;
    Settings: settings, load_settings, crate::settings::SettingsPage;
}

impl Page {
    /// The page at an address; none where the router knows none.
    pub fn at(path: &str) -> Option<Self> {
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
            ["analytics"] => Some(Self::Analytics),
            ["settings"] => Some(Self::Settings),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: Option<Page>) {
        assert_eq!(Page::at(path), expected, "{path}");
    }

    #[test]
    fn every_address_leads_to_its_page() {
        check("/", Some(Page::Overview));
        check("/tools", Some(Page::Catalogue));
        check("/tools/units/convert", Some(Page::Tool));
        check("/services/geo/", Some(Page::Service));
        check("/runs/01J", Some(Page::Run));
        assert_eq!(Page::Run.part(), "run");
    }

    #[test]
    fn an_address_of_no_page_has_none() {
        check("/tools/units", None);
        check("/nowhere", None);
    }
}
