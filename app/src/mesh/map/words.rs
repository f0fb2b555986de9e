//! A node in words, for those who listen.

use crate::mesh::graph::Graph;
use crate::mesh::marks;
use crate::ui::format::plural;
use domain::mesh::NodeKind;

/// What stands there: name, kind, health with its reason, tools, and how many edges lead in and out.
pub fn describe(graph: &Graph, at: usize) -> String {
    let node = &graph.nodes[at];
    let own: Vec<usize> = graph.own(at).collect();
    let mut calls = vec![false; graph.nodes.len()];
    graph.lines.iter().filter(|line| own.contains(&line.to)).for_each(|line| calls[line.from] = true);
    let callers = calls.into_iter().filter(|calls| *calls).count();
    let callees = graph.lines.iter().filter(|line| line.from == at).count();
    if node.kind == NodeKind::Tool {
        return format!("{}, {}. Called by {callers}.", node.label, node.reason);
    }
    let tools = if node.tools > 0 { format!(" {}.", plural(node.tools.into(), "tool", "tools")) } else { String::new() };
    let reason = if node.reason.is_empty() { String::new() } else { format!(", {}", node.reason) };
    format!("{}, {}, {}{reason}.{tools} Called by {callers}, calls {callees}.", node.name, marks::kind_word(node.kind), node.health.word())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    #[test]
    fn a_node_is_told_in_a_breath() {
        let graph = Graph::of(&sample::mesh());
        assert_eq!(describe(&graph, 3), "pricing, service, degraded, as it is. 3 tools. Called by 1, calls 1.");
        let tools = graph.with_tools(&sample::mesh(), Some(&sample::tools()));
        assert_eq!(describe(&tools, 5), "quote, a tool of orders. Called by 1.");
        assert_eq!(describe(&tools, 2), "orders, service, healthy, as it is. 5 tools. Called by 2, calls 2.");
        let graph = Graph::of(&sample::mesh());
        assert_eq!(describe(&graph, 1), "orchestrator, orchestrator, healthy, as it is. Called by 0, calls 1.");
    }
}
