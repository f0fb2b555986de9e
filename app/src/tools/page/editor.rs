//! The editor of the input: a text of JSON, what is wrong with it beside it, and the button that calls.

use super::super::{input, schema};
use super::desk::{Desk, Problem};
use crate::prelude::*;
use crate::ui::copy::Copy;
use crate::ui::format::millis;
use crate::ui::icon::Icon;
use domain::tool::ToolPage;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos_router::hooks::use_location;

/// The editor, with the fields of the schema under it.
#[component]
pub fn Editor(desk: Desk, page: Signal<ToolPage>) -> impl IntoView {
    let editor = NodeRef::<html::Textarea>::new();
    let problems = Memo::new(move |_| desk.problems());
    let hash = use_location().hash;
    Effect::new(move |_| {
        if editor.get().is_some() && hash.get() == "#input" {
            focus(editor);
        }
    });
    let send = move || match problems.with_untracked(|problems| problems.first().map(|problem| problem.span)) {
        Some(span) => select(editor, span),
        None => desk.send(),
    };
    view! {
        <form class="editor" on:submit=move |event: SubmitEvent| { event.prevent_default(); send(); }>
            <header class="section-head">
                <h2><label for="input">"Input"</label></h2>
                <small>"JSON"</small>
                <div class="actions">
                    <button type="button" class="button quiet" on:click=move |_| desk.fill(untrack(|| desk.example()))>"Fill from example"</button>
                    <button type="button" class="button quiet" on:click=move |_| if let Some(text) = input::format(&untrack(|| desk.text())) { desk.fill(text) }>"Format"</button>
                </div>
            </header>
            <Text desk=desk editor=editor problems=problems send=send />
            <Problems problems=problems editor=editor />
            {dynamic(move || fields(&page.with(|page| page.tool.definition.inputs.clone())))}
            <ActionBar desk=desk problems=problems />
        </form>
    }
}

/// Takes the focus to the editor as soon as it is on the page: it is built while the page still waits for its data.
fn focus(editor: NodeRef<html::Textarea>) {
    match editor.try_get_untracked().flatten() {
        Some(field) if field.is_connected() => drop(field.focus()),
        Some(_) => request_animation_frame(move || focus(editor)),
        None => {}
    }
}

#[component]
fn Text(desk: Desk, editor: NodeRef<html::Textarea>, problems: Memo<Vec<Problem>>, send: impl Fn() + 'static) -> impl IntoView {
    let mut typing = desk.typing();
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            send();
        }
    };
    view! {
        <textarea
            id="input"
            rows="12"
            spellcheck="false"
            autocapitalize="off"
            autocomplete="off"
            node_ref=editor
            aria-describedby="problems"
            aria-invalid=move || if problems.with(Vec::is_empty) { "false" } else { "true" }
            prop:value=move || desk.text()
            on:input=move |event| typing(event_target_value(&event))
            on:keydown=on_key
        >
            {untrack(|| desk.text())}
        </textarea>
    }
}

#[component]
fn Problems(problems: Memo<Vec<Problem>>, editor: NodeRef<html::Textarea>) -> impl IntoView {
    let problem = move |Problem { place, message, remedy, span }: Problem| {
        view! {
            <li>
                <Icon name="warning" size=14 />
                <button type="button" on:click=move |_| select(editor, span)>{place}</button>
                <span>{message}": "{remedy}"."</span>
            </li>
        }
    };
    view! { <ul id="problems" class="problems" aria-live="polite">{dynamic(move || problems.get().into_iter().map(problem).collect_view())}</ul> }
}

#[component]
fn ActionBar(desk: Desk, problems: Memo<Vec<Problem>>) -> impl IntoView {
    let pending = desk.call.pending();
    let why_not = move || desk.forbidden().or_else(|| problems.with(|problems| to_fix(problems)));
    let words = move || if pending.get() { format!("Calling, {}", millis(desk.elapsed.get())) } else { "Call tool".to_owned() };
    let unavailable = move || (why_not().is_some() || pending.get()).then_some("true");
    let curl = Signal::derive(move || curl(&desk.id(), &desk.text()));
    view! {
        <footer class="action-bar">
            <button type="submit" class="button primary" aria-disabled=unavailable aria-describedby="why-not">
                <span>{dynamic(words)}</span>
                <kbd class="wide" hidden=move || pending.get()>"Ctrl ↵"</kbd>
            </button>
            <span id="why-not" class="bad-text">{dynamic(why_not)}</span>
            <Copy text=curl label="Copy as curl" />
        </footer>
    }
}

/// The fields of the schema, short: what may be written above.
fn fields(inputs: &serde_json::Value) -> impl IntoView + use<> {
    let rows = schema::rows(inputs);
    let row = |row: schema::Row| {
        let presence = row.presence();
        view! { <tr><th scope="row" class=schema::indent(row.depth)>{row.name}</th><td>{row.kind}</td><td class="wide">{row.about}</td><td class="number">{presence}</td></tr> }
    };
    let is_empty = rows.is_empty();
    view! {
        <table class="fields" hidden=is_empty>
            <thead><tr><th scope="col">"field"</th><th scope="col">"type"</th><th scope="col" class="wide">"what it is"</th><th scope="col" class="number"><span class="unseen">"presence"</span></th></tr></thead>
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </table>
        <p class="quietly" hidden=!is_empty>"The manual names no fields: {} is enough."</p>
    }
}

fn to_fix(problems: &[Problem]) -> Option<String> {
    match problems.len() {
        0 => None,
        1 => Some("1 field to fix".to_owned()),
        n => Some(format!("{n} fields to fix")),
    }
}

fn select(editor: NodeRef<html::Textarea>, (begin, end): (u32, u32)) {
    if let Some(editor) = editor.get_untracked() {
        let _ = editor.focus();
        let _ = editor.set_selection_range(begin, end);
    }
}

/// The same call from a shell.
fn curl(id: &str, text: &str) -> String {
    let input = input::parse(text).map_or_else(|_| text.to_owned(), |value| value.to_string());
    let body = format!("{{\"input\":{input}}}").replace('\'', "'\\''");
    format!("curl -X POST \"$URL/registry/tools/{}/call\" -H 'content-type: application/json' -d '{body}'", crate::paths::encode(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_from_a_shell_survives_its_quotes() {
        let expected = "curl -X POST \"$URL/registry/tools/text.stats/call\" -H 'content-type: application/json' -d '{\"input\":{\"text\":\"it'\\''s\"}}'";
        assert_eq!(curl("text.stats", "{ \"text\": \"it's\" }"), expected);
    }
}
