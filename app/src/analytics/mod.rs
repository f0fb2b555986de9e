//! The analytics: throughput, success, latency and failures over a period, what changed, and who is busy, slow, or calls whom.
//!
//! The charts are the server's drawings, put in as they are; a layer over them points, reads and chooses. The figures beside
//! them, and the same as a table, are for those who read.

mod bar;
mod beat;
mod changed;
mod edges;
mod export;
mod filter;
mod hand;
mod hands;
mod objectives;
mod range;
mod report;
mod room;
mod scope;
mod sequences;
mod spent;
mod strips;
mod table;
mod tip;
mod tools;

pub use report::{KeptReportPage, ReportPage};

use crate::api::{Ask, Asked};
use crate::live::{State, Topic, use_live};
use crate::loaded::loaded;
use crate::paths;
use crate::prelude::*;
use crate::ui::states::Empty;
use crate::words;
use bar::Bar;
use beat::Beat;
use domain::Time;
use domain::call::Sequences;
use domain::charts::{Charts, ChartsQuery, Steps};
use domain::failure::Violation;
use hand::Deed;
use hands::{Grip, Ground};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use scope::{Period, Scope, stamp};
use std::sync::Arc;
use std::time::Duration;

/// About as high as the page is, in rows of a table.
const ROWS: usize = 20;

/// What the layer on the charts is called, which says its keys.
const CHARTS_LABEL: &str =
    "Charts, step by step. Arrows walk, with Shift they choose a time, Enter shows the calls or the chosen time, Escape lets go.";

/// What the layer on the seven days is called.
const WEEK_LABEL: &str = "Seven days, hour by hour. Arrows walk, with Shift they choose a time, Enter shows it, Escape lets go.";

