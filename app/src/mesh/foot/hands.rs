//! The hand of the timeline: a line at the moment that is seen, with its time beneath.

use crate::mesh::place::Place;
use crate::prelude::*;
use crate::ui::format::fixed;
use crate::words;
use domain::Time;
use domain::mesh::{MOMENT_SECONDS, Timeline};

/// The width of a label, and of each letter in one.
const LABEL: (f64, f64) = (14.0, 6.0);

/// The hand, which follows what holds it.
pub fn draw(line: &Timeline, place: Memo<Place>, held: RwSignal<Option<i64>>) -> AnyView {
    let line = Timeline { drawing: String::new(), ..line.clone() };
    let hand = move || {
        let held = held.get().map(|value| line.from.plus_seconds(value * MOMENT_SECONDS)).filter(|at| *at < line.to);
        let at = held.or_else(|| place.with(|place| place.at));
        one(&line, at)
    };
    view! { <svg class="hands" aria-hidden="true">{dynamic(hand)}</svg> }
}

fn one(line: &Timeline, at: Option<Time>) -> AnyView {
    let text = at.map_or_else(|| "now".to_owned(), |at| words::moment_short(at, line.to));
    let share = line.share(at.unwrap_or(line.to));
    let width = LABEL.0 + LABEL.1 * text.chars().count() as f64;
    // At the ends the label leans inwards.
    let left = -width
        * if share > 0.94 {
            1.0
        } else if share < 0.06 {
            0.0
        } else {
            0.5
        };
    view! {
        <svg x=format!("{}%", fixed(share * 100.0, 2))>
            <path d="M0 8V46" />
            <g transform=format!("translate({} 44)", fixed(left, 1))>
                <rect width=fixed(width, 1) height="16" rx="2" />
                <text x=fixed(width / 2.0, 1) y="12">{text}</text>
            </g>
        </svg>
    }
}
