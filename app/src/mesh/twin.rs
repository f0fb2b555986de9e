//! The table twin: the same nodes and edges in words and figures, worst first, in step with the selection.

use super::emphasis::kept;
use super::graph::{Declarers, Intent};
use super::page::{ROWS, Shown};
use super::place::Place;
use super::traffic::{Traffic, callees, callers, per_hour};
use super::{marks, sign};
use crate::api::Asked;
use crate::loaded::loaded;
use crate::prelude::*;
use crate::ui::format::{count, dash, millis, plural, share};
use domain::mesh::{Edge, Mesh, Node, NodeKind, Provenance};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The most rows of a table: of more the worst are shown, and the query finds the rest.
const ROWS_MAX: usize = 200;
/// A share of failed calls that is worth a colour.
const FAILED: f64 = 0.01;

/// Both tables; a part of their own, because who sees the map does without them.
#[leptos::wasm_split::wasm_split(mesh_twin, wasm_split_path = leptos::wasm_split, preload(/** Loads it. */ load_twin))]
pub fn twin(shown: Asked<Shown>, place: Memo<Place>) -> AnyView {
    loaded(shown, ROWS, move |chart| draw(&chart, place)).into_any()
}

/// The same, drawn once.
pub fn draw(chart: &Shown, place: Memo<Place>) -> impl IntoView + use<> {
    let rows = Rows::of(chart);
    let tables = move || {
        let place = place.get();
        let kept = kept(&rows.chart, &place.shown);
        view! { {nodes(&rows, &kept, &place)}{edges(&rows, &kept, &place)}{tools(&rows, &place)} }
    };
    view! { <section class="twin" aria-label="The mesh as tables" tabindex="0">{dynamic(tables)}</section> }
}

/// The mesh with the order in which its nodes and edges are listed.
struct Rows {
    chart: Shown,
    nodes: Vec<usize>,
    edges: Vec<usize>,
}

impl Rows {
    fn of(chart: &Shown) -> Self {
        let mesh = &chart.mesh;
        let mut nodes: Vec<usize> = (0..mesh.nodes.len()).collect();
        nodes.sort_by_key(|place| {
            let node = &mesh.nodes[*place];
            (node.kind != NodeKind::Service, node.health.rank())
        });
        let mut edges: Vec<usize> = (0..mesh.edges.len()).collect();
        edges.sort_by(|a, b| worst_first(&mesh.edges[*a], &mesh.edges[*b]));
        Self { chart: chart.clone(), nodes, edges }
    }
}

fn worst_first(one: &Edge, other: &Edge) -> Ordering {
    let weight = |edge: &Edge| (edge.failed_share(), edge.calls);
    weight(other).partial_cmp(&weight(one)).unwrap_or(Ordering::Equal)
}

fn nodes(rows: &Rows, kept: &[bool], place: &Place) -> AnyView {
    let mesh = &rows.chart.mesh;
    let fitting: Vec<&Node> = rows.nodes.iter().filter(|at| kept[**at]).map(|at| &mesh.nodes[*at]).collect();
    let heading = of_all(fitting.len(), mesh.nodes.len(), "node", "nodes");
    let is_selected = |node: &&Node| place.node.as_ref() == Some(&node.id);
    let shown: Vec<_> = worst(&fitting, is_selected).map(|node| node_row(mesh, node, place)).collect();
    view! {
        <section class="section">
            <header><h2>"Nodes"</h2><small>{heading}</small></header>
            <table>
                <thead>
                    <tr>
                        <th scope="col">"node"</th>
                        <th scope="col" class="wide">"kind"</th>
                        <th scope="col" class="number">"tools"</th>
                        <th scope="col" class="number">"called per hour"</th>
                        <th scope="col" class="number">"failed"</th>
                        <th scope="col" class="number wide">"calls per hour"</th>
                        <th scope="col" class="wide">"why"</th>
                    </tr>
                </thead>
                <tbody>{shown}</tbody>
            </table>
        </section>
    }
}

fn node_row(mesh: &Mesh, node: &Node, place: &Place) -> AnyView {
    let (called, calls) = (Traffic::over(callers(mesh, &node.id)), Traffic::over(callees(mesh, &node.id)));
    let is_selected = place.node.as_ref() == Some(&node.id);
    view! {
        <tr aria-selected=is_selected.then_some("true")>
            <th scope="row">
                {sign::draw(node.kind, node.health, 12)}
                <a href=place.with_node(Some(&node.id)).path() aria-current=is_selected.then_some("true")>{node.id.clone()}</a>
            </th>
            <td class="wide">{marks::kind_word(node.kind)}</td>
            <td class="number">{count(node.tools.into())}</td>
            <td class="number">{count(per_hour(mesh, called.calls))}</td>
            <td class=failed_class(called.failed())>{dash(called.failed(), failed)}</td>
            <td class="number wide">{count(per_hour(mesh, calls.calls))}</td>
            <td class="wide why">{format!("{}: {}", node.health.word(), node.reason)}</td>
        </tr>
    }
}

fn edges(rows: &Rows, kept: &[bool], place: &Place) -> AnyView {
    let mesh = &rows.chart.mesh;
    let kept: BTreeSet<&str> = mesh.nodes.iter().zip(kept).filter(|(_, kept)| **kept).map(|(node, _)| node.id.as_str()).collect();
    let of_kept = |edge: &&Edge| kept.contains(edge.source.as_str()) || kept.contains(edge.target.as_str());
    let fitting: Vec<&Edge> = rows.edges.iter().map(|at| &mesh.edges[*at]).filter(of_kept).collect();
    edge_table(
        "Edges".to_owned(),
        of_all(fitting.len(), mesh.edges.len(), "edge", "edges"),
        &fitting,
        mesh,
        Some(&Declarers::of(mesh)),
        place,
    )
}

