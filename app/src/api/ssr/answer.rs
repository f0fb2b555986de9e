//! What answers each question: one line onto the engine.

use super::find::find;
use super::why::{Acquaintance, Sight};
use super::{engine, told};
use crate::api::{Ask, Chart, Fault, Reply, Selected};
use domain::list::LIMIT_MAX;
use domain::mesh::{Changes, Fold, Mesh, NodeKind, Tools};
use domain::pin::MAIN;
use domain::query::Found;
use domain::service::ServiceDetail;
use domain::tool::{ToolPage, ToolQuery};
use domain::{Failure, Time};
use engine::Engine;
use serde::Serialize;

/// The most runs on one page.
const RUNS: u32 = 50;

/// What is said of groups where two moments are compared.
const UNFOLDED: &str = "Nothing is folded while two moments are compared.";

pub async fn answer(ask: Ask) -> Result<Reply, Fault> {
    let engine = engine();
    match ask {
        Ask::Sill => Reply::of(&engine.sill()),
        Ask::Overview { window } => say(engine.overview(window).await),
        Ask::Mesh { window, at, against, fold, tools, node, why, query } => {
            say(chart(&engine, window, (at, against), (fold, tools), (node.as_deref(), why.as_deref()), &query).await)
        }
        Ask::Timeline { reach, at } => say(engine.timeline(reach, at).await),
        Ask::Catalogue(query) => say(engine.catalogue(&query)),
        Ask::Preview { id, query } => say(preview(&engine, id, query).await),
        Ask::Tool(id) => say(engine.tool_page(&id).await),
        Ask::Providers => say(providers(&engine)),
        Ask::ToolsOf(service) => say(service.map_or(Ok(Vec::new()), |service| tools_of(&engine, service))),
        Ask::Services { window } => say(engine.service_rows(window).await),
        Ask::Service(name) => say(engine.service_detail(&name).await),
        Ask::Review(name) => say(engine.review(&name).await),
        Ask::Sources => Reply::of(&engine.sources()),
        Ask::Runs { after } => say(engine.runs(RUNS, after.as_deref()).await),
        Ask::Run(id) => say(engine.run(&id).await),
        Ask::Calls(asked) => say(engine.calls_found(&asked).await),
        Ask::Call(id) => say(engine.recorded_call(&id).await),
        Ask::Alerts => say(engine.alert_board().await),
        Ask::Alert(name) => say(engine.alert(&name).await),
        Ask::Charts(query) => say(engine.charts(query).await),
        Ask::Reports => say(engine.report_board().await),
        Ask::Report(id) => say(engine.report(&id).await),
        Ask::Sequences(query) => say(engine.sequences(query).await),
        Ask::Callers => say(engine.callers().await),
        Ask::Variables => Reply::of(&engine.variables(Some(LIMIT_MAX), None)),
        Ask::Find(words) => Reply::of(&find(&engine, words).await),
    }
}

fn say<T: Serialize>(answer: Result<T, Failure>) -> Result<Reply, Fault> {
    told(answer).and_then(|value| Reply::of(&value))
}

