//! The figures of the page to take along: as CSV and JSON, and each chart as a picture.

use super::scope::{Scope, stamp};
use crate::prelude::*;
use crate::ui::icon::Icon;
use crate::ui::picture;
use domain::charts::Steps;

/// The charts that are files, by their names in addresses and on the page.
const CHARTS: [(&str, &str); 4] =
    [("throughput", "Throughput"), ("success", "Success"), ("latency", "Latency"), ("failed", "Failed by kind")];

/// The menu; `trouble` says why a picture was not saved, and outlives what a live page draws anew.
pub fn draw(steps: &Steps, scope: &Scope, trouble: RwSignal<String>) -> impl IntoView + use<> {
    let chart = |(name, words): (&'static str, &'static str)| {
        let href = chart(name, steps, scope);
        let svg =
            view! { <a href=href.clone() download=format!("{name}.svg") rel="external" aria-label=format!("{words} as SVG")>"SVG"</a> };
        let png = picture::png(Signal::stored(href), name, format!("{words} as PNG"), "PNG".to_owned(), trouble);
        view! { <p class="pair"><span>{words}</span>{svg}{png}</p> }
    };
    view! {
        <details class="menu">
            <summary class="button">"Export"<Icon name="down" size=12 /></summary>
            <div class="lifted">
                {file(figures("csv", steps, scope), "calls.csv".to_owned(), "Figures as CSV".to_owned())}
                {file(figures("json", steps, scope), "calls.json".to_owned(), "Figures as JSON".to_owned())}
                {CHARTS.map(chart).into_iter().collect_view()}
                {picture::trouble(trouble)}
            </div>
        </details>
    }
}

fn file(href: String, name: String, words: String) -> impl IntoView {
    view! { <a href=href download=name rel="external">{words}</a> }
}

/// The address of the figures that the page shows.
fn figures(format: &str, steps: &Steps, scope: &Scope) -> String {
    let by = match scope {
        Scope { outcome: Some(_), .. } => "outcome",
        // Edges have minutes where callers have hours.
        Scope { caller: Some(_), .. } => "service",
        Scope { tool: Some(_), .. } => "tool",
        Scope { service: Some(_), .. } => "service",
        _ => "total",
    };
    let filter = scope.filter().into_iter().filter(|(key, _)| *key != "outcome");
    let words = time(steps).into_iter().chain([("step", steps.seconds.to_string()), ("by", by.to_owned())]);
    address("/registry/metrics", words.chain(filter).chain([("format", format.to_owned())]))
}

fn chart(name: &str, steps: &Steps, scope: &Scope) -> String {
    let compare = (!scope.compare).then(|| ("compare", "off".to_owned()));
    address(&format!("/registry/charts/{name}"), time(steps).into_iter().chain(compare).chain(scope.filter()))
}

fn time(steps: &Steps) -> [(&'static str, String); 2] {
    [("from", stamp(steps.from)), ("to", stamp(steps.to()))]
}

fn address(path: &str, words: impl Iterator<Item = (&'static str, String)>) -> String {
    let words: Vec<String> = words.map(|(key, value)| format!("{key}={value}")).collect();
    format!("{path}?{}", words.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Time;

    fn check(address: &str, expected: &str) {
        assert_eq!(address, expected);
    }

    #[test]
    fn what_is_exported_is_what_the_page_shows() {
        let steps = Steps { from: Time::from_seconds(0), seconds: 60, count: 60 };
        let whole = Scope { compare: false, ..Scope::default() };
        let time = "from=1970-01-01T00:00:00Z&to=1970-01-01T01:00:00Z";
        check(&figures("csv", &steps, &whole), &format!("/registry/metrics?{time}&step=60&by=total&format=csv"));
        let caller = Scope { caller: Some("ann".to_owned()), ..Scope::default() };
        check(&figures("json", &steps, &caller), &format!("/registry/metrics?{time}&step=60&by=service&caller=ann&format=json"));
        check(&chart("success", &steps, &whole), &format!("/registry/charts/success?{time}&compare=off"));
        check(&chart("failed", &steps, &caller), &format!("/registry/charts/failed?{time}&caller=ann"));
    }
}
