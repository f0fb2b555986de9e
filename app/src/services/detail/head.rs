//! The head of a service's page: its name, how it is and why, its figures.

use crate::paths;
use crate::prelude::*;
use crate::ui::format::{count, dash, millis, rate, share};
use crate::ui::icon::Icon;
use crate::ui::sign::Sign;
use crate::ui::spark::Bars;
use crate::words;
use domain::alert::Firing;
use domain::overview::ServiceRow;
use domain::service::{Service, Source};
use domain::{Health, Time};
use leptos::html;

/// The head, with what can be done.
#[component]
pub fn Head(service: Service, figures: ServiceRow, alerts: Vec<Firing>, now: Time, dialog: NodeRef<html::Dialog>) -> impl IntoView {
    let (told, facts, on_mesh) = (sentence(&service, now), facts(&service), paths::mesh_node(&service.name));
    let stale = service.source.stale().map(|as_of| stale(&service.source, as_of, now));
    let show = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            // It fails only where the dialog is open already.
            let _ = dialog.show_modal();
        }
    };
    view! {
        <header class="service-head">
            <div>
                <nav aria-label="Where this service belongs"><a href=paths::services()>"Services"</a>" / "{service.name.clone()}</nav>
                <h1><Sign mark=words::mark(service.health) size=16 /><span>{service.name}</span></h1>
                <p><b class=class(service.health)>{words::capital(service.health.word())}</b>" "{told}</p>
                {alerts.iter().map(|alert| firing(alert, now)).collect_view()}
                <p class="quietly">{facts}</p>
                {stale.map(|stale| view! { <p class="warn-text">{stale}</p> })}
            </div>
            <div class="actions">
                <a class="button" href=on_mesh><Icon name="mesh" size=14 />"Show on the mesh"</a>
                <button type="button" class="button destructive" on:click=show>"Remove service"</button>
            </div>
        </header>
        {readings(figures)}
    }
}

fn firing(alert: &Firing, now: Time) -> impl IntoView + use<> {
    let told = words::firing(alert, now);
    view! { <p><b class="bad-text">"Alert"</b>" "<a href=paths::alert(&alert.name)>{alert.name.clone()}</a>{told}</p> }
}

fn readings(ServiceRow { bars, calls, errors, latency_ms, tools, instances, .. }: ServiceRow) -> impl IntoView {
    let failed = (calls > 0).then(|| errors as f64 / calls as f64);
    let bars: Vec<(u64, u64)> = bars.iter().map(|bar| (bar.calls, bar.errors)).collect();
    view! {
        <dl class="service-readings">
            <div class="course"><dt>"Calls, 60 min"</dt><dd><Bars bars=bars width=220 height=28 /></dd></div>
            <div><dt>"Per min"</dt><dd>{rate(calls as f64 / 60.0)}</dd></div>
            <div><dt>"Failed"</dt><dd class=failed.map(tone)>{dash(failed, share)}</dd></div>
            <div><dt>"p50"</dt><dd>{dash(latency_ms.p50, millis)}</dd></div>
            <div><dt>"p95"</dt><dd>{dash(latency_ms.p95, millis)}</dd></div>
            <div><dt>"Tools"</dt><dd>{count(tools.into())}</dd></div>
            <div><dt>"Instances"</dt><dd>{count(instances.into())}</dd></div>
        </dl>
    }
}

/// How a share of failed calls is coloured, as in the table.
fn tone(failed: f64) -> &'static str {
    match failed {
        failed if failed >= 0.05 => "bad-text",
        failed if failed >= 0.01 => "warn-text",
        _ => "",
    }
}

fn sentence(service: &Service, now: Time) -> String {
    let since = words::since(service.since, now);
    if service.reason.is_empty() { format!("{since}.") } else { format!("{since}: {}.", service.reason.trim_end_matches('.')) }
}

/// What is known beside: environment, version, owner, tags, what it depends on, where it comes from.
fn facts(service: &Service) -> String {
    let version = service.version.as_ref().map(|version| format!("version {version}"));
    let owner = service.owner.as_ref().map(|owner| format!("owner {owner}"));
    let tags = (!service.tags.is_empty()).then(|| format!("tags {}", service.tags.join(", ")));
    let depends_on = (!service.depends_on.is_empty()).then(|| format!("depends on {}", service.depends_on.join(", ")));
    let source = Some(format!("from {}", service.source.words()));
    [service.environment.clone(), version, owner, tags, depends_on, source].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// That the source is away, and of when what it said is.
fn stale(source: &Source, as_of: Time, now: Time) -> String {
    let when = if as_of == Time(0) { "it has not answered yet".to_owned() } else { format!("as of {}", words::moment(as_of, now)) };
    format!("Stale: {} does not answer well; this is what it last said, {when}.", source.words())
}

const fn class(health: Health) -> &'static str {
    match health {
        Health::Healthy => "ok-text",
        Health::Degraded => "warn-text",
        Health::Unhealthy => "bad-text",
        Health::Unknown | Health::Expired => "",
    }
}
