//! The variables that call templates ask for: names and use, a form that sets one, and never a value.

use crate::api::{Ask, Asked, Fault, SetVariable, remove_variable, set_variable};
use crate::live::{Topic, use_live};
use crate::loaded::loaded;
use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use crate::ui::post::PostForm;
use domain::List;
use domain::variable::{State, Variable};
use leptos::html;
use leptos::server_fn::ServerFn as _;

/// The list and the form.
#[component]
pub fn Variables() -> impl IntoView {
    let live = use_live();
    let changes = RwSignal::new(0_u32);
    let list = Asked::new(move || (Ask::Variables, live.version(Topic::Services).wrapping_add(changes.get())));
    let name = NodeRef::<html::Input>::new();
    let value = NodeRef::<html::Input>::new();
    let said = RwSignal::new(None::<Result<&'static str, String>>);
    let settle = move |done: &'static str, answer: Result<(), Fault>| {
        if answer.is_ok() {
            changes.update(|changes| *changes += 1);
        }
        said.set(Some(answer.map(|()| done).map_err(words)));
    };
    let set = Action::new(move |(of, secret): &(String, String)| {
        let (of, secret) = (of.clone(), secret.clone());
        async move {
            let answer = set_variable(of, secret).await;
            if let Some(value) = value.get_untracked().filter(|_| answer.is_ok()) {
                value.set_value("");
            }
            settle("Sealed and kept. Calls are made with it from now on.", answer);
        }
    });
    let remove = Action::new(move |of: &String| {
        let of = of.clone();
        async move { settle("Removed.", remove_variable(of).await) }
    });
    let send = Callback::new(move |()| {
        if let (Some(name), Some(value)) = (name.get_untracked(), value.get_untracked()) {
            set.dispatch((name.value(), value.value()));
        }
    });
    let choose = Callback::new(move |of: String| {
        if let (Some(name), Some(value)) = (name.get_untracked(), value.get_untracked()) {
            name.set_value(&of);
            let _ = value.focus();
        }
    });
    let remove = Callback::new(move |of: String| {
        remove.dispatch(of);
    });
    let told = move || match said.get() {
        None => ().into_any(),
        Some(Ok(words)) => view! { <p class="ok-text">{words}</p> },
        Some(Err(words)) => view! { <p class="field-error"><Icon name="warning" size=14 />{words}</p> },
    };
    view! {
        <section class="section" id="variables">
            <header><h2>"Variables"</h2></header>
            {loaded(list, 3, move |list| table(list, choose, remove))}
            <PostForm url=SetVariable::url() class="line" label="Set a variable" send=send>
                <label for="variable-name">"Name"</label>
                <input id="variable-name" name="name" node_ref=name type="text" class="mono" autocomplete="off" spellcheck="false" required=true />
                <label for="variable-value">"Value"</label>
                <input id="variable-value" name="value" node_ref=value type="password" class="mono" autocomplete="off" required=true aria-describedby="variable-about" />
                <p id="variable-about">"What a tool's call template asks for as ${KEY} is kept under the service's name: geo_KEY for the service geo. A value is sealed, is sent to that service alone, and is never shown again."</p>
                <div class="actions"><button type="submit" class="button">"Set variable"</button></div>
                <div aria-live="polite" class="actions">{dynamic(told)}</div>
            </PostForm>
        </section>
    }
}

fn table(list: List<Variable>, choose: Callback<String>, remove: Callback<String>) -> impl IntoView {
    if list.items.is_empty() {
        return view! { <p class="quietly before">"No tool asks for a variable, and none is set."</p> };
    }
    view! {
        <table class="variables">
            <thead>
                <tr>
                    <th scope="col">"name"</th>
                    <th scope="col">"state"</th>
                    <th scope="col" class="wide">"used by"</th>
                    <th scope="col"><span class="unseen">"change"</span></th>
                </tr>
            </thead>
            <tbody>{list.items.into_iter().map(|variable| row(variable, choose, remove)).collect_view()}</tbody>
        </table>
    }
}

fn row(variable: Variable, choose: Callback<String>, remove: Callback<String>) -> impl IntoView {
    let Variable { name, state, tools, uses, .. } = variable;
    let class = if state == State::Set { "ok-text" } else { "bad-text" };
    let first = tools.into_iter().next().map(|tool| {
        let (service, own) = tool.split_once('.').unwrap_or_default();
        let more = (uses > 1).then(|| format!(" and {} more", uses - 1));
        view! { <a class="mono" href=paths::tool(service, own)>{tool.clone()}</a>{more} }
    });
    let (chosen, removed) = (name.clone(), name.clone());
    // What is removed cannot be read back, so it takes two presses.
    let is_asked = RwSignal::new(false);
    let press = move |_| if is_asked.get_untracked() { remove.run(removed.clone()) } else { is_asked.set(true) };
    let words = move || if is_asked.get() { "Remove for good" } else { "Remove" };
    let set_label = format!("Set {name}");
    view! {
        <tr>
            <th scope="row" class="mono">{name}</th>
            <td class=class>{state.words()}</td>
            <td class="wide">{first}</td>
            <td><div class="actions">
                <button type="button" class="button small quiet" aria-label=set_label on:click=move |_| choose.run(chosen.clone())>"Set"</button>
                {(state != State::Missing).then(|| view! { <button type="button" class="button small quiet" on:click=press>{dynamic(words)}</button> })}
            </div></td>
        </tr>
    }
}

/// What is wrong, and what to do.
fn words(fault: Fault) -> String {
    match fault.0.errors.first() {
        Some(wrong) => format!("{}: {}.", wrong.message, wrong.remedy),
        None => fault.0.detail,
    }
}
