//! The foot of the map: what happened up to now, and the button that opens the way back.
//!
//! It is drawn by the server; the scrubber over it comes when somebody reaches for it, or the address names a moment.

mod hands;
mod player;
mod scrubber;

use super::page::{Go, Shown};
use super::place::Place;
use crate::api::Asked;
use crate::loaded::from_part;
use crate::prelude::*;
use crate::ui::icon::Icon;
use domain::mesh::Timeline;
use scrubber::scrubber;
use serde::Deserialize;

pub use scrubber::load_scrubber;

/// What the page itself reads of a timeline.
#[derive(Deserialize)]
pub struct Drawn {
    drawing: String,
}

/// The foot.
#[component]
pub fn Foot(place: Memo<Place>, go: Go, timeline: Asked<Drawn>, shown: Asked<Shown>) -> impl IntoView {
    let is_wanted = RwSignal::new(false);
    let is_open = Memo::new(move |_| is_wanted.get() || place.with(Place::is_travelling));
    // Once loaded the scrubber stays.
    let is_loaded = Memo::new(move |before| before == Some(&true) || is_open.get());
    let drawn = move || timeline.get()?.ok().map(|Drawn { drawing }| view! { <div class="drawing" inner_html=drawing></div> });
    let turn = move |_| {
        let was_open = is_open.get_untracked();
        is_wanted.set(!was_open);
        if was_open && place.with_untracked(Place::is_travelling) {
            go.run(Place { at: None, against: None, ..place.get_untracked() });
        }
    };
    view! {
        <section class="timeline" class:open=move || is_open.get() aria-label="Time">
            <button type="button" class="button bare" aria-label="Look back" title="Look back" aria-expanded=move || if is_open.get() { "true" } else { "false" } on:click=turn>
                <Icon name="clock" />
            </button>
            <div on:pointerdown=move |_| is_wanted.set(true)><Transition>{dynamic(drawn)}</Transition></div>
            {dynamic(move || is_loaded.get().then(|| from_part(scrubber(place, go, timeline.read_as::<Timeline>(), shown))))}
        </section>
    }
}
