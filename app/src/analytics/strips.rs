//! The strips: a figure with its difference to the time before, and the server's drawing beside it.

use super::scope::Scope;
use crate::prelude::*;
use crate::ui::format::{self, NARROW};
use crate::{paths, words};
use domain::Time;
use domain::charts::{Charts, FailedKind, Fired, Plot};
use domain::metrics::Figures;

/// From this many times the latency before on, it is worth a colour.
const SLOWER: f64 = 1.1;
/// From this many points less success on, it is worth a colour.
const WORSE: f64 = -0.000_5;

/// How many alerts stand beside a chart.
const ALERTS: usize = 2;

/// What stands left of a drawing.
struct Strip {
    name: &'static str,
    value: String,
    unit: String,
    difference: String,
    is_worse: bool,
    about: AnyView,
}

/// What the figures are held against: the time before and its name; nothing where they are not compared.
type Before<'a> = Option<(&'a Figures, &'a str)>;

/// The four strips; where a scope is told, kinds of failures can be left out of it.
pub fn draw(charts: &Charts, scope: Option<&Scope>) -> impl IntoView + use<> {
    let drawings = &charts.drawings;
    let before = charts.before.as_ref().map(|before| (before, charts.before_name.as_str()));
    let strips = [
        (throughput(&charts.now, before, watched_minutes(charts)), Some(Plot::Throughput), drawings.throughput.clone()),
        (success(&charts.now, before), Some(Plot::Success), drawings.success.clone()),
        (latency(&charts.now, before), Some(Plot::Latency), drawings.latency.clone()),
        (failed(&charts.now, before, kinds_legend(&charts.kinds, scope)), None, drawings.failed.clone()),
    ];
    strips.map(|(strip, plot, drawing)| draw_one(strip, alerts(charts, plot), drawing)).into_iter().collect_view()
}

fn draw_one(strip: Strip, alerts: AnyView, drawing: String) -> impl IntoView {
    view! {
        <section class="recorder">
            <div class="told">
                <h2>{strip.name}</h2>
                <p class="reading"><b>{strip.value}</b>{strip.unit}</p>
                <p class:warn-text=strip.is_worse>{strip.difference}</p>
                {strip.about}
                {alerts}
            </div>
            <div class="drawing" inner_html=drawing></div>
        </section>
    }
}

/// The last alerts that fired over what a chart shows, each with where more of it stands.
fn alerts(charts: &Charts, plot: Option<Plot>) -> AnyView {
    let fired: Vec<&Fired> = charts.fired.iter().filter(|fired| Some(fired.plot) == plot).collect();
    let more = fired.len().saturating_sub(ALERTS);
    let one = |fired: &&Fired| {
        let class = if fired.to.is_none() { "alert bad-text" } else { "alert" };
        let span = span(fired, charts.at);
        let title = format!("{} {span}", fired.alert);
        view! { <p class=class title=title><a href=paths::alert(&fired.alert)>{fired.alert.clone()}</a>" "{span}</p> }
    };
    let rest = (more > 0).then(|| view! { <p class="alert"><a href=paths::alerts()>{format!("{more} more")}</a></p> });
    view! { {fired.iter().take(ALERTS).map(one).collect_view()} {rest} }
}

/// For how long an alert fired, in words.
fn span(fired: &Fired, now: Time) -> String {
    let from = words::moment_short(fired.from, now);
    match fired.to {
        None => format!("since {from}"),
        Some(to) if to.date() == fired.from.date() => format!("{from} – {}", words::clock_short(to)),
        Some(to) => format!("{from} – {}", words::moment_short(to, now)),
    }
}

/// How many minutes of the period somebody watched, the part of the step under way that has passed among them.
fn watched_minutes(charts: &Charts) -> f64 {
    let seconds = charts.points.iter().zip(0..).filter(|(point, _)| point.rate.is_some()).map(|(_, place)| {
        let passed = charts.at.seconds() - charts.steps.time(place).seconds();
        passed.clamp(60.min(charts.steps.seconds), charts.steps.seconds)
    });
    seconds.sum::<i64>() as f64 / 60.0
}

