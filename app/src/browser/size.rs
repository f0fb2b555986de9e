//! The size of an element, whoever changes it.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

/// Watches the size of an element; dropping it ends that.
pub struct SizeWatch {
    observer: ResizeObserver,
    _on_size: Closure<dyn FnMut()>,
}

impl SizeWatch {
    /// Calls `on_size` once the element is laid out, and whenever it has another size.
    pub fn new(element: &Element, on_size: impl Fn() + 'static) -> Option<Self> {
        let on_size = Closure::<dyn FnMut()>::new(on_size);
        let observer = ResizeObserver::new(on_size.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _on_size: on_size })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
