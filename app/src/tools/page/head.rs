//! The head of a tool's page: where it belongs, what it is called, how it does.

use crate::paths;
use crate::prelude::*;
use crate::ui::format::{compact, dash, millis, plural, share};
use crate::ui::sign::Sign;
use crate::words;
use domain::tool::{Risk, ToolPage, ToolState};

/// The head.
#[component]
pub fn Head(page: Signal<ToolPage>) -> impl IntoView {
    dynamic(move || page.with(draw))
}

fn draw(page: &ToolPage) -> AnyView {
    let summary = &page.tool.summary;
    let figures = &page.figures;
    let failed = figures.success().map(|good| 1.0 - good);
    let failed_class = failed.map(tone);
    view! {
        <header class="tool-head">
            <div>
                <nav aria-label="Where this tool belongs">
                    <a href=paths::tools()>"Tools"</a>" / "<a href=paths::service(&summary.service)>{summary.service.clone()}</a>" / "{summary.name.clone()}
                </nav>
                <h1>
                    <Sign mark=words::mark(summary.health) size=15 label=summary.health.word() />
                    <span>{summary.service.clone()}"."</span><b>{summary.name.clone()}</b>
                    {risk(summary.risk)}
                    {state(summary.state)}
                </h1>
                <p>{summary.description.clone()}</p>
            </div>
            <dl>
                <div><dt>"p95, 24 h"</dt><dd>{dash(figures.latency_ms.p95, millis)}</dd></div>
                <div><dt>"failed"</dt><dd class=failed_class>{dash(failed, share)}</dd></div>
                <div><dt>"calls"</dt><dd>{compact(figures.calls)}</dd></div>
                <div class="wide"><dt>"definition"</dt><dd>{plural(page.tool.definition.versions.len() as u64, "version", "versions")}</dd></div>
                <div class="wide"><dt>"tags"</dt><dd>{tags(&summary.tags, summary.risk)}</dd></div>
            </dl>
        </header>
    }
}

/// The risk in words; nobody having said is no badge.
fn risk(risk: Risk) -> impl IntoView {
    let class = match risk {
        Risk::Unknown => return None,
        Risk::Destructive => "badge bad",
        Risk::ReadOnly | Risk::Idempotent => "badge",
    };
    Some(view! { <span class=class>{risk.words()}</span> })
}

fn state(state: ToolState) -> impl IntoView {
    let words = match state {
        ToolState::Active => return None,
        ToolState::Changed => "changed since it was approved",
        ToolState::Quarantined => "held for review",
        ToolState::Gone => "no longer in its manual",
    };
    Some(view! { <span class="badge warn">{words}</span> })
}

/// How a share of failed calls is coloured.
fn tone(failed: f64) -> &'static str {
    match failed {
        failed if failed >= 0.05 => "bad-text",
        failed if failed >= 0.01 => "warn-text",
        _ => "",
    }
}

/// The first tags; what the risk says already is left out.
fn tags(tags: &[String], risk: Risk) -> String {
    let tags: Vec<&str> = tags.iter().map(String::as_str).filter(|tag| *tag != risk.words()).collect();
    match tags.as_slice() {
        [] => "–".to_owned(),
        [first, second, _, ..] => format!("{first}, {second}, …"),
        few => few.join(", "),
    }
}
