//! The form of a rule: which fields its condition has is for the style sheet to say, so that it works without scripts.

use super::fields::{ABOVE, Field, KINDS, NAME, OBJECTIVE, REST, text, wrong};
use crate::api::{SetAlert, set_alert};
use crate::prelude::*;
use crate::ui::icon::Icon;
use crate::ui::post::PostForm;
use domain::alert::{RuleFields, Share, Spent};
use domain::failure::Violation;
use leptos::html;
use leptos::server_fn::ServerFn as _;

/// What is held while somebody fills the form.
#[derive(Clone, Copy)]
struct Desk {
    /// What stood in it at first.
    first: StoredValue<RuleFields>,
    /// Its fields by their keys.
    inputs: StoredValue<Vec<(&'static str, NodeRef<html::Input>)>>,
    choices: StoredValue<Vec<(&'static str, NodeRef<html::Select>)>>,
    wrong: RwSignal<Vec<Violation>>,
}

impl Desk {
    fn new(fields: RuleFields) -> Self {
        let (inputs, choices) = (StoredValue::new(Vec::new()), StoredValue::new(Vec::new()));
        Self { first: StoredValue::new(fields), inputs, choices, wrong: RwSignal::new(Vec::new()) }
    }

    /// What stands in the form itself: a browser fills it, too, and somebody who is faster than the scripts.
    fn fields(self) -> RuleFields {
        let mut fields = self.first.get_value();
        let inputs = self.inputs.get_value().into_iter().map(|(key, at)| (key, at.get_untracked().map(|input| input.value())));
        let choices = self.choices.get_value().into_iter().map(|(key, at)| (key, at.get_untracked().map(|select| select.value())));
        for (key, value) in inputs.chain(choices) {
            if let Some(value) = value {
                *text(&mut fields, key) = value;
            }
        }
        fields
    }
}

/// The form with what stands in it at first; `done` is told the name of what was kept.
#[component]
pub fn AlertForm(fields: RuleFields, is_new: bool, done: Callback<String>, children: Children) -> impl IntoView {
    let desk = Desk::new(fields);
    let said = RwSignal::new(String::new());
    let set = Action::new(move |fields: &RuleFields| {
        let fields = fields.clone();
        async move {
            match set_alert(fields, is_new).await {
                Ok(name) => done.run(name),
                Err(fault) => {
                    said.set(fault.0.detail);
                    desk.wrong.set(fault.0.errors);
                }
            }
        }
    });
    let send = Callback::new(move |()| {
        said.set(String::new());
        let fields = desk.fields();
        desk.wrong.set(fields.rule().err().unwrap_or_default());
        if desk.wrong.with_untracked(Vec::is_empty) && !set.pending().get_untracked() {
            set.dispatch(fields);
        }
    });
    let words = move || {
        if set.pending().get() {
            "Keeping"
        } else if is_new {
            "Make rule"
        } else {
            "Save rule"
        }
    };
    let name = current(desk, "name");
    view! {
        <PostForm url=SetAlert::url() class="rule-form" label=if is_new { "Make a rule" } else { "Change the rule" } send=send>
            <input type="hidden" name="is_new" value=is_new.to_string() />
            {if is_new { input(desk, NAME) } else { view! { <input type="hidden" name="fields[name]" value=name /> } }}
            {choice(desk, "kind", "Looks for", "field", KINDS.to_vec())}
            {choice(desk, "share", "Of", "field of-latency", Share::ALL.map(|share| (share.word(), share.word())).to_vec())}
            {choice(desk, "of", "Of", "field of-budget", Spent::ALL.map(|spent| (spent.word(), money(spent))).to_vec())}
            {input(desk, OBJECTIVE)}
            {input(desk, ABOVE)}
            {REST.map(|field| input(desk, field)).into_iter().collect_view()}
            <p class="note bad" role="alert" hidden=move || said.with(String::is_empty)><Icon name="warning" size=14 /><span>{said}</span></p>
            <div class="actions">
                <button type="submit" class="button primary" aria-disabled=move || set.pending().get().then_some("true")>{dynamic(words)}</button>
                {children()}
            </div>
        </PostForm>
    }
}

const fn money(spent: Spent) -> &'static str {
    match spent {
        Spent::Calls => "calls",
        Spent::Tokens => "tokens",
        Spent::CostUsd => "US dollars",
    }
}

fn current(desk: Desk, key: &'static str) -> String {
    text(&mut desk.first.get_value(), key).clone()
}

fn choice(desk: Desk, key: &'static str, label: &'static str, class: &'static str, choices: Vec<(&'static str, &'static str)>) -> AnyView {
    let id = format!("rule-{key}");
    let chosen = current(desk, key);
    let option = |(value, words): (&'static str, &'static str)| view! { <option value=value selected=value == chosen>{words}</option> };
    let at = NodeRef::new();
    desk.choices.update_value(|choices| choices.push((key, at)));
    view! {
        <div class=class>
            <label for=id.clone()>{label}</label>
            <select id=id name=format!("fields[{key}]") node_ref=at class:kinds=key == "kind">{choices.into_iter().map(option).collect_view()}</select>
        </div>
    }
}

fn input(desk: Desk, field: Field) -> AnyView {
    let (id, key) = (format!("rule-{}", field.key), field.key);
    let wrong_id = format!("{id}-wrong");
    let at = NodeRef::new();
    desk.inputs.update_value(|inputs| inputs.push((key, at)));
    let error = Memo::new(move |_| desk.wrong.with(|violations| wrong(violations, field)));
    let units = (key == "above").then(|| {
        let unit = |(class, words): (&'static str, &'static str)| view! { <small class=class>{words}</small> };
        [("of-error_rate", "%"), ("of-latency", "ms"), ("of-burn_rate", "times as fast as it may")].map(unit).into_iter().collect_view()
    });
    view! {
        <div class=field.class>
            <label for=id.clone()>{field.label}{units}</label>
            <input
                id=id
                node_ref=at
                name=format!("fields[{key}]")
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                placeholder=field.like
                value=current(desk, key)
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=wrong_id.clone()
            />
            <p id=wrong_id class="field-error" hidden=move || error.with(Option::is_none)>
                <Icon name="warning" size=14 /><span>{move || error.get()}</span>
            </p>
        </div>
    }
}
