//! The busiest and the slowest tools; each leads to its own charts.

use super::scope::Scope;
use crate::prelude::*;
use crate::ui::format;
use domain::metrics::MetricsTotal;

/// How many tools a table lists.
const SHOWN: usize = 6;

/// The tools with the most calls.
pub fn busiest(tools: &[MetricsTotal], scope: &Scope) -> impl IntoView + use<> {
    draw("Busiest tools", "by calls", tools, scope)
}

/// The tools with the highest p95.
pub fn slowest(tools: &[MetricsTotal], scope: &Scope) -> impl IntoView + use<> {
    draw("Slowest tools", "by p95 of answered calls", tools, scope)
}

fn draw(title: &'static str, order: &'static str, tools: &[MetricsTotal], scope: &Scope) -> impl IntoView + use<> {
    if tools.is_empty() {
        // Calls by one caller, or that ended in one way, are not kept by tool.
        return ().into_any();
    }
    let rows = tools.iter().take(SHOWN).map(|tool| row(tool, scope)).collect_view();
    view! {
        <section class="section">
            <header><h2>{title}</h2><small>{order}</small></header>
            <table class="dense tools">
                <thead>
                    <tr>
                        <th scope="col">"Tool"</th>
                        <th scope="col" class="number">"Calls"</th>
                        <th scope="col" class="number">"Failed"</th>
                        <th scope="col" class="number">"p95"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

fn row(tool: &MetricsTotal, scope: &Scope) -> impl IntoView + use<> {
    let figures = &tool.figures;
    let failed = figures.success().map(|success| 1.0 - success);
    view! {
        <tr>
            <th scope="row" class="mono"><a href=scope.of_tool(Some(tool.key.clone())).path()>{tool.key.clone()}</a></th>
            <td class="number">{format::compact(figures.calls)}</td>
            <td class="number" class:bad-text=failed.is_some_and(|failed| failed >= 0.05)>{format::dash(failed, format::share)}</td>
            <td class="number">{format::dash(figures.latency_ms.p95, format::millis)}</td>
        </tr>
    }
}
