//! The services.

use leptos::prelude::*;

/// The page.
#[component]
pub fn ServicesPage() -> impl IntoView {
    view! { <h1>"services"</h1> }
}

/// The page.
#[component]
pub fn ServicePage() -> impl IntoView {
    view! { <h1>"services"</h1> }
}
