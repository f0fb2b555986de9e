//! The mesh.

mod emphasis;
mod graph;
mod hand;
mod marks;
mod matches;
mod meaning;
mod place;
mod pulses;
#[cfg(test)]
mod sample;
mod scene;
mod stage;
mod walk;

use leptos::prelude::*;

/// The page.
#[component]
pub fn MeshPage() -> impl IntoView {
    view! { <h1>"mesh"</h1> }
}
