//! What a query finds on the mesh, told so that one sees why.

use super::graph::picked;
use super::{Expr, MESH, Mistake, Query};
use crate::mesh::{Edge, Folded, Mesh};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// What fits a query, or why it cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The query, as it was written.
    pub text: String,
    /// The places in the mesh of the nodes that fit.
    pub nodes: Vec<u32>,
    /// The places of the edges that fit.
    pub edges: Vec<u32>,
    /// How many nodes fit, those that are folded away among them.
    pub count: u32,
    /// The node that is meant most.
    pub nearest: Option<String>,
    /// How many nodes of how many fit, and of several conditions how many fit each alone; or what is wrong with the query,
    /// where, and how to mend it. Put into words here, so that no page has to.
    pub says: String,
    /// Whether it cannot be read.
    pub is_mistaken: bool,
}

impl Found {
    /// What `text` finds; nothing where it asks for nothing.
    pub fn of(text: &str, mesh: &Mesh) -> Option<Self> {
        match Query::parse(text, &MESH) {
            Ok(query) => (!query.is_empty()).then(|| Self::by(&query, text, mesh)),
            Err(mistake) => Some(Self { text: text.to_owned(), says: wrong(text, &mistake), is_mistaken: true, ..Self::default() }),
        }
    }

    fn by(query: &Query, text: &str, mesh: &Mesh) -> Self {
        let (nodes, edges) = picked(query, mesh);
        let fitting = mesh.nodes.iter().zip(&nodes).filter(|(_, fits)| **fits).map(|(node, _)| node.id.as_str());
        let words = text.trim().to_lowercase();
        let distance = |name: &&str| {
            let name = name.to_lowercase();
            (name != words, !name.starts_with(&words))
        };
        let nearest = fitting.min_by_key(distance).map(str::to_owned);
        let (nodes, edges) = (places(&nodes), places(&edges));
        let count = nodes.len() as u32;
        let says = format!("{} of {} nodes {}: {}", nodes.len(), mesh.nodes.len(), fit(nodes.len()), why(query, mesh));
        Self { text: text.to_owned(), nodes, edges, count, nearest, says, is_mistaken: false }
    }

    /// The same on a mesh that is folded: a group fits where one of its services does, and an edge where one of those that it sums up does.
    #[must_use]
    pub fn on(self, whole: &Mesh, folded: &Folded) -> Self {
        let names = folded.mesh.nodes.iter().map(|node| node.id.as_str()).zip(0..);
        let homes: HashMap<&str, u32> = names.chain(folded.homes.iter().map(|(name, home)| (name.as_str(), *home))).collect();
        let ends = |edge: &Edge| Some((*homes.get(edge.source.as_str())?, *homes.get(edge.target.as_str())?));
        let lines: HashMap<_, u32> = folded.mesh.edges.iter().map(ends).zip(0..).collect();
        let node = |place: &u32| homes.get(whole.nodes.get(*place as usize)?.id.as_str()).copied();
        let edge = |place: &u32| lines.get(&ends(whole.edges.get(*place as usize)?)).copied();
        let distinct = |places: BTreeSet<u32>| places.into_iter().collect();
        let nodes = distinct(self.nodes.iter().filter_map(node).collect());
        Self { edges: distinct(self.edges.iter().filter_map(edge).collect()), nodes, ..self }
    }
}

impl Query {
    /// The conditions that must all hold, each a query of its own.
    pub fn conditions(&self) -> Vec<Self> {
        match &self.0 {
            Some(Expr::And(all)) => all.iter().map(|expr| Self(Some(expr.clone()))).collect(),
            Some(_) => vec![self.clone()],
            None => Vec::new(),
        }
    }
}

/// The conditions, each with how many nodes fit it alone where there are several.
fn why(query: &Query, mesh: &Mesh) -> String {
    let conditions = query.conditions();
    if let [only] = conditions.as_slice() {
        return only.to_string();
    }
    let tell = |condition: &Query| {
        let alone = picked(condition, mesh).0.iter().filter(|fits| **fits).count();
        format!("{alone} {} {condition}", fit(alone))
    };
    let told: Vec<String> = conditions.iter().map(tell).collect();
    told.join(", ")
}

