//! What services say that they call: an edge each, whether anybody was seen calling or not.

use domain::mesh::{Edge, Node, Provenance};
use std::collections::BTreeSet;

/// `edges` with those that `services` declare, in order: one that was seen is known from that too, another has no calls.
pub fn with_declared(services: &[Node], mut edges: Vec<Edge>) -> Vec<Edge> {
    let named = services.iter().flat_map(|node| node.depends_on.iter().map(|name| (node.id.as_str(), name.as_str())));
    let declared: BTreeSet<(&str, &str)> = named.filter(|(source, target)| source != target).collect();
    if declared.is_empty() {
        return edges;
    }
    let seen: BTreeSet<(&str, &str)> = edges.iter().map(ends).collect();
    let unseen: Vec<Edge> = declared.difference(&seen).map(silent).collect();
    for edge in edges.iter_mut().filter(|edge| declared.contains(&ends(edge))) {
        edge.provenance.push(Provenance::Declared);
    }
    edges.extend(unseen);
    edges.sort_by(|a, b| ends(a).cmp(&ends(b)));
    edges
}

fn ends(edge: &Edge) -> (&str, &str) {
    (&edge.source, &edge.target)
}

/// An edge that was declared, and over which nobody called.
fn silent(&(source, target): &(&str, &str)) -> Edge {
    Edge { provenance: vec![Provenance::Declared], ..Edge::new(source, target) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::draw;
    use domain::Time;
    use domain::mesh::NodeKind;

    fn service(name: &str, depends_on: &[&str]) -> Node {
        let depends_on = depends_on.iter().map(|name| (*name).to_owned()).collect();
        Node { depends_on, ..Node::new(name, NodeKind::Service) }
    }

    fn seen(source: &str, target: &str) -> Edge {
        Edge { calls: 3, provenance: vec![Provenance::Gateway], last_seen: Some(Time(7)), ..Edge::new(source, target) }
    }

    fn check(services: &[Node], edges: Vec<Edge>, expected: &[&str]) {
        let told = |edge: &Edge| {
            let known: Vec<&str> = edge.provenance.iter().map(|how| how.word()).collect();
            format!("{} > {}: {} calls, {}", edge.source, edge.target, edge.calls, known.join(" "))
        };
        assert_eq!(with_declared(services, edges).iter().map(told).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_declared_is_an_edge_whether_it_was_called_or_not() {
        check(
            &[service("orders", &["stock", "ledger"]), service("stock", &[])],
            vec![seen("orders", "pricing"), seen("orders", "stock")],
            &["orders > ledger: 0 calls, declared", "orders > pricing: 3 calls, gateway", "orders > stock: 3 calls, gateway declared"],
        );
    }

    #[test]
    fn a_service_declares_each_edge_once_and_none_to_itself() {
        check(&[service("orders", &["stock", "orders", "stock"])], Vec::new(), &["orders > stock: 0 calls, declared"]);
        check(&[service("orders", &[])], vec![seen("orders", "stock")], &["orders > stock: 3 calls, gateway"]);
    }

    #[test]
    fn who_is_only_declared_is_drawn_as_one_who_is_not_registered() {
        let mesh = draw(vec![service("orders", &["ledger"])], Vec::new(), Time(0), 3600);
        let ledger = mesh.nodes.last().expect("a node");
        assert_eq!((ledger.id.as_str(), ledger.kind), ("ledger", NodeKind::Virtual));
        assert_eq!(ledger.reason, "a service says that it calls it, and it is not registered");
        assert_eq!((mesh.edges[0].first_seen, mesh.edges[0].last_seen), (None, None));
    }
}
