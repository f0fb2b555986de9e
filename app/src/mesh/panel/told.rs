//! What others than the gateway tell of the edges at the selected node, each teller by itself.

use crate::mesh::place::Place;
use crate::mesh::twin::{failed, failed_class};
use crate::prelude::*;
use crate::ui::format::{count, dash};
use crate::words;
use domain::mesh::{Edge, Mesh, Sighting, Teller};

/// A line for each edge and each who tells of it; nothing where the gateway alone does.
pub fn draw(mesh: &Mesh, name: &str, here: &Place) -> Option<AnyView> {
    let at_node = mesh.edges.iter().filter(|edge| edge.source == name || edge.target == name);
    let rows: Vec<_> = at_node.flat_map(|edge| edge.sightings.iter().map(|sighting| row(mesh, edge, sighting, name, here))).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section">
                <header><h3>"Who tells of it"</h3><small>"samples, failed"</small></header>
                <ul class="rows ends">{rows}</ul>
            </section>
        }
    })
}

fn row(mesh: &Mesh, edge: &Edge, sighting: &Sighting, name: &str, here: &Place) -> AnyView {
    let other = if edge.source == name { &edge.target } else { &edge.source };
    let share = (sighting.samples > 0).then(|| sighting.errors as f64 / sighting.samples as f64);
    let last = format!("the last of them ended {}", words::moment(sighting.last_seen, mesh.at));
    view! {
        <li title=last>
            <a class="cut-off" href=here.with_node(Some(other)).path()>{format!("{} → {}", edge.source, edge.target)}</a>
            <small>{teller(sighting.teller)}</small>
            <span class="number">{count(sighting.samples)}</span>
            <span class=failed_class(share)>{dash(share, failed)}</span>
        </li>
    }
}

const fn teller(teller: Teller) -> &'static str {
    match teller {
        Teller::Gateway => "gateway",
        Teller::Otlp => "traces",
        Teller::Jaeger => "Jaeger",
        Teller::Zipkin => "Zipkin",
        Teller::Prometheus => "Prometheus",
    }
}
