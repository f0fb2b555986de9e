//! Icons: a reference into the sprite that every page shares.

use crate::prelude::*;

/// An icon of the sprite; it stands beside a word, so it has no name of its own.
#[component]
pub fn Icon(
    /// Its id in `public/sprite.svg`.
    name: &'static str,
    /// Its width and height in pixels.
    #[prop(default = 16)]
    size: u32,
) -> impl IntoView {
    view! {
        <svg class="icon" width=size height=size viewBox="0 0 16 16" aria-hidden="true">
            <use href=format!("/sprite.svg#{name}") />
        </svg>
    }
}
