//! The six figures: each with how it stands against the time before.

use super::range::Range;
use crate::prelude::*;
use crate::ui::format::{self, NARROW};
use crate::ui::shares::Shares;
use crate::ui::sign::Sign;
use crate::ui::spark::Spark;
use crate::{paths, words};
use domain::mesh::{Mesh, NodeKind};
use domain::overview::{Counts, Overview, Trend};

/// The most services that get a dot each, large and small.
const DOTS: (usize, usize) = (15, 32);
/// The most columns of a small chart.
const COLUMNS: usize = 14;
/// From this much more latency on it is worth a colour.
const SLOWER: f64 = 1.1;
/// From this much less success on it is worth a colour.
const WORSE: f64 = -0.000_5;

/// What stands in one of the six.
struct Figure {
    name: &'static str,
    value: String,
    unit: String,
    sub: AnyView,
    chart: AnyView,
}

/// The row of figures.
pub fn draw(overview: &Overview, range: Range) -> impl IntoView + use<> {
    let figures = [
        services(overview),
        calls(overview, range),
        success(overview, range),
        latency(overview, range),
        runs(overview, range),
        tools(overview),
    ];
    view! { <section class="figures" aria-label="Figures">{figures.map(cell).into_iter().collect_view()}</section> }
}

fn cell(figure: Figure) -> impl IntoView {
    view! {
        <div class="figure">
            <h2>{figure.name}</h2>
            <span class="value"><b>{figure.value}</b>{figure.unit}</span>
            <div class="sub">{figure.sub}</div>
            {figure.chart}
        </div>
    }
}

fn services(overview: &Overview) -> Figure {
    let counts = &overview.counts;
    let unit = format!(" of {}", format::count(counts.total().into()));
    let value = format::count((counts.healthy + counts.degraded).into());
    Figure { name: "Services up", value, unit, sub: troubles(counts).into_any(), chart: dots(overview).into_any() }
}

fn troubles(counts: &Counts) -> impl IntoView + use<> {
    let word = |count: u32, word: &str| (count > 0).then(|| format!("{} {word}", format::count(count.into())));
    let bad = word(counts.unhealthy, "unhealthy");
    let mild = [word(counts.degraded, "degraded"), word(counts.unknown, "unknown")];
    let mild: Vec<String> = mild.into_iter().flatten().collect();
    let calm = (bad.is_none() && mild.is_empty()).then_some("all healthy");
    let parted = (bad.is_some() && !mild.is_empty()).then_some(", ");
    view! { <span class="bad-text">{bad}</span>{parted}{mild.join(", ")}{calm} }
}

fn dots(overview: &Overview) -> impl IntoView + use<> {
    let services = || overview.mesh.nodes.iter().filter(|node| node.kind == NodeKind::Service);
    let count = services().count();
    if count > DOTS.1 || count < overview.counts.total() as usize {
        return view! { <Shares parts=words::shares(&overview.counts) width=84 /> };
    }
    let (class, size) = if count > DOTS.0 { ("dots many", 8) } else { ("dots", 12) };
    let signs = services().map(|node| view! { <Sign mark=words::mark(node.health) size=size /> }).collect_view();
    view! { <div class=class aria-hidden="true">{signs}</div> }
}

fn calls(overview: &Overview, range: Range) -> Figure {
    let trend = &overview.calls_per_minute;
    let change = both(trend).and_then(|(now, before)| format::change(now, before));
    Figure {
        name: "Calls per minute",
        value: format::dash(trend.now, format::rate),
        unit: String::new(),
        sub: against(change, false, range).into_any(),
        chart: spark(trend, true).into_any(),
    }
}

fn success(overview: &Overview, range: Range) -> Figure {
    let trend = &overview.success;
    let difference = both(trend).map(|(now, before)| now - before);
    Figure {
        name: "Success",
        value: format::dash(trend.now, format::share_figure),
        unit: trend.now.map(|_| format!("{NARROW}%")).unwrap_or_default(),
        sub: against(difference.map(format::points), difference.is_some_and(|d| d < WORSE), range).into_any(),
        chart: spark(trend, false).into_any(),
    }
}

fn latency(overview: &Overview, range: Range) -> Figure {
    let trend = &overview.p95_ms;
    let (value, unit) = trend.now.map_or_else(|| (format::UNKNOWN.to_owned(), ""), format::millis_parts);
    let pair = both(trend);
    let difference = pair.map(|(now, before)| format::difference(now - before, format::millis));
    Figure {
        name: "Latency p95",
        value,
        unit: format!("{NARROW}{unit}"),
        sub: against(difference, pair.is_some_and(|(now, before)| now > before * SLOWER), range).into_any(),
        chart: spark(trend, true).into_any(),
    }
}

fn runs(overview: &Overview, range: Range) -> Figure {
    let begun: u64 = overview.runs.iter().map(|count| u64::from(*count)).sum();
    let sub = format!("{} begun in {}", format::count(begun), range.words());
    Figure {
        name: "Runs now",
        value: format::count(overview.runs_now.into()),
        unit: String::new(),
        sub: view! { <a href=paths::runs()>{sub}</a> },
        chart: columns(&overview.runs).into_any(),
    }
}

fn tools(overview: &Overview) -> Figure {
    let value = format::count(overview.tools.into());
    Figure { name: "Tools", value, unit: String::new(), sub: tools_from(&overview.mesh).into_any(), chart: ().into_any() }
}

fn tools_from(mesh: &Mesh) -> impl IntoView + use<> {
    let services = || mesh.nodes.iter().filter(|node| node.kind == NodeKind::Service);
    let (all, with) = (services().count() as u64, services().filter(|node| node.tools > 0).count() as u64);
    if mesh.shown < mesh.total {
        return "in every manual that was read".into_any();
    }
    if with == all {
        return format!("from {}", format::plural(all, "service", "services")).into_any();
    }
    format!("from {with} of {}", format::plural(all, "service", "services")).into_any()
}

const fn both(trend: &Trend) -> Option<(f64, f64)> {
    match (trend.now, trend.before) {
        (Some(now), Some(before)) => Some((now, before)),
        _ => None,
    }
}

/// How it stands against the time before; coloured where it is worse by more than chance.
fn against(difference: Option<String>, worse: bool, range: Range) -> impl IntoView {
    match difference {
        Some(difference) => {
            let class = if worse { "warn-text" } else { "" };
            view! { <span class=class>{difference}</span>" vs "{range.before()} }
        }
        None => view! { <span class="quietly">"nothing the "{range.before()}</span> },
    }
}

fn spark(trend: &Trend, from_zero: bool) -> impl IntoView + use<> {
    view! { <Spark course=trend.course.clone() before=trend.course_before.clone() from_zero=from_zero /> }
}

/// Counts as columns, the latest at the right end; slices are summed where they are too many.
fn columns(counts: &[u32]) -> impl IntoView + use<> {
    let sums: Vec<u32> = counts.chunks(counts.len().div_ceil(COLUMNS).max(1)).map(|slice| slice.iter().sum()).collect();
    let top = f64::from(sums.iter().copied().max().unwrap_or(0).max(1));
    let column = |(place, sum): (usize, &u32)| {
        let high = f64::from(*sum) / top * 28.0;
        let x = (COLUMNS - sums.len() + place) * 6;
        view! { <rect x=x width="4" y=format::fixed(28.0 - high, 1) height=format::fixed(high, 1) /> }
    };
    view! { <svg class="columns" width="84" height="28" viewBox="0 0 84 28" aria-hidden="true">{sums.iter().enumerate().map(column).collect_view()}</svg> }
}
