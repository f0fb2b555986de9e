//! The button that holds the selected node where it is, and lets it go.

use crate::api::Pinned;
use crate::mesh::map::Pins;
use crate::prelude::*;
use crate::ui::icon::Icon;

/// The button for a node, which may be among those that are pinned; hidden where the map keeps no pins.
pub fn draw(pinned: &[Pinned], name: &str, pins: Pins) -> AnyView {
    let is_pinned = pinned.iter().any(|(node, ..)| node == name);
    let title = if is_pinned { "Pinned for everyone: press to let it go" } else { "Pin it where it is, for everyone" };
    let name = name.to_owned();
    view! {
        <button
            type="button"
            class="button quiet bare"
            aria-label="Pin"
            title=title
            hidden=move || !pins.are_kept()
            aria-pressed=if is_pinned { "true" } else { "false" }
            on:click=move |_| pins.turn_named(&name)
        >
            <Icon name="pin" />
        </button>
    }
}
