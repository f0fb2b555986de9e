//! Where a pointer is on an element.

use web_sys::{Element, PointerEvent};

/// How far across an element a pointer is, 0–1.
pub fn across(element: &Element, event: &PointerEvent) -> f64 {
    let place = element.get_bounding_client_rect();
    ((f64::from(event.client_x()) - place.left()) / place.width().max(1.0)).clamp(0.0, 1.0)
}

/// Lets an element hear of the pointer until it goes up, wherever it goes.
pub fn capture(element: &Element, event: &PointerEvent) {
    // It fails only where the pointer is gone already.
    let _ = element.set_pointer_capture(event.pointer_id());
}
