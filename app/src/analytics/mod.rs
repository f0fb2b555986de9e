//! The analytics: throughput, success and latency over a range, and who is busy, slow, or calls whom.
//!
//! The charts are the server's drawings, put in as they are; the figures beside them, and the same as a table,
//! are for those who read.

mod beat;
mod edges;
mod filter;
mod scope;
mod strips;
mod table;
mod tools;

use crate::api::{Ask, Asked};
use crate::live::{State, Topic, use_live};
use crate::loaded::loaded;
use crate::prelude::*;
use crate::ui::format;
use crate::ui::segments::LinkSegments;
use crate::ui::states::Empty;
use crate::{paths, words};
use beat::Beat;
use domain::metrics::Charts;
use filter::Filter;
use leptos_router::hooks::use_query_map;
use scope::Scope;

/// About as high as the page is, in rows of a table.
const ROWS: usize = 20;

/// The page.
#[component]
pub fn AnalyticsPage() -> impl IntoView {
    let live = use_live();
    let query = use_query_map();
    let scope = Memo::new(move |_| query.with(|query| Scope::read(|key| query.get_str(key))));
    let heard = Memo::new(move |before: Option<&Beat>| {
        let beat = before.copied().unwrap_or_default();
        beat.next(live.version(Topic::Calls), live.now.get(), live.state.get() == State::Live)
    });
    let beat = Memo::new(move |_| heard.get().count);
    let charts = Asked::new(move || {
        let Scope { range, service, tool } = scope.get();
        (Ask::Charts { seconds: range.seconds(), service, tool }, beat.get())
    });
    let of = move || scope.with(|scope| scope.of().map(|of| format!("of {of}")));
    view! {
        <div class="page-bar analytics-bar">
            <h1>"Analytics"</h1>
            {dynamic(move || {
                let scope = scope.get();
                view! { <LinkSegments label="Range" options=scope.ranges() current=Signal::stored(scope.range.place()) /> }
            })}
            <p>{dynamic(of)}</p>
            <Filter scope=scope />
        </div>
        {loaded(charts, ROWS, move |charts: Charts| draw(&charts, &scope.get_untracked()))}
    }
}

fn draw(charts: &Charts, scope: &Scope) -> impl IntoView + use<> {
    if charts.now.calls == 0 {
        return nothing(scope).into_any();
    }
    view! {
        <div class="analytics">
            <div class="main">
                <p class="span">{span(charts)}</p>
                {strips::draw(charts, scope.range)}
                {table::draw(charts)}
            </div>
            <aside aria-label="Edges and tools">
                {edges::draw(&charts.edges)}
                {tools::busiest(&charts.busiest, scope)}
                {tools::slowest(&charts.slowest, scope)}
            </aside>
        </div>
    }
}

/// From when until when, in words; the zone stands here, once.
fn span(charts: &Charts) -> String {
    let (from, to) = (charts.from, charts.to);
    let from = if from.date() == to.date() { words::clock_short(from) } else { words::moment(from, to) };
    let steps = format::seconds(charts.step_seconds as f64);
    format!("{from} – {} UTC, in steps of {steps}", words::clock_short(to))
}

fn nothing(scope: &Scope) -> impl IntoView + use<> {
    let title = match scope.of() {
        Some(of) => format!("No call of {of} in {}", scope.range.words()),
        None => format!("No call in {}", scope.range.words()),
    };
    let longer = scope.longer().map(|scope| view! { <a class="button" href=scope.path()>"Look back over "{scope.range.words()}</a> });
    let all = scope.of().map(|_| view! { <a class="button" href=scope.whole().path()>"Show every service"</a> });
    view! {
        <div class="page">
            <Empty title=title>
                <p>"Calls show up here as soon as one goes through the gateway."</p>
                <div class="actions">
                    {longer}
                    {all}
                    <a class="button" href=paths::tools()>"Find a tool to call"</a>
                </div>
            </Empty>
        </div>
    }
}
