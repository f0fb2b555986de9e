//! A button that copies a text, and says for a moment that it did.

use super::icon::Icon;
use crate::browser;
use crate::prelude::*;

/// Copies `text`; `label` names the button.
#[component]
pub fn Copy(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// The button's name, as "Copy as curl".
    label: &'static str,
    /// Whether the name is only for those who do not see the icon.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        browser::copy_text(&text.get_untracked());
        copied.set(true);
        set_timeout(move || copied.set(false), std::time::Duration::from_secs(2));
    };
    let name = move || if copied.get() { "check" } else { "copy" };
    view! {
        <button type="button" class="button quiet copy" class:bare=bare title=label aria-label=bare.then_some(label) on:click=copy>
            {dynamic(move || view! { <Icon name=name() size=14 /> })}
            {(!bare).then_some(view! { <span>{dynamic(move || if copied.get() { "Copied" } else { label })}</span> })}
        </button>
    }
}
