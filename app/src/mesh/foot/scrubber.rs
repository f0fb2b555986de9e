//! The scrubber: every moment that is kept, to go back to, to play, and to come back from; a part of its own, because most
//! look at what is now.
//!
//! Over what the server has drawn lies a slider of the browser's own, with its keys.

use super::hands;
use super::player::{Player, speeds};
use crate::api::{Asked, Chart};
use crate::browser;
use crate::mesh::page::{Go, Shown};
use crate::mesh::place::Place;
use crate::prelude::*;
use crate::ui::format::plural;
use crate::ui::icon::Icon;
use crate::words;
use domain::Time;
use domain::mesh::{Changes, MOMENT_SECONDS, Reach, Timeline};
use serde::de::IgnoredAny;

/// While it is drawn along, the hand asks for another moment at most so often, in milliseconds.
const DRAG_MS: f64 = 120.0;
/// A pointer means a sign that is as near as this share of the whole.
const NEAR: i64 = 120;

/// What the scrubber reads of the mesh: of which moment it is, and what is different.
type Told = Chart<IgnoredAny, Changes>;

/// The slider as its parts share it.
#[derive(Clone, Copy)]
struct Slider {
    place: Memo<Place>,
    go: Go,
    /// What it lies over, once that is there.
    line: RwSignal<Option<Timeline>>,
    /// Where a hand holds it, in moments from the first.
    held: RwSignal<Option<i64>>,
    /// Whether keys move it, which mean the very moment.
    by_keys: StoredValue<bool>,
    asked: StoredValue<f64>,
}

/// The scrubber, with the moment in words above it.
#[leptos::wasm_split::wasm_split(mesh_time, wasm_split_path = leptos::wasm_split, preload(/** Loads it. */ load_scrubber))]
pub fn scrubber(place: Memo<Place>, go: Go, timeline: Asked<Timeline>, shown: Asked<Shown>) -> AnyView {
    let line = RwSignal::new(None::<Timeline>);
    // Outside of a transition only an effect may read what was asked.
    Effect::new(move |_| {
        if let Some(Ok(timeline)) = timeline.get() {
            line.set(Some(timeline));
        }
    });
    let slider = Slider { place, go, line, held: RwSignal::new(None), by_keys: StoredValue::new(false), asked: StoredValue::new(0.0) };
    let player = Player::new(place, go, line);
    let hand = move || Some(hands::draw(&timeline.get()?.ok()?, place, slider.held));
    let now = move || line.with(|line| line.as_ref().map(|line| line.to));
    let note = move || says(&shown.read_as::<Told>().get()?.ok()?, now(), player, place);
    let turn = move |name: &'static str, icon: &'static str, of: fn(&Timeline, Time) -> Option<Time>| {
        let to = move || line.with(|line| line.as_ref().and_then(|line| of(line, place.with(|place| place.at).unwrap_or(line.to))));
        let go = move |_| {
            player.stop();
            if let Some(at) = to() {
                slider.go.run(place.get_untracked().at(Some(at)));
            }
        };
        let none = move || to().is_none().then_some("true");
        view! { <button type="button" class="button quiet bare turn" aria-label=name title=name aria-disabled=none on:click=go><Icon name=icon /></button> }
    };
    view! {
        <div class="moment"><Transition>{dynamic(note)}</Transition></div>
        <div class="travel">
            {player.button()}
            {turn("Change before", "left", |line, at| line.before(at).map(|turn| turn.at))}
            {turn("Change after", "right", |line, at| line.after(at).map(|turn| turn.at))}
            {speeds(player)}
            {reaches(place, go, line)}
        </div>
        <div class="track">
            <Transition>{dynamic(hand)}</Transition>
            {slider.input(player)}
        </div>
    }
}

impl Slider {
    fn input(self, player: Player) -> AnyView {
        let is_empty = move || self.line.with(|line| line.as_ref().is_none_or(|line| line.kept.is_none()));
        view! {
            <input
                type="range"
                aria-label="Moment"
                min="0"
                max=move || self.last()
                step="1"
                prop:value=move || self.value().to_string()
                aria-valuetext=move || self.words()
                title=move || is_empty().then_some("The first moment is kept within a minute of the start.")
                disabled=is_empty
                on:pointerdown=move |_| self.by_keys.set_value(false)
                on:keydown=move |_| self.by_keys.set_value(true)
                on:input=move |event| {
                    player.stop();
                    self.hold(event_target_value(&event).parse().unwrap_or_default());
                }
                on:change=move |_| self.drop()
            />
        }
    }

