//! The calls of a service told apart by its tools.

use super::Tally;
use domain::Time;
use domain::call::Call;
use domain::mesh::{Edge, Provenance, TOOLS_SHOWN, Tools};
use std::collections::{BTreeMap, BTreeSet};

/// The tools of a service by the `calls` of it, which are all of a window or, where `is_part`, the last of it; `registered` tools
/// are shown even where nobody called them.
pub fn tools(service: &str, calls: &[Call], registered: Vec<String>, is_part: bool) -> Tools {
    let mut tallies: BTreeMap<(&str, &str), (Tally, Time)> = BTreeMap::new();
    let mut counts: BTreeMap<&str, u64> = registered.iter().map(|id| (id.as_str(), 0)).collect();
    for call in calls {
        let (tally, first) = tallies.entry((&call.caller, call.tool.as_str())).or_insert_with(|| (Tally::default(), call.at));
        tally.record(call, call.at);
        *first = call.at.min(*first);
        *counts.entry(call.tool.as_str()).or_default() += 1;
    }
    let mut ids: Vec<(&str, u64)> = counts.into_iter().collect();
    // Those that are called as often stay in the order of their names.
    ids.sort_by_key(|(_, calls)| std::cmp::Reverse(*calls));
    let shown: BTreeSet<&str> = ids.iter().take(TOOLS_SHOWN).map(|(id, _)| *id).collect();
    let edges = tallies.iter().filter(|((_, tool), _)| shown.contains(tool));
    Tools {
        service: service.to_owned(),
        more: ids.len().saturating_sub(TOOLS_SHOWN) as u32,
        edges: edges.map(|(ends, (tally, first))| edge(*ends, tally, *first)).collect(),
        looked_at: is_part.then_some(calls.len() as u64),
        ids: ids.into_iter().take(TOOLS_SHOWN).map(|(id, _)| id.to_owned()).collect(),
    }
}

fn edge((caller, tool): (&str, &str), tally: &Tally, first_seen: Time) -> Edge {
    Edge {
        calls: tally.calls,
        errors: tally.errors,
        latency_ms: tally.percentiles(),
        provenance: vec![Provenance::Gateway],
        first_seen: Some(first_seen),
        last_seen: Some(tally.last),
        ..Edge::new(caller, tool)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::tests::call;
    use domain::call::Outcome;
    use domain::names::ToolId;

    fn by(caller: &str, at: i64, tool: &str) -> Call {
        Call { at: Time::from_seconds(at), tool: ToolId::parse(tool).expect("a tool"), ..call(caller, "geo") }
    }

    fn told(tools: &Tools) -> Vec<String> {
        tools.edges.iter().map(|edge| format!("{} > {} {}/{}", edge.source, edge.target, edge.errors, edge.calls)).collect()
    }

    #[test]
    fn each_caller_has_an_edge_to_each_tool_it_called() {
        let failed = Call { outcome: Outcome::Timeout, ..by("web", 30, "geo.city") };
        let calls = [by("web", 20, "geo.city"), by("ann", 10, "geo.city"), failed, by("web", 5, "geo.distance")];
        let tools = tools("geo", &calls, vec!["geo.area".to_owned(), "geo.city".to_owned()], false);
        assert_eq!(told(&tools), ["ann > geo.city 0/1", "web > geo.city 1/2", "web > geo.distance 0/1"]);
        assert_eq!((tools.ids.join(" ").as_str(), tools.more, tools.looked_at), ("geo.city geo.distance geo.area", 0, None));
        let edge = &tools.edges[1];
        assert_eq!((edge.first_seen, edge.last_seen), (Some(calls[0].at), Some(calls[2].at)));
    }

    #[test]
    fn of_more_tools_than_are_shown_the_busiest_are() {
        let ids: Vec<String> = (0..TOOLS_SHOWN + 2).map(|n| format!("geo.t{n:02}")).collect();
        let calls = [by("web", 10, "geo.t41"), by("web", 20, "geo.t41"), by("web", 30, "geo.t40")];
        let tools = tools("geo", &calls, ids, true);
        assert_eq!((tools.ids.len(), tools.ids[0].as_str(), tools.ids[1].as_str()), (TOOLS_SHOWN, "geo.t41", "geo.t40"));
        assert_eq!((tools.more, tools.looked_at, tools.edges.len()), (2, Some(3), 2));
    }
}