fn throughput(now: &Figures, before: Before, minutes: f64) -> Strip {
    let difference = before.map_or_else(String::new, |(before, name)| match format::change(now.calls as f64, before.calls as f64) {
        Some(change) => format!("{change} on the {name}"),
        None => format!("no calls in the {name}"),
    });
    Strip {
        name: "Throughput",
        value: format::dash((minutes > 0.0).then(|| now.calls as f64 / minutes), format::rate),
        unit: format!("{NARROW}per min"),
        difference,
        is_worse: false,
        about: about(format::plural(now.calls, "call", "calls")),
    }
}

fn success(now: &Figures, before: Before) -> Strip {
    let change = before.and_then(|(before, name)| Some((now.success()? - before.success()?, name)));
    let difference = change.map_or_else(String::new, |(change, name)| format!("{} on the {name}", format::points(change)));
    let is_worse = change.is_some_and(|(change, _)| change <= WORSE);
    let value = format::dash(now.success(), format::share_figure);
    Strip { name: "Success", value, unit: format!("{NARROW}%"), difference, is_worse, about: ().into_any() }
}

fn latency(now: &Figures, before: Before) -> Strip {
    let both = before.and_then(|(before, name)| Some((now.latency_ms.p95?, before.latency_ms.p95?, name)));
    let difference =
        both.map_or_else(String::new, |(now, before, name)| format!("{} on the {name}", format::difference(now - before, format::millis)));
    let (value, unit) = now.latency_ms.p95.map_or_else(|| (format::UNKNOWN.to_owned(), ""), format::millis_parts);
    let is_worse = both.is_some_and(|(now, before, _)| now >= before * SLOWER);
    Strip { name: "Latency", value, unit: format!("{NARROW}{unit} p95"), difference, is_worse, about: heat_legend() }
}

fn failed(now: &Figures, before: Before, about: AnyView) -> Strip {
    let change = before.and_then(|(before, name)| Some((format::change(now.errors as f64, before.errors as f64)?, name)));
    let difference = change.map_or_else(String::new, |(change, name)| format!("{change} on the {name}"));
    let is_worse = before.is_some_and(|(before, _)| before.errors > 0 && now.errors as f64 >= before.errors as f64 * SLOWER);
    let unit = if now.errors == 1 { "call" } else { "calls" };
    let value = format::compact(now.errors);
    Strip { name: "Failed by kind", value, unit: format!("{NARROW}{unit}"), difference, is_worse, about }
}

fn about(words: String) -> AnyView {
    view! { <p class="about">{words}</p> }
}

/// The tints of the heat map, from the least share of a step's calls to the most.
fn heat_legend() -> AnyView {
    let tint = |place: u32| view! { <rect class=format!("heat{}", place + 1) x=place * 18 width="17" height="9" /> };
    view! {
        <p class="about">"share of calls in a cell"</p>
        <svg class="chart heat-legend" width="125" height="9" viewBox="0 0 125 9" aria-hidden="true">{(0..7).map(tint).collect_view()}</svg>
        <p class="about ends"><span>{format!("0.5{NARROW}%")}</span><span>{format!("50{NARROW}%")}</span></p>
    }
}

fn kinds_legend(kinds: &[(FailedKind, u64)], scope: Option<&Scope>) -> AnyView {
    let kind = |(kind, count): &(FailedKind, u64)| {
        let (class, cut) = (format!("kind{}", kind.category()), cut(kind.category()));
        let is_left_out = scope.is_some_and(|scope| scope.left_out.contains(kind));
        view! {
            <li class:left-out=is_left_out>
                <svg class="chart" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true"><rect class=class width="10" height="10" /><path class="cut" d=cut /></svg>
                {scope.map_or_else(|| view! { <span>{kind.words()}</span> }.into_any(), |scope| turn(*kind, scope, is_left_out))}
                <span class="number">{format::compact(*count)}</span>
            </li>
        }
    };
    view! { <ul class="kinds">{kinds.iter().map(kind).collect_view()}</ul> }
}

