//! What needs attention: a sentence each, with since when and where to look.

use crate::prelude::*;
use crate::ui::format;
use crate::ui::icon::Icon;
use crate::ui::sign::{Mark, Sign};
use crate::{paths, words};
use domain::overview::{Attention, AttentionKind, Counts, Overview};
use domain::{Health, Time};

/// The section.
pub fn draw(overview: &Overview) -> impl IntoView + use<> {
    let at = overview.at;
    let rows = match overview.attention.as_slice() {
        [] => calm(&overview.counts).into_any(),
        some => some.iter().map(|one| row(one, at)).collect_view().into_any(),
    };
    view! {
        <section class="section">
            <header><h2>"Needs attention"</h2><small>{format::count(overview.attention.len() as u64)}</small></header>
            <ul class="rows attention">{rows}</ul>
        </section>
    }
}

fn row(one: &Attention, at: Time) -> impl IntoView + use<> {
    let (path, words) = match one.kind {
        AttentionKind::Service => (paths::service(&one.name), "Open service"),
        AttentionKind::Alert => (paths::alert(&one.name), "Open alert"),
    };
    view! {
        <li>
            {sign(one.health)}
            <b class="cut-off">{one.name.clone()}</b>
            <p>{one.sentence.clone()}</p>
            <span class="since">{words::since(one.since, at)}</span>
            <a href=path>{words}</a>
        </li>
    }
}

/// The sign of what is ill; what is well and yet wants a person has a triangle.
fn sign(health: Health) -> impl IntoView {
    match health {
        Health::Healthy | Health::Unknown => view! { <span class="warn-text"><Icon name="warning" size=14 /></span> },
        ill => view! { <Sign mark=words::mark(ill) size=14 label=ill.word() /> },
    }
}

fn calm(counts: &Counts) -> impl IntoView + use<> {
    let sentence = match counts.unknown {
        0 => format!("Nothing: {} answer their checks.", format::plural(counts.total().into(), "service", "services")),
        unknown => format!("Nothing that fails; {} not been checked yet.", format::plural(unknown.into(), "service has", "services have")),
    };
    view! {
        <li class="calm">
            <Sign mark=if counts.unknown == 0 { Mark::Healthy } else { Mark::Unknown } size=14 />
            <p>{sentence}</p>
        </li>
    }
}
