//! The header: mark, navigation, find box, live badge.

use super::badge::LiveBadge;
use super::find::Find;
use super::mark::Mark;
use super::places::PLACES;
use crate::paths;
use crate::prelude::*;
use leptos::html;

/// The header.
#[component]
pub fn Header(
    /// The find box, for the keys that lead to it.
    find: NodeRef<html::Input>,
) -> impl IntoView {
    view! {
        <header class="header">
            <a class="mark" href=paths::overview() aria-label="Meshdeck, overview"><Mark /><span>"Meshdeck"</span></a>
            <nav class="words" aria-label="Pages">{PLACES.map(|place| place.link(false)).into_iter().collect_view()}</nav>
            <Find input=find />
            <LiveBadge />
        </header>
    }
}
