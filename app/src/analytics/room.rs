//! The room that the drawings have: once it is known, a question names it, and one drawing of three is enough.

use crate::browser::SizeWatch;
use crate::prelude::*;
use domain::charts::Width;
use leptos::html;

/// The width of drawing that a layer lies on.
///
/// When it becomes known the page has a drawing of every width, so nothing is asked anew; when it is another, something is.
pub fn width(ground: NodeRef<html::Div>) -> RwSignal<Option<Width>> {
    let width = RwSignal::new(None);
    Effect::new(move |_| {
        let Some(element) = ground.get() else { return };
        let seen = element.clone();
        let on_size = move || take(width, seen.parent_element().map_or(0, |over| over.client_width()));
        // Kept by the effect, which only a browser runs, and let go of when it runs again.
        StoredValue::new_local(SizeWatch::new(&element, on_size));
    });
    width
}

/// Takes the width of a room; one of none is not shown.
fn take(width: RwSignal<Option<Width>>, room: i32) {
    let now = (room > 0).then(|| Width::of(room.into()));
    match width.try_get_untracked() {
        Some(None) => drop(width.try_update_untracked(|width| *width = now)),
        Some(known) if now.is_some() && known != now => width.set(now),
        _ => {}
    }
}
