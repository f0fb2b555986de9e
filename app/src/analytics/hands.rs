//! The layer on the charts: a crosshair through all of them, and choosing a time, by pointer and by keyboard.
//!
//! It lies over what the server drew and draws nothing of that anew. What it shows is where its [`Grip`] says, which stands
//! above what a live page draws again and again.

use super::hand::{Deed, Hand, Way};
use crate::browser;
use crate::prelude::*;
use crate::ui::format::fixed;
use domain::charts::Steps;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use std::sync::Arc;

/// How far apart crosshair and tooltip are, and how large the tooltip's room is, in pixels.
const APART: i32 = 10;
const TIP: (i32, i32) = (216, 190);

/// What of a layer outlasts its drawing.
#[derive(Clone, Copy)]
pub struct Grip {
    hand: RwSignal<Hand>,
    /// The element that takes what hands do.
    pub ground: NodeRef<html::Div>,
    said: RwSignal<String>,
}

impl Grip {
    /// A layer that nobody has touched.
    pub fn new() -> Self {
        Self { hand: RwSignal::default(), ground: NodeRef::new(), said: RwSignal::default() }
    }
}

/// What a layer lies on.
#[derive(Clone)]
pub struct Ground {
    /// Its name, which says what keys do.
    pub label: &'static str,
    /// The steps beneath.
    pub steps: Steps,
    /// The step that is said and shown.
    pub tip: Arc<dyn Fn(u32) -> Tip + Send + Sync>,
    /// The time that the page shows, as places from 0 to 1.
    pub window: Option<(f64, f64)>,
    /// What a hand does at last.
    pub act: Callback<Deed>,
}

/// What is told of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tip {
    /// When it is.
    pub title: String,
    /// Names and figures.
    pub rows: Vec<(String, String)>,
    /// What Enter does.
    pub hint: String,
}

impl Tip {
    /// The same as a sentence.
    fn words(&self) -> String {
        let rows = self.rows.iter().map(|(name, figure)| format!("{name} {figure}"));
        let parts: Vec<String> = std::iter::once(self.title.clone()).chain(rows).collect();
        parts.join(", ")
    }
}

/// The layer.
pub fn draw(grip: Grip, ground: Ground) -> impl IntoView {
    let Ground { label, steps, tip, window, act } = ground;
    let touch = Touch { grip, steps, act };
    let say = Arc::clone(&tip);
    // What a hand does may lead away from the page, whose signals are gone before this hears that the hand moved.
    let shown = move || grip.hand.try_with(|hand| mark(hand, &steps, &tip));
    let said = move || grip.said.try_get();
    // Attributes are taken away and set anew with each drawing. Were this one among them, the browser would have to lay the page out
    // in between, to know whether the focus can stay.
    Effect::new(move |_| grip.ground.get().into_iter().for_each(|ground| ground.set_tab_index(0)));
    view! {
        <div class="over">
            <div
                class="hands"
                node_ref=grip.ground
                role="application"
                aria-roledescription="chart"
                aria-label=label
                on:pointerdown=move |event| touch.press(&event)
                on:pointermove=move |event| touch.hover(&event)
                on:pointerup=move |_| touch.end(Hand::release)
                on:pointercancel=move |_| touch.change(Hand::cancel)
                on:pointerleave=move |event| touch.change(|hand| hand.leave_by(&event.pointer_type()))
                on:blur=move |_| touch.change(Hand::leave)
                on:keydown=move |event| touch.key(&event, &say)
            >
                <svg aria-hidden="true">
                    {window.map(|(from, to)| span("window", from, to))}
                    {dynamic(shown)}
                </svg>
            </div>
        </div>
        <p class="unseen" aria-live="polite">{dynamic(said)}</p>
    }
}

/// What is being chosen, and the crosshair with its tooltip.
fn mark(hand: &Hand, steps: &Steps, tip: &Arc<dyn Fn(u32) -> Tip + Send + Sync>) -> impl IntoView + use<> {
    let place =
        |time: domain::Time| (time.seconds() - steps.from.seconds()) as f64 / (steps.to().seconds() - steps.from.seconds()).max(1) as f64;
    let chosen = hand.chosen(steps).map(|(from, to)| span("brush", place(from).max(0.0), place(to).min(1.0)));
    let crosshair = hand.at.and_then(|at| steps.place(at)).map(|step| {
        let across = (f64::from(step) + 0.5) / f64::from(steps.count);
        view! { {line(across)} {bubble(across, &tip(step))} }
    });
    view! { {chosen} {crosshair} }
}

