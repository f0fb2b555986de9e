//! A report that is kept: drawn as every report, of the figures that it was made of.

use super::super::scope::{Period, Scope};
use super::{ROWS, draw};
use crate::api::{Ask, Asked, Fault, RemoveReport, remove_report};
use crate::loaded::looked_up;
use crate::prelude::*;
use crate::ui::icon::Icon;
use crate::ui::post::PostForm;
use crate::{paths, words};
use domain::Failure;
use domain::report::{Report, ReportKept};
use leptos::server_fn::ServerFn as _;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

/// The page of a report; another report is another page.
#[component]
pub fn KeptReportPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    dynamic(move || one(id.get()))
}

fn one(id: String) -> AnyView {
    let trouble = RwSignal::new(String::new());
    let asked = id.clone();
    let kept = Asked::<ReportKept>::new(move || (Ask::Report(asked.clone()), 0));
    looked_up(kept, ROWS, move |kept| page(kept, trouble), move |failure| missing(&id, failure))
}

fn page(ReportKept { report, charts }: ReportKept, trouble: RwSignal<String>) -> AnyView {
    let asked = Some(report.query.clone()).filter(|query| !query.is_empty());
    let scope = Scope { period: Period::Fixed(report.from, report.due_at), asked, ..Scope::default() };
    let made = words::moment_whole(report.made_at);
    let charts_path = scope.path();
    view! {
        <div class="page-bar report-bar">
            <h1>"Report"</h1>
            <p>{format!("{}, of {} UTC", report.schedule, words::moment_whole(report.due_at))}</p>
            <div class="actions">
                <p class="bad-text" role="status" hidden=move || trouble.with(String::is_empty)>{trouble}</p>
                {removal(&report, trouble)}
                <a class="button" href=charts_path>"Open the charts"</a>
                <a class="button" href=paths::report()>"All reports"</a>
            </div>
        </div>
        <div class="report-page">{draw(&charts, &scope, &format!("Made at {made} UTC, and kept as it was."))}</div>
    }
}

/// What is removed is not made again, so it takes two presses.
fn removal(report: &Report, trouble: RwSignal<String>) -> AnyView {
    let (id, is_asked, navigate) = (report.id.clone(), RwSignal::new(false), use_navigate());
    let field = id.clone();
    let remove = Action::new(move |(): &()| {
        let (asked, navigate) = (remove_report(id.clone()), navigate.clone());
        async move {
            match asked.await {
                Ok(()) => navigate(&paths::report(), NavigateOptions::default()),
                Err(Fault(failure)) => trouble.set(failure.detail),
            }
        }
    });
    let send = Callback::new(move |()| {
        if is_asked.get_untracked() {
            remove.dispatch(());
        }
        is_asked.set(true);
    });
    let words = move || if is_asked.get() { "Remove for good" } else { "Remove" };
    view! {
        <PostForm url=RemoveReport::url() class="" send=send>
            <input type="hidden" name="id" value=field />
            <button type="submit" class="button quiet">{dynamic(words)}</button>
        </PostForm>
    }
}

fn missing(id: &str, failure: Failure) -> AnyView {
    view! {
        <header class="page-bar"><h1>"No such report"</h1></header>
        <div class="page">
            <section class="failed">
                <h2><Icon name="warning" />"There is no report "<code>{id.to_owned()}</code></h2>
                <p>{failure.detail}</p>
                <div class="actions"><a class="button" href=paths::report()>"All reports"</a></div>
            </section>
        </div>
    }
}
