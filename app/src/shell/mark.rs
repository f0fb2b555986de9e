//! The mark: a registry's square holds an orchestrator's diamond holds a service's circle.

use crate::prelude::*;

/// The mark, in ink on paper.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg width="20" height="20" viewBox="0 0 24 24" aria-hidden="true">
            <rect x="1" y="1" width="22" height="22" rx="2" />
            <path class="paper" d="M12 3.2 20.8 12 12 20.8 3.2 12Z" />
            <circle cx="12" cy="12" r="4.4" />
        </svg>
    }
}
