//! Where services come from beside the API, and what could not be taken from there.

use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::loaded::loaded;
use crate::prelude::*;
use crate::ui::format::plural;
use crate::ui::icon::Icon;
use crate::words;
use domain::Time;
use domain::failure::Violation;
use domain::service::SourceReport;

/// The sources, each with how it stands.
#[component]
pub fn Sources() -> impl IntoView {
    let live = use_live();
    let sources = Asked::new(move || (Ask::Sources, live.version(Topic::Services)));
    view! {
        <section class="section">
            <header><h2>"Sources of services and edges"</h2></header>
            {loaded(sources, 1, draw)}
        </section>
    }
}

fn draw(sources: Vec<SourceReport>) -> impl IntoView {
    if sources.is_empty() {
        return view! { <p class="quietly">"Services register themselves. Files, another registry and more can bring them, and traces can tell of edges: meshdeck serve --help."</p> };
    }
    let now = sources.iter().map(|report| report.source.as_of).max().unwrap_or_default();
    view! { <ul class="rows sources">{sources.into_iter().map(|report| row(report, now)).collect_view()}</ul> }
}

fn row(report: SourceReport, now: Time) -> impl IntoView {
    let (told, class) = tell(&report, now);
    view! {
        <li>
            <b>{report.source.words()}</b>
            <p class=class>{told}</p>
            {report.troubles.into_iter().map(trouble).collect_view()}
        </li>
    }
}

fn trouble(Violation { pointer, message, remedy }: Violation) -> impl IntoView {
    view! { <p><Icon name="warning" size=14 /><code>{pointer}</code>{format!(" {message}: {remedy}.")}</p> }
}

/// How a source stands in words, and how bad that is.
fn tell(report: &SourceReport, now: Time) -> (String, &'static str) {
    let brought = match report.edges {
        Some(edges) => plural(edges.into(), "edge", "edges"),
        None => plural(report.services.into(), "service", "services"),
    };
    match (report.source.stale(), &report.reason) {
        (None, _) => (format!("{brought}, read {}.", words::moment(report.source.as_of, now)), "quietly"),
        (Some(_), None) => (format!("{brought}, not asked yet."), "quietly"),
        (Some(Time(0)), Some(reason)) => (format!("{brought}, never read: {reason}."), "bad-text"),
        (Some(as_of), Some(reason)) => (format!("{brought}, stale as of {}: {reason}.", words::moment(as_of, now)), "warn-text"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::service::{Freshness, Source, SourceKind};

    fn check(state: Freshness, as_of: Time, reason: Option<&str>, expected: &str) {
        let source = Source { kind: SourceKind::File, name: "a.toml".to_owned(), state, as_of };
        let report = SourceReport { source, reason: reason.map(str::to_owned), services: 2, edges: None, troubles: Vec::new() };
        assert_eq!(tell(&report, Time::from_seconds(60)).0, expected);
    }

    #[test]
    fn a_source_says_how_it_stands() {
        let minute = Time::from_seconds(60);
        check(Freshness::Fresh, minute, None, "2 services, read 00:01:00.");
        check(Freshness::Stale, minute, Some("connection refused"), "2 services, stale as of 00:01:00: connection refused.");
        check(Freshness::Stale, Time(0), Some("it is not TOML"), "2 services, never read: it is not TOML.");
        check(Freshness::Stale, Time(0), None, "2 services, not asked yet.");
    }

    #[test]
    fn a_source_of_edges_counts_them() {
        let source = Source { kind: SourceKind::Jaeger, name: "http://jaeger".to_owned(), ..Source::default() };
        let report = SourceReport { source, reason: None, services: 0, edges: Some(1), troubles: Vec::new() };
        assert_eq!(tell(&report, Time::from_seconds(60)).0, "1 edge, read 00:00:00.");
    }
}
