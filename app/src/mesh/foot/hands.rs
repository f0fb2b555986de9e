//! The hands of the timeline: a line at the moment that is seen, with its time beneath, and a dashed one at the moment it is
//! compared with.

use crate::mesh::place::Place;
use crate::prelude::*;
use crate::ui::format::fixed;
use crate::words;
use domain::Time;
use domain::mesh::{MOMENT_SECONDS, Timeline};

/// The width of a label, and of each letter in one.
const LABEL: (f64, f64) = (14.0, 6.0);

/// The hands, of which the first follows what holds it.
pub fn draw(line: &Timeline, place: Memo<Place>, held: RwSignal<Option<i64>>) -> AnyView {
    let line = Timeline { drawing: String::new(), ..line.clone() };
    let both = move || {
        let held = held.get().map(|value| line.from.plus_seconds(value * MOMENT_SECONDS)).filter(|at| *at < line.to);
        let (at, against) = place.with(|place| (place.at, place.against));
        let at = held.or(at);
        let against = against.map(|against| one(&line, Some(against), "other"));
        view! { {against}{one(&line, at, "")} }
    };
    view! { <svg class="hands" aria-hidden="true">{dynamic(both)}</svg> }
}

fn one(line: &Timeline, at: Option<Time>, class: &'static str) -> AnyView {
    let time = at.map_or_else(|| "now".to_owned(), |at| words::moment_short(at, line.to));
    let text = if class.is_empty() { time } else { format!("A {time}") };
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
        <svg class=class x=format!("{}%", fixed(share * 100.0, 2))>
            <path d="M0 8V46" />
            <g transform=format!("translate({} 44)", fixed(left, 1))>
                <rect width=fixed(width, 1) height="16" rx="2" />
                <text x=fixed(width / 2.0, 1) y="12">{text}</text>
            </g>
        </svg>
    }
}