    /// How many moments there are to the last one.
    fn last(self) -> i64 {
        self.line.with(|line| line.as_ref().map_or(Reach::Hour, |line| line.reach)).seconds() / MOMENT_SECONDS
    }

    /// Where it stands, in moments from the first.
    fn value(self) -> i64 {
        let from = self.line.with(|line| line.as_ref().map(|line| line.from));
        let at = from.zip(self.place.with(|place| place.at)).map(|(from, at)| (at.seconds() - from.seconds()) / MOMENT_SECONDS);
        self.held.get().or(at).unwrap_or_else(|| self.last())
    }

    fn words(self) -> String {
        let told = self.line.with(|line| {
            let (line, at) = (line.as_ref()?, self.place.with(|place| place.at)?);
            Some(words::moment_short(at, line.to))
        });
        told.map_or_else(|| "now".to_owned(), |time| format!("{time} UTC"))
    }

    /// A hand is at a moment: what was then is shown, where that was not asked for just now.
    fn hold(self, value: i64) {
        self.held.set(Some(value));
        let now = browser::now();
        if now - self.asked.get_value() >= DRAG_MS {
            self.asked.set_value(now);
            self.take(value);
        }
    }

    /// A hand lets go.
    fn drop(self) {
        if let Some(value) = self.held.get_untracked() {
            self.take(value);
            self.held.set(None);
        }
    }

    fn take(self, value: i64) {
        let at = self.line.with_untracked(|line| {
            let line = line.as_ref()?;
            let near = if self.by_keys.get_value() { 0 } else { line.reach.seconds() / NEAR };
            line.meant(line.from.plus_seconds(value * MOMENT_SECONDS), near)
        });
        let here = self.place.get_untracked();
        if here.at != at {
            self.go.run(here.at(at));
        }
    }
}

/// Says of which time the map is, and leads to another one. `now` is when it is read, as far as that is known.
fn says(chart: &Told, now: Option<Time>, player: Player, place: Memo<Place>) -> Option<AnyView> {
    let here = place.get();
    // To whom the day is not known it is told.
    let stamp = |time: Time| words::moment_short(time, now.unwrap_or(time.plus_seconds(86_400)));
    let link = |words: &'static str, place: Place| view! { <a href=place.path() on:click=move |_| player.stop()>{words}</a> };
    if let Some(changes) = chart.changes.as_ref().filter(|_| here.against.is_some()) {
        let end = if here.at.is_some() { stamp(changes.to) } else { "now".to_owned() };
        let count = plural(changes.items.len() as u64, "change", "changes");
        return Some(view! {
            <p class="note">
                <span><b>{stamp(changes.from)}</b>" to "<b>{end}</b>" UTC: "<a href="#what-changed" rel="external">{count}</a></span>
                {link("End comparing", Place { against: None, ..here })}
            </p>
        });
    }
    let at = here.at?;
    let is_gap = at.seconds() - chart.mesh.at.seconds() >= MOMENT_SECONDS;
    let gap = is_gap.then(|| format!("Nothing was kept at {}; the last moment before is shown.", stamp(at)));
    Some(view! {
        <p class="note">
            <span>"The mesh as it was at "<b>{stamp(chart.mesh.at)}</b>" UTC. "{gap}</span>
            {link("Compare with now", Place { at: None, against: Some(at), ..here.clone() })}
            {link("Back to now", here.at(None))}
        </p>
    })
}

/// How far back the timeline goes.
fn reaches(place: Memo<Place>, go: Go, line: RwSignal<Option<Timeline>>) -> AnyView {
    let reach = move || line.with(|line| line.as_ref().map(|line| line.reach));
    let option = move |one: Reach| {
        let holds = move || reach() == Some(one);
        view! { <option value=one.word() selected=holds>{one.word()}</option> }
    };
    let choose = move |event| go.run(Place { reach: Reach::from_word(&event_target_value(&event)), ..place.get_untracked() });
    view! { <select aria-label="Reach of time" on:change=choose>{Reach::ALL.map(option).into_iter().collect_view()}</select> }
}