fn line(across: f64) -> impl IntoView {
    let x = percent(across);
    view! { <line class="crosshair" x1=x.clone() x2=x y1="0" y2="100%" /> }
}

fn span(class: &'static str, from: f64, to: f64) -> impl IntoView {
    view! { <rect class=class x=percent(from) width=percent((to - from).max(0.0)) y="0" height="100%" /> }
}

/// The tooltip, on the side of the crosshair where there is more room.
fn bubble(across: f64, tip: &Tip) -> impl IntoView + use<> {
    let (width, height) = TIP;
    let (side, x) = if across > 0.5 { ("tip left", -width - APART) } else { ("tip", APART) };
    let row = |(name, figure): &(String, String)| view! { <p><span>{name.clone()}</span><b>{figure.clone()}</b></p> };
    view! {
        <svg x=percent(across) y="18%" overflow="visible">
            <foreignObject x=x width=width height=height>
                <div class=side>
                    <div>
                        <strong>{tip.title.clone()}</strong>
                        {tip.rows.iter().map(row).collect_view()}
                        <em>{tip.hint.clone()}</em>
                    </div>
                </div>
            </foreignObject>
        </svg>
    }
}

fn percent(share: f64) -> String {
    format!("{}%", fixed(share * 100.0, 3))
}

/// Everything an event needs.
#[derive(Clone, Copy)]
struct Touch {
    grip: Grip,
    steps: Steps,
    act: Callback<Deed>,
}

impl Touch {
    fn place(self, event: &PointerEvent) -> Option<u32> {
        let across = browser::across(&*self.grip.ground.try_get_untracked().flatten()?, event);
        Some(((across * f64::from(self.steps.count)) as u32).min(self.steps.count.checked_sub(1)?))
    }

    /// Moves the hand; a page that is being left still tells that pointer and keyboard leave it, and has no hand any more.
    fn change(self, change: impl FnOnce(&mut Hand)) {
        let _ = self.grip.hand.try_update(change);
    }

    fn press(self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        if let (Some(place), Some(ground)) = (self.place(event), self.grip.ground.try_get_untracked().flatten()) {
            browser::capture(&ground, event);
            self.change(|hand| hand.press(&self.steps, place));
        }
    }

    fn hover(self, event: &PointerEvent) {
        let Some(place) = self.place(event) else { return };
        // Within a step nothing changes, and nothing is drawn.
        if self.grip.hand.try_with_untracked(|hand| hand.at) != Some(Some(self.steps.time(place))) {
            self.change(|hand| hand.hover(&self.steps, place));
        }
    }

    fn end(self, end: impl FnOnce(&mut Hand, &Steps) -> Deed) {
        let deed = self.grip.hand.try_update(|hand| end(hand, &self.steps)).unwrap_or(Deed::Point);
        if deed != Deed::Point {
            self.act.run(deed);
        }
    }

    fn key(self, event: &KeyboardEvent, say: &Arc<dyn Fn(u32) -> Tip + Send + Sync>) {
        let way = match event.key().as_str() {
            "ArrowLeft" => Way::By(-1),
            "ArrowRight" => Way::By(1),
            "PageUp" => Way::By(-10),
            "PageDown" => Way::By(10),
            "Home" => Way::First,
            "End" => Way::Last,
            "Enter" => {
                event.prevent_default();
                return self.end(Hand::enter);
            }
            "Escape" => {
                return self.change(Hand::let_go);
            }
            _ => return,
        };
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        event.prevent_default();
        self.change(|hand| hand.walk(&self.steps, way, event.shift_key()));
        self.say(say);
    }

    /// Says the step under the crosshair, and how much is chosen.
    fn say(self, say: &Arc<dyn Fn(u32) -> Tip + Send + Sync>) {
        let hand = self.grip.hand.get_untracked();
        let Some(place) = hand.at.and_then(|at| self.steps.place(at)) else { return };
        let chosen = hand.chosen(&self.steps).map_or_else(String::new, |(from, to)| {
            let count = (to.seconds() - from.seconds()) / self.steps.seconds.max(1);
            format!(". {count} steps chosen, Enter shows only them")
        });
        self.grip.said.set(say(place).words() + &chosen);
    }
}
