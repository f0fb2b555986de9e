//! What the registry knows of a selected service: its instances, its last calls, its facts.

use crate::prelude::*;
use crate::ui::format::{fixed, millis, plural};
use crate::ui::sign::Sign;
use crate::{paths, words};
use domain::Time;
use domain::call::{Call, Outcome};
use domain::service::{Circuit, Instance, ManualState, Protocol, Service, ServiceDetail};

/// The most calls that the panel lists.
const CALLS: usize = 5;

/// The instances, with the share of calls that their weight gives them.
pub fn instances(service: &Service) -> AnyView {
    let weights: u32 = service.instances.iter().filter(|one| one.health.is_callable()).map(|one| one.weight).sum();
    let rows: Vec<_> = service.instances.iter().map(|one| instance(one, weights)).collect();
    view! {
        <section class="section">
            <header><h3>"Instances"</h3></header>
            <table class="dense">
                <thead>
                    <tr>
                        <th scope="col">"base URL"</th>
                        <th scope="col" class="number">"share"</th>
                        <th scope="col" class="number">"in flight"</th>
                        <th scope="col" class="number">"circuit"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

fn instance(one: &Instance, weights: u32) -> impl IntoView + use<> {
    let weight = if one.health.is_callable() { one.weight } else { 0 };
    let share = format!("{}\u{202f}%", fixed(f64::from(weight) * 100.0 / f64::from(weights.max(1)), 0));
    let host = one.base_url.split_once("://").map_or(one.base_url.as_str(), |(_, rest)| rest).trim_end_matches('/').to_owned();
    let class = match one.circuit {
        Circuit::Closed => "number",
        Circuit::Open => "number bad-text",
        Circuit::HalfOpen => "number warn-text",
    };
    view! {
        <tr>
            <th scope="row" title=one.reason.clone()><Sign mark=words::mark(one.health) size=10 label=one.health.word() /><code>{host}</code></th>
            <td class="number">{share}</td>
            <td class="number">{one.in_flight}</td>
            <td class=class>{one.circuit.words()}</td>
        </tr>
    }
}

/// The last calls of its tools.
pub fn last_calls(detail: &ServiceDetail, now: Time) -> Option<AnyView> {
    let rows: Vec<_> = detail.calls.iter().take(CALLS).map(|call| row(call, now)).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section">
                <header><h3>"Last calls"</h3><a href=paths::service(&detail.service.name)>"All calls"</a></header>
                <ol class="rows last-calls">{rows}</ol>
            </section>
        }
    })
}

fn row(call: &Call, now: Time) -> impl IntoView + use<> {
    let trouble = (call.outcome != Outcome::Ok).then(|| view! { <span class="bad-text">{call.outcome.words()}</span> });
    view! {
        <li>
            <time datetime=call.at.to_string()>{words::moment(call.at, now)}</time>
            <a class="cut-off mono" href=paths::tool(call.tool.service(), call.tool.name())>{call.tool.name().to_owned()}</a>
            {trouble}
            <span class="number">{millis(call.latency_ms)}</span>
        </li>
    }
}

/// Its facts, as label and value.
pub fn facts(service: &Service, now: Time) -> AnyView {
    let tools = plural(service.tools.into(), "tool", "tools");
    view! {
        {service.version.clone().map(|version| view! { <dt>"Version"</dt><dd>{version}</dd> })}
        {service.owner.clone().map(|owner| view! { <dt>"Owner"</dt><dd>{owner}</dd> })}
        <dt>"Manual"</dt><dd>{manual(service, now)}</dd>
        <dt>"Tools"</dt><dd><a href=paths::tools_search(&service.name)>{tools}</a></dd>
    }
}

fn manual(service: &Service, now: Time) -> String {
    let manual = &service.manual;
    let kind = manual.kind.map_or("of unknown kind", Protocol::name);
    let fetched = manual.fetched_at.map(|at| format!(", fetched {}", words::moment(at, now))).unwrap_or_default();
    match manual.state {
        ManualState::Read => format!("{kind} v{}{fetched}", manual.versions.max(1)),
        ManualState::Reading => "being read".to_owned(),
        ManualState::Failed => {
            format!("could not be read{}", manual.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default())
        }
    }
}