/// The mesh, folded where that is asked for, with the tools of the service that stands open, and what the panel says of the selected node.
async fn chart(
    engine: &Engine,
    window: u32,
    (at, against): (Option<Time>, Option<Time>),
    (fold, open): (Option<Fold>, Option<String>),
    (node, why): (Option<&str>, Option<&str>),
    query: &str,
) -> Result<Chart<Selected, Changes>, Failure> {
    let (mesh, changes) = match (at, against) {
        (at, Some(against)) => engine.mesh_compared(at, against, window).await.map(|(mesh, changes)| (mesh, Some(changes)))?,
        (Some(at), None) => (engine.mesh_at(at, window).await?, None),
        (None, None) => (engine.mesh(window).await?, None),
    };
    fold.as_ref().map_or(Ok(()), Fold::judge)?;
    let named = |name: &str| mesh.nodes.iter().find(|one| one.id == name);
    let open = open.as_deref().filter(|_| against.is_none()).and_then(named).filter(|one| one.kind == NodeKind::Service);
    // The group of the selected one is open, and that of the one whose tools are seen.
    let fold = fold.map(|fold| fold.around(node.and_then(named)).around(open));
    let tools = opened(engine, open.map(|one| one.id.as_str()), at, window).await?;
    let found = Found::of(query, &mesh);
    let detail = match node {
        Some(node) => {
            let sight = Sight { mesh: &mesh, fold: fold.as_ref().filter(|_| against.is_none()), found: found.as_ref() };
            let why = why.map(|other| sight.why((node, other), &acquaintance(engine, node, other))).unwrap_or_default();
            Some(Selected { why, ..selected(engine, &mesh, at.is_none(), fold.as_ref(), node).await })
        }
        None => None,
    };
    let pins = engine.pins(MAIN).await?.into_iter().map(|pin| (pin.node, pin.x, pin.y)).collect();
    let (node_changes, edge_changes) = changes.as_ref().map(|changes: &Changes| changes.marks(&mesh)).unwrap_or_default();
    let since = changes.as_ref().map(|changes| changes.from);
    let chart = Chart { moment: at, since, tools, node_changes, edge_changes, changes, found, detail, ..Chart::of(mesh, pins) };
    let chart = match fold {
        Some(_) if against.is_some() => Chart { folded: UNFOLDED.to_owned(), ..chart },
        Some(fold) => folded(chart, &fold),
        None => chart,
    };
    let open = chart.tools.as_ref().map(Tools::says).unwrap_or_default();
    Ok(Chart { folded: [&*chart.folded, &open].join(" ").trim().to_owned(), ..chart })
}

/// The tools of the service that stands open, if one does.
async fn opened(engine: &Engine, service: Option<&str>, at: Option<Time>, window: u32) -> Result<Option<Tools>, Failure> {
    match service {
        Some(service) => engine.tools_called(service, at, window).await.map(Some),
        None => Ok(None),
    }
}

/// What is known of a service now, which says nothing of a moment that is past: its page's long lists stay out. Of a group, who is in it.
async fn selected(engine: &Engine, mesh: &Mesh, is_now: bool, fold: Option<&Fold>, name: &str) -> Selected {
    let is_service = mesh.nodes.iter().any(|node| node.id == name && node.kind == NodeKind::Service);
    if is_service && is_now {
        // It may have gone in between; then the panel says what the mesh knows.
        let detail = engine.service_detail(name).await.ok();
        let slim = |detail| ServiceDetail { manual_text: None, history: Vec::new(), tools: Vec::new(), ..detail };
        return Selected { service: detail.map(slim), ..Selected::default() };
    }
    let members = fold.map(|fold| mesh.members(fold, name)).unwrap_or_default();
    Selected { members, ..Selected::default() }
}

fn acquaintance(engine: &Engine, one: &str, other: &str) -> Acquaintance {
    let registered = [one, other].map(|name| engine.registered_since(name));
    Acquaintance { registered, first_seen: [engine.first_seen(one, other), engine.first_seen(other, one)] }
}

/// The same with services folded into groups.
fn folded(chart: Chart<Selected, Changes>, fold: &Fold) -> Chart<Selected, Changes> {
    let whole = chart.mesh;
    let folded = whole.clone().folded(fold);
    let found = chart.found.map(|found| found.on(&whole, &folded));
    let tools = chart.tools.map(|tools| folded.tools(tools));
    Chart { tools, mesh: folded.mesh, homes: folded.homes, folded: folded.says, found, ..chart }
}

async fn preview(engine: &Engine, id: Option<String>, query: ToolQuery) -> Result<Option<ToolPage>, Failure> {
    let first = || engine.catalogue(&ToolQuery { limit: Some(1), ..query }).map(|found| found.found.items.into_iter().next());
    let id = match id {
        Some(id) => Some(id),
        None => first()?.map(|tool| tool.id.to_string()),
    };
    match id {
        Some(id) => engine.tool_page(&id).await.map(Some),
        None => Ok(None),
    }
}

fn providers(engine: &Engine) -> Result<Vec<String>, Failure> {
    let found = engine.catalogue(&ToolQuery { limit: Some(1), ..ToolQuery::default() })?;
    Ok(found.services.into_iter().map(|facet| facet.value).collect())
}

fn tools_of(engine: &Engine, service: String) -> Result<Vec<String>, Failure> {
    let found = engine.catalogue(&ToolQuery { service: Some(service), limit: Some(LIMIT_MAX), ..ToolQuery::default() })?;
    Ok(found.found.items.iter().map(|tool| tool.id.to_string()).collect())
}
