//! Tabs: words with a count, of which one is current. They are addresses, so that a tab can be shared.

use crate::prelude::*;

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its address.
    pub href: String,
    /// Its word.
    pub word: &'static str,
    /// How many things it holds, where that is worth saying.
    pub count: Option<String>,
}

/// A row of tabs, the current one underlined.
#[component]
pub fn Tabs(
    /// What they divide, for those who do not see it.
    label: &'static str,
    /// The tabs.
    tabs: Vec<Tab>,
    /// The place of the current one.
    #[prop(into)]
    current: Signal<usize>,
) -> impl IntoView {
    let tab = move |(place, tab): (usize, Tab)| {
        view! {
            <a href=tab.href aria-current=move || (current.get() == place).then_some("true")>
                {tab.word}
                {tab.count.map(|count| view! { <span>{count}</span> })}
            </a>
        }
    };
    view! { <nav class="tabs" aria-label=label>{tabs.into_iter().enumerate().map(tab).collect_view()}</nav> }
}
