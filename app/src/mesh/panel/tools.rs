//! The tools of a service that stands open, in the panel: all of them beside the service, and one by itself.

use super::{close, edges, figures, keyed_link};
use crate::mesh::place::Place;
use crate::mesh::sign;
use crate::mesh::traffic::{Traffic, per_hour};
use crate::mesh::twin::{failed, failed_class};
use crate::paths;
use crate::prelude::*;
use crate::ui::format::{count, dash};
use domain::Health;
use domain::mesh::{Mesh, Node, NodeKind, Tools};

/// The place where the tools of the selected service are seen, or folded again where they are; from a tool it leads to its service.
/// While two moments are compared nothing stands open.
pub fn turned(here: &Place, node: Option<&Node>, open: Option<&Tools>) -> Option<Place> {
    let is_service = node.is_some_and(|node| node.kind == NodeKind::Service && (node.tools > 0 || here.tools.as_ref() == Some(&node.id)));
    let service = node.filter(|_| is_service).map(|node| &node.id).or_else(|| open.map(|tools| &tools.service));
    let there = here.with_tools(service.filter(|_| here.against.is_none())?);
    Some(if node.is_some() { there } else { there.with_node(service.map(String::as_str)) })
}

/// The link there.
pub fn link(there: &Place) -> AnyView {
    let words = if there.tools.is_some() { "Show the tools" } else { "Fold the tools" };
    keyed_link(there, words, "T")
}

/// All that are seen, the busiest first.
pub fn list(mesh: &Mesh, tools: &Tools, here: &Place) -> AnyView {
    let row = |id: &String| {
        let sum = Traffic::over(tools.callers(id));
        view! {
            <li>
                {sign::draw(NodeKind::Tool, Health::Unknown, 10)}
                <a class="cut-off mono" href=here.with_node(Some(id)).path()>{Tools::name(id).to_owned()}</a>
                <span class="number">{count(per_hour(mesh, sum.calls))}</span>
                <span class=failed_class(sum.failed())>{dash(sum.failed(), failed)}</span>
            </li>
        }
    };
    view! {
        <section class="section">
            <header><h3>{format!("Tools {}", tools.ids.len())}</h3><small>"per hour, failed"</small></header>
            <ul class="rows ends">{tools.ids.iter().map(row).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// One of them: who calls it, how often, and how that goes.
pub fn one(mesh: &Mesh, tools: &Tools, id: &str, here: &Place, links: AnyView) -> AnyView {
    let (callers, service, name) = (tools.callers(id), &tools.service, Tools::name(id));
    view! {
        <header>
            {sign::draw(NodeKind::Tool, Health::Unknown, 16)}
            <h2>{name.to_owned()}</h2>
            {close(here)}
            <p>"A tool of "<a href=here.with_node(Some(service)).path()>{service.clone()}</a>"."</p>
            <p class="around"><a href=paths::tool(service, name)>"Open tool"</a>{links}</p>
        </header>
        {figures(mesh, &callers, &[], None)}
        {edges("Called by", &callers, mesh, here, |edge| &edge.source)}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;
    use domain::Time;

    fn check(here: &Place, name: &str, expected: Option<&str>) {
        let (mesh, tools) = (sample::mesh(), sample::tools());
        let node = mesh.nodes.iter().find(|node| node.id == name);
        let open = Some(&tools).filter(|tools| here.tools.is_some() && tools.has(name));
        let here = here.with_node(Some(name));
        assert_eq!(turned(&here, node, open).map(|place| place.path()).as_deref(), expected, "{name}");
    }

    #[test]
    fn the_tools_of_a_service_are_shown_and_folded_again() {
        let here = Place::default();
        check(&here, "orders", Some("/mesh?node=orders&tools=orders"));
        check(&here.with_tools("orders"), "orders", Some("/mesh?node=orders"));
        check(&here.with_tools("pricing"), "orders", Some("/mesh?node=orders&tools=orders"));
        check(&here.with_tools("orders"), "orders.quote", Some("/mesh?node=orders"));
    }

    #[test]
    fn who_has_no_tools_shows_none_and_none_are_shown_while_moments_are_compared() {
        check(&Place::default(), "registry", None);
        check(&Place::default(), "worker", None);
        check(&Place { against: Some(Time(0)), ..Place::default() }, "orders", None);
    }
}