/// The calls of the tools of the service that stands open; they are counted in its edges, too.
fn tools(rows: &Rows, place: &Place) -> Option<AnyView> {
    let tools = rows.chart.tools.as_ref()?;
    let mut edges: Vec<&Edge> = tools.edges.iter().collect();
    edges.sort_by(|a, b| worst_first(a, b));
    let heading = of_all(edges.len(), edges.len(), "edge", "edges");
    // Who depends on a service depends on none of its tools.
    Some(edge_table(format!("Tools of {}", tools.service), heading, &edges, &rows.chart.mesh, None, place))
}

fn edge_table(title: String, heading: String, fitting: &[&Edge], mesh: &Mesh, declarers: Option<&Declarers>, place: &Place) -> AnyView {
    let is_selected = |edge: &&Edge| is_end(edge, place);
    let shown: Vec<_> = worst(fitting, is_selected).map(|edge| edge_row(mesh, edge, declarers, place)).collect();
    view! {
        <section class="section">
            <header><h2>{title}</h2><small>{heading}</small></header>
            <table>
                <thead>
                    <tr>
                        <th scope="col">"caller"</th>
                        <th scope="col">"callee"</th>
                        <th scope="col" class="number">"per hour"</th>
                        <th scope="col" class="number">"failed"</th>
                        <th scope="col" class="number wide">"p50"</th>
                        <th scope="col" class="number">"p95"</th>
                        <th scope="col" class="wide">"known from"</th>
                    </tr>
                </thead>
                <tbody>{shown}</tbody>
            </table>
        </section>
    }
}

fn edge_row(mesh: &Mesh, edge: &Edge, declarers: Option<&Declarers>, place: &Place) -> AnyView {
    let is_selected = is_end(edge, place);
    let share = (edge.calls > 0).then(|| edge.failed_share());
    let undeclared = declarers.is_some_and(|all| all.intent(edge) == Intent::Undeclared).then_some("not declared");
    let known: Vec<&str> = edge.provenance.iter().map(|how| provenance(*how)).chain(undeclared).collect();
    view! {
        <tr aria-selected=is_selected.then_some("true")>
            <th scope="row">{edge.source.clone()}</th>
            <td>{edge.target.clone()}</td>
            <td class="number">{count(per_hour(mesh, edge.calls))}</td>
            <td class=failed_class(share)>{dash(share, failed)}</td>
            <td class="number wide">{dash(edge.latency_ms.p50, millis)}</td>
            <td class="number">{dash(edge.latency_ms.p95, millis)}</td>
            <td class="wide">{known.join(", ")}</td>
        </tr>
    }
}

const fn provenance(how: Provenance) -> &'static str {
    match how {
        Provenance::Gateway => "gateway",
        Provenance::Run => "run",
        Provenance::Trace => "trace",
        Provenance::Declared => "declaration",
    }
}

/// Figures as the look wants them: none failed is a plain zero.
pub fn failed(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { share(value) }
}

/// The class of a share of failed calls.
pub fn failed_class(share: Option<f64>) -> &'static str {
    if share.is_some_and(|share| share >= FAILED) { "number warn-text" } else { "number" }
}

/// Whether the selected node is an end of an edge.
fn is_end(edge: &Edge, place: &Place) -> bool {
    place.node.as_ref().is_some_and(|node| *node == edge.source || *node == edge.target)
}

/// As many as a table holds, the worst and the selected ones.
fn worst<'a, T>(fitting: &'a [&T], is_selected: impl Fn(&&T) -> bool + 'a) -> impl Iterator<Item = &'a T> {
    let rest = fitting.iter().skip(ROWS_MAX).filter(move |one| is_selected(one)).take(ROWS_MAX);
    fitting.iter().take(ROWS_MAX).chain(rest).copied()
}

/// How many fit of how many there are; where they are more than a table holds, that it lists the worst.
fn of_all(fitting: usize, all: usize, one: &str, many: &str) -> String {
    let all_of_them = plural(all as u64, one, many);
    let told = if fitting == all { all_of_them } else { format!("{} of {all_of_them}", count(fitting as u64)) };
    if fitting > ROWS_MAX { format!("{told}, of which the {ROWS_MAX} worst are listed: a query finds the others") } else { told }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(fitting: usize, all: usize, expected: &str) {
        assert_eq!(of_all(fitting, all, "node", "nodes"), expected);
    }

    #[test]
    fn a_table_says_how_many_of_how_many_it_lists() {
        check(17, 17, "17 nodes");
        check(3, 17, "3 of 17 nodes");
        check(200, 200, "200 nodes");
        check(10_002, 10_002, "10,002 nodes, of which the 200 worst are listed: a query finds the others");
        check(500, 10_002, "500 of 10,002 nodes, of which the 200 worst are listed: a query finds the others");
    }

    #[test]
    fn what_is_selected_is_listed_however_well_it_is() {
        let all: Vec<usize> = (0..1_000).collect();
        let fitting: Vec<&usize> = all.iter().collect();
        let listed: Vec<usize> = worst(&fitting, |one| **one == 7 || **one == 900).copied().collect();
        assert_eq!((listed.len(), listed[199], listed[200]), (201, 199, 900));
    }
}
