//! Playing: moment after moment by itself, until now.

use crate::live::use_live;
use crate::mesh::page::Go;
use crate::mesh::place::Place;
use crate::prelude::*;
use crate::ui::format::seconds;
use crate::ui::icon::Icon;
use domain::Time;
use domain::mesh::{MOMENT_SECONDS, Timeline};

/// In so many seconds the whole is played, where nobody wants it faster.
const WHOLE_SECONDS: i64 = 60;
/// How much faster it may be.
const FASTER: [i64; 3] = [1, 2, 4];

/// What plays.
#[derive(Clone, Copy)]
pub struct Player {
    place: Memo<Place>,
    go: Go,
    line: RwSignal<Option<Timeline>>,
    /// The moment that was played last; none where nothing plays.
    at: RwSignal<Option<Time>>,
    faster: RwSignal<i64>,
}

impl Player {
    /// What plays over a timeline, a step a second.
    pub fn new(place: Memo<Place>, go: Go, line: RwSignal<Option<Timeline>>) -> Self {
        let player = Self { place, go, line, at: RwSignal::new(None), faster: RwSignal::new(FASTER[0]) };
        // Who goes back to now has seen enough.
        Effect::new(move |was_past: Option<bool>| {
            let is_past = place.with(|place| place.at.is_some());
            if was_past == Some(true) && !is_past {
                player.stop();
            }
            is_past
        });
        let live = use_live();
        Effect::new(move |_| {
            live.now.track();
            player.step();
        });
        player
    }

    /// Ends it where it is.
    pub fn stop(self) {
        if self.at.get_untracked().is_some() {
            self.at.set(None);
        }
    }

    /// The button that begins and ends it; from now on it begins at the first moment.
    pub fn button(self) -> AnyView {
        let turn = move |_| {
            if self.at.get_untracked().is_some() {
                self.stop();
                return;
            }
            let first = self.line.with_untracked(|line| line.as_ref().and_then(|line| line.kept));
            if let Some(at) = self.place.with_untracked(|place| place.at).or(first) {
                self.show(Some(at));
            }
        };
        let (is_on, none) =
            (move || self.at.get().is_some(), move || self.line.with(|line| line.as_ref().is_none_or(|line| line.kept.is_none())));
        let name = move || if is_on() { "Pause" } else { "Play" };
        view! {
            <button type="button" class="button bare play" aria-label=move || format!("{} time", name()) title=name aria-disabled=move || none().then_some("true") on:click=turn>
                {dynamic(move || view! { <Icon name=if is_on() { "pause" } else { "play" } /> })}
            </button>
        }
    }

    fn step(self) {
        let Some(at) = self.at.get_untracked() else { return };
        let next = self.line.with_untracked(|line| line.as_ref().and_then(|line| after(line, at, self.faster.get_untracked())));
        self.show(next);
    }

    fn show(self, at: Option<Time>) {
        self.at.set(at);
        self.go.run(self.place.get_untracked().at(at));
    }
}

/// The moment a second later; none where that is now.
fn after(line: &Timeline, at: Time, faster: i64) -> Option<Time> {
    Some(at.plus_seconds(pace(line, faster))).filter(|next| *next < line.to)
}

/// How much time passes in a second.
fn pace(line: &Timeline, faster: i64) -> i64 {
    (line.reach.seconds() / WHOLE_SECONDS).max(MOMENT_SECONDS) * faster
}

/// How fast it plays.
pub fn speeds(player: Player) -> AnyView {
    let option = move |faster: i64| {
        let words = move || player.line.with(|line| line.as_ref().map(|line| format!("{} a second", seconds(pace(line, faster) as f64))));
        view! { <option value=faster.to_string()>{words}</option> }
    };
    let choose = move |event| player.faster.set(event_target_value(&event).parse().unwrap_or(FASTER[0]));
    view! { <select aria-label="Speed of playing" on:change=choose>{FASTER.map(option).into_iter().collect_view()}</select> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::mesh::Reach;

    fn check(reach: Reach, faster: i64, at: i64, expected: Option<i64>) {
        let (from, to) = (Time::from_seconds(0), Time::from_seconds(reach.seconds()));
        let line = Timeline { reach, from, to, kept: Some(from), turns: Vec::new(), drawing: String::new() };
        assert_eq!(after(&line, Time::from_seconds(at), faster).map(Time::seconds), expected);
    }

    #[test]
    fn the_whole_is_played_in_a_minute_or_faster_and_ends_with_now() {
        check(Reach::Hour, 1, 0, Some(60));
        check(Reach::Hour, 4, 60, Some(300));
        check(Reach::Shift, 1, 0, Some(360));
        check(Reach::All, 2, 0, Some(2 * 129_600));
        check(Reach::Hour, 1, 3540, None);
        check(Reach::Hour, 2, 3500, None);
    }
}
