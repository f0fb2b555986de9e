//! The overview: what is up, what fails, what is slow, and what just happened; the worst first.

mod attention;
mod empty;
mod events;
mod field;
mod figures;
mod map;
mod place;
mod range;
mod services;
mod slowest;

use crate::api::{Ask, Asked};
use crate::live::{Live, State, Topic, use_live};
use crate::loaded::loaded;
use crate::prelude::*;
use crate::ui::icon::Icon;
use crate::ui::segments::LinkSegments;
use domain::overview::Overview;
use leptos_router::hooks::use_query_map;
use range::Range;

/// About as high as the page is, in rows of a table.
const ROWS: usize = 20;

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let live = use_live();
    let query = use_query_map();
    let range = Memo::new(move |_| Range::from_word(query.read().get_str("range").unwrap_or_default()));
    let stale = move || live.versions([Topic::Services, Topic::Calls, Topic::Runs]);
    let overview = Asked::new(move || (Ask::Overview { window: range.get().seconds() }, stale()));
    view! {
        <div class="page-bar">
            <h1>"Overview"</h1>
            <p>"Every service, against the " {dynamic(move || range.get().before())}</p>
            <div class="actions">
                <LinkSegments label="Range" options=Range::links() current=Signal::derive(move || range.get().place()) />
                <Pause live=live />
            </div>
        </div>
        {loaded(overview, ROWS, move |overview: Overview| draw(&overview, range.get_untracked()))}
    }
}

fn draw(overview: &Overview, range: Range) -> AnyView {
    if overview.counts.total() == 0 {
        return empty::draw().into_any();
    }
    view! {
        {figures::draw(overview, range).into_any()}
        <div class="overview">
            <div class="main">
                {attention::draw(overview).into_any()}
                {services::draw(overview, range).into_any()}
            </div>
            <aside aria-label="Mesh, slowest tools and events">
                {map::draw(overview).into_any()}
                {slowest::draw(&overview.slowest, range).into_any()}
                {events::draw(&overview.events, overview.at).into_any()}
            </aside>
        </div>
    }
}

#[component]
fn Pause(live: Live) -> impl IntoView {
    let paused = move || live.state.get() == State::Paused;
    view! {
        <button type="button" class="button wide" on:click=move |_| live.toggle_pause()>
            {dynamic(move || if paused() { view! { <Icon name="play" size=14 /> } } else { view! { <Icon name="pause" size=14 /> } })}
            {dynamic(move || if paused() { "Resume" } else { "Pause" })}
        </button>
    }
}
