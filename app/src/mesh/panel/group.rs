//! A group of services in the panel: who is in it, and the link that opens it or folds it again.

use super::keyed_link;
use crate::mesh::place::Place;
use crate::mesh::sign;
use crate::prelude::*;
use crate::ui::format::plural;
use domain::mesh::{Mesh, Node, NodeKind};

/// The place where the selected group is open or folded, whichever it is not, or where a service is folded into its group again;
/// none where there is no group. Nothing is folded while two moments are compared.
pub fn turned(here: &Place, name: &str, node: Option<&Node>) -> Option<Place> {
    let fold = here.fold.as_ref().filter(|_| here.against.is_none())?;
    match node {
        Some(node) if node.kind == NodeKind::Service => {
            let group = fold.by.group(node)?;
            // What is there only because it is selected is folded with the selection.
            let folded = if fold.is_open(&group) { here.turned(&group) } else { here.clone() };
            Some(folded.with_node(Some(&group)))
        }
        Some(node) if node.kind != NodeKind::Group => None,
        _ => Some(here.turned(name)),
    }
}

/// The link there.
pub fn link(here: &Place, name: &str, turned: Option<&Place>) -> Option<AnyView> {
    let turned = turned?;
    let is_folded = turned.fold.as_ref().is_some_and(|fold| fold.is_open(name)) && turned.node == here.node;
    let words = if is_folded { "Open the group" } else { "Fold the group" };
    Some(keyed_link(turned, words, "O"))
}

/// How a group is: as ill as the worst of it.
pub fn sentence(node: &Node) -> String {
    format!(", as the worst of {}.", node.reason)
}

/// Its services, worst first, each a link that opens the group around it.
pub fn members(count: usize, members: &[Node], here: &Place) -> AnyView {
    let row = |node: &Node| {
        view! {
            <li>
                {sign::draw(node.kind, node.health, 10)}
                <a class="cut-off" href=here.with_node(Some(&node.id)).path()>{node.id.clone()}</a>
                <span class="number">{plural(node.tools.into(), "tool", "tools")}</span>
            </li>
        }
    };
    let more = count.saturating_sub(members.len());
    let more = (more > 0).then(|| view! { <li><small>{format!("and {more} more")}</small></li> });
    view! {
        <section class="section">
            <header><h3>{format!("Services {count}")}</h3><small>"worst first"</small></header>
            <ul class="rows ends">{members.iter().map(row).collect_view()}{more}</ul>
        </section>
    }
}

/// How many services of the mesh belong to a group that stands open.
pub fn count(mesh: &Mesh, here: &Place, name: &str) -> usize {
    let Some(fold) = &here.fold else { return 0 };
    mesh.nodes.iter().filter(|node| fold.by.group(node).as_deref() == Some(name)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;
    use domain::mesh::{Fold, Grouping};

    /// Where `name` is turned from `open`: what is open then, and what is selected.
    fn check(open: &str, name: &str, expected: Option<(&str, &str)>) {
        let here = Place { fold: Some(Fold { by: Grouping::Tag, open: open.to_owned() }), ..Place::default() }.with_node(Some(name));
        let mesh = sample::mesh();
        let turned = turned(&here, name, mesh.nodes.iter().find(|node| node.id == name));
        let told = turned.map(|place| (place.fold.map(|fold| fold.open).unwrap_or_default(), place.node.unwrap_or_default()));
        assert_eq!(told, expected.map(|(open, node)| (open.to_owned(), node.to_owned())), "{open} {name}");
    }

    #[test]
    fn a_group_is_turned_over_and_a_service_is_folded_into_its_group() {
        check("", "tag = core", Some(("core", "tag = core")));
        check("core", "tag = core", Some(("", "tag = core")));
        check("core", "orders", Some(("", "tag = core")));
        check("", "orders", Some(("", "tag = core")));
        check("core", "registry", None);
    }

    #[test]
    fn nothing_is_turned_where_nothing_is_folded() {
        let here = Place::default().with_node(Some("orders"));
        assert_eq!(turned(&here, "orders", None), None);
        let comparing = Place { against: Some(domain::Time(0)), fold: Some(Fold { by: Grouping::Tag, open: String::new() }), ..here };
        assert_eq!(turned(&comparing, "tag = core", None), None);
    }
}
