//! The form that registers a service: each wrong field says what to write, and the first one has the focus.

use super::fields::{Fields, KINDS, elsewhere, wrong};
use super::filter::Filter;
use crate::api::register_service;
use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use domain::failure::Violation;
use domain::service::Registration;
use leptos::html;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// A field of text.
#[derive(Clone, Copy)]
struct TextField {
    pointer: &'static str,
    label: &'static str,
    like: &'static str,
    required: bool,
}

const TEXTS: [TextField; 4] = [
    TextField { pointer: "/name", label: "Name", like: "my-service", required: true },
    TextField { pointer: "/base_url", label: "Base URL", like: "http://127.0.0.1:8003", required: true },
    TextField { pointer: "/tags", label: "Tags", like: "custom, ai", required: false },
    TextField { pointer: "/environment", label: "Environment", like: "production", required: false },
];

/// The form.
#[component]
pub fn Register(filter: Memo<Filter>) -> impl IntoView {
    let inputs = TEXTS.map(|_| NodeRef::<html::Input>::new());
    let kind = NodeRef::<html::Select>::new();
    let violations = RwSignal::new(Vec::<Violation>::new());
    let trouble = RwSignal::new(String::new());
    let refuse = move |found: Vec<Violation>| {
        let first = TEXTS.iter().position(|text| wrong(&found, text.pointer).is_some());
        violations.set(found);
        if let Some(input) = first.and_then(|place| inputs[place].get_untracked()) {
            let _ = input.focus();
        }
    };
    let navigate = use_navigate();
    let register = Action::new(move |registration: &Registration| {
        let (registration, navigate) = (registration.clone(), navigate.clone());
        async move {
            match register_service(registration).await {
                Ok(name) => navigate(&paths::service(&name), NavigateOptions::default()),
                Err(fault) => {
                    trouble.set(fault.0.detail);
                    refuse(fault.0.errors);
                }
            }
        }
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let registration = read(inputs, kind).registration();
        let found = registration.violations();
        trouble.set(String::new());
        if found.is_empty() && !register.pending().get_untracked() {
            violations.set(found);
            register.dispatch(registration);
        } else {
            refuse(found);
        }
    };
    Effect::new(move |_| {
        if let Some(input) = inputs[0].get() {
            let _ = input.focus();
        }
    });
    let words = move || if register.pending().get() { "Registering, its manual is read" } else { "Register service" };
    view! {
        <form class="register" aria-label="Register a service" novalidate on:submit=send>
            <div class="texts">
                {TEXTS.into_iter().zip(inputs).map(|(text, input)| view! { <Text text=text input=input violations=violations /> }).collect_view()}
                <div class="field">
                    <label for="register-kind">"Manual"</label>
                    <select id="register-kind" node_ref=kind>{KINDS.map(|(value, words)| view! { <option value=value>{words}</option> })}</select>
                </div>
            </div>
            <Trouble trouble=trouble violations=violations />
            <div class="actions">
                <button type="submit" class="button primary" aria-disabled=move || register.pending().get().then_some("true")>{dynamic(words)}</button>
                <a class="button quiet" href=move || filter.with(|filter| filter.with_form(false).path())>"Cancel"</a>
            </div>
        </form>
    }
}

#[component]
fn Text(text: TextField, input: NodeRef<html::Input>, violations: RwSignal<Vec<Violation>>) -> impl IntoView {
    let TextField { pointer, label, like, required } = text;
    let id = format!("register-{}", &pointer[1..]);
    let error_id = format!("{id}-error");
    let error = Memo::new(move |_| violations.with(|violations| wrong(violations, pointer)));
    view! {
        <div class="field">
            <label for=id.clone()>{label}<small>{if required { "required" } else { "" }}</small></label>
            <input
                id=id
                node_ref=input
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-required=required.then_some("true")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=error_id.clone()
            />
            <p id=error_id class="field-error">
                {dynamic(move || error.get().map(|error| view! { <Icon name="warning" size=14 /><span>{error}</span> }))}
                <span class="like" hidden=move || error.with(Option::is_some)>"as "{like}</span>
            </p>
        </div>
    }
}

/// What is wrong beside the fields, as a missing right or a service that is not there.
#[component]
fn Trouble(trouble: RwSignal<String>, violations: RwSignal<Vec<Violation>>) -> impl IntoView {
    let pointers = TEXTS.map(|text| text.pointer);
    let rest = move || {
        let others: Vec<String> = violations
            .with(|violations| elsewhere(violations, &pointers).map(|other| format!("{}: {}", other.message, other.remedy)).collect());
        [trouble.get(), others.join("; ")].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let said = Memo::new(move |_| rest());
    view! { <p class="note bad" role="alert" hidden=move || said.with(String::is_empty)><Icon name="warning" size=14 /><span>{said}</span></p> }
}

fn read(inputs: [NodeRef<html::Input>; 4], kind: NodeRef<html::Select>) -> Fields {
    let [name, base_url, tags, environment] = inputs.map(|input| input.get_untracked().map(|input| input.value()).unwrap_or_default());
    Fields { name, base_url, tags, environment, kind: kind.get_untracked().map(|kind| kind.value()).unwrap_or_default() }
}
