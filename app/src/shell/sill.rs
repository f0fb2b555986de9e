//! The sill: the mesh in one line, and where and when that is, at the foot of every page.

use super::keys;
use crate::api::{Ask, Asked};
use crate::live::{Topic, use_live};
use crate::prelude::*;
use crate::ui::format;
use crate::ui::shares::Shares;
use crate::ui::sign::KindSign;
use crate::{paths, words};
use domain::Time;
use domain::overview::{Counts, Sill};
use leptos::html;

/// The width of the bar of shares that stands for many signs.
const SHARES_WIDTH: u32 = 180;

/// The line at the foot.
#[component]
pub fn SillBar(
    /// The dialog that its button opens.
    keys: NodeRef<html::Dialog>,
) -> impl IntoView {
    let live = use_live();
    let sill = Asked::<Sill>::new(move || (Ask::Sill, live.version(Topic::Services)));
    let draw = move |sill: Sill| {
        live.begin_after(sill.seq);
        view! { <Strip signs=sill.signs counts=sill.counts /><Place environment=sill.environment at=sill.at seq=sill.seq /> }
    };
    let lost = || view! { <span>"The server does not answer."</span> };
    let shown = move || sill.get().map(|sill| sill.map_or_else(|_| lost().into_any(), |sill| draw(sill).into_any()));
    view! {
        <footer class="sill">
            <Transition>{dynamic(shown)}</Transition>
            <button type="button" on:click=move |_| { keys::open(keys); }><kbd>"?"</kbd>"keys"</button>
        </footer>
    }
}

#[component]
fn Strip(signs: Vec<(String, domain::mesh::NodeKind, domain::Health)>, counts: Counts) -> impl IntoView {
    let nodes = if signs.is_empty() {
        format::plural(counts.total().into(), "service", "services")
    } else {
        format::plural(signs.len() as u64, "node", "nodes")
    };
    let strip = if signs.is_empty() {
        view! { <Shares parts=words::shares(&counts) width=SHARES_WIDTH /> }
    } else {
        let sign = |(_, kind, health)| view! { <KindSign shape=words::shape(kind) mark=words::mark(health) size=9 /> };
        signs.into_iter().map(sign).collect_view().into_any()
    };
    view! {
        <a class="strip" href=paths::mesh() aria-label="The mesh">{strip}</a>
        <span>{nodes}</span>
        <span class="counts parted">{said(&counts).into_iter().map(|words| view! { <span>{words}</span> }).collect_view()}</span>
    }
}

/// The counts in words; those of nothing are left out, but for the healthy.
fn said(counts: &Counts) -> Vec<String> {
    let each = [(counts.healthy, "healthy"), (counts.degraded, "degraded"), (counts.unhealthy, "unhealthy"), (counts.unknown, "unknown")];
    let kept = each.into_iter().enumerate().filter(|(place, (count, _))| *place == 0 || *count > 0);
    kept.map(|(_, (count, word))| format!("{} {word}", format::count(count.into()))).collect()
}

#[component]
fn Place(environment: String, at: Time, seq: u64) -> impl IntoView {
    let live = use_live();
    let clock = move || words::clock(live.server_time().unwrap_or(at));
    let seq = move || format!("seq {}", format::count(live.seq.get().max(seq)));
    view! {
        <span class="right">
            <span>{environment}</span>
            <span class="parted">{dynamic(seq)}</span>
            <time class="parted">{dynamic(clock)}" UTC"</time>
            <span class="parted"></span>
        </span>
    }
}