/// The verb for so many nodes.
const fn fit(count: usize) -> &'static str {
    if count == 1 { "fits" } else { "fit" }
}

fn places(fits: &[bool]) -> Vec<u32> {
    (0..).zip(fits).filter(|(_, fits)| **fits).map(|(place, _)| place).collect()
}

/// The mistake for those who count characters, not bytes.
fn wrong(text: &str, mistake: &Mistake) -> String {
    let before = text.get(..mistake.at).map_or(0, |before| before.chars().count());
    format!("Character {}: {}; {}.", before + 1, mistake.message, mistake.remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::{Fold, Grouping, Node, NodeKind, ORCHESTRATOR};

    /// `web → geo`, and an orchestrator that calls nobody.
    fn mesh() -> Mesh {
        let node = |name: &str, kind, tag: &str| Node { tags: vec![tag.to_owned()], ..Node::new(name, kind) };
        let nodes = vec![
            node(ORCHESTRATOR, NodeKind::Orchestrator, "own"),
            node("almanac", NodeKind::Service, "geo"),
            node("geo", NodeKind::Service, "core"),
            node("web", NodeKind::Service, "core"),
        ];
        let edge = Edge { calls: 9, ..Edge::new("web", "geo") };
        Mesh { nodes, edges: vec![edge], shown: 4, total: 4, ..Mesh::default() }
    }

    fn check(text: &str, nodes: &[u32], edges: &[u32], nearest: Option<&str>, says: &str) {
        let found = Found::of(text, &mesh()).expect("something is asked");
        assert_eq!((found.nodes.as_slice(), found.edges.as_slice(), found.nearest.as_deref()), (nodes, edges, nearest), "{text}");
        assert_eq!((found.says.as_str(), found.is_mistaken), (says, false));
    }

    #[test]
    fn what_fits_is_told_with_each_condition_and_how_many_fit_it_alone() {
        check("tag = core", &[2, 3], &[0], Some("geo"), "2 of 4 nodes fit: tag = core");
        check("geo", &[1, 2], &[], Some("geo"), "2 of 4 nodes fit: geo");
        check("kind=service  tag=geo", &[1], &[], Some("almanac"), "1 of 4 nodes fits: 3 fit kind = service, 1 fits tag = geo");
        check("web OR almanac", &[1, 3], &[], Some("almanac"), "2 of 4 nodes fit: web OR almanac");
        check("nobody", &[], &[], None, "0 of 4 nodes fit: nobody");
    }

    #[test]
    fn a_group_fits_where_one_of_its_services_does() {
        let fold = Fold { by: Grouping::Tag, open: String::new() };
        let (whole, folded) = (mesh(), mesh().folded(&fold));
        let names: Vec<&str> = folded.mesh.nodes.iter().map(|node| node.id.as_str()).collect();
        assert_eq!(names, [ORCHESTRATOR, "tag = core", "tag = geo"]);
        let found = |text: &str| Found::of(text, &whole).expect("something is asked").on(&whole, &folded);
        let told = |text: &str| (found(text).nodes, found(text).edges, found(text).count);
        assert_eq!(told("web OR geo"), (vec![1, 2], vec![0], 3));
        assert_eq!(told("almanac"), (vec![2], vec![], 1));
        assert_eq!(told("kind = orchestrator"), (vec![0], vec![], 1));
    }

    #[test]
    fn a_query_that_asks_for_nothing_finds_nothing_out() {
        assert_eq!(Found::of("  ", &mesh()), None);
    }

    #[test]
    fn a_mistake_is_told_by_the_character_at_which_it_begins() {
        let mistake = |text: &str| Found::of(text, &mesh()).filter(|found| found.is_mistaken).expect("a mistake").says;
        assert!(mistake("(").starts_with("Character 2: "), "{}", mistake("("));
        assert!(mistake("ä ä colour = red").starts_with("Character 5: "), "{}", mistake("ä ä colour = red"));
    }
}
