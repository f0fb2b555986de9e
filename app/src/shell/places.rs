//! The places of the navigation, in one table: header, tab bar and keys read it.

use crate::paths;
use crate::prelude::*;
use leptos_router::hooks::use_location;

/// A place that the navigation leads to.
#[derive(Clone, Copy)]
pub struct Place {
    /// Its word.
    pub word: &'static str,
    /// Its address.
    pub path: fn() -> String,
    /// Its icon.
    pub icon: &'static str,
    /// The key that goes there after G.
    pub key: &'static str,
}

const fn place(word: &'static str, path: fn() -> String, icon: &'static str, key: &'static str) -> Place {
    Place { word, path, icon, key }
}

/// Every place, in the order of the header.
pub const PLACES: [Place; 7] = [
    place("Overview", paths::overview, "overview", "o"),
    place("Mesh", paths::mesh, "mesh", "m"),
    place("Tools", paths::tools, "tools", "t"),
    place("Services", paths::services, "services", "s"),
    place("Runs", paths::runs, "runs", "r"),
    place("Analytics", paths::analytics, "analytics", "a"),
    place("Settings", paths::settings, "settings", "e"),
];

impl Place {
    /// The link to it, marked while the page is there or below.
    pub fn link(self, with_icon: bool) -> impl IntoView {
        let here = use_location().pathname;
        let current = move || here.with(|here| holds(&(self.path)(), here)).then_some("page");
        let icon = with_icon.then(|| view! { <crate::ui::icon::Icon name=self.icon size=18 /> });
        view! { <a href=(self.path)() aria-current=current>{icon}{self.word}</a> }
    }
}

/// The pages that are reached from the analytics have no word of their own in the navigation.
const BESIDE_ANALYTICS: [&str; 3] = ["/calls", "/alerts", "/report"];

fn holds(place: &str, here: &str) -> bool {
    let is_beside = place == "/analytics" && BESIDE_ANALYTICS.iter().any(|beside| holds(beside, here));
    is_beside || here == place || (place.len() > 1 && here.strip_prefix(place).is_some_and(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_holds_the_pages_below_it() {
        assert!(holds("/tools", "/tools") && holds("/tools", "/tools/geo/distance"));
        assert!(holds("/analytics", "/calls/c_1") && !holds("/runs", "/calls"));
        assert!(holds("/", "/") && !holds("/", "/tools") && !holds("/tools", "/toolsmith"));
    }
}
