//! Beside the steps: the tools a run used, where its time went, and which offers it took.

use crate::paths;
use crate::prelude::*;
use crate::ui::format::{count, fixed, millis, plural};
use crate::ui::spark::Meter;
use domain::names::ToolId;
use domain::run::{Doing, Offer, Run};

/// The width of the bar of time, in pixels.
const WIDTH: f64 = 392.0;

/// A tool with how often it was called, how often that failed, and how long it took.
struct Used {
    tool: ToolId,
    calls: u64,
    failed: u64,
    millis: f64,
}

/// The column.
#[component]
pub fn Beside(run: Run) -> impl IntoView {
    let offers = run.steps.iter().find_map(|step| match &step.doing {
        Doing::Candidates { offered, .. } => Some(offered.clone()),
        _ => None,
    });
    view! {
        {tools(used(&run))}
        {time(&run)}
        {ledger(offers.unwrap_or_default())}
    }
}

fn used(run: &Run) -> Vec<Used> {
    let mut all: Vec<Used> = Vec::new();
    for step in &run.steps {
        let Doing::Call { tool, error, .. } = &step.doing else { continue };
        let place = all.iter().position(|used| used.tool == *tool).unwrap_or_else(|| {
            all.push(Used { tool: tool.clone(), calls: 0, failed: 0, millis: 0.0 });
            all.len() - 1
        });
        let used = &mut all[place];
        used.calls += 1;
        used.failed += u64::from(error.is_some());
        used.millis += step.duration_ms;
    }
    all
}

fn tools(used: Vec<Used>) -> AnyView {
    let longest = used.iter().map(|used| used.millis).fold(f64::MIN_POSITIVE, f64::max);
    let none = used.is_empty().then(|| view! { <p class="quietly before">"No tool was called."</p> });
    let row = |used: Used| {
        let failed = (used.failed > 0).then(|| view! { <span class="bad-text">{count(used.failed)}" failed"</span> });
        view! {
            <li>
                <a class="mono cut-off" href=paths::tool(used.tool.service(), used.tool.name())>{used.tool.to_string()}</a>
                <span class="end">{failed}{plural(used.calls, "call", "calls")}</span>
                <Meter share=used.millis / longest />
                <span class="took number">{millis(used.millis)}</span>
            </li>
        }
    };
    let total = used.len() as u64;
    view! {
        <section class="section">
            <header><h2>"Tools used"</h2><small>{count(total)}</small></header>
            {none}
            <ul class="rows" hidden=total == 0>{used.into_iter().map(row).collect_view()}</ul>
        </section>
    }
}

/// One bar: the planner, the tools, and the rest, which is writing steps down.
fn time(run: &Run) -> AnyView {
    let spent = |of: fn(&Doing) -> bool| run.steps.iter().filter(|step| of(&step.doing)).map(|step| step.duration_ms).sum::<f64>();
    let planner = spent(|doing| matches!(doing, Doing::Turn { .. } | Doing::Candidates { .. }));
    let tools = spent(|doing| matches!(doing, Doing::Call { .. }));
    let total = (run.spent.seconds * 1000.0).max(planner + tools).max(f64::MIN_POSITIVE);
    let rest = total - planner - tools;
    let parts = [("turn", "planner", planner), ("call", "tools", tools), ("plain", "storing", rest)];
    let mut x = 0.0;
    let bars = parts.map(|(class, _, millis)| {
        let (from, width) = (x, millis / total * WIDTH);
        x += width;
        view! { <rect class=class x=fixed(from, 1) width=fixed((width - 1.0).max(0.0), 1) height="8" /> }
    });
    let words = parts.map(|(class, word, spent)| view! { <li><i class=class></i>{word}" "<b>{millis(spent)}</b></li> });
    view! {
        <section class="section">
            <header><h2>"Where time went"</h2><small>{millis(total)}</small></header>
            <svg class="where" viewBox=format!("0 0 {WIDTH} 8") preserveAspectRatio="none" height="8" aria-hidden="true">{bars}</svg>
            <ul class="keys">{words}</ul>
        </section>
    }
}

/// Which of the offers were taken, by rank.
fn ledger(offers: Vec<Offer>) -> AnyView {
    let none = offers.is_empty();
    let cell = |offer: Offer| {
        let word = if offer.chosen { " chosen" } else { "" };
        view! { <li class:chosen=offer.chosen title=offer.tool.to_string()>{offer.rank}{word}</li> }
    };
    view! {
        <section class="section" hidden=none>
            <header><h2>"Ledger"</h2><small>"rank of what was offered"</small></header>
            <ol class="ledger">{offers.into_iter().map(cell).collect_view()}</ol>
        </section>
    }
}
