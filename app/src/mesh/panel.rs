//! The panel beside the map: what is known of the selected node, from the mesh and, of a service, from the registry.

mod group;
mod pin;
mod service;
mod told;
mod tools;
mod ways;
mod why;

use super::map::Pins;
use super::page::{Go, Shown};
use super::place::Place;
use super::traffic::{Traffic, callees, callers, per_hour, per_minute};
use super::twin::{failed, failed_class};
use super::{marks, sign};
use crate::api::{Asked, Chart, Selected};
use crate::browser;
use crate::loaded::loaded;
use crate::prelude::*;
use crate::ui::format::{count, dash, millis, rate, seconds};
use crate::ui::icon::Icon;
use crate::{paths, words};
use domain::alert::Firing;
use domain::mesh::{Edge, Mesh, Node, NodeKind};
use domain::query;
use domain::service::ServiceDetail;
use domain::{Health, Time, names};
use leptos::ev;

/// The panel; a part of its own, because a map where nothing is selected does without it.
#[leptos::wasm_split::wasm_split(mesh_panel, wasm_split_path = leptos::wasm_split, preload(/** Loads it. */ load_panel))]
pub fn panel(shown: Asked<Shown>, place: Memo<Place>, pins: Pins, go: Go) -> AnyView {
    let keyed = StoredValue::new(Keyed::default());
    Effect::new(move |_| go_on_key(keyed, go));
    let field = why::field(place);
    loaded(shown.read_as::<Chart<Selected>>(), 0, move |chart| draw(&chart, &place.get(), (pins, go, field), keyed))
}

/// Where keys lead while a node is selected.
#[derive(Clone, Default)]
struct Keyed {
    /// O: its group open, or folded again.
    turned: Option<Place>,
    /// H: the map without it.
    without: Option<Place>,
    /// T: its tools seen, or folded again.
    tools: Option<Place>,
}

impl Keyed {
    /// Links there, each with its key.
    fn links(&self, here: &Place, name: &str) -> AnyView {
        let hide = self.without.as_ref().map(|there| keyed_link(there, "Hide", "H"));
        view! { {group::link(here, name, self.turned.as_ref())}{self.tools.as_ref().map(tools::link)}{hide} }.into_any()
    }
}

fn keyed_link(there: &Place, words: &'static str, key: &'static str) -> AnyView {
    view! { <a href=there.path() aria-keyshortcuts=key>{words}" "<kbd aria-hidden="true">{key}</kbd></a> }.into_any()
}

fn go_on_key(keyed: StoredValue<Keyed>, go: Go) {
    let keys = window_event_listener(ev::keydown, move |event| {
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat() || event.default_prevented());
        let is_meant = is_plain && !browser::is_typing(&event);
        let Keyed { turned, without, tools } = keyed.get_value();
        let place = match event.key().as_str() {
            "o" | "O" => turned,
            "h" | "H" => without,
            "t" | "T" => tools,
            _ => None,
        };
        if let Some(place) = place.filter(|_| is_meant) {
            event.prevent_default();
            go.run(place);
        }
    });
    on_cleanup(move || keys.remove());
}

/// The panel for the node that the address names, if any.
fn draw(chart: &Chart<Selected>, here: &Place, (pins, go, field): (Pins, Go, why::Field), keyed: StoredValue<Keyed>) -> Option<AnyView> {
    let mesh = &chart.mesh;
    let Some(name) = here.node.clone() else {
        keyed.set_value(Keyed::default());
        return None;
    };
    let node = mesh.nodes.iter().find(|node| node.id == name);
    // What was loaded for another selection says nothing of this one.
    let selected = chart.detail.as_ref();
    let service = selected.and_then(|selected| selected.service.as_ref()).filter(|detail| detail.service.name == name);
    let is_of_this = |node: &Node| here.fold.as_ref().and_then(|fold| fold.by.group(node)).as_ref() == Some(&name);
    let members = selected.map(|selected| &*selected.members).filter(|members| members.first().is_some_and(is_of_this)).unwrap_or_default();
    let turn = group::turned(here, &name, node).filter(|_| node.is_some() || !members.is_empty());
    let open = chart.tools.as_ref().filter(|tools| tools.has(&name));
    let leads = Keyed { turned: turn, without: node.and_then(|node| without(node, here)), tools: tools::turned(here, node, open) };
    let links = leads.links(here, &name);
    keyed.set_value(leads);
    let inside = match (node, open) {
        (Some(node), _) => {
            // Beside the table nobody sees where a node would be pinned.
            let pin = (!here.table).then(|| pin::draw(&chart.pins, &node.id, pins));
            known(chart, node, (service, members), here, (pin, links), (go, field))
        }
        (None, Some(tools)) => tools::one(mesh, tools, &name, here, links),
        (None, None) if !members.is_empty() => opened(mesh, &name, members, here, links),
        (None, None) => lost(mesh, &name, here),
    };
    Some(view! { <aside class="panel" aria-label="Selected node" tabindex="0">{inside}</aside> })
}

