//! The question why there is no edge, and its answer: the server says what it looked at.

use crate::api::{Chart, Selected};
use crate::mesh::page::Go;
use crate::mesh::place::Place;
use crate::prelude::*;
use domain::mesh::{Mesh, Node, NodeKind};
use leptos::html;
use std::collections::BTreeSet;

/// The most names that are offered; any may be written.
const OFFERED: usize = 100;

/// The field for the other node.
pub type Field = NodeRef<html::Input>;

/// The field says what the address asks whenever that changes, and is left alone while somebody writes in it.
pub fn field(place: Memo<Place>) -> Field {
    let field = Field::new();
    Effect::new(move |before: Option<(Option<String>, Option<String>)>| {
        let asked = place.with(|here| (here.node.clone(), here.why.clone()));
        if let Some(field) = field.get_untracked().filter(|_| before.is_some_and(|before| before != asked)) {
            field.set_value(asked.1.as_deref().unwrap_or_default());
        }
        asked
    });
    field
}

/// The field, and what was found. A group has the edges of its services, so nothing is asked of it.
pub fn draw(chart: &Chart<Selected>, node: &Node, here: &Place, (go, field): (Go, Field)) -> Option<AnyView> {
    if node.kind == NodeKind::Group {
        return None;
    }
    let offers = strangers(&chart.mesh, &node.id).into_iter().map(|name| view! { <option value=name.to_owned()></option> });
    let says = chart.detail.as_ref().filter(|_| here.why.is_some()).map(|selected| selected.why.clone()).unwrap_or_default();
    let says = says.into_iter().map(|sentence| view! { <li>{sentence}</li> });
    let here = here.clone();
    let asked = here.why.clone().unwrap_or_default();
    let ask = move |event| {
        let other = event_target_value(&event).trim().to_owned();
        go.run(Place { why: (!other.is_empty()).then_some(other), ..here.clone() });
    };
    Some(view! {
            <section class="section why-not">
                <header><h3>"Why is there no edge?"</h3></header>
                <label><span>"Between it and"</span><input node_ref=field type="text" list="strangers" autocomplete="off" value=asked on:change=ask /></label>
                <datalist id="strangers">{offers.collect_view()}</datalist>
                <ul role="status">{says.collect_view()}</ul>
            </section>
    })
}

/// The nodes with which it has no edge, as many as are offered.
fn strangers<'a>(mesh: &'a Mesh, name: &str) -> Vec<&'a str> {
    let at_node = mesh.edges.iter().filter(|edge| edge.source == name || edge.target == name);
    let known: BTreeSet<&str> = at_node.flat_map(|edge| [edge.source.as_str(), edge.target.as_str()]).chain([name]).collect();
    let others = mesh.nodes.iter().filter(|node| node.kind != NodeKind::Group).map(|node| node.id.as_str());
    others.filter(|other| !known.contains(other)).take(OFFERED).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    fn check(name: &str, expected: &[&str]) {
        assert_eq!(strangers(&sample::mesh(), name), expected);
    }

    #[test]
    fn who_shares_an_edge_is_not_offered() {
        check("orders", &["registry"]);
        check("worker", &["registry", "orchestrator", "pricing"]);
    }

    #[test]
    fn no_more_are_offered_than_one_reads() {
        let mut mesh = sample::mesh();
        let like = mesh.nodes[4].clone();
        mesh.nodes.extend((0..OFFERED).map(|number| Node { id: format!("more-{number}"), ..like.clone() }));
        assert_eq!(strangers(&mesh, "orders").len(), OFFERED);
    }
}
