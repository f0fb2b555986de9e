//! The mesh.

use leptos::prelude::*;

/// The page.
#[component]
pub fn MeshPage() -> impl IntoView {
    view! { <h1>"mesh"</h1> }
}
