//! The map: a canvas, what hands and keys do on it, and the buttons that do the same.
//!
//! The stage stands beside the reactive state; effects and events feed it and wake the frames,
//! which sleep as soon as it rests.

mod desk;
mod pins;
mod words;

use super::hand::End;
use super::large::large;
use super::page::{Go, Shown};
use super::place::Place;
use super::stage::Stage;
use super::walk::Way;
use crate::api::Asked;
use crate::browser;
use crate::live::{State, use_live};
use crate::prelude::*;
use crate::shell::Theme;
use crate::ui::icon::Icon;
pub use desk::Desk;
use domain::call::Outcome;
use domain::event::What;
use domain::mesh::NodeKind;
use force_layout::Point;
use leptos::{ev, html};
pub use pins::Pins;

/// By how much a press of a zoom button scales.
const ZOOM: f64 = 1.3;
/// The height of a line in pixels, where a wheel counts in lines.
const LINE: f64 = 16.0;
/// How much stronger a pinch on a pad is than a turn of the wheel, as browsers report both.
const PAD: f64 = 4.0;

/// The canvas, its buttons and the voice that tells where the keyboard is; the children stand beside the buttons.
#[component]
pub fn Map(
    place: Memo<Place>,
    go: Go,
    shown: Asked<Shown>,
    desk: Desk,
    said: RwSignal<String>,
    pins: Pins,
    children: Children,
) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let hold = Hold { desk, pins, canvas, place, go, said, is_over: RwSignal::new(false), growth: RwSignal::new(Growth::Small) };
    hold.feed(shown);
    hold.listen();
    let zoom = move |factor| move |_| hold.desk.act(|stage| stage.zoom(factor));
    view! {
        <div class="controls">
            {children()}
            <div class="zoom">
                <button type="button" class="button bare" aria-label="Zoom in" title="Zoom in" on:click=zoom(ZOOM)><Icon name="plus" /></button>
                <button type="button" class="button bare" aria-label="Zoom out" title="Zoom out" on:click=zoom(1.0 / ZOOM)><Icon name="minus" /></button>
                <button type="button" class="button bare" aria-label="Show everything" title="Show everything" on:click=move |_| hold.desk.act(Stage::fit)>
                    <Icon name="fit" />
                </button>
            </div>
        </div>
        <canvas
            node_ref=canvas
            tabindex="0"
            role="application"
            aria-roledescription="map"
            aria-label="Map of the mesh. Arrows walk along edges, Enter selects and opens a selected group, O folds it, P pins, Escape clears, plus and minus zoom, 0 shows everything."
            class:over=move || hold.is_over.get()
            on:pointerdown=move |event| hold.press(&event)
            on:pointermove=move |event| hold.drag(&event)
            on:pointerup=move |event| hold.release(&event)
            on:pointercancel=move |_| hold.desk.act(Stage::let_go)
            on:dblclick=move |event| hold.let_go(Point::new(f64::from(event.offset_x()), f64::from(event.offset_y())))
            on:wheel=move |event| hold.wheel(&event)
            on:keydown=move |event| hold.key(&event)
            on:focus=move |_| hold.enter()
            on:blur=move |_| hold.leave()
        ></canvas>
        <p class="unseen" aria-live="polite">{said}</p>
        <p class="note bad unkept" role="alert" hidden=move || pins.trouble.with(String::is_empty)>{pins.trouble}</p>
    }
}

/// Everything an event needs.
#[derive(Clone, Copy)]
struct Hold {
    desk: Desk,
    pins: Pins,
    canvas: NodeRef<html::Canvas>,
    place: Memo<Place>,
    go: Go,
    said: RwSignal<String>,
    is_over: RwSignal<bool>,
    growth: RwSignal<Growth>,
}

/// Whether the stage can lay out a large mesh.
#[derive(Clone, Copy, PartialEq)]
enum Growth {
    Small,
    Growing,
    Large,
}

impl Hold {
    /// Opens the desk on the canvas and shows there what the page shows.
    fn feed(self, shown: Asked<Shown>) {
        Effect::new(move |_| {
            let Some(canvas) = self.canvas.get() else { return };
            self.desk.open(canvas);
            if let Some(Ok(chart)) = shown.get() {
                self.growth.track();
                if self.desk.ask(|stage| stage.is_ready_for(chart.mesh.nodes.len())) == Some(true) {
                    self.place.with(|place| self.desk.show(&chart, place));
                } else {
                    self.grow();
                }
            }
        });
        if let Some(theme) = use_context::<RwSignal<Theme>>() {
            Effect::new(move |_| {
                theme.track();
                self.desk.read_look();
            });
        }
    }

    /// Fetches what laying out a large mesh takes, once; the mesh is shown when it is there.
    fn grow(self) {
        if self.growth.get_untracked() != Growth::Small {
            return;
        }
        self.growth.set(Growth::Growing);
        leptos::task::spawn_local(async move {
            let large = large().await;
            self.desk.enlarge(large);
            // A page that was left meanwhile has nothing to show any more.
            let _ = self.growth.try_set(Growth::Large);
        });
    }

