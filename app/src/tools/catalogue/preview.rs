//! A look at one tool beside the results: what it takes, an example, how it does.

use super::super::{input, schema};
use super::results::badge;
use crate::paths;
use crate::prelude::*;
use crate::ui::format::{compact, dash, millis, share};
use crate::ui::icon::Icon;
use domain::tool::{Risk, ToolPage};

/// How many parameters are listed.
const LISTED: usize = 12;

/// The look at a tool.
#[component]
pub fn Preview(tool: ToolPage) -> impl IntoView {
    let summary = tool.tool.summary;
    let path = paths::tool(&summary.service, &summary.name);
    let said =
        matches!(summary.risk, Risk::ReadOnly | Risk::Idempotent).then(|| view! { <span class="badge">{summary.risk.words()}</span> });
    view! {
        <header>
            <h2 class="mono">{summary.service.clone()}"."<b>{summary.name.clone()}</b></h2>
            {badge(summary.risk, summary.state)}
            {said}
        </header>
        <p>{summary.description}</p>
        <div class="actions">
            <a class="button primary" href=format!("{path}#input")>"Try it"<kbd>"T"</kbd></a>
            <a class="button" href=path>"Open"<Icon name="arrow" size=12 /></a>
        </div>
        <h3>"Parameters"</h3>
        {parameters(&tool.tool.definition.inputs)}
        <h3>"Example"</h3>
        <pre>{input::pretty(&tool.example)}</pre>
        <h3>"Last 24 hours"</h3>
        <dl class="readings">
            <div><dt>"calls"</dt><dd>{compact(tool.figures.calls)}</dd></div>
            <div><dt>"p95"</dt><dd>{dash(tool.figures.latency_ms.p95, millis)}</dd></div>
            <div><dt>"failed"</dt><dd>{dash(tool.figures.success(), |good| share(1.0 - good))}</dd></div>
        </dl>
    }
}

fn parameters(inputs: &serde_json::Value) -> impl IntoView + use<> {
    let rows = schema::rows(inputs);
    let rest = rows.len().saturating_sub(LISTED);
    let row = |row: schema::Row| {
        let presence = row.presence();
        view! { <tr><th scope="row" class=schema::indent(row.depth)>{row.name}</th><td>{row.kind}</td><td class="number">{presence}</td></tr> }
    };
    let is_empty = rows.is_empty();
    view! {
        <table class="parameters-short" hidden=is_empty>
            <thead class="unseen"><tr><th scope="col">"Name"</th><th scope="col">"Type"</th><th scope="col">"Presence"</th></tr></thead>
            <tbody>{rows.into_iter().take(LISTED).map(row).collect_view()}</tbody>
        </table>
        <p class="quietly" hidden=!is_empty>"It takes no parameters."</p>
        <p class="quietly" hidden=rest == 0>{format!("{rest} more on its page.")}</p>
    }
}
