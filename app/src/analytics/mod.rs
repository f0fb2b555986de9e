//! The analytics.

use leptos::prelude::*;

/// The page.
#[component]
pub fn AnalyticsPage() -> impl IntoView {
    view! { <h1>"analytics"</h1> }
}
