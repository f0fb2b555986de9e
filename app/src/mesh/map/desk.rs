//! The desk: the stage, the canvas it is painted on and the frames between them, held outside of the reactive state.

use crate::browser::canvas::{Canvas, Draw, Element, Frames, Watch, prefers_less_motion};
use crate::mesh::large::Large;
use crate::mesh::page::Shown;
use crate::mesh::place::Place;
use crate::mesh::stage::{Room, Stage};
use crate::prelude::*;
use force_layout::{Padding, Size};
use leptos::reactive::send_wrapper_ext::SendOption;

/// Up to this width a map is a phone's.
const SMALL: f64 = 700.0;
/// What lies on a wide map: find box and buttons above, legend below.
const WIDE: Padding = Padding { top: 52.0, right: 32.0, bottom: 128.0, left: 32.0 };
/// What lies on a small one: find box above, buttons below in two rows.
const NARROW: Padding = Padding { top: 68.0, right: 20.0, bottom: 104.0, left: 20.0 };

/// A handle to the desk; nothing happens until it is opened.
///
/// On the server it stays closed, and so may be dropped on any thread.
#[derive(Clone, Copy)]
pub struct Desk {
    open: StoredValue<SendOption<Open>>,
    /// Whether the map is a phone's.
    pub is_small: RwSignal<bool>,
}

struct Open {
    stage: Stage,
    canvas: Canvas,
    frames: Frames,
    drawing: Vec<Draw>,
    now: f64,
    _watch: Option<Watch>,
}

impl Desk {
    /// A desk that is not open yet.
    pub fn new() -> Self {
        Self { open: StoredValue::new(SendOption::new_local(None)), is_small: RwSignal::new(false) }
    }

    /// Opens it on a canvas, once.
    pub fn open(self, element: Element) {
        if self.open.with_value(|open| open.is_some()) {
            return;
        }
        let watch = Watch::new(&element, move || self.measure(), move || self.read_look());
        let Some(mut canvas) = Canvas::new(element) else { return };
        let mut stage = Stage::new(room(canvas.measure()));
        stage.still = prefers_less_motion();
        let frames =
            Frames::new(move |now| self.open.try_update_value(|open| open.as_mut().is_some_and(|open| open.frame(now))) == Some(true));
        self.open.update_value(|open| **open = Some(Open { stage, canvas, frames, drawing: Vec::new(), now: 0.0, _watch: watch }));
        self.tell_size();
    }

    /// Does something on the stage and asks for a frame.
    pub fn act(self, act: impl FnOnce(&mut Stage)) {
        self.take(act);
    }

    /// Does something on the stage, asks for a frame, and tells what came of it.
    pub fn take<T>(self, act: impl FnOnce(&mut Stage) -> T) -> Option<T> {
        let (mut act, mut done) = (Some(act), None);
        self.change(&mut |open| done = act.take().map(|act| act(&mut open.stage)));
        done
    }

    /// Asks the stage something.
    pub fn ask<T>(self, ask: impl FnOnce(&Stage) -> T) -> Option<T> {
        let (mut ask, mut said) = (Some(ask), None);
        self.read(&mut |open| said = ask.take().map(|ask| ask(&open.stage)));
        said
    }

    /// Shows a mesh as the address wants it seen.
    pub fn show(self, chart: &Shown, place: &Place) {
        self.act(|stage| {
            stage.set_mesh(chart);
            stage.set_wish(chart, place);
        });
    }

    /// Lays out and draws large meshes quickly from now on.
    pub fn enlarge(self, large: Large) {
        self.change(&mut |open| {
            open.stage.enlarge(large.layout);
            open.canvas.enlarge(large.means);
        });
    }

    /// Reads colours and motion anew.
    pub fn read_look(self) {
        self.change(&mut |open| {
            open.canvas.read_colours();
            open.stage.still = prefers_less_motion();
        });
    }

    fn measure(self) {
        self.change(&mut |open| {
            open.stage.set_room(room(open.canvas.measure()));
            // A canvas of another size is blank: it is painted before anybody sees that.
            open.frame(open.now);
        });
        self.tell_size();
    }

    /// Tells the page whether the map is small, where that is new.
    fn tell_size(self) {
        let is_small = self.ask(Stage::is_small) == Some(true);
        // A page that was left meanwhile has nothing to be told any more.
        if self.is_small.try_get_untracked().is_some_and(|before| before != is_small) {
            self.is_small.set(is_small);
        }
    }

    /// What is done is of one type here: generic, this would be compiled once for each of dozens of deeds.
    fn change(self, change: &mut dyn FnMut(&mut Open)) {
        self.open.try_update_value(|open| {
            if let Some(open) = open.as_mut() {
                change(open);
                open.frames.wake();
            }
        });
    }

    fn read(self, read: &mut dyn FnMut(&Open)) {
        self.open.try_with_value(|open| open.as_ref().map(read));
    }
}

impl Open {
    fn frame(&mut self, now: f64) -> bool {
        self.now = now;
        let wants_more = self.stage.frame(now, &mut self.drawing);
        self.canvas.paint(&self.drawing);
        wants_more
    }
}

fn room(size: Size) -> Room {
    // Behind the table the canvas has no width at all, on whatever screen.
    let is_small = (1.0..=SMALL).contains(&size.width);
    Room { size, padding: if is_small { NARROW } else { WIDE }, is_small }
}
