//! The page: loads the mesh and what is selected of it, and gives each part its share.

use super::changes::what_changed;
use super::export::Export;
use super::finder::Finder;
use super::foot::{Drawn, Foot};
use super::legend;
use super::map::{Desk, Map, Pins};
use super::panel::panel;
use super::place::Place;
use super::twin::{self, twin};
use crate::api::{Ask, Asked, Chart};
use crate::live::{Topic, use_live};
use crate::loaded::{from_part, loaded, without_scripts};
use crate::paths;
use crate::prelude::*;
use crate::ui::segments::LinkSegments;
use crate::ui::states::Empty;
use domain::mesh::{Fold, Grouping, NodeKind, WINDOW_SECONDS};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use serde::de::IgnoredAny;

/// About as high as the page is, in rows of a table.
pub const ROWS: usize = 20;

/// What the page shows; what is known of the selected service, the panel alone reads.
pub type Shown = Chart<IgnoredAny>;

/// Leads to another place of this page.
pub type Go = Callback<Place>;

/// The page.
#[component]
pub fn MeshPage() -> impl IntoView {
    let (live, address) = (use_live(), use_query_map());
    let place = Memo::new(move |_| address.with(|address| Place::read(|key| address.get(key))));
    let (node, query) =
        (Memo::new(move |_| place.with(|place| place.node.clone())), Memo::new(move |_| place.with(|place| place.query.clone())));
    let why = Memo::new(move |_| place.with(|place| place.why.clone()));
    let fold = Memo::new(move |_| place.with(|place| place.fold.clone()));
    let tools = Memo::new(move |_| place.with(|place| place.tools.clone()));
    let at = move || place.with(|place| place.at);
    let against = move || place.with(|place| place.against);
    // What is past goes stale no more, and a comparison is to be read.
    let stale = move || match (at(), against()) {
        (Some(_), _) => live.version(Topic::Pins),
        (None, Some(_)) => live.versions([Topic::Services, Topic::Pins]),
        (None, None) => live.versions([Topic::Services, Topic::Calls, Topic::Pins]),
    };
    let asked = move || Ask::Mesh {
        window: WINDOW_SECONDS,
        at: at(),
        against: against(),
        fold: fold.get(),
        tools: tools.get(),
        node: node.get(),
        why: why.get(),
        query: query.get(),
    };
    let shown = Asked::<Shown>::new(move || (asked(), stale()));
    let (first_at, minutes) = (place.with_untracked(|place| place.at), live.minutes());
    let reach = move || place.with(|place| place.reach);
    let timeline = Asked::<Drawn>::new(move || (Ask::Timeline { reach: reach(), at: first_at }, minutes()));
    let navigate = use_navigate();
    let go = Go::new(move |place: Place| {
        let here = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&place.path(), here);
    });
    let (desk, said) = (Desk::new(), RwSignal::new(String::new()));
    let pins = Pins::new(desk, said);
    let has_panel = move || node.with(Option::is_some);
    // Once loaded the panel stays and draws itself or nothing.
    let panel_wanted = Memo::new(move |before| before == Some(&true) || has_panel());
    let is_comparing = move || against().is_some();
    let changes_wanted = Memo::new(move |before| before == Some(&true) || is_comparing());
    let is_table = move || place.with(|place| place.table);
    let twin_wanted = Memo::new(move |before| before == Some(&true) || is_table());
    view! {
        <div class="mesh" class:as-table=is_table class:has-panel=has_panel class:comparing=is_comparing>
            <h1 class="unseen">"Mesh"</h1>
            <div class="stage">
                <Finder place=place go=go shown=shown />
                <Map place=place go=go shown=shown desk=desk said=said pins=pins><Export place=place /><Groups place=place go=go /><Switch place=place /></Map>
                {loaded(shown, ROWS, move |chart| ground(&chart, place, go))}
                {dynamic(move || twin_wanted.get().then(|| from_part(twin(shown, place))))}
                <Foot place=place go=go timeline=timeline shown=shown />
            </div>
            {dynamic(move || changes_wanted.get().then(|| from_part(what_changed(shown, place))))}
            {dynamic(move || panel_wanted.get().then(|| from_part(panel(shown, place, pins, go))))}
        </div>
    }
}

/// The parts that lie on the map or stand for it.
fn ground(chart: &Shown, place: Memo<Place>, go: Go) -> impl IntoView + use<> {
    let mesh = &chart.mesh;
    let none = mesh.nodes.iter().all(|node| matches!(node.kind, NodeKind::Registry | NodeKind::Orchestrator));
    view! {
        {none.then(nobody)}
        {legend::draw(chart, place, go)}
        {without_scripts(|| if place.with_untracked(|place| place.table) { ().into_any() } else { twin::draw(chart, place).into_any() })}
    }
}

fn nobody() -> impl IntoView {
    view! {
        <div class="nobody">
            <Empty title="Nobody but us yet">
                <p>"A service shows up on the map as soon as it registers, and its edges as soon as it calls or is called."</p>
                <a class="button primary" href=paths::services()>"Register a service"</a>
            </Empty>
        </div>
    }
}

/// What services are folded by.
#[component]
fn Groups(place: Memo<Place>, go: Go) -> impl IntoView {
    let by = Memo::new(move |_| place.with(|place| place.fold.as_ref().map(|fold| fold.by)));
    let option = move |one: Option<Grouping>| {
        let word = one.map_or("none", Grouping::word);
        view! { <option value=word selected=move || by.get() == one prop:selected=move || by.get() == one>{format!("Group: {word}")}</option> }
    };
    let choose = move |event| {
        let fold = Grouping::from_word(&event_target_value(&event)).map(|by| Fold { by, open: String::new() });
        go.run(place.get_untracked().folded_by(fold));
    };
    let options = [None].into_iter().chain(Grouping::ALL.map(Some)).map(option);
    view! { <select class="groups" aria-label="Group" on:change=choose>{options.collect_view()}</select> }
}

/// Map or table.
#[component]
fn Switch(place: Memo<Place>) -> impl IntoView {
    let links = move || {
        let as_map = Place { table: false, ..place.get() };
        let as_table = Place { table: true, ..as_map.clone() };
        let current = Signal::derive(move || usize::from(place.with(|place| place.table)));
        view! { <LinkSegments label="View" options=vec![(as_map.path(), "Map"), (as_table.path(), "Table")] current=current /> }
    };
    view! { {links} }
}
