//! What is asked of a service's calls, how it stands with that, and a short form to change it.

use crate::api::{Fault, RemoveObjective, SetObjective, remove_objective, set_objective};
use crate::prelude::*;
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::ui::post::PostForm;
use crate::words;
use domain::objective::{ObjectiveFields, Standing};
use leptos::html;
use leptos::server_fn::ServerFn as _;

/// A field: its name in [`ObjectiveFields`], what it is called, and what it may look like.
struct Field {
    name: &'static str,
    label: &'static str,
    like: &'static str,
}

const FIELDS: [Field; 3] = [
    Field { name: "percent", label: "Good, %", like: "99.5" },
    Field { name: "latency_ms", label: "Within, ms", like: "however long" },
    Field { name: "days", label: "Over, days", like: "30" },
];

/// What came of changing it, which outlives what is drawn anew at each event.
#[derive(Clone, Copy)]
pub struct Asking {
    set: Action<(String, ObjectiveFields), Result<(), Fault>>,
    remove: Action<String, Result<(), Fault>>,
}

impl Asking {
    /// Nothing was changed yet.
    pub fn new() -> Self {
        let set = Action::new(|(service, fields): &(String, ObjectiveFields)| set_objective(service.clone(), fields.clone()));
        Self { set, remove: Action::new(|service: &String| remove_objective(service.clone())) }
    }

    /// What came of the last change; of a removal only where it failed, for else it is seen.
    fn said(self) -> Option<Result<(), Fault>> {
        self.set.value().get().or_else(|| self.remove.value().get().filter(Result::is_err))
    }
}

/// The standing and the form.
#[component]
pub fn Objective(service: String, standing: Option<Standing>, asking: Asking) -> impl IntoView {
    let fields = standing.as_ref().map_or_else(ObjectiveFields::default, |standing| ObjectiveFields::of(&standing.objective));
    let has_one = standing.is_some();
    let facts = standing.map_or_else(
        || view! { <p class="quietly before">"None is set: which share of its calls shall be good, and how fast?"</p> },
        |standing| facts(&standing),
    );
    view! {
        <section class="section">
            <header><h2>"Objective"</h2></header>
            {facts}
            <details class="raw">
                <summary>{if has_one { "Change the objective" } else { "Set an objective" }}</summary>
                <Form service=service.clone() fields=fields asking=asking />
                {has_one.then(|| view! { <Removal service=service asking=asking /> })}
            </details>
            <div aria-live="polite">{dynamic(move || asking.said().map(told))}</div>
        </section>
    }
}

fn facts(standing: &Standing) -> AnyView {
    let class = words::care_class(standing.care());
    let days = format::plural(standing.objective.days.into(), "day", "days");
    let bad = format!("{} of {} bad", format::count(standing.bad), format::plural(standing.calls, "call", "calls"));
    let rate = |rate: Option<f64>| format::dash(rate, format::times);
    view! {
        <dl class="facts">
            <dt>"Asked"</dt><dd>{words::objective(&standing.objective)}", over "{days}</dd>
            <dt>"Budget left"</dt><dd class=class>{format::dash(standing.budget_left, format::balance)}", "{bad}</dd>
            <dt>"Burn rate"</dt><dd class=class>{rate(standing.burn_rate_1h)}" in the last hour, "{rate(standing.burn_rate_6h)}" in six"</dd>
        </dl>
    }
}

#[component]
fn Form(service: String, fields: ObjectiveFields, asking: Asking) -> impl IntoView {
    let inputs = FIELDS.map(|_| NodeRef::<html::Input>::new());
    let name = service.clone();
    let send = Callback::new(move |()| {
        let [percent, latency_ms, days] = inputs.map(|input| input.get_untracked().map(|input| input.value()).unwrap_or_default());
        asking.set.dispatch((name.clone(), ObjectiveFields { percent, latency_ms, days }));
    });
    let values = [fields.percent, fields.latency_ms, fields.days];
    let fields = FIELDS.into_iter().zip(inputs).zip(values).map(|((Field { name, label, like }, input), value)| {
        let id = format!("objective-{name}");
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input id=id name=format!("fields[{name}]") node_ref=input type="text" inputmode="decimal" autocomplete="off" placeholder=like value=value />
            </div>
        }
    });
    view! {
        <PostForm url=SetObjective::url() class="traffic" label="What is asked of its calls" send=send>
            <input type="hidden" name="service" value=service />
            {fields.collect_view()}
            <div class="actions"><button type="submit" class="button">"Save objective"</button></div>
        </PostForm>
    }
}

#[component]
fn Removal(service: String, asking: Asking) -> impl IntoView {
    let name = service.clone();
    let send = Callback::new(move |()| {
        asking.set.clear();
        asking.remove.dispatch(name.clone());
    });
    view! {
        <PostForm url=RemoveObjective::url() class="actions" send=send>
            <input type="hidden" name="service" value=service />
            <button type="submit" class="button destructive">"Remove objective"</button>
        </PostForm>
    }
}

fn told(answer: Result<(), Fault>) -> AnyView {
    match answer {
        Ok(()) => view! { <p class="ok-text">"Saved."</p> },
        Err(fault) => {
            let wrong: Vec<_> = fault.0.errors.into_iter().map(|wrong| format!(" {}: {}.", wrong.message, wrong.remedy)).collect();
            view! { <p class="field-error"><Icon name="warning" size=14 />{fault.0.detail}{wrong}</p> }
        }
    }
}
