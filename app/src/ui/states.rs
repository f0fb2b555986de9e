//! The states a part can be in beside showing its data: empty, loading, failed. Each has a next step.

use super::icon::Icon;
use crate::prelude::*;

/// What went wrong, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// What.
    pub title: String,
    /// Why, and what to do.
    pub detail: String,
    /// What was probably meant.
    pub near: Vec<String>,
    /// Whether it goes by itself: what was shown before stays.
    pub passing: bool,
}

/// Nothing is there, and that is as it should be: says what would be, and the first step to it.
#[component]
pub fn Empty(
    /// What there is none of.
    #[prop(into)]
    title: String,
    /// What to do.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="empty">
            <h2>{title}</h2>
            {children()}
        </section>
    }
}

/// Something failed: what, why, what to do.
#[component]
pub fn Failed(
    /// What went wrong.
    trouble: Trouble,
) -> impl IntoView {
    let near = (!trouble.near.is_empty()).then(|| {
        view! {
            <p class="near">
                "Near it: " {trouble.near.into_iter().map(|name| view! { <code>{name}</code>" " }).collect_view()}
            </p>
        }
    });
    view! {
        <section class="failed" role="alert">
            <h2><Icon name="warning" />{trouble.title}</h2>
            <p>{trouble.detail}</p>
            {near}
        </section>
    }
}

/// Rows that have not come yet, as high as the real ones, still; seen only after 150 ms.
#[component]
pub fn Skeleton(
    /// How many.
    rows: usize,
) -> impl IntoView {
    let row = |n: usize| view! { <div class=["a", "b", "c"][n % 3]><i></i><i></i><i></i></div> };
    view! {
        <div class="skeleton" aria-busy="true" aria-label="Loading" role="status">
            {(0..rows).map(row).collect_view()}
        </div>
    }
}
