//! What went wrong with a call or an address: what, why, what to do.

use super::answer::AttemptTable;
use super::desk::Desk;
use crate::paths;
use crate::prelude::*;
use crate::ui::icon::Icon;
use domain::Failure;
use domain::failure::Violation;
use domain::names::ToolId;

/// A call without a good answer.
#[component]
pub fn CallFailed(failure: Failure, desk: Desk) -> impl IntoView {
    let violation = |Violation { pointer, message, remedy }: Violation| {
        view! { <li><Icon name="warning" size=14 /><code>{pointer}</code><span>{message}": "{remedy}"."</span></li> }
    };
    view! {
        <header>
            <h2>"Answer"</h2>
            <span class="told"></span>
            <span class="quietly">{dynamic(move || desk.is_edited().then_some("input edited since"))}</span>
        </header>
        <div class="failed" role="alert">
            <h3><Icon name="warning" />{failure.kind.title()}</h3>
            <p>{failure.detail}</p>
            {(!failure.errors.is_empty()).then(|| view! { <ul class="problems">{failure.errors.into_iter().map(violation).collect_view()}</ul> })}
            {failure.call_id.map(|id| view! { <p class="quietly">"call "<code>{id}</code></p> })}
        </div>
        {(!failure.attempts.is_empty()).then(|| view! { <AttemptTable attempts=failure.attempts /> })}
        {near(failure.near)}
        <div class="actions"><button type="button" class="button" on:click=move |_| desk.send()><Icon name="again" size=14 />"Call again"</button></div>
    }
}

/// An address at which there is no tool.
#[component]
pub fn UnknownTool(id: String, failure: Failure) -> impl IntoView {
    let words = id.split(['.', '_', '-']).collect::<Vec<_>>().join(" ");
    view! {
        <header class="page-bar"><h1>"No such tool"</h1></header>
        <div class="page">
            <section class="failed">
                <h2><Icon name="warning" />"There is no tool "<code>{id}</code></h2>
                <p>"It left its service's manual, its service is gone, or its name is written otherwise."</p>
                {near(failure.near)}
                <div class="actions"><a class="button" href=paths::tools_search(&words)>"Search for it"</a><a class="button quiet" href=paths::tools()>"All tools"</a></div>
            </section>
        </div>
    }
}

fn near(names: Vec<String>) -> impl IntoView {
    let link = |name: String| {
        let path = ToolId::parse(&name).map_or_else(|| paths::service(&name), |id| paths::tool(id.service(), id.name()));
        view! { <li><a class="mono" href=path>{name}</a></li> }
    };
    (!names.is_empty()).then(|| view! { <p>"Near it:"</p><ul class="near">{names.into_iter().map(link).collect_view()}</ul> })
}
