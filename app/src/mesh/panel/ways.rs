//! What one asks of a node before it is changed or when it fails: who loses something with it, and what it reaches, each with the
//! ways between.

use crate::mesh::place::Place;
use crate::prelude::*;
use crate::ui::format::{millis, plural};
use domain::mesh::{Blast, Mesh, Node, NodeKind, Ways, reached};

/// The most nodes that are listed.
const LISTED: usize = 8;

/// Both questions; only a service is lost.
pub fn draw(mesh: &Mesh, node: &Node, here: &Place) -> AnyView {
    let far: Vec<(String, u32)> = reached(mesh, &node.id).into_iter().filter(|(_, hops)| *hops > 1).collect();
    let below = |other: &str| (node.id.clone(), other.to_owned());
    let far = (!far.is_empty()).then(|| {
        view! {
            <section class="section">
                <header><h3>"Reaches through others"</h3></header>
                {list(mesh, &far, here, below)}
            </section>
        }
    });
    view! { {(node.kind == NodeKind::Service).then(|| lost(mesh, &node.id, here))}{far} }
}

/// Why neither is answered: a group calls and is called where only some of it do.
pub fn folded(node: &Node, here: &Place) -> AnyView {
    let place = Place { fold: None, ..here.clone() };
    let section = (node.kind == NodeKind::Service).then(|| {
        view! {
            <section class="section">
                <header><h3>"If it goes"</h3><a href=place.path()>"Unfold all"</a></header>
                <p class="lost">"Who loses something with it is told where nothing is folded: of a group nobody knows who depends on it."</p>
            </section>
        }
    });
    view! { {section} }
}

fn lost(mesh: &Mesh, name: &str, here: &Place) -> AnyView {
    let blast = Blast::of(mesh, name);
    let lost: Vec<(String, u32)> = blast.services.iter().chain(&blast.callers).cloned().collect();
    view! {
        <section class="section">
            <header><h3>"If it goes"</h3></header>
            <p class="lost">{sentence(&blast)}</p>
            {list(mesh, &lost, here, |other| (other.to_owned(), name.to_owned()))}
        </section>
    }
}

/// Who loses what.
fn sentence(blast: &Blast) -> String {
    let tools = plural(blast.tools.into(), "tool", "tools");
    let services = plural(blast.services.len() as u64, "service", "services");
    let callers = plural(blast.callers.len() as u64, "caller", "callers");
    match (blast.services.len(), blast.callers.len()) {
        (0, 0) => format!("Nobody called it in this time, directly or through others; its {tools} can be called no more."),
        (0, _) => format!("{callers} lose its {tools}; no service depends on it."),
        (_, 0) => format!("{services}, with {} tools of their own, lose its {tools}.", blast.tools_at_risk),
        _ => format!("{services}, with {} tools of their own, and {callers} lose its {tools}.", blast.tools_at_risk),
    }
}

/// Some nodes with how far away they are; each leads to the ways between, of which the slowest hop is named.
fn list(mesh: &Mesh, nodes: &[(String, u32)], here: &Place, ends: impl Fn(&str) -> (String, String)) -> AnyView {
    let row = |(name, hops): &(String, u32)| {
        let (from, to) = ends(name);
        let ways = Ways::between(mesh, &from, &to);
        let place = Place { query: format!("path(\"{from}\", \"{to}\")"), ..here.clone() };
        view! {
            <li>
                <a class="cut-off" href=place.path() title=format!("All ways from {from} to {to}")>{name.clone()}</a>
                <span class="number">{plural(u64::from(*hops), "hop", "hops")}</span>
                <small>{slowest(&ways)}</small>
            </li>
        }
    };
    let more = nodes.len().saturating_sub(LISTED);
    let more = (more > 0).then(|| view! { <li><small>{format!("and {more} more")}</small></li> });
    view! { <ul class="rows ways">{nodes.iter().take(LISTED).map(row).collect_view()}{more}</ul> }
}

/// How many ways there are, and which hop on them is the slowest; of one that is a single hop, how slow that is.
fn slowest(ways: &Ways) -> String {
    if let ([way], Some((_, _, p95))) = (&*ways.ways, &ways.slowest)
        && way.len() == 2
    {
        return format!("directly, p95 {}", millis(*p95));
    }
    let more = if ways.are_more { "more than " } else { "" };
    let count = plural(ways.ways.len() as u64, "way", "ways");
    let slowest = ways.slowest.as_ref().map(|(from, to, p95)| format!(", slowest {from} → {to} {}", millis(*p95)));
    format!("{more}{count}{}", slowest.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(services: usize, callers: usize, expected: &str) {
        let some = |count: usize| (0..count).map(|at| (format!("n{at}"), 1)).collect();
        assert_eq!(sentence(&Blast { tools: 3, services: some(services), callers: some(callers), tools_at_risk: 7 }), expected);
    }

    #[test]
    fn who_loses_what_is_one_sentence() {
        check(0, 0, "Nobody called it in this time, directly or through others; its 3 tools can be called no more.");
        check(0, 2, "2 callers lose its 3 tools; no service depends on it.");
        check(2, 0, "2 services, with 7 tools of their own, lose its 3 tools.");
        check(2, 4, "2 services, with 7 tools of their own, and 4 callers lose its 3 tools.");
    }

    #[test]
    fn the_slowest_hop_of_all_ways_is_named() {
        let ways = vec![["a", "b", "c"].map(str::to_owned).into()];
        let slow = Ways { ways: ways.clone(), are_more: false, slowest: Some(("a".to_owned(), "b".to_owned(), 1840.0)) };
        let direct = Ways { ways: vec![["a", "b"].map(str::to_owned).into()], ..slow.clone() };
        assert_eq!(slowest(&direct), "directly, p95 1.84\u{202f}s");
        assert_eq!(slowest(&slow), "1 way, slowest a → b 1.84\u{202f}s");
        assert_eq!(slowest(&Ways { ways, are_more: true, slowest: None }), "more than 1 way");
    }
}
