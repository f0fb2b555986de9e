//! The tab bar: the navigation of a phone, within reach of a thumb.

use super::places::{PLACES, Place};
use crate::prelude::*;
use crate::ui::icon::Icon;
use leptos::html;

/// The words that stand in the bar itself; the others are behind "More".
const FIRST: [&str; 4] = ["Overview", "Mesh", "Tools", "Runs"];

/// The bar.
#[component]
pub fn TabBar() -> impl IntoView {
    let is_first = |place: &Place| FIRST.contains(&place.word);
    let (first, more): (Vec<Place>, Vec<Place>) = PLACES.into_iter().partition(is_first);
    let menu = NodeRef::<html::Details>::new();
    let close = move |_| {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    view! {
        <nav class="tabbar" aria-label="Pages, short">
            {first.into_iter().map(|place| place.link(true)).collect_view()}
            <details node_ref=menu>
                <summary><Icon name="more" size=18 />"More"</summary>
                <div class="lifted" on:click=close>{more.into_iter().map(|place| place.link(false)).collect_view()}</div>
            </details>
        </nav>
    }
}
