//! Pinning: a node is held where it is at once, and for everyone who looks as soon as the server has kept that.

use super::desk::Desk;
use crate::api::{Fault, pin_node};
use crate::mesh::stage::Stage;
use crate::prelude::*;
use domain::failure::Kind;
use domain::pin::Spot;

/// What P says on a small map.
const WIDE_ONLY: &str = "Pins are kept on wide maps only.";

/// What pins nodes and lets them go.
#[derive(Clone, Copy)]
pub struct Pins {
    desk: Desk,
    /// What was done, for those who listen.
    said: RwSignal<String>,
    /// Why it was not kept, for everyone.
    pub trouble: RwSignal<String>,
}

impl Pins {
    /// What pins nodes on that desk.
    pub fn new(desk: Desk, said: RwSignal<String>) -> Self {
        Self { desk, said, trouble: RwSignal::new(String::new()) }
    }

    /// Whether nodes can be pinned on this map.
    pub fn are_kept(self) -> bool {
        !self.desk.is_small.get()
    }

    /// Keeps a node where a hand left it. A small map has an order of its own, which is nobody else's.
    pub fn keep(self, place: usize) {
        if self.desk.ask(Stage::is_small) == Some(false) {
            self.send(place, true);
        }
    }

    /// Holds a node where it is, or lets it go where it is held; on a small map, says why it does neither.
    pub fn turn(self, place: usize) {
        if self.desk.ask(Stage::is_small) == Some(true) {
            self.trouble.set(WIDE_ONLY.to_owned());
            return;
        }
        let is_held = self.desk.ask(|stage| stage.graph().nodes.get(place).is_some_and(|node| node.pinned_at.is_some()));
        if is_held == Some(true) {
            self.release(place);
        } else {
            self.desk.act(|stage| stage.pin(place, true));
            self.keep(place);
        }
    }

    /// The same for a node by its name.
    pub fn turn_named(self, name: &str) {
        if let Some(place) = self.desk.ask(|stage| stage.graph().place(name)).flatten() {
            self.turn(place);
        }
    }

    /// Lets a node go where it is held; on a small map, which keeps nothing, for this person alone.
    pub fn let_go(self, place: usize) {
        if self.desk.ask(Stage::is_small) == Some(true) {
            self.desk.act(|stage| stage.pin(place, false));
        } else if self.desk.ask(|stage| stage.is_held(place)) == Some(true) {
            self.release(place);
        }
    }

    /// Takes back what was said of a small map.
    pub fn hush(self) {
        // A page that is being left loses the focus too, and may be gone by then.
        if self.trouble.try_with_untracked(|trouble| trouble == WIDE_ONLY) == Some(true) {
            self.trouble.set(String::new());
        }
    }

    /// Lets a node go, here and for everyone.
    pub fn release(self, place: usize) {
        self.desk.act(|stage| stage.pin(place, false));
        self.send(place, false);
    }

    fn send(self, place: usize, is_held: bool) {
        let told = self.desk.ask(|stage| {
            let spot = stage.spot(place).filter(|_| is_held).map(|at| Spot { x: at.x, y: at.y });
            Some((stage.graph().nodes.get(place)?.name.to_string(), spot))
        });
        let Some((name, spot)) = told.flatten() else { return };
        leptos::task::spawn_local(async move { keep(self, name, spot).await });
    }
}

/// Has the server keep it: a part of its own, because most look at the map and move nothing.
#[leptos::wasm_split::wasm_split(mesh_pins, wasm_split_path = leptos::wasm_split)]
fn keep(pins: Pins, name: String, spot: Option<Spot>) {
    leptos::task::spawn_local(async move {
        let is_held = spot.is_some();
        let done = pin_node(name.clone(), spot).await;
        // A page that was left meanwhile has nobody to tell.
        match done {
            Err(Fault(failure)) if failure.kind != Kind::NotFound => {
                let trouble = format!("{name} is there for you alone, until you load this page again. {}", failure.detail);
                let _ = pins.trouble.try_set(trouble);
            }
            _ => {
                let _ = pins.trouble.try_set(String::new());
                let _ = pins.said.try_set(if is_held { format!("{name} is pinned.") } else { format!("{name} is let go.") });
            }
        }
    });
}
