//! What services declare that they call, held against what they are seen to call.

use domain::mesh::{Edge, Mesh, NodeKind, Provenance};
use std::collections::BTreeSet;

/// How an edge stands to what its caller declares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Intent {
    /// It is as declared, or its caller declares nothing.
    #[default]
    Met,
    /// It was declared, and not called in the time that is shown.
    Unmet,
    /// It was called, and its caller, who declares others, does not declare it.
    Undeclared,
}

/// Those who declare whom they call; not groups, of whose services some may and others not.
pub struct Declarers<'a>(BTreeSet<&'a str>);

impl<'a> Declarers<'a> {
    /// Those of a mesh.
    pub fn of(mesh: &'a Mesh) -> Self {
        let groups = mesh.nodes.iter().filter(|node| node.kind == NodeKind::Group).map(|node| node.id.as_str());
        let groups: Vec<&str> = groups.collect();
        let declared = mesh.edges.iter().filter(|edge| is_declared(edge)).map(|edge| edge.source.as_str());
        let mut declarers = BTreeSet::new();
        declarers.extend(declared.filter(|name| !groups.contains(name)));
        Self(declarers)
    }

    /// How one of its edges stands to what they declare.
    pub fn intent(&self, edge: &Edge) -> Intent {
        match edge.calls {
            0 if edge.provenance.iter().all(|how| *how == Provenance::Declared) => Intent::Unmet,
            1.. if !is_declared(edge) && self.0.contains(edge.source.as_str()) => Intent::Undeclared,
            _ => Intent::Met,
        }
    }
}

fn is_declared(edge: &Edge) -> bool {
    edge.provenance.contains(&Provenance::Declared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    /// Of the sample's four edges, `orders` calls `pricing` and only declares `worker`.
    fn check(change: impl FnOnce(&mut Mesh), expected: [Intent; 4]) {
        let mut mesh = sample::mesh();
        change(&mut mesh);
        let declarers = Declarers::of(&mesh);
        assert_eq!(mesh.edges.iter().map(|edge| declarers.intent(edge)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn who_declares_some_calls_makes_the_others_undeclared() {
        check(|_| (), [Intent::Undeclared, Intent::Unmet, Intent::Met, Intent::Met]);
        check(|mesh| mesh.edges[0].provenance.push(Provenance::Declared), [Intent::Met, Intent::Unmet, Intent::Met, Intent::Met]);
    }

    #[test]
    fn a_group_declares_nothing_for_those_in_it() {
        check(|mesh| mesh.nodes[2].kind = NodeKind::Group, [Intent::Met, Intent::Unmet, Intent::Met, Intent::Met]);
    }
}
