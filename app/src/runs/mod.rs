//! The orchestration console.

use leptos::prelude::*;

/// The page.
#[component]
pub fn RunsPage() -> impl IntoView {
    view! { <h1>"runs"</h1> }
}

/// The page.
#[component]
pub fn RunPage() -> impl IntoView {
    view! { <h1>"runs"</h1> }
}
