//! The slowest tools, each against the slowest of all.

use super::range::Range;
use crate::paths;
use crate::prelude::*;
use crate::ui::format;
use crate::ui::spark::Meter;
use domain::names::ToolId;
use domain::overview::SlowTool;

/// The section.
pub fn draw(slowest: &[SlowTool], range: Range) -> impl IntoView + use<> {
    let top = slowest.iter().map(|tool| tool.p95_ms).fold(f64::MIN_POSITIVE, f64::max);
    let rows = if slowest.is_empty() {
        view! { <li class="quietly">"No tool was called in "{range.words()}"."</li> }
    } else {
        slowest.iter().map(|tool| row(tool, top)).collect_view().into_any()
    };
    view! {
        <section class="section">
            <header><h2>"Slowest tools"</h2><small>"p95, "{range.words()}</small></header>
            <ul class="rows slowest">{rows}</ul>
        </section>
    }
}

fn row(tool: &SlowTool, top: f64) -> impl IntoView + use<> {
    let path = ToolId::parse(&tool.tool).map_or_else(paths::tools, |id| paths::tool(id.service(), id.name()));
    view! {
        <li>
            <a class="cut-off" href=path>{tool.tool.clone()}</a>
            <Meter share=tool.p95_ms / top />
            <span class="figure-text">{format::millis(tool.p95_ms)}</span>
        </li>
    }
}
