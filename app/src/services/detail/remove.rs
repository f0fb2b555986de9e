//! The question before a service is removed: it names the consequence, and the safe choice has the focus.

use crate::api::remove_service;
use crate::paths;
use crate::prelude::*;
use leptos::html;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The dialog; whoever opens it holds its node.
#[component]
pub fn RemoveDialog(name: String, dialog: NodeRef<html::Dialog>) -> impl IntoView {
    let trouble = RwSignal::new(String::new());
    let navigate = use_navigate();
    let title = format!("Remove {name}?");
    let remove = Action::new(move |(): &()| {
        let (name, navigate) = (name.clone(), navigate.clone());
        async move {
            match remove_service(name).await {
                Ok(()) => navigate(&paths::services(), NavigateOptions::default()),
                Err(fault) => trouble.set(fault.0.detail),
            }
        }
    });
    let words = move || if remove.pending().get() { "Removing" } else { "Remove" };
    view! {
        <dialog class="remove" node_ref=dialog aria-labelledby="remove-title">
            <h2 id="remove-title">{title}</h2>
            <p>"Its tools leave the catalogue at once, and calls to them are refused. Its history stays. It comes back when it registers again."</p>
            <p class="note bad" role="alert" hidden=move || trouble.with(String::is_empty)>{trouble}</p>
            <form method="dialog" class="actions">
                <button class="button" autofocus>"Keep it"</button>
                <button type="button" class="button destructive" on:click=move |_| { remove.dispatch(()); }>{dynamic(words)}</button>
            </form>
        </dialog>
    }
}
