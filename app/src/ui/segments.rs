//! Segments: two to five choices of which one holds.

use crate::prelude::*;

/// Choices that are addresses: they work without scripts, and the address keeps them.
#[component]
pub fn LinkSegments(
    /// What is chosen, for those who do not see it.
    label: &'static str,
    /// Each choice: its address and its words.
    options: Vec<(String, &'static str)>,
    /// The place of the one that holds.
    #[prop(into)]
    current: Signal<usize>,
) -> impl IntoView {
    let option = move |(place, (href, words)): (usize, (String, &'static str))| {
        view! { <a href=href aria-current=move || (current.get() == place).then_some("true")>{words}</a> }
    };
    view! { <nav class="segments" aria-label=label>{options.into_iter().enumerate().map(option).collect_view()}</nav> }
}

/// Choices that are made at once: each a value and its words.
#[component]
pub fn Segments(
    /// What is chosen, for those who do not see it.
    label: &'static str,
    /// Each choice: its value and its words.
    options: Vec<(&'static str, &'static str)>,
    /// The value that holds.
    #[prop(into)]
    current: Signal<String>,
    /// What happens with another one.
    #[prop(into)]
    choose: Callback<&'static str>,
) -> impl IntoView {
    let option = move |(value, words): (&'static str, &'static str)| {
        let holds = move || if current.with(|current| current == value) { "true" } else { "false" };
        view! { <button type="button" aria-pressed=holds on:click=move |_| choose.run(value)>{words}</button> }
    };
    view! { <div class="segments" role="group" aria-label=label>{options.into_iter().map(option).collect_view()}</div> }
}
