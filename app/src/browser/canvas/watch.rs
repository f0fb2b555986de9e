//! What changes around a canvas without the page's doing: its size, and the system's colours and motion.

use crate::browser::SizeWatch;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, MediaQueryList};

/// The preferences that change how a canvas looks.
const LOOKS: [&str; 3] = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-reduced-motion: reduce)"];

/// Watches an element; dropping it ends that.
pub struct Watch {
    looks: Vec<MediaQueryList>,
    on_look: Closure<dyn FnMut()>,
    _size: SizeWatch,
}

impl Watch {
    /// Calls `on_size` whenever the element has another size, and `on_look` whenever the system has other colours or motion.
    pub fn new(element: &Element, on_size: impl Fn() + 'static, on_look: impl Fn() + 'static) -> Option<Self> {
        let window = web_sys::window()?;
        let on_look = Closure::<dyn FnMut()>::new(on_look);
        let size = SizeWatch::new(element, on_size)?;
        let looks: Vec<MediaQueryList> = LOOKS.iter().filter_map(|query| window.match_media(query).ok()?).collect();
        for look in &looks {
            look.add_event_listener_with_callback("change", on_look.as_ref().unchecked_ref()).ok()?;
        }
        Some(Self { looks, on_look, _size: size })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        for look in &self.looks {
            // A listener that is gone already needs no removal.
            let _ = look.remove_event_listener_with_callback("change", self.on_look.as_ref().unchecked_ref());
        }
    }
}

/// Whether the person wants things to stand still.
pub fn prefers_less_motion() -> bool {
    let query = web_sys::window().and_then(|window| window.match_media(LOOKS[2]).ok()?);
    query.is_some_and(|query| query.matches())
}
