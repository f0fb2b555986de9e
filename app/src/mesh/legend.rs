//! The legend: every mark with its meaning, made from the tables the map is drawn by; each entry is a filter.

use super::graph::{Declarers, Intent};
use super::marks;
use super::meaning::{LEGEND, Meaning};
use super::page::{Go, Shown};
use super::place::Place;
use super::sign;
use crate::prelude::*;
use crate::ui::format::{count, fixed};
use domain::Health;
use domain::mesh::{Mesh, NodeKind};

/// The length of a line in the legend.
const LINE: f64 = 56.0;

/// The legend of what is shown: kinds of which there is none are left out.
pub fn draw(shown: &Shown, place: Memo<Place>, go: Go) -> AnyView {
    let group = |(title, entries): (&'static str, &'static [Meaning])| {
        let entries = entries.iter().filter(|meaning| is_told(**meaning, shown)).map(|meaning| entry(*meaning, &shown.mesh, place, go));
        view! {
            <li>
                <h2>{title}</h2>
                <ul>{entries.collect_view()}</ul>
            </li>
        }
    };
    view! { <ul class="legend" aria-label="Legend: each entry filters">{LEGEND.map(group).into_iter().collect_view()}</ul> }
}

fn entry(meaning: Meaning, mesh: &Mesh, place: Memo<Place>, go: Go) -> AnyView {
    let is_on = move || place.with(|place| place.shown.contains(&meaning));
    let toggle = move |_| go.run(place.get_untracked().toggled(meaning));
    let pressed = move || if is_on() { "true" } else { "false" };
    view! {
        <li>
            <button type="button" aria-pressed=pressed on:click=toggle>
                <i aria-hidden="true">{mark(meaning)}</i><span>{meaning.words()}</span>{of_health(meaning, mesh).map(|count| view! { <b>{count}</b> })}
            </button>
        </li>
    }
}

/// Whether an entry says something here: groups, strangers, tools and calls that nobody declared are told of where there are some.
fn is_told(meaning: Meaning, shown: &Shown) -> bool {
    let mesh = &shown.mesh;
    match meaning {
        Meaning::Kind(NodeKind::Tool) => shown.tools.is_some(),
        Meaning::Kind(kind @ (NodeKind::Group | NodeKind::Caller | NodeKind::Virtual)) => mesh.nodes.iter().any(|node| node.kind == kind),
        Meaning::Undeclared => {
            let declarers = Declarers::of(mesh);
            mesh.edges.iter().any(|edge| declarers.intent(edge) == Intent::Undeclared)
        }
        _ => true,
    }
}

/// How many services and groups are of a health.
fn of_health(meaning: Meaning, mesh: &Mesh) -> Option<String> {
    let Meaning::Health(health) = meaning else { return None };
    let counts_as = |own: Health| if own == Health::Expired { Health::Unknown } else { own };
    let services = mesh.nodes.iter().filter(|node| marks::bears_health(node.kind));
    Some(count(services.filter(|node| counts_as(node.health) == health).count() as u64))
}

fn mark(meaning: Meaning) -> impl IntoView {
    match meaning {
        // A service as such is neither well nor ill: its ring is empty.
        Meaning::Kind(kind) => sign::draw(kind, Health::Unknown, 13).into_any(),
        Meaning::Health(health) => sign::draw(NodeKind::Service, health, 13).into_any(),
        Meaning::Calls(step) => line(marks::width(f64::from(marks::CALLS[step].0), 0.0), &[], LINE).into_any(),
        Meaning::Failed(step) => line(marks::width(100.0, 0.0).round(), marks::FAILED[step].1, LINE).into_any(),
        Meaning::Tools => badge().into_any(),
        Meaning::Pinned => foot().into_any(),
        Meaning::Now | Meaning::Declared | Meaning::Undeclared | Meaning::Idle => small(meaning).into_any(),
    }
}

fn line(width: f64, dash: &[f64], length: f64) -> impl IntoView + use<> {
    let length = fixed(length, 0);
    view! {
        <svg class="line" width=length.clone() height="10" viewBox=format!("0 -5 {length} 10") aria-hidden="true">
            <path d=format!("M0 0H{length}") stroke-width=fixed(width, 1) stroke-dasharray=dashes(dash) />
        </svg>
    }
}

fn dashes(dash: &[f64]) -> Option<String> {
    let lengths: Vec<String> = dash.iter().map(|length| fixed(*length, 1)).collect();
    (!lengths.is_empty()).then(|| lengths.join(" "))
}

fn badge() -> impl IntoView {
    view! {
        <svg class="badge-mark" width="18" height="16" viewBox="0 0 18 16" aria-hidden="true">
            <rect width="18" height="16" rx="8" />
            <text x="9" y="12">"5"</text>
        </svg>
    }
}

/// What a pinned node stands on.
fn foot() -> impl IntoView {
    let (length, width, _) = marks::FOOT;
    view! {
        <svg class="line foot" width="20" height="10" viewBox="-10 -5 20 10" aria-hidden="true">
            <path d=format!("M-{half} 0H{half}", half = fixed(length / 2.0, 0)) stroke-width=fixed(width, 0) />
        </svg>
    }
}

/// A pulse, a declared edge, one that is not, a lease: too short for a line's length.
fn small(meaning: Meaning) -> impl IntoView {
    let (class, dash) = match meaning {
        Meaning::Declared => ("line thin", dashes(&[6.0, 2.0, 1.5, 2.0])),
        Meaning::Idle => ("line lease", None),
        _ => ("line thin", None),
    };
    let extra = match meaning {
        Meaning::Declared => view! { <path class="open" d="M15-3 20 0 15 3" /> },
        Meaning::Undeclared => view! { <path d="M10-4.5V4.5" stroke-width=fixed(marks::UNDECLARED.1, 1) /> },
        _ => (meaning == Meaning::Now).then(|| view! { <circle r=fixed(0.9 + marks::PULSE_EXTRA, 1) cx="10" /> }).into_any(),
    };
    view! {
        <svg class=class width="20" height="10" viewBox="0 -5 20 10" aria-hidden="true">
            <path d="M0 0H20" stroke-width="1" stroke-dasharray=dash />
            {extra}
        </svg>
    }
}