/// The name of a kind, as a link that leaves it out of the drawing or draws it again.
fn turn(kind: FailedKind, scope: &Scope, is_left_out: bool) -> AnyView {
    let (state, deed) = if is_left_out { ("left out", "Draw it again") } else { ("drawn", "Leave it out of the drawing") };
    let (path, label) = (scope.turned(kind).path(), format!("{}, {state}", kind.words()));
    view! { <a href=path aria-label=label title=deed data-noscroll="true">{kind.words()}</a> }.into_any()
}

/// What is cut out of the colour of a category, as in the drawings.
const fn cut(category: u8) -> &'static str {
    match category {
        2 => "M0 3 3 0h2L0 5zM0 8 8 0h2L0 10zM3 10 10 3v2L5 10zM8 10l2-2v2z",
        3 => "M1 1h2v2H1zM5 1h2v2H5zM1 5h2v2H1zM5 5h2v2H5zM9 1h1v2H9zM9 5h1v2H9zM1 9h2v1H1zM5 9h2v1H5z",
        4 => "M0 2h10v1H0zM0 5h10v1H0zM0 8h10v1H0z",
        5 => "M2 0h1v10H2zM5 0h1v10H5zM8 0h1v10H8z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::charts::{Point, Steps};
    use domain::metrics::Latency;

    fn of(calls: u64, errors: u64, p95: f64) -> Figures {
        let latency_ms = Latency { p50: Some(p95 / 2.0), p95: Some(p95), p99: None, mean: None };
        Figures { calls, errors, latency_ms, ..Figures::default() }
    }

    fn check(strip: &Strip, told: &str, is_worse: bool) {
        let words = format!("{}{}, {}", strip.value, strip.unit, strip.difference);
        assert_eq!((words.replace(NARROW, " ").as_str(), strip.is_worse), (told, is_worse));
    }

    #[test]
    fn a_figure_is_told_against_the_time_before() {
        let (now, before) = (of(1081, 10, 186.0), of(1000, 5, 160.0));
        let day = Some((&before, "day before"));
        check(&throughput(&now, day, 60.0), "18 per min, +8.1 % on the day before", false);
        check(&success(&now, day), "99.1 %, −0.4 pt on the day before", true);
        check(&latency(&now, day), "186 ms p95, +26 ms on the day before", true);
        check(&failed(&now, day, ().into_any()), "10 calls, +100 % on the day before", true);
    }

    #[test]
    fn where_there_was_nothing_before_nothing_is_compared() {
        let (now, before) = (of(1, 0, 5.0), Figures::default());
        check(&throughput(&now, Some((&before, "hour before")), 1.0), "1.0 per min, no calls in the hour before", false);
        check(&success(&now, Some((&before, "hour before"))), "100 %, ", false);
        check(&failed(&now, None, ().into_any()), "0 calls, ", false);
    }

    #[test]
    fn an_alert_says_for_how_long_it_fired() {
        let fired = |from, to: Option<i64>| {
            let fired =
                Fired { alert: "a".to_owned(), plot: Plot::Success, from: Time::from_seconds(from), to: to.map(Time::from_seconds) };
            span(&fired, Time::from_seconds(20_000 * 86_400 + 61_000))
        };
        assert_eq!(fired(20_000 * 86_400 + 60_000, None), "since 16:40");
        assert_eq!(fired(20_000 * 86_400 + 60_000, Some(20_000 * 86_400 + 60_600)), "16:40 – 16:50");
        assert_eq!(fired(20_000 * 86_400 - 60, Some(20_000 * 86_400 + 60)), "3 Oct 23:59 – 00:01");
    }

    #[test]
    fn throughput_is_over_the_minutes_that_somebody_watched() {
        let (watched, not) = (Point { rate: Some(1.0), ..Point::default() }, Point::default());
        let steps = Steps { from: Time(0), seconds: 300, count: 3 };
        let charts = Charts { at: Time::from_seconds(720), steps, points: vec![not, watched.clone(), watched], ..Charts::default() };
        assert!((watched_minutes(&charts) - 7.0).abs() < 1e-9);
    }
}
