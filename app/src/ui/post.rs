//! A form that a server function answers: by the page where scripts run, else by the server, which then shows the page again.

use crate::prelude::*;
use leptos::ev::SubmitEvent;

/// The form; what it sends takes its fields to the server function itself.
#[component]
pub fn PostForm(
    /// Where the server function is.
    url: &'static str,
    /// The form's class.
    class: &'static str,
    /// What the form is called.
    #[prop(optional)]
    label: Option<&'static str>,
    /// What is done with the fields.
    send: Callback<()>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    view! { <form method="post" action=url class=class aria-label=label on:submit=submit>{children()}</form> }
}
