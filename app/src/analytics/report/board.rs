//! Beside the report: those that were made by themselves, each at its own address, and what makes them.

use super::super::scope::Scope;
use super::form::Form;
use crate::api::{Ask, Asked, Fault, MakeReport, RemoveSchedule, make_report, remove_schedule};
use crate::loaded::loaded;
use crate::prelude::*;
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::ui::post::PostForm;
use crate::{paths, words};
use domain::Time;
use domain::report::{MONTH_DAYS, Report, ReportBoard, Schedule, Scheduled, When};
use leptos::server_fn::ServerFn as _;

/// What came of the last thing that was done, and how often something was; it outlives what is drawn anew after it.
#[derive(Clone, Copy)]
pub struct Doings {
    said: RwSignal<Option<Result<String, String>>>,
    changes: RwSignal<u32>,
}

impl Doings {
    /// Takes down what came of something.
    pub fn settle(self, answer: Result<(), Fault>, words: String) {
        if answer.is_ok() {
            self.changes.update(|changes| *changes = changes.wrapping_add(1));
        }
        self.said.set(Some(answer.map(|()| words).map_err(|Fault(failure)| told(&failure))));
    }
}

/// A failure with what is wrong with which field.
fn told(failure: &domain::Failure) -> String {
    let wrong: Vec<_> = failure.errors.iter().map(|wrong| format!(" {}: {}.", wrong.message, wrong.remedy)).collect();
    format!("{}{}", failure.detail, wrong.concat())
}

/// The lists, and the form for a new schedule of what the page shows.
#[component]
pub fn Board(scope: Memo<Scope>) -> impl IntoView {
    let doings = Doings { said: RwSignal::new(None), changes: RwSignal::new(0) };
    let board = Asked::<ReportBoard>::new(move || (Ask::Reports, doings.changes.get()));
    let said = move || {
        doings.said.get().map(|said| match said {
            Ok(words) => view! { <p class="ok-text">{words}</p> },
            Err(words) => view! { <p class="field-error"><Icon name="warning" size=14 />{words}</p> },
        })
    };
    view! {
        <aside class="report-board" aria-label="Reports that are made by themselves">
            {loaded(board, 4, move |board: ReportBoard| draw(board, doings))}
            <div aria-live="polite">{dynamic(said)}</div>
            <Form scope=scope doings=doings />
        </aside>
    }
}

fn draw(board: ReportBoard, doings: Doings) -> AnyView {
    let ReportBoard { at, reports, total, schedules } = board;
    let rest = (total > reports.len() as u64).then(|| view! { <p class="quietly">{format!("The last {} of {total}.", reports.len())}</p> });
    let nothing = reports.is_empty().then(|| view! { <p class="quietly">"None was made yet."</p> });
    let none = schedules
        .is_empty()
        .then(|| view! { <p class="quietly">"None is set: a report of every week, say, for those who do not sit at the console."</p> });
    view! {
        <section class="section">
            <header><h2>"Kept reports"</h2><small>"as they were, for 400 days"</small></header>
            {nothing}
            <table class="dense kept" hidden=reports.is_empty()>
                <thead>
                    <tr>
                        <th scope="col">"Until, UTC"</th>
                        <th scope="col">"Schedule"</th>
                        <th scope="col" class="number">"Calls"</th>
                        <th scope="col" class="number">"Success"</th>
                    </tr>
                </thead>
                <tbody>{reports.iter().map(|report| row(report, at)).collect_view()}</tbody>
            </table>
            {rest}
        </section>
        <section class="section">
            <header><h2>"Schedules"</h2><small>"times in UTC"</small></header>
            {none}
            <ul class="schedules">{schedules.into_iter().map(|one| schedule(one, at, doings)).collect_view()}</ul>
        </section>
    }
}

fn row(report: &Report, now: Time) -> AnyView {
    let success = (report.calls > 0).then(|| (report.calls - report.errors.min(report.calls)) as f64 / report.calls as f64);
    let title = format!("from {} to {}", words::moment(report.from, now), words::moment(report.due_at, now));
    view! {
        <tr>
            <th scope="row"><a href=paths::kept_report(&report.id) title=title>{words::moment_short(report.due_at, now)}</a></th>
            <td class="cut-off">{report.schedule.clone()}</td>
            <td class="number">{format::compact(report.calls)}</td>
            <td class="number">{format::dash(success, format::share)}</td>
        </tr>
    }
}

fn schedule(one: Scheduled, now: Time, doings: Doings) -> AnyView {
    let Scheduled { name, schedule, next_due } = one;
    let (make, remove) = (name.clone(), name.clone());
    let make = Action::new(move |(): &()| {
        let (asked, words) = (make_report(make.clone()), format!("{make} made a report of the time until now."));
        async move { doings.settle(asked.await, words) }
    });
    let remove = Action::new(move |(): &()| {
        let (asked, words) = (remove_schedule(remove.clone()), format!("{remove} is removed; what it made stays."));
        async move { doings.settle(asked.await, words) }
    });
    let field = |name: &str| view! { <input type="hidden" name="name" value=name.to_owned() /> };
    let (make_field, remove_field) = (field(&name), field(&name));
    let (make_label, remove_label) = (format!("Make now: {name}"), format!("Remove: {name}"));
    view! {
        <li>
            <p><b>{name}</b>" "{sentence(&schedule)}<small>"next "{words::moment_short(next_due, now)}</small></p>
            <PostForm url=MakeReport::url() class="" send=Callback::new(move |()| drop(make.dispatch(())))>
                {make_field}<button type="submit" class="button quiet small" aria-label=make_label>"Make now"</button>
            </PostForm>
            <PostForm url=RemoveSchedule::url() class="" send=Callback::new(move |()| drop(remove.dispatch(())))>
                {remove_field}<button type="submit" class="button quiet small" aria-label=remove_label>"Remove"</button>
            </PostForm>
        </li>
    }
}

/// What a schedule makes, in words.
fn sentence(Schedule { when, days, query }: &Schedule) -> String {
    let over = days.map(|days| format!(", over {}", format::plural(days.into(), "day", "days"))).unwrap_or_default();
    let of = if query.is_empty() { String::new() } else { format!(", where {query}") };
    format!("{}{over}{of}", due(*when))
}

/// When it is due, in words.
fn due(when: When) -> String {
    match when {
        When::Day { hour } => format!("every day at {hour:02}:00"),
        When::Week { weekday, hour } => format!("every {} at {hour:02}:00", words::capital(weekday.word())),
        When::Month { day, hour } if day == *MONTH_DAYS.end() => format!("on the last day of every month at {hour:02}:00"),
        When::Month { day, hour } => format!("on day {day} of every month at {hour:02}:00"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::report::Weekday;

    fn check(when: When, days: Option<u32>, query: &str, expected: &str) {
        let told = sentence(&Schedule { when, days, query: query.to_owned() });
        assert_eq!(told.replace(format::NARROW, " "), expected);
    }

    #[test]
    fn a_schedule_says_when_over_how_long_and_of_what() {
        let monday = When::Week { weekday: Weekday::Monday, hour: 6 };
        check(monday, None, "", "every Monday at 06:00");
        check(monday, Some(30), "service = geo", "every Monday at 06:00, over 30 days, where service = geo");
        check(When::Day { hour: 23 }, Some(1), "", "every day at 23:00, over 1 day");
        check(When::Month { day: 31, hour: 0 }, None, "", "on the last day of every month at 00:00");
        check(When::Month { day: 15, hour: 0 }, None, "", "on day 15 of every month at 00:00");
    }
}
