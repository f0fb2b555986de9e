//! The tools of a service.

use crate::paths;
use crate::prelude::*;
use crate::ui::badge::{Badge, Tone};
use domain::tool::{Risk, ToolState, ToolSummary};

/// The tools, each with what it does.
#[component]
pub fn Tools(tools: Vec<ToolSummary>) -> impl IntoView {
    let total = tools.len();
    let body = if tools.is_empty() {
        view! { <p class="quietly before">"None in the catalogue. The manual beside says why."</p> }
    } else {
        view! { <ul class="rows service-tools">{tools.into_iter().map(row).collect_view()}</ul> }
    };
    view! {
        <section class="section">
            <header><h2>"Tools"</h2><small>{total}</small></header>
            {body}
        </section>
    }
}

fn row(tool: ToolSummary) -> impl IntoView {
    view! {
        <li>
            <a class="mono" href=paths::tool(&tool.service, &tool.name)>{tool.name.clone()}</a>
            <span class="cut-off">{tool.description}</span>
            {(tool.state == ToolState::Quarantined).then(|| view! { <Badge tone=Tone::Warn>"held for review"</Badge> })}
            {(tool.risk == Risk::Destructive).then(|| view! { <Badge tone=Tone::Bad>{tool.risk.words()}</Badge> })}
        </li>
    }
}
