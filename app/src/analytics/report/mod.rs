//! The report: a period on one page that can be printed, for those who do not sit at the console. In words first, then what
//! changed, the charts, and what went wrong. It stands still while it is read.

mod board;
mod form;
mod kept;
mod told;

pub use kept::KeptReportPage;

use super::range::Range;
use super::scope::{Period, Scope};
use super::{changed, objectives, strips, tools};
use crate::api::{Ask, Asked};
use crate::loaded::loaded;
use crate::prelude::*;
use crate::ui::segments::LinkSegments;
use crate::ui::states::Empty;
use crate::{paths, words};
use board::Board;
use domain::charts::Charts;
use leptos_router::hooks::use_query_map;

/// About as high as the page is, in rows of a table.
const ROWS: usize = 20;

/// The page; a week where its address names no time.
#[component]
pub fn ReportPage() -> impl IntoView {
    let query = use_query_map();
    let scope = Memo::new(move |_| {
        query.with(|query| Scope::read(|key| query.get_str(key).or_else(|| (key == "range").then(|| Range::Week.key()))))
    });
    let charts = Asked::<Charts>::new(move || (Ask::Charts(scope.with(Scope::query)), 0));
    view! {
        <div class="page-bar report-bar">
            <h1>"Report"</h1>
            {dynamic(move || scope.with(|scope| view! { <LinkSegments label="Range" options=ranges(scope) current=Signal::stored(scope.place()) /> }))}
            <p>{dynamic(move || scope.with(Scope::of))}</p>
            <div class="actions">
                {dynamic(move || scope.with(|scope| view! { <a class="button" href=scope.path()>"Open the charts"</a> }))}
            </div>
        </div>
        <div class="report-page">
            {loaded(charts, ROWS, move |charts: Charts| draw(&charts, &scope.get_untracked(), &drawn_at(&charts)))}
            <Board scope=scope />
        </div>
    }
}

/// The address of the report on what a page of charts shows.
pub fn path(scope: &Scope) -> String {
    scope.at(paths::report())
}

fn ranges(scope: &Scope) -> Vec<(String, &'static str)> {
    Range::ALL.map(|range| (path(&scope.over(Period::Live(range))), range.words())).to_vec()
}

/// When a report was drawn that nobody keeps.
fn drawn_at(charts: &Charts) -> String {
    format!("Drawn at {} UTC.", words::moment_whole(charts.at))
}

/// From when until when.
fn span(charts: &Charts) -> String {
    let (from, to) = (charts.steps.from, charts.steps.to().min(charts.at));
    format!("{} – {} UTC", words::moment_whole(from), words::moment_whole(to))
}

/// The report, with a last sentence about itself.
fn draw(charts: &Charts, asked: &Scope, itself: &str) -> impl IntoView + use<> {
    if let Some(wrong) = charts.wrong.first() {
        let told = format!("{}; {}.", wrong.message, wrong.remedy);
        return view! { <div class="page"><Empty title="No report answers that query"><p>{told}</p></Empty></div> }.into_any();
    }
    let scope = &asked.as_read(&charts.scope, charts.outcome);
    if charts.now.calls == 0 {
        let title = "Nothing to report";
        return view! { <div class="page"><Empty title=title><p>"No call went through the gateway in that time."</p></Empty></div> }
            .into_any();
    }
    let paragraphs = |told: Vec<String>| told.into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
    view! {
        <article class="report">
            <header>
                <h2>{scope.of().map_or_else(|| "The mesh".to_owned(), |of| format!("Calls {of}"))}</h2>
                <p>{span(charts)}", against the "{charts.before_name.clone()}</p>
            </header>
            <ul class="lead">{paragraphs(told::summary(charts))}</ul>
            {changed::draw(&charts.changed, &charts.before_name, scope)}
            {(!charts.objectives.is_empty()).then(|| objectives::draw(&charts.objectives, scope))}
            <div class="recorders">{strips::draw(charts, None)}</div>
            <section class="section">
                <header><h2>"What went wrong"</h2></header>
                <ul class="problems">{paragraphs(told::problems(charts))}</ul>
            </section>
            {tools::slowest(&charts.slowest, scope)}
            {tools::busiest(&charts.busiest, scope)}
            <footer>{itself.to_owned()}" Percentiles are over calls that a service answered, whatever the answer."</footer>
        </article>
    }
}
