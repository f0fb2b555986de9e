//! A service that stands open: its tools as nodes beside it, and the calls of them as lines of their own.

use super::{Graph, Line, Vertex, arriving, by_name, line, vertex};
use domain::mesh::{Mesh, Node, NodeKind, Tools};

impl Graph {
    /// The same graph with the tools of a service as nodes, and the calls of them as lines of their own.
    #[must_use]
    pub fn with_tools(mut self, mesh: &Mesh, tools: Option<&Tools>) -> Self {
        let known = self.places();
        let Some((tools, service)) = tools.and_then(|tools| Some((tools, *known.get(tools.service.as_str())?))) else { return self };
        let mut whole = vec![None; self.nodes.len()];
        self.lines.iter().filter(|line| line.to == service).for_each(|line| whole[line.from] = Some(line.edge));
        let places = by_name(&mut tools.ids.iter().map(String::as_str));
        let told = tools.edges.iter().filter_map(|edge| {
            let ends = (*known.get(edge.source.as_str())?, self.nodes.len() + places.get(edge.target.as_str())?);
            // Who called just now may have no edge to the service yet: it has one at the next look.
            Some(line(whole[ends.0]?, edge, ends, mesh))
        });
        let told: Vec<Line> = told.collect();
        self.lines = std::mem::take(&mut self.lines).into_iter().filter_map(|line| rest(line, tools, mesh)).chain(told).collect();
        self.parts = (self.nodes.len()..).take(tools.ids.len()).map(|tool| (service, tool)).collect();
        self.nodes.extend(tools.ids.iter().map(|id| tool(id, &tools.service)));
        self.arriving = arriving(self.nodes.len(), &self.lines);
        self
    }
}

fn tool(id: &str, service: &str) -> Vertex {
    let reason = format!("a tool of {service}");
    let label = Tools::name(id).into();
    Vertex { label, reason: reason.into(), ..vertex(&Node::new(id, NodeKind::Tool), true) }
}

/// What is left of a line when the calls of tools have lines of their own.
fn rest(whole: Line, tools: &Tools, mesh: &Mesh) -> Option<Line> {
    let rest = tools.rest(mesh.edges.get(whole.edge)?)?;
    Some(Line { has_twin: whole.has_twin, intent: whole.intent, ..line(whole.edge, &rest, (whole.from, whole.to), mesh) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::sample;

    fn with_tools() -> Graph {
        let (mesh, tools) = (sample::mesh(), sample::tools());
        Graph::of(&mesh).with_tools(&mesh, Some(&tools))
    }

    #[test]
    fn the_calls_of_a_service_that_stands_open_lead_to_its_tools() {
        let graph = with_tools();
        let line =
            |caller: &str, callee: &str| graph.line(caller, callee).map(|place| (graph.lines[place].per_hour, graph.lines[place].edge));
        assert_eq!((line("pricing", "orders.cancel"), line("pricing", "orders.quote")), (Some((3.0, 3)), Some((2.0, 3))));
        // All of its calls are told apart; the orchestrator's are not, and those that orders makes stay its own.
        assert_eq!((line("pricing", "orders"), line("orchestrator", "orders")), (None, Some((40.0, 2))));
        assert_eq!(line("orders", "pricing"), Some((1000.0, 0)));
    }

    #[test]
    fn a_tool_lies_beside_its_service_under_its_own_name() {
        let graph = with_tools();
        let (orders, tools) = (graph.place("orders").expect("a node"), [graph.place("orders.quote"), graph.place("orders.cancel")]);
        assert_eq!(graph.own(orders).collect::<Vec<_>>(), [orders, 5, 6]);
        assert_eq!((tools, &*graph.nodes[5].label, &*graph.nodes[5].reason), ([Some(5), Some(6)], "quote", "a tool of orders"));
        assert_eq!(graph.neighbours(6).collect::<Vec<_>>(), [3, orders]);
        assert_eq!(Graph::of(&sample::mesh()).with_tools(&sample::mesh(), None), Graph::of(&sample::mesh()));
    }
}
