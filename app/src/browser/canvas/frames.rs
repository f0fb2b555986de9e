//! Frames: a loop in step with the screen that sleeps while nothing moves.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// A loop that runs from `wake` until its action wants no further frame; dropping it stops it.
pub struct Frames(Rc<Loop>);

/// What the browser calls with the time of a frame.
type OnFrame = Closure<dyn FnMut(f64)>;

struct Loop {
    asked: Cell<Option<i32>>,
    on_frame: RefCell<Option<OnFrame>>,
}

impl Frames {
    /// A sleeping loop around `act`, which gets the time in milliseconds and answers whether it wants another frame.
    pub fn new(mut act: impl FnMut(f64) -> bool + 'static) -> Self {
        let turning = Rc::new(Loop { asked: Cell::new(None), on_frame: RefCell::new(None) });
        let own = Rc::downgrade(&turning);
        let on_frame = Closure::<dyn FnMut(f64)>::new(move |now| {
            let Some(turning) = own.upgrade() else { return };
            turning.asked.set(None);
            if act(now) {
                turning.ask();
            }
        });
        turning.on_frame.replace(Some(on_frame));
        Self(turning)
    }

    /// Asks for a frame.
    pub fn wake(&self) {
        self.0.ask();
    }
}

impl Loop {
    fn ask(&self) {
        if self.asked.get().is_some() {
            return;
        }
        let on_frame = self.on_frame.borrow();
        if let (Some(window), Some(on_frame)) = (web_sys::window(), on_frame.as_ref()) {
            self.asked.set(window.request_animation_frame(on_frame.as_ref().unchecked_ref()).ok());
        }
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        if let (Some(window), Some(asked)) = (web_sys::window(), self.asked.get()) {
            // It fails only where the frame has come, and then there is nothing to take back.
            let _ = window.cancel_animation_frame(asked);
        }
    }
}
