//! The page bar: which time, compared with what, which calls, and the figures to take along.

use super::filter::Filter;
use super::scope::{Period, Scope};
use super::{export, report};
use crate::api::Asked;
use crate::prelude::*;
use crate::ui::format;
use crate::ui::segments::LinkSegments;
use crate::{paths, words};
use domain::call::Outcome;
use domain::charts::{Charts, Steps};
use domain::failure::Violation;
use domain::{Time, metrics};
use serde::Deserialize;

/// What the bar needs of the charts.
#[derive(Clone, Debug, Deserialize)]
pub struct Head {
    at: Time,
    steps: Steps,
    before_name: String,
    scope: metrics::Scope,
    outcome: Option<Outcome>,
    wrong: Vec<Violation>,
}

/// The bar.
#[component]
pub fn Bar(scope: Memo<Scope>, charts: Asked<Charts>) -> impl IntoView {
    let head = charts.read_as::<Head>();
    let of = move || scope.with(Scope::of);
    let trouble = RwSignal::new(String::new());
    view! {
        <div class="page-bar analytics-bar">
            <h1>"Analytics"</h1>
            {dynamic(move || scope.with(|scope| view! { <LinkSegments label="Range" options=scope.ranges() current=Signal::stored(scope.place()) /> }))}
            <Transition>
                {dynamic(move || charted(head).map(|head| scope.with(|scope| told(&head, scope))))}
            </Transition>
            <p class="of">{dynamic(of)}</p>
            <div class="actions">
                <a class="button quiet" href=paths::calls()>"Calls"</a>
                <a class="button quiet" href=paths::alerts()>"Alerts"</a>
                {dynamic(move || scope.with(|scope| view! { <a class="button quiet" href=report::path(scope)>"Report"</a> }))}
                <Filter scope=scope />
                <Transition>
                    {dynamic(move || charted(head).map(|head| scope.with(|scope| export::draw(&head.steps, &scope.as_read(&head.scope, head.outcome), trouble))))}
                </Transition>
            </div>
        </div>
    }
}

/// The head, where there are charts.
fn charted(head: Asked<Head>) -> Option<Head> {
    head.get().and_then(Result::ok).filter(|head| head.wrong.is_empty())
}

/// From when until when, and the switch of what it is compared with.
fn told(head: &Head, scope: &Scope) -> impl IntoView + use<> {
    let other = Scope { compare: !scope.compare, ..scope.clone() };
    let (words, title) = if scope.compare { ("against the", "Compare with nothing") } else { ("compare with the", "Draw it besides") };
    let live = matches!(scope.period, Period::Fixed(..)).then(|| {
        view! { <a class="button quiet small" href=scope.over(Period::default()).path()>"Follow live"</a> }
    });
    view! {
        <p class="span">{span(&head.steps, head.at)}", by "{format::seconds(head.steps.seconds as f64)}</p>
        {live}
        <a class="badge compare" href=other.path() title=title aria-current=scope.compare.then_some("true")>
            <svg width="16" height="4" viewBox="0 0 16 4" aria-hidden="true"><path d="M0 2H16" /></svg>
            {words}" "{head.before_name.clone()}
            {scope.compare.then_some(view! { <span aria-hidden="true">"×"</span> })}
        </a>
    }
}

/// From when until when, in words, as seen at a moment; the zone stands here, once.
fn span(steps: &Steps, at: Time) -> String {
    let (from, to) = (steps.from, steps.to().min(at));
    let to_words = if from.date() == to.date() { words::clock_short(to) } else { words::moment_short(to, at) };
    format!("{} – {to_words} UTC", words::moment_short(from, at))
}
