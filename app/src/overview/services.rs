//! The services as a table, worst first: calls as bars, latency as a range on one axis.

use super::range::Range;
use crate::prelude::*;
use crate::ui::format;
use crate::ui::sign::Sign;
use crate::ui::spark::{Bars, Range as Spread};
use crate::{paths, words};
use domain::Health;
use domain::overview::{Overview, ServiceRow};

/// The rows that a phone shows before healthy ones fold into a line.
const BEFORE_FOLD: usize = 7;
/// The shares of failed calls that are worth a colour: of an ill service, and of any.
const FAILED: (f64, f64) = (0.01, 0.05);
/// The axis begins at a millisecond and ends at the first of these that holds the slowest.
const AXIS_ENDS: [(f64, &str); 4] = [(3e3, "3 s"), (1e4, "10 s"), (3e4, "30 s"), (1e5, "100 s")];

/// The section.
pub fn draw(overview: &Overview, range: Range) -> impl IntoView + use<> {
    let slowest = overview.services.iter().filter_map(|row| row.latency_ms.p95).fold(0.0, f64::max);
    let (end, end_words) = AXIS_ENDS.into_iter().find(|(end, _)| slowest <= *end).unwrap_or(AXIS_ENDS[3]);
    let rows = overview.services.iter().enumerate();
    let folded = rows.clone().filter(|(place, row)| folds(*place, row)).count() as u64;
    let shown = overview.services.len() as u64;
    let left = u64::from(overview.counts.total()).saturating_sub(shown);
    view! {
        <section class="section">
            <header><h2>"Services"</h2><small>"worst first"</small><a href=paths::services()>"All services"</a></header>
            <table class="services-table">
                <colgroup>
                    <col class="sign-col" /><col class="name" /><col class="wide" /><col class="figure-col" /><col class="figure-col" />
                    <col class="range-col wide" /><col class="figure-col wide" /><col class="figure-col" /><col class="small wide" /><col class="small wide" />
                </colgroup>
                <thead>
                    <tr>
                        <th scope="col"><span class="unseen">"Health"</span></th>
                        <th scope="col">"Service"</th>
                        <th scope="col" class="wide">"Calls, "{range.words()}" "<span class="key-bad">"failed"</span></th>
                        <th scope="col" class="number">"per min"</th>
                        <th scope="col" class="number">"failed"</th>
                        <th scope="col" class="wide">"p50 – p95, 1 ms – "{end_words}" log"</th>
                        <th scope="col" class="number wide">"p50"</th>
                        <th scope="col" class="number">"p95"</th>
                        <th scope="col" class="number wide">"tools"</th>
                        <th scope="col" class="number wide">"inst."</th>
                    </tr>
                </thead>
                <tbody>{rows.map(|(place, row)| line(row, folds(place, row), range, end)).collect_view()}</tbody>
            </table>
            {(folded > 0).then(|| view! { <a class="narrow folded" href=paths::services()>{folds_into(folded)}</a> })}
            {(left > 0).then(|| view! { <p class="folded quietly">{format!("{} of {} services shown, the worst first.", format::count(shown), format::count(shown + left))}</p> })}
        </section>
    }
}

fn folds(place: usize, row: &ServiceRow) -> bool {
    place >= BEFORE_FOLD && row.health == Health::Healthy
}

fn folds_into(count: u64) -> String {
    format!("{}, all healthy", format::plural(count, "more service", "more services"))
}

fn line(row: &ServiceRow, folds: bool, range: Range, axis_end: f64) -> impl IntoView + use<> {
    let failed = (row.calls > 0).then(|| row.errors as f64 / row.calls as f64);
    let per_minute = row.calls as f64 * 60.0 / range.seconds() as f64;
    let latency = row.latency_ms;
    view! {
        <tr class=row_class(row.health) class:wide=folds>
            <td><Sign mark=words::mark(row.health) label=row.health.word() /></td>
            <th scope="row"><a href=paths::service(&row.name)>{row.name.clone()}</a></th>
            <td class="wide">{bars(row, range)}</td>
            <td class="number">{format::dash((row.calls > 0).then_some(per_minute), format::rate)}</td>
            <td class=failed_class(row.health, failed.unwrap_or_default())>{format::dash(failed, share)}</td>
            <td class="wide"><Spread range=latency.p50.zip(latency.p95) axis=(1.0, axis_end) /></td>
            <td class="number second wide">{format::dash(latency.p50, format::millis)}</td>
            <td class="number">{format::dash(latency.p95, format::millis)}</td>
            <td class="number wide">{format::count(row.tools.into())}</td>
            <td class="number second wide">{format::count(row.instances.into())}</td>
        </tr>
    }
}

fn bars(row: &ServiceRow, range: Range) -> impl IntoView + use<> {
    if row.calls == 0 {
        return view! { <span class="never">"no call in "{range.words()}</span> };
    }
    view! { <Bars bars=row.bars.iter().map(|bar| (bar.calls, bar.errors)).collect() /> }
}

const fn row_class(health: Health) -> &'static str {
    match health {
        Health::Healthy => "",
        Health::Degraded => "warn",
        Health::Unhealthy => "bad",
        Health::Unknown | Health::Expired => "unknown",
    }
}

fn failed_class(health: Health, failed: f64) -> &'static str {
    match health {
        Health::Unhealthy if failed >= FAILED.0 => "number bad-text",
        Health::Degraded if failed >= FAILED.0 => "number warn-text",
        _ if failed >= FAILED.1 => "number warn-text",
        _ if failed <= 0.0 => "number second",
        _ => "number",
    }
}

fn share(value: f64) -> String {
    if value <= 0.0 { "0".to_owned() } else { format::share(value) }
}
