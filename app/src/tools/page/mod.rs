//! The page of one tool: try it, read what it takes and gives, see who called it, read its manual.

mod answer;
mod calls;
mod desk;
mod editor;
mod head;
mod manual;
mod parameters;
mod trouble;

use super::kept::kept;
use super::schema;
use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::loaded::Missing;
use crate::paths;
use crate::prelude::*;
use crate::ui::format::compact;
use crate::ui::tabs::{Tab, Tabs};
use answer::Answer;
use calls::CallTable;
use desk::Desk;
use domain::tool::ToolPage as Page;
use editor::Editor;
use head::Head;
use leptos_router::hooks::{use_params_map, use_query_map};
use manual::RawManual;
use parameters::Parameters;
use std::sync::Arc;
use trouble::UnknownTool;

/// How many of the last calls stand beside the answer.
const CALLS_BESIDE: usize = 9;

/// What the tabs show, with their words in the URL.
const TABS: [&str; 4] = ["try", "parameters", "calls", "manual"];

/// The page of a tool; another tool is another page, with nothing left of the one before.
#[component]
pub fn ToolPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| format!("{}.{}", params.get("service").unwrap_or_default(), params.get("name").unwrap_or_default()))
    });
    dynamic(move || view! { <One id=id.get() /> })
}

#[component]
fn One(id: String) -> impl IntoView {
    let live = use_live();
    let page = Asked::new({
        let id = id.clone();
        move || (Ask::Tool(id.clone()), live.versions([Topic::Services, Topic::Calls]))
    });
    let draw = {
        let id = id.clone();
        move |page: Signal<Page>| view! { <Known id=id.clone() page=page /> }
    };
    let missing: Missing = Arc::new({
        let id = id.clone();
        move |failure| view! { <UnknownTool id=id.clone() failure=failure /> }
    });
    view! {
        {kept(page, 14, draw, Some(missing))}
    }
}

#[component]
fn Known(id: String, page: Signal<Page>) -> impl IntoView {
    let query = use_query_map();
    let current = Memo::new(move |_| {
        let asked = query.with(|query| query.get("tab"));
        TABS.iter().position(|tab| Some(*tab) == asked.as_deref()).unwrap_or(0)
    });
    let desk = Desk::new(id, page);
    let last_calls = move || {
        let (calls, id) = page.with(|page| (page.calls.clone(), page.tool.summary.id.to_string()));
        view! {
            <CallTable calls=calls />
            <p class="before"><a href=paths::calls_with(&[("tool", &id)])>"All calls of "{id.clone()}</a></p>
        }
    };
    view! {
        <Head page=page />
        {dynamic(move || view! { <Tabs label="Of this tool" tabs=page.with(tabs) current=current /> })}
        <div class="try" hidden=move || current.get() != 0>
            <Editor desk=desk page=page />
            <Beside desk=desk page=page />
        </div>
        {panel(1, current, move || view! { <Parameters page=page /> })}
        {panel(2, current, last_calls)}
        {panel(3, current, move || view! { <RawManual page=page /> })}
    }
}

/// What a tab shows, drawn once it is looked at.
fn panel(place: usize, current: Memo<usize>, draw: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    view! { <div class="page" hidden=move || current.get() != place>{dynamic(move || (current.get() == place).then(&draw))}</div> }
}

/// What stands beside the editor: the answer, and who else called.
#[component]
fn Beside(desk: Desk, page: Signal<Page>) -> impl IntoView {
    let calls = move || page.with(|page| page.calls.iter().take(CALLS_BESIDE).cloned().collect::<Vec<_>>());
    let all = page.with_untracked(|page| paths::calls_with(&[("tool", page.tool.summary.id.as_str())]));
    view! {
        <div class="beside">
            <Answer desk=desk />
            <section class="section">
                <header><h2>"Recent calls"</h2><small>{dynamic(move || page.with(recent))}</small><a href=all>"All calls"</a></header>
                {dynamic(move || view! { <CallTable calls=calls() /> })}
            </section>
        </div>
    }
}

fn tabs(page: &Page) -> Vec<Tab> {
    let summary = &page.tool.summary;
    let path = paths::tool(&summary.service, &summary.name);
    let tab = |place: usize, word, count: Option<String>| Tab { href: format!("{path}?tab={}", TABS[place]), word, count };
    let parameters = schema::rows(&page.tool.definition.inputs).len();
    vec![
        Tab { href: path.clone(), word: "Try", count: None },
        tab(1, "Parameters", Some(parameters.to_string())),
        tab(2, "Calls", (page.figures.calls > 0).then(|| compact(page.figures.calls))),
        tab(3, "Raw manual", None),
    ]
}

fn recent(page: &Page) -> String {
    match page.calls.len() {
        0 => String::new(),
        all => format!("last {} of {} in 24 h", all.min(CALLS_BESIDE), compact(page.figures.calls.max(all as u64))),
    }
}
