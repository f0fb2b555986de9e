//! What changed between two moments, worst first, each leading to where it is on the map; a part of its own, because most
//! compare nothing.

use super::page::Shown;
use super::place::Place;
use crate::api::{Asked, Chart};
use crate::prelude::*;
use crate::ui::format::{millis, plural, share};
use crate::words;
use domain::mesh::{Change, ChangeKind, Changes};
use serde::de::IgnoredAny;

/// The list.
#[leptos::wasm_split::wasm_split(mesh_changes, wasm_split_path = leptos::wasm_split, preload(/** Loads it. */ load_changes))]
pub fn what_changed(shown: Asked<Shown>, place: Memo<Place>) -> AnyView {
    let changes = RwSignal::new(None::<Changes>);
    // Drawn anew only where they are others: who has opened one goes on from there. Outside of a transition only an effect may
    // read what was asked.
    Effect::new(move |_| {
        if let Some(Ok(chart)) = shown.read_as::<Chart<IgnoredAny, Changes>>().get()
            && changes.with_untracked(|before| *before != chart.changes)
        {
            changes.set(chart.changes);
        }
    });
    view! { {dynamic(move || changes.with(|changes| changes.as_ref().map(|changes| draw(changes, place))))} }
}

fn draw(changes: &Changes, place: Memo<Place>) -> AnyView {
    let time = |time| words::moment_short(time, changes.to);
    let end = if place.with_untracked(|place| place.at.is_some()) { time(changes.to) } else { "now".to_owned() };
    let about = format!("{} to {end}, UTC: {}", time(changes.from), plural(changes.items.len() as u64, "change", "changes"));
    let none = changes.items.is_empty().then(|| view! { <p>"Who is there, how they are and who calls whom is the same."</p> });
    view! {
        <aside class="compared" id="what-changed" aria-label="What changed" tabindex="0">
            <h2>"What changed"</h2>
            <p>{about}</p>
            {none}
            <ul class="rows">{changes.items.iter().map(|change| row(change, place)).collect_view()}</ul>
        </aside>
    }
}

fn row(change: &Change, place: Memo<Place>) -> AnyView {
    let class = match change.kind {
        ChangeKind::Worse | ChangeKind::Failing => "kind bad-text",
        ChangeKind::Slower => "kind warn-text",
        _ => "kind",
    };
    let (name, full, to) = (title(change), title(change), change.clone());
    view! {
        <li>
            <span class=class>{change.kind.word()}</span>
            <a class="cut-off" title=full href=move || leads_to(&to, &place.get()).path()>{name}</a>
            <span class="number">{figures(change)}</span>
        </li>
    }
}

fn title(change: &Change) -> String {
    match &change.callee {
        Some(callee) => format!("{} → {callee}", change.node),
        None => change.node.clone(),
    }
}

/// Where a change is: a node is selected, an edge is what stands between its ends.
fn leads_to(change: &Change, here: &Place) -> Place {
    match &change.callee {
        None => Place { query: String::new(), ..here.with_node(Some(&change.node)) },
        Some(callee) => Place { query: format!("name = \"{}\", \"{callee}\"", change.node), ..here.with_node(None) },
    }
}

/// Before and after.
fn figures(change: &Change) -> String {
    let health = change.health.map(|(was, is)| format!("{} → {}", was.word(), is.word()));
    let figures = change.figures.map(|(was, is)| match change.kind {
        ChangeKind::Slower | ChangeKind::Faster => format!("{} → {}", millis(was), millis(is)),
        _ => format!("{} → {}", share(was), share(is)),
    });
    health.or(figures).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Health;

    /// What became of `orders`, or of its edge to a callee.
    fn change(kind: ChangeKind, callee: Option<&str>) -> Change {
        Change { kind, node: "orders".to_owned(), callee: callee.map(str::to_owned), health: None, figures: None }
    }

    fn check(change: &Change, expected: [&str; 3]) {
        assert_eq!([title(change), figures(change), leads_to(change, &Place::default()).path()], expected);
    }

    #[test]
    fn a_change_of_a_node_leads_to_the_node() {
        let worse = Change { health: Some((Health::Healthy, Health::Unhealthy)), ..change(ChangeKind::Worse, None) };
        check(&worse, ["orders", "healthy → unhealthy", "/mesh?node=orders"]);
        check(&change(ChangeKind::New, None), ["orders", "", "/mesh?node=orders"]);
    }

    #[test]
    fn a_change_of_an_edge_leads_between_its_ends() {
        let path = "/mesh?query=name%20%3D%20%22orders%22%2C%20%22geo%22";
        let slower = Change { figures: Some((40.0, 400.0)), ..change(ChangeKind::Slower, Some("geo")) };
        check(&slower, ["orders → geo", "40\u{202f}ms → 400\u{202f}ms", path]);
        let failing = Change { figures: Some((0.0, 0.5)), ..change(ChangeKind::Failing, Some("geo")) };
        check(&failing, ["orders → geo", "0\u{202f}% → 50.0\u{202f}%", path]);
    }
}
