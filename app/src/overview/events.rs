//! The last events, each a line: when, what, why.

use crate::prelude::*;
use crate::ui::format;
use crate::ui::sign::{KindSign, Mark, Shape};
use crate::{paths, words};
use domain::Time;
use domain::event::{Event, ServiceChange, What};
use domain::names::is_service_name;
use domain::run::RunState;
use domain::service::ManualState;

/// An event in words.
struct Line {
    shape: Shape,
    mark: Mark,
    what: String,
    detail: String,
    path: String,
}

/// The section.
pub fn draw(events: &[Event], now: Time) -> impl IntoView + use<> {
    let lines: Vec<(Time, Line)> = events.iter().filter_map(|event| Some((event.at, read(&event.what)?))).collect();
    let rows = if lines.is_empty() {
        view! { <li class="quietly">"Nothing has happened since the start."</li> }
    } else {
        lines.into_iter().map(|(at, line)| row(at, line, now)).collect_view().into_any()
    };
    view! {
        <section class="section">
            <header><h2>"Events"</h2></header>
            <ol class="rows events">{rows}</ol>
        </section>
    }
}

fn row(at: Time, line: Line, now: Time) -> impl IntoView {
    view! {
        <li>
            <time datetime=at.to_string()>{words::moment(at, now)}</time>
            <KindSign shape=line.shape mark=line.mark size=10 />
            <a class="what cut-off" href=line.path>{line.what}</a>
            <span class="detail cut-off">{line.detail}</span>
        </li>
    }
}

/// The words for an event; none for those that only machines care for.
fn read(what: &What) -> Option<Line> {
    Some(match what {
        What::Service { service, change } => {
            let (mark, word) = changed(*change);
            of_service(service, mark, format!("{service} {word}"), String::new())
        }
        What::Health { service, instance, service_health, reason, .. } => {
            let detail = if reason.is_empty() { instance.clone() } else { reason.clone() };
            of_service(service, words::mark(*service_health), format!("{service} {}", service_health.word()), detail)
        }
        What::Circuit { service, instance, circuit, reason } => of_service(
            service,
            words::circuit_mark(*circuit),
            format!("{service} circuit {}", circuit.words()),
            format!("{instance}: {reason}"),
        ),
        What::Manual { service, state, tools, versions, reason } => manual(service, *state, *tools, *versions, reason.clone()),
        What::Call { caller, tool, outcome, .. } => {
            let what = format!("{caller} → {}", tool.service());
            let path = paths::tool(tool.service(), tool.name());
            Line { shape: Shape::Disc, mark: words::outcome_mark(*outcome), what, detail: outcome.words().to_owned(), path }
        }
        What::Run { id, state, steps } => {
            let mark = if matches!(state, RunState::Failed | RunState::Interrupted) { Mark::Unhealthy } else { Mark::Healthy };
            let detail = format::plural((*steps).into(), "step", "steps");
            Line { shape: Shape::Diamond, mark, what: format!("{} {}", format::short_id(id), state.word()), detail, path: paths::run(id) }
        }
        What::Alert { about, reason } => {
            Line { shape: Shape::Square, mark: Mark::Degraded, what: about.clone(), detail: reason.clone(), path: told_of(about) }
        }
        What::Hello { .. } | What::Edge { .. } | What::Pins { .. } | What::Resync { .. } => return None,
    })
}

/// Where more is told of what an alert is about: `alert orders-fail` names a rule, all else is for the settings.
fn told_of(about: &str) -> String {
    about.strip_prefix("alert ").filter(|name| is_service_name(name)).map_or_else(paths::settings, paths::alert)
}

fn of_service(service: &str, mark: Mark, what: String, detail: String) -> Line {
    Line { shape: Shape::Disc, mark, what, detail, path: paths::service(service) }
}

const fn changed(change: ServiceChange) -> (Mark, &'static str) {
    match change {
        ServiceChange::Registered => (Mark::Healthy, "registered"),
        ServiceChange::Changed => (Mark::Healthy, "changed"),
        ServiceChange::Removed => (Mark::Unknown, "removed"),
        ServiceChange::Expired => (Mark::Unknown, "expired"),
    }
}

fn manual(service: &str, state: ManualState, tools: u32, versions: u32, reason: Option<String>) -> Line {
    let tools = format::plural(tools.into(), "tool", "tools");
    let (mark, what) = match state {
        ManualState::Read if reason.is_some() => (Mark::Healthy, format!("{service} manual v{}", versions.max(1))),
        ManualState::Read if versions > 1 => (Mark::Healthy, format!("{service} manual v{} → v{versions}", versions - 1)),
        ManualState::Read => (Mark::Healthy, format!("{service} manual read")),
        ManualState::Reading => (Mark::Unknown, format!("{service} manual is being read")),
        ManualState::Failed => (Mark::Unhealthy, format!("{service} manual failed")),
    };
    of_service(service, mark, what, reason.unwrap_or(tools))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(about: &str, expected: &str) {
        assert_eq!(told_of(about), expected, "{about}");
    }

    #[test]
    fn the_event_of_a_rule_leads_to_it() {
        check("alert orders-fail", &paths::alert("orders-fail"));
        check("alert → geo", &paths::settings());
        check("alert at http://127.0.0.1:1", &paths::settings());
        check("the file geo.toml", &paths::settings());
    }
}
