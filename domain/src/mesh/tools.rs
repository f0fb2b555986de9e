//! A service that stands open on the map: its tools as nodes of their own, and who called which of them.

use super::{Edge, Provenance};
use serde::{Deserialize, Serialize};

/// The most tools of a service that the map shows.
pub const TOOLS_SHOWN: usize = 40;

/// The tools of a service that stands open, with the calls of them. They are a part of the calls along the edges to the service,
/// which a mesh holds as ever.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tools {
    /// The service.
    pub service: String,
    /// The ids of its tools, the busiest first; at most [`TOOLS_SHOWN`].
    pub ids: Vec<String>,
    /// How many more it has.
    pub more: u32,
    /// Who called which of `ids`: by caller, then by id.
    pub edges: Vec<Edge>,
    /// How many of the last calls were told apart, where there were more; else none.
    pub looked_at: Option<u64>,
}

impl Tools {
    /// The name of a tool within its service.
    pub fn name(id: &str) -> &str {
        id.split_once('.').map_or(id, |(_, name)| name)
    }

    /// Whether a node is one of these tools.
    pub fn has(&self, node: &str) -> bool {
        self.ids.iter().any(|id| id == node)
    }

    /// The calls of a tool by caller, the busiest first.
    pub fn callers(&self, id: &str) -> Vec<&Edge> {
        let mut callers: Vec<&Edge> = self.edges.iter().filter(|edge| edge.target == id).collect();
        callers.sort_by_key(|edge| std::cmp::Reverse(edge.calls));
        callers
    }

    /// What is left of an edge when the calls of tools are drawn by themselves; nothing where they are all of it.
    ///
    /// Left are calls that were not looked at, those of tools that are not shown, and those that others than the gateway tell of.
    /// A difference that has none of these reasons is of calls that came or went between two looks, and is not drawn.
    pub fn rest(&self, edge: &Edge) -> Option<Edge> {
        let told = || self.edges.iter().filter(|told| told.source == edge.source);
        if edge.target != self.service || told().next().is_none() {
            return Some(edge.clone());
        }
        let is_carried = edge.provenance.iter().all(|how| matches!(how, Provenance::Gateway | Provenance::Run | Provenance::Declared));
        let (calls, errors) = told().fold((0, 0), |(calls, errors), told| (calls + told.calls, errors + told.errors));
        let calls = edge.calls.saturating_sub(calls);
        let is_all = calls == 0 || (is_carried && self.looked_at.is_none() && self.more == 0);
        (!is_all).then(|| Edge { calls, errors: edge.errors.saturating_sub(errors).min(calls), ..edge.clone() })
    }

    /// What is not told apart, in a sentence; empty where everything is.
    pub fn says(&self) -> String {
        let Self { service, ids, more, .. } = self;
        let more = if *more > 0 {
            format!("{} of {} tools of {service} shown, the busiest.", ids.len(), ids.len() + *more as usize)
        } else {
            String::new()
        };
        let part = self
            .looked_at
            .map(|calls| format!("The last {calls} calls of {service} are told apart by tool; the others stay on its own edges."));
        [more, part.unwrap_or_default()].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(source: &str, target: &str, calls: u64, errors: u64) -> Edge {
        Edge { calls, errors, provenance: vec![Provenance::Gateway], ..Edge::new(source, target) }
    }

    fn tools() -> Tools {
        let ids = vec!["orders.quote".to_owned(), "orders.cancel".to_owned()];
        let edges = vec![edge("web", "orders.cancel", 2, 1), edge("web", "orders.quote", 5, 0)];
        Tools { service: "orders".to_owned(), ids, edges, ..Tools::default() }
    }

    fn check(tools: &Tools, edge: &Edge, expected: Option<(u64, u64)>) {
        assert_eq!(tools.rest(edge).map(|rest| (rest.calls, rest.errors)), expected, "{tools:?}");
    }

    #[test]
    fn of_an_edge_whose_calls_are_told_apart_nothing_is_left() {
        check(&tools(), &edge("web", "orders", 7, 1), None);
        // One call left the window in between.
        check(&tools(), &edge("web", "orders", 8, 1), None);
        check(&tools(), &edge("web", "orders", 6, 0), None);
    }

    #[test]
    fn what_was_not_looked_at_is_left_and_so_are_calls_of_tools_that_are_not_shown() {
        check(&Tools { looked_at: Some(7), ..tools() }, &edge("web", "orders", 100, 3), Some((93, 2)));
        check(&Tools { more: 2, ..tools() }, &edge("web", "orders", 9, 9), Some((2, 2)));
    }

    #[test]
    fn calls_that_others_tell_of_are_left() {
        let traced = Edge { provenance: vec![Provenance::Gateway, Provenance::Trace], ..edge("web", "orders", 10, 1) };
        check(&tools(), &traced, Some((3, 0)));
    }

    #[test]
    fn edges_that_are_not_told_apart_stay_as_they_are() {
        check(&tools(), &edge("shop", "orders", 4, 1), Some((4, 1)));
        check(&tools(), &edge("web", "geo", 4, 1), Some((4, 1)));
        check(&tools(), &edge("shop", "orders", 0, 0), Some((0, 0)));
    }

    #[test]
    fn the_callers_of_a_tool_are_told_busiest_first() {
        let edges = vec![edge("ann", "orders.quote", 1, 0), edge("bob", "orders.cancel", 9, 0), edge("web", "orders.quote", 5, 0)];
        let tools = Tools { edges, ..tools() };
        assert_eq!(tools.callers("orders.quote").iter().map(|edge| &*edge.source).collect::<Vec<_>>(), ["web", "ann"]);
    }

    #[test]
    fn what_is_not_told_apart_is_said() {
        assert_eq!(tools().says(), "");
        let some = Tools { more: 3, looked_at: Some(5000), ..tools() };
        let shown = "2 of 5 tools of orders shown, the busiest.";
        let part = "The last 5000 calls of orders are told apart by tool; the others stay on its own edges.";
        assert_eq!(some.says(), format!("{shown} {part}"));
    }
}
