//! The catalogue and the page of a tool.

use leptos::prelude::*;

/// The page.
#[component]
pub fn CataloguePage() -> impl IntoView {
    view! { <h1>"tools"</h1> }
}

/// The page.
#[component]
pub fn ToolPage() -> impl IntoView {
    view! { <h1>"tools"</h1> }
}
