//! The panel beside the map: what is known of the selected node, from the mesh and, of a service, from the registry.

mod pin;
mod service;
mod told;
mod ways;

use super::map::Pins;
use super::page::Shown;
use super::place::Place;
use super::traffic::{Traffic, callees, callers, per_hour, per_minute};
use super::twin::{failed, failed_class};
use super::{marks, sign};
use crate::api::{Asked, Chart};
use crate::loaded::loaded;
use crate::prelude::*;
use crate::ui::format::{count, dash, millis, rate, seconds};
use crate::ui::icon::Icon;
use crate::{paths, words};
use domain::alert::Firing;
use domain::mesh::{Edge, Mesh, Node, NodeKind};
use domain::service::ServiceDetail;
use domain::{Health, Time, names};

/// The panel; a part of its own, because a map where nothing is selected does without it.
#[leptos::wasm_split::wasm_split(mesh_panel, wasm_split_path = leptos::wasm_split, preload(/** Loads it. */ load_panel))]
pub fn panel(shown: Asked<Shown>, place: Memo<Place>, pins: Pins) -> AnyView {
    loaded(shown.read_as::<Chart<ServiceDetail>>(), 0, move |chart| draw(&chart, &place.get(), pins))
}

/// The panel for the node that the address names, if any.
fn draw(chart: &Chart<ServiceDetail>, here: &Place, pins: Pins) -> Option<AnyView> {
    let (mesh, detail) = (&chart.mesh, chart.detail.as_ref());
    let name = here.node.clone()?;
    let node = mesh.nodes.iter().find(|node| node.id == name);
    // What was loaded for another selection says nothing of this one.
    let detail = detail.filter(|detail| detail.service.name == name);
    let inside = match node {
        Some(node) => {
            // Beside the table nobody sees where a node would be pinned.
            let pin = (!here.table).then(|| pin::draw(&chart.pins, &node.id, pins));
            known(mesh, node, detail, here, pin)
        }
        None => lost(mesh, &name, here),
    };
    Some(view! { <aside class="panel" aria-label="Selected node" tabindex="0">{inside}</aside> })
}

fn known(mesh: &Mesh, node: &Node, detail: Option<&ServiceDetail>, here: &Place, pin: Option<AnyView>) -> AnyView {
    let (callers, callees) = (callers(mesh, &node.id), callees(mesh, &node.id));
    let called = edges("Called by", &callers, mesh, here, |edge| &edge.source);
    let calls = edges("Calls", &callees, mesh, here, |edge| &edge.target);
    view! {
        <header>
            {sign::draw(node.kind, node.health, 16)}
            <h2>{node.id.clone()}</h2>
            <div>{pin}{close(here)}</div>
            {sentence(mesh, node, detail)}
            {detail.map(|detail| alerts(detail, mesh.at))}
            {around(&node.id, here)}
        </header>
        {figures(mesh, &callers, &callees, detail)}
        {detail.map(|detail| service::instances(&detail.service))}
        {called}
        {calls}
        {told::draw(mesh, &node.id, here)}
        {ways::draw(mesh, node, here)}
        {detail.map(|detail| service::last_calls(detail, mesh.at))}
        {facts(mesh, node, detail)}
    }
}

/// A name that the mesh does not hold, with what was probably meant.
fn lost(mesh: &Mesh, name: &str, here: &Place) -> AnyView {
    let near = names::near(name, mesh.nodes.iter().map(|node| node.id.as_str()));
    let link = |name: String| view! { <li><a href=here.with_node(Some(&name)).path()>{name.clone()}</a></li> };
    let near = (!near.is_empty()).then(|| view! { <p>"Near it:"</p><ul>{near.into_iter().map(link).collect_view()}</ul> });
    view! {
        <header>
            <h2>{name.to_owned()}</h2>
            {close(here)}
            <p>"No node of the mesh is called so. It may have been removed, or it has neither registered nor called in the last hour."</p>
        </header>
        <div class="near">{near}</div>
    }
}

/// What lies around a node, as queries of the map.
fn around(name: &str, here: &Place) -> AnyView {
    let link = |hops: u32, words: &'static str| {
        let place = Place { query: format!("within({hops}, \"{name}\")"), ..here.clone() };
        view! { <a href=place.path()>{words}</a> }
    };
    view! { <p class="around">{link(1, "Neighbours")}{link(2, "Within two hops")}{link(3, "Three")}</p> }
}

fn close(here: &Place) -> impl IntoView + use<> {
    view! { <a class="button quiet bare" href=here.with_node(None).path() aria-label="Close" title="Close"><Icon name="close" /></a> }
}