fn known(
    chart: &Chart<Selected>,
    node: &Node,
    (detail, members): (Option<&ServiceDetail>, &[Node]),
    here: &Place,
    (pin, links): (Option<AnyView>, AnyView),
    (go, field): (Go, why::Field),
) -> AnyView {
    let mesh = &chart.mesh;
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
            {around(node, here, links)}
        </header>
        {figures(mesh, &callers, &callees, detail)}
        {(!members.is_empty()).then(|| group::members(node.members as usize, members, here))}
        {chart.tools.as_ref().filter(|tools| tools.service == node.id).map(|tools| tools::list(mesh, tools, here))}
        {detail.map(|detail| service::instances(&detail.service))}
        {called}
        {calls}
        {told::draw(mesh, &node.id, here)}
        {why::draw(chart, node, here, (go, field))}
        {if chart.homes.is_empty() { ways::draw(mesh, node, here) } else { ways::folded(node, here) }}
        {detail.map(|detail| service::last_calls(detail, mesh.at))}
        {facts(mesh, node, detail)}
    }
}

/// A group that stands open: its services are on the map, and it is not.
fn opened(mesh: &Mesh, name: &str, members: &[Node], here: &Place, links: AnyView) -> AnyView {
    view! {
        <header>
            <h2>{name.to_owned()}</h2>
            {close(here)}
            <p>"This group stands open: its services are on the map by themselves."</p>
            <p class="around">{links}</p>
        </header>
        {group::members(group::count(mesh, here, name), members, here)}
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

/// The map without a node, as a query has it; the address says it then, and clearing the query brings the node back.
fn without(node: &Node, here: &Place) -> Option<Place> {
    let place = Place { query: query::without(&here.query, &node.id), hides: true, ..here.with_node(None) };
    (node.kind != NodeKind::Group).then_some(place)
}

/// What lies around a node, as queries of the map, which know no groups; and where its keys lead.
fn around(node: &Node, here: &Place, links: AnyView) -> AnyView {
    let name = &node.id;
    let link = |hops: u32, words: &'static str| {
        let place = Place { query: format!("within({hops}, \"{name}\")"), ..here.clone() };
        view! { <a href=place.path()>{words}</a> }
    };
    let hops = (node.kind != NodeKind::Group).then(|| view! { {link(1, "Neighbours")}{link(2, "Within two hops")}{link(3, "Three")} });
    view! { <p class="around">{hops}{links}</p> }.into_any()
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
    if node.kind == NodeKind::Group {
        return view! { <p><b class=class>{word}</b>{group::sentence(node)}</p> };
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
        let words = if edge.source == edge.target { "among themselves" } else { name };
        let node = mesh.nodes.iter().find(|node| node.id == *name);
        let share = (edge.calls > 0).then(|| edge.failed_share());
        view! {
            <li>
                {node.map(|node| sign::draw(node.kind, node.health, 10))}
                <a class="cut-off" href=here.with_node(Some(name)).path()>{words.to_owned()}</a>
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
        NodeKind::Caller | NodeKind::Virtual | NodeKind::Group | NodeKind::Tool => None,
    };
    // Of a service its registration says so below.
    let owner = node.owner.clone().filter(|_| detail.is_none());
    let words = |words: &[String]| (!words.is_empty()).then(|| words.join(", "));
    let (tags, depends_on) = (words(&node.tags), words(&node.depends_on));
    view! {
        <section class="section">
            <header><h3>"Facts"</h3>{link.map(|(href, words)| view! { <a href=href>{words}</a> })}</header>
            <dl class="facts">
                <dt>"Kind"</dt><dd>{marks::kind_word(node.kind)}</dd>
                {node.environment.clone().map(|environment| view! { <dt>"Environment"</dt><dd>{environment}</dd> })}
                {owner.map(|owner| view! { <dt>"Owner"</dt><dd>{owner}</dd> })}
                {tags.map(|tags| view! { <dt>"Tags"</dt><dd>{tags}</dd> })}
                {depends_on.map(|names| view! { <dt>"Depends on"</dt><dd>{names}</dd> })}
                {detail.map(|detail| service::facts(&detail.service, mesh.at))}
            </dl>
        </section>
    }
}
