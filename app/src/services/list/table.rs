//! The table: one row a service.

use crate::paths;
use crate::prelude::*;
use crate::ui::format::{UNKNOWN, count, dash, millis, rate, share};
use crate::ui::sign::Sign;
use crate::ui::spark::{Bars, Range};
use crate::words;
use domain::Health;
use domain::overview::ServiceRow;
use domain::service::SourceKind;

/// The latency axis that the whole column shares, in milliseconds.
const AXIS: (f64, f64) = (1.0, 3000.0);

/// Failed calls over this share are bad, over the other worth a look.
const BAD: f64 = 0.05;
const WARN: f64 = 0.01;

/// The services as a table.
#[component]
pub fn ServiceTable(rows: Vec<ServiceRow>) -> impl IntoView {
    let now = rows.iter().map(|row| row.since).max().unwrap_or_default();
    view! {
        <table class="service-table">
            <colgroup>
                <col class="sign-col" /><col class="name" /><col class="why wide" /><col class="bars-col wide" /><col class="small" /><col class="small" />
                <col class="range-col wide" /><col class="small" /><col class="tiny wide" /><col class="tiny wide" /><col class="place wide" />
            </colgroup>
            <thead>
                <tr>
                    <th scope="col"><span class="unseen">"health"</span></th>
                    <th scope="col">"service"</th>
                    <th scope="col" class="wide">"reason, or tags"</th>
                    <th scope="col" class="wide">"calls, 60 min, "<span class="bad-text">"failed"</span></th>
                    <th scope="col" class="number">"per min"</th>
                    <th scope="col" class="number">"failed"</th>
                    <th scope="col" class="wide">"p50 – p95, 1 ms – 3 s log"</th>
                    <th scope="col" class="number">"p95"</th>
                    <th scope="col" class="number wide">"tools"</th>
                    <th scope="col" class="number wide">"inst."</th>
                    <th scope="col" class="wide">"environment"</th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(|row| draw(row, now)).collect_view()}</tbody>
        </table>
    }
}

fn draw(row: ServiceRow, now: domain::Time) -> impl IntoView {
    let is_well = row.health == Health::Healthy;
    let failed = (row.calls > 0).then(|| row.errors as f64 / row.calls as f64);
    let why = if is_well { row.tags.join(", ") } else { format!("{}, {}", row.reason, words::since(row.since, now)) };
    let why = row.stale.map_or(why.clone(), |as_of| format!("stale, as of {}; {why}", words::moment(as_of, now.max(as_of))));
    let is_quiet = is_well && row.stale.is_none();
    let place = place(&row);
    let bars: Vec<(u64, u64)> = row.bars.iter().map(|bar| (bar.calls, bar.errors)).collect();
    let calls = if row.calls == 0 {
        view! { <span class="quietly">"no call in 60 min"</span> }
    } else {
        view! { <Bars bars=bars width=200 /> }
    };
    let range = row.latency_ms.p50.zip(row.latency_ms.p95);
    view! {
        <tr class=class(row.health)>
            <td><Sign mark=words::mark(row.health) label=row.health.word() /></td>
            <th scope="row"><a href=paths::service(&row.name)>{row.name.clone()}</a>{(!is_quiet).then(|| view! { <span class="narrow about">{why.clone()}</span> })}</th>
            <td class="wide cut-off" class:quietly=is_quiet title=why.clone()>{why.clone()}</td>
            <td class="wide">{calls}</td>
            <td class="number">{rate(row.calls as f64 / 60.0)}</td>
            <td class=failed_class(failed)>{dash(failed, |failed| if failed == 0.0 { "0".to_owned() } else { share(failed) })}</td>
            <td class="wide"><Range range=range axis=AXIS width=140 /></td>
            <td class="number">{dash(row.latency_ms.p95, millis)}</td>
            <td class="number wide">{count(row.tools.into())}</td>
            <td class="number wide">{count(row.instances.into())}</td>
            <td class="wide cut-off" title=place.clone()>{place.clone()}</td>
        </tr>
    }
}

/// Where it runs, and where it comes from, unless it registered itself.
fn place(row: &ServiceRow) -> String {
    let source = (row.source != SourceKind::Registered).then(|| row.source.word().to_owned());
    let known: Vec<String> = row.environment.clone().into_iter().chain(source).collect();
    if known.is_empty() { UNKNOWN.to_owned() } else { known.join(", ") }
}

const fn class(health: Health) -> &'static str {
    match health {
        Health::Healthy => "",
        Health::Degraded => "warn",
        Health::Unhealthy => "bad",
        Health::Unknown | Health::Expired => "unknown",
    }
}

fn failed_class(failed: Option<f64>) -> &'static str {
    match failed {
        Some(failed) if failed >= BAD => "number bad-text",
        Some(failed) if failed >= WARN => "number warn-text",
        _ => "number",
    }
}