    /// Lets calls run along their edges while the stream lives, and Escape clear the selection.
    fn listen(self) {
        let live = use_live();
        Effect::new(move |_| {
            if let Some(What::Call { caller, tool, outcome, .. }) = live.last.get().map(|event| event.what) {
                let failed = outcome != Outcome::Ok;
                if self.place.with_untracked(|place| place.at.is_some()) {
                    return;
                }
                self.desk.act(|stage| stage.pulse(&caller, &tool, failed));
            }
        });
        Effect::new(move |_| {
            if live.state.get() != State::Live || self.place.with(|place| place.at.is_some()) {
                self.desk.act(Stage::hush);
            }
        });
        Effect::new(move |_| {
            let keys = window_event_listener(ev::keydown, move |event| {
                let is_ours = event.key() == "Escape" && !event.default_prevented() && !browser::is_typing(&event);
                if is_ours && self.place.with_untracked(|place| place.node.is_some()) {
                    self.select(None);
                }
            });
            on_cleanup(move || keys.remove());
        });
    }

    /// Selects a node, or nothing; a group that is selected already is opened.
    fn select(self, node: Option<usize>) {
        let name = node.and_then(|at| self.desk.ask(|stage| stage.graph().nodes.get(at).map(|node| node.name.to_string())).flatten());
        let place = self.place.get_untracked();
        if place.node != name {
            self.go.run(place.with_node(name.as_deref()));
        } else if let Some(group) = name.filter(|_| node.is_some_and(|at| self.is_group(at)))
            // It is opened once, however fast it is asked for again.
            && place.fold.as_ref().is_some_and(|fold| !fold.is_open(&group))
        {
            self.go.run(place.turned(&group));
        }
    }

    fn is_group(self, at: usize) -> bool {
        self.desk.ask(|stage| stage.graph().nodes.get(at).is_some_and(|node| node.kind == NodeKind::Group)) == Some(true)
    }

    fn press(self, event: &ev::PointerEvent) {
        if event.button() != 0 {
            return;
        }
        if let Some(canvas) = self.canvas.get_untracked() {
            // It fails only where the pointer is up again, and then there is nothing to hold.
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
        let (at, is_finger) = (spot(event), event.pointer_type() == "touch");
        self.desk.act(|stage| stage.press(event.pointer_id(), at, is_finger));
    }

    fn drag(self, event: &ev::PointerEvent) {
        let at = spot(event);
        if self.desk.ask(Stage::is_free) == Some(false) {
            self.desk.act(|stage| stage.drag(event.pointer_id(), at));
        } else {
            let is_over = self.desk.ask(|stage| stage.under(at, false).is_some()) == Some(true);
            if self.is_over.get_untracked() != is_over {
                self.is_over.set(is_over);
            }
        }
    }

    fn release(self, event: &ev::PointerEvent) {
        match self.desk.take(|stage| stage.release(event.pointer_id())).flatten() {
            Some(End::Node(at)) => self.select(Some(at)),
            Some(End::Ground) => self.select(None),
            Some(End::Drop(at)) => self.pins.keep(at),
            None => {}
        }
    }

    /// Lets the node under a point go, where it is held; a group is opened by that instead.
    fn let_go(self, at: Point) {
        let place = self.desk.ask(|stage| stage.under(at, false)).flatten();
        if let Some(place) = place.filter(|place| !self.is_group(*place)) {
            self.pins.let_go(place);
        }
    }

    fn wheel(self, event: &ev::WheelEvent) {
        event.prevent_default();
        let unit = if event.delta_mode() == 0 { 1.0 } else { LINE };
        let strength = if event.ctrl_key() { PAD } else { 1.0 };
        let at = Point::new(f64::from(event.offset_x()), f64::from(event.offset_y()));
        self.desk.act(|stage| stage.wheel(at, event.delta_y() * unit * strength));
    }

    /// The keyboard comes onto the map; a pointer that gives it the focus is no keyboard.
    fn enter(self) {
        if self.desk.ask(Stage::is_free) == Some(true) {
            let at = self.desk.take(Stage::enter).flatten();
            self.tell(at);
        }
    }

    /// The keyboard leaves the map, and so does what was said to it alone.
    fn leave(self) {
        self.desk.act(Stage::leave);
        self.pins.hush();
    }

    fn key(self, event: &ev::KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        match key.as_str() {
            "Enter" | " " => self.select(self.desk.ask(Stage::focus).flatten()),
            "p" | "P" => {
                if let Some(place) = self.desk.ask(Stage::focus).flatten() {
                    self.pins.turn(place);
                }
            }
            "+" | "=" => self.desk.act(|stage| stage.zoom(ZOOM)),
            "-" => self.desk.act(|stage| stage.zoom(1.0 / ZOOM)),
            "0" => self.desk.act(Stage::fit),
            _ => {
                let Some(way) = Way::from_key(&key) else { return };
                let at = self.desk.take(|stage| stage.walk(way)).flatten();
                self.tell(at);
            }
        }
        event.prevent_default();
    }

    /// Says which node the keyboard is at.
    fn tell(self, at: Option<usize>) {
        let words = at.and_then(|at| self.desk.ask(|stage| words::describe(stage.graph(), at)));
        if let Some(words) = words {
            self.said.set(words);
        }
    }
}

fn spot(event: &ev::PointerEvent) -> Point {
    Point::new(f64::from(event.offset_x()), f64::from(event.offset_y()))
}