/// How it is, since when, and why.
fn sentence(mesh: &Mesh, node: &Node, detail: Option<&ServiceDetail>) -> impl IntoView + use<> {
    let (word, class) = match node.health {
        Health::Healthy => ("Healthy", "ok-text"),
        Health::Degraded => ("Degraded", "warn-text"),
        Health::Unhealthy => ("Unhealthy", "bad-text"),
        Health::Unknown => ("Unknown", ""),
        Health::Expired => ("Expired", ""),
    };
    let reason = node.reason.trim_end_matches('.').to_owned();
    if node.kind == NodeKind::Virtual {
        return view! { <p>{format!("No service of ours: {reason}.")}</p> };
    }
    if node.kind == NodeKind::Caller {
        return view! { <p>{format!("A {}: {reason}.", marks::kind_word(node.kind))}</p> };
    }
    let since = detail.map(|detail| detail.service.since).filter(|since| since.0 > 0);
    let age = since.map(|since| format!(" {}, {}", words::since(since, mesh.at), seconds(mesh.at.millis_since(since) / 1000.0)));
    let why = if reason.is_empty() { ".".to_owned() } else { format!(": {reason}.") };
    view! { <p><b class=class>{word}</b>{age}{why}</p> }
}

/// The alerts about it that fire.
fn alerts(detail: &ServiceDetail, now: Time) -> AnyView {
    let one = |alert: &Firing| {
        let told = words::firing(alert, now);
        view! { <p><b class="bad-text">"Alert"</b>" "<a href=paths::alert(&alert.name)>{alert.name.clone()}</a>{told}</p> }
    };
    detail.alerts.iter().map(one).collect_view().into_any()
}

/// The three figures: of the calls it takes, or, where nobody calls it, of those it makes.
fn figures(mesh: &Mesh, callers: &[&Edge], callees: &[&Edge], detail: Option<&ServiceDetail>) -> AnyView {
    let (edges, title) = if callers.is_empty() && !callees.is_empty() { (callees, "Makes per min") } else { (callers, "Calls per min") };
    let sum = Traffic::over(edges.iter().copied());
    let exact = detail.filter(|_| title == "Calls per min").and_then(|detail| detail.figures.latency_ms.p95);
    let median = detail.and_then(|detail| detail.figures.latency_ms.p50).map(|p50| format!("p50 {}", millis(p50)));
    let spread = median.or_else(|| (edges.len() > 1 && exact.is_none()).then(|| "of the slowest edge".to_owned()));
    view! {
        <dl class="readings">
            <div>
                <dt>{title}</dt>
                <dd class="reading">{dash((sum.calls > 0).then(|| per_minute(mesh, sum.calls)), rate)}</dd>
                <dd>{format!("{} in 60 min", count(sum.calls))}</dd>
            </div>
            <div>
                <dt>"Failed"</dt>
                <dd class="reading">{dash(sum.failed(), failed)}</dd>
                <dd>{format!("{} of {}", count(sum.errors), count(sum.calls))}</dd>
            </div>
            <div>
                <dt>"p95"</dt>
                <dd class="reading">{dash(exact.or(sum.p95_ms), millis)}</dd>
                <dd>{spread}</dd>
            </div>
        </dl>
    }
}

/// The nodes at the other ends of some edges.
fn edges(title: &'static str, edges: &[&Edge], mesh: &Mesh, here: &Place, other: fn(&Edge) -> &String) -> Option<AnyView> {
    let row = |edge: &&Edge| {
        let name = other(edge);
        let node = mesh.nodes.iter().find(|node| node.id == *name);
        let share = (edge.calls > 0).then(|| edge.failed_share());
        view! {
            <li>
                {node.map(|node| sign::draw(node.kind, node.health, 10))}
                <a class="cut-off" href=here.with_node(Some(name)).path()>{name.clone()}</a>
                <span class="number">{count(per_hour(mesh, edge.calls))}</span>
                <span class=failed_class(share)>{dash(share, failed)}</span>
            </li>
        }
    };
    (!edges.is_empty()).then(|| {
        view! {
            <section class="section">
                <header><h3>{format!("{title} {}", edges.len())}</h3><small>"per hour, failed"</small></header>
                <ul class="rows ends">{edges.iter().map(row).collect_view()}</ul>
            </section>
        }
    })
}

/// What else is known, and where more of it stands.
fn facts(mesh: &Mesh, node: &Node, detail: Option<&ServiceDetail>) -> AnyView {
    let link = match node.kind {
        NodeKind::Service => Some((paths::service(&node.id), "Open service")),
        NodeKind::Registry => Some((paths::services(), "Open services")),
        NodeKind::Orchestrator => Some((paths::runs(), "Open runs")),
        NodeKind::Caller | NodeKind::Virtual | NodeKind::Group => None,
    };
    let tags = (!node.tags.is_empty()).then(|| node.tags.join(", "));
    view! {
        <section class="section">
            <header><h3>"Facts"</h3>{link.map(|(href, words)| view! { <a href=href>{words}</a> })}</header>
            <dl class="facts">
                <dt>"Kind"</dt><dd>{marks::kind_word(node.kind)}</dd>
                {node.environment.clone().map(|environment| view! { <dt>"Environment"</dt><dd>{environment}</dd> })}
                {tags.map(|tags| view! { <dt>"Tags"</dt><dd>{tags}</dd> })}
                {detail.map(|detail| service::facts(&detail.service, mesh.at))}
            </dl>
        </section>
    }
}