/// The page.
#[component]
pub fn AnalyticsPage() -> impl IntoView {
    let (live, query) = (use_live(), use_query_map());
    let scope = Memo::new(move |_| query.with(|query| Scope::read(|key| query.get_str(key))));
    let heard = Memo::new(move |before: Option<&Beat>| {
        let beat = before.copied().unwrap_or_default();
        let is_live = scope.with(|scope| matches!(scope.period, Period::Live(_))) && live.state.get() == State::Live;
        beat.next(live.version(Topic::Calls), live.now.get(), is_live)
    });
    let beat = Memo::new(move |_| heard.get().count);
    let grips = [Grip::new(), Grip::new()];
    let width = room::width(grips[0].ground);
    let charts = Asked::<Charts>::new(move || {
        let query = ChartsQuery { width: width.get(), ..scope.with(Scope::query) };
        (Ask::Charts(query), beat.get())
    });
    let painted = painted(scope, charts);
    let sequences = Asked::<Sequences>::new(move || (Ask::Sequences(painted.get()), 0));
    let navigate = use_navigate();
    let act = Callback::new(move |deed: Deed| {
        if let Some(path) = leads_to(deed, &scope.get_untracked()) {
            navigate(&path, NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
    });
    let hands = Layers { charts: grips[0], week: grips[1], act };
    view! {
        <Bar scope=scope charts=charts />
        {loaded(charts, ROWS, move |charts: Charts| draw(charts, &scope.get_untracked(), hands, sequences))}
    }
}

/// The question whose charts are painted: what is read from raw calls and not from roll-ups is asked at no beat, and not while
/// the charts are on their way, which it would hold up.
fn painted(scope: Memo<Scope>, charts: Asked<Charts>) -> RwSignal<ChartsQuery> {
    let painted = RwSignal::new(scope.with_untracked(Scope::query));
    let take = move || {
        // A page that was left meanwhile has nothing to ask any more.
        let query = scope.try_with_untracked(Scope::query);
        if let Some(query) = query.filter(|query| painted.try_with_untracked(|painted| painted != query) == Some(true)) {
            painted.set(query);
        }
    };
    Effect::new(move |_| {
        charts.reply().track();
        // The task after a frame finds that frame on the screen.
        request_animation_frame(move || set_timeout(take, Duration::ZERO));
    });
    painted
}

/// The layers on the charts and on the seven days, and where what they do leads.
#[derive(Clone, Copy)]
struct Layers {
    charts: Grip,
    week: Grip,
    act: Callback<Deed>,
}

/// Where a deed leads: to another time of this page, or to the calls of a step.
fn leads_to(deed: Deed, scope: &Scope) -> Option<String> {
    match deed {
        Deed::Point => None,
        Deed::Choose(from, to) => Some(scope.over(Period::Fixed(from, to)).path()),
        Deed::Open(from, to) => {
            let time = [("from", stamp(from)), ("to", stamp(to))];
            Some(paths::calls_of(time.into_iter().chain(scope.filter())))
        }
    }
}

fn draw(charts: Charts, asked: &Scope, layers: Layers, next: Asked<Sequences>) -> impl IntoView + use<> {
    if !charts.wrong.is_empty() {
        return refused(&charts.wrong, asked).into_any();
    }
    let charts = Arc::new(charts);
    let scope = &asked.as_read(&charts.scope, charts.outcome);
    let of = scope.clone();
    if charts.now.calls == 0 {
        return nothing(scope, &charts, layers).into_any();
    }
    let told = Arc::clone(&charts);
    let ground = Ground {
        label: CHARTS_LABEL,
        steps: charts.steps,
        tip: Arc::new(move |place| tip::of_charts(&told, place)),
        window: None,
        act: layers.act,
    };
    view! {
        <div class="analytics">
            <div class="main">
                <div class="recorders">
                    {strips::draw(&charts, Some(scope))}
                    {hands::draw(layers.charts, ground)}
                </div>
                {week(&charts, layers)}
                {table::draw(&charts)}
            </div>
            <aside aria-label="Objectives, changes, edges and tools">
                {objectives::draw(&charts.objectives, scope)}
                {changed::draw(&charts.changed, &charts.before_name, scope)}
                {edges::draw(&charts.edges, scope)}
                {tools::busiest(&charts.busiest, scope)}
                {tools::slowest(&charts.slowest, scope)}
                {loaded(next, 3, move |next: Sequences| sequences::draw(&next, &of))}
                {spent::draw(&charts.now)}
            </aside>
        </div>
    }
}

/// The seven days, from which to choose.
fn week(charts: &Arc<Charts>, layers: Layers) -> impl IntoView + use<> {
    let told = Arc::clone(charts);
    let choose = Callback::new(move |deed| {
        layers.act.run(match deed {
            Deed::Open(from, to) => Deed::Choose(from, to),
            deed => deed,
        });
    });
    let ground = Ground {
        label: WEEK_LABEL,
        steps: charts.week,
        tip: Arc::new(move |place| tip::of_week(&told, place)),
        window: window(charts.week, charts.steps.from, charts.steps.to().min(charts.at)),
        act: choose,
    };
    view! {
        <section class="recorders week">
            <div class="recorder">
                <div class="told"><h2>"7 days"</h2><p class="about">"drag to choose"</p></div>
                <div class="drawing" inner_html=charts.drawings.week.clone()></div>
            </div>
            {hands::draw(layers.week, ground)}
        </section>
    }
}

/// Where a time lies among steps, as places from 0 to 1; nowhere where it lies outside.
fn window(steps: Steps, from: Time, to: Time) -> Option<(f64, f64)> {
    let length = (steps.to().seconds() - steps.from.seconds()) as f64;
    let place = |time: Time| ((time.seconds() - steps.from.seconds()) as f64 / length).clamp(0.0, 1.0);
    let (from, to) = (place(from), place(to));
    (length > 0.0 && to > from).then_some((from, to))
}

/// What of the query charts cannot tell, and who can.
fn refused(wrong: &[Violation], scope: &Scope) -> impl IntoView + use<> {
    let told = |wrong: &Violation| view! { <p>{format!("{}; {}.", words::capital(&wrong.message), wrong.remedy)}</p> };
    let told = wrong.iter().map(told).collect_view();
    let time = match scope.period {
        Period::Fixed(from, to) => vec![("from", stamp(from)), ("to", stamp(to))],
        Period::Live(_) => Vec::new(),
    };
    let (calls, whole) = (paths::calls_of(time.into_iter().chain(scope.filter())), scope.whole().path());
    view! {
        <div class="page">
            <Empty title="No chart answers that query">
                {told}
                <div class="actions">
                    <a class="button" href=calls>"Ask the list of calls"</a>
                    <a class="button quiet" href=whole>"Show every call"</a>
                </div>
            </Empty>
        </div>
    }
}

fn nothing(scope: &Scope, charts: &Arc<Charts>, layers: Layers) -> impl IntoView + use<> {
    let of = scope.of().map(|of| format!(" {of}")).unwrap_or_default();
    let title = match scope.period {
        Period::Live(range) => format!("No call{of} in {}", range.words()),
        Period::Fixed(..) => format!("No call{of} in that time"),
    };
    let longer = scope.longer().map(|(scope, range)| view! { <a class="button" href=scope.path()>"Look back over "{range.words()}</a> });
    let all = scope.of().map(|_| view! { <a class="button" href=scope.whole().path()>"Show every service"</a> });
    view! {
        <div class="page">
            <Empty title=title>
                <p>"Calls show up here as soon as one goes through the gateway."</p>
                <div class="actions">
                    {longer}
                    {all}
                    <a class="button" href=paths::tools()>"Find a tool to call"</a>
                </div>
            </Empty>
            {week(charts, layers)}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: Steps = Steps { from: Time::from_seconds(0), seconds: 3600, count: 168 };

    fn check(from: i64, to: i64, expected: Option<(f64, f64)>) {
        assert_eq!(window(STEPS, Time::from_seconds(from * 3600), Time::from_seconds(to * 3600)), expected);
    }

    #[test]
    fn the_time_that_is_shown_lies_where_it_is_among_the_seven_days() {
        check(42, 84, Some((0.25, 0.5)));
        check(-9, 84, Some((0.0, 0.5)));
        check(-9, -3, None);
    }

    #[test]
    fn a_step_leads_to_its_calls_and_a_stretch_to_itself() {
        let scope = Scope { service: Some("geo".to_owned()), ..Scope::default() };
        let (from, to) = (Time::from_seconds(0), Time::from_seconds(60));
        let time = "from=1970-01-01T00:00:00Z&to=1970-01-01T00:01:00Z&service=geo";
        assert_eq!(leads_to(Deed::Open(from, to), &scope), Some(format!("/calls?{time}")));
        assert_eq!(leads_to(Deed::Choose(from, to), &scope), Some(format!("/analytics?{time}")));
        assert_eq!(leads_to(Deed::Point, &scope), None);
    }
}
