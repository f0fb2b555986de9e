//! The hand on the charts: the step under the crosshair, and the steps that are being chosen.
//!
//! Moments and not places: a live page moves on under the hand, and is drawn anew.

use domain::Time;
use domain::charts::Steps;

/// Where the hand is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hand {
    /// The beginning of the step under the crosshair.
    pub at: Option<Time>,
    /// The beginning of the step at which choosing began.
    anchor: Option<Time>,
    /// Whether a pointer is down.
    pub is_down: bool,
    /// Whether the crosshair was there before the pointer went down.
    was_there: bool,
}

/// What a hand does at last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Nothing but pointing.
    Point,
    /// Chooses the time from one moment to another.
    Choose(Time, Time),
    /// Opens what is behind a step.
    Open(Time, Time),
}

/// Where an arrow leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// So many steps on; below 0 back.
    By(i64),
    /// To the first step.
    First,
    /// To the last step.
    Last,
}

impl Hand {
    /// A pointer moves over a step.
    pub fn hover(&mut self, steps: &Steps, place: u32) {
        self.at = Some(steps.time(place));
    }

    /// A pointer goes down on a step.
    pub fn press(&mut self, steps: &Steps, place: u32) {
        let at = Some(steps.time(place));
        *self = Self { at, anchor: at, is_down: true, was_there: self.at == at };
    }

    /// The pointer goes up.
    pub fn release(&mut self, steps: &Steps) -> Deed {
        // Another button than the first goes up without having been pressed, and ends nothing.
        if !self.is_down {
            return Deed::Point;
        }
        let deed = match self.chosen(steps) {
            Some((from, to)) => Deed::Choose(from, to),
            // A finger has no way to point but to press: what it presses first is only pointed at.
            None => self.at.filter(|_| self.was_there).map_or(Deed::Point, |at| open(steps, at)),
        };
        *self = Self { at: self.at, ..Self::default() };
        deed
    }

    /// The pointer or the keyboard leaves.
    pub fn leave(&mut self) {
        if !self.is_down {
            *self = Self::default();
        }
    }

    /// The pointer is taken away, as where a finger scrolls: it pointed at nothing.
    pub fn cancel(&mut self) {
        *self = Self::default();
    }

    /// A pointer of a kind leaves: browsers say so of a finger after each touch, and what it pointed at stays to be opened.
    pub fn leave_by(&mut self, kind: &str) {
        if kind != "touch" {
            self.leave();
        }
    }

    /// An arrow walks from step to step; `choosing` takes along what it passes.
    pub fn walk(&mut self, steps: &Steps, way: Way, choosing: bool) {
        let last = steps.count.saturating_sub(1);
        let here = self.at.and_then(|at| steps.place(at));
        let place = match (way, here) {
            (Way::First, _) => 0,
            (Way::Last, _) | (Way::By(_), None) => last,
            (Way::By(by), Some(here)) => (i64::from(here) + by).clamp(0, i64::from(last)) as u32,
        };
        self.anchor = self.anchor.or(self.at).filter(|_| choosing);
        self.at = Some(steps.time(place));
    }

    /// Enter: chooses what was passed, or opens the step.
    pub fn enter(&mut self, steps: &Steps) -> Deed {
        let deed = match (self.chosen(steps), self.at) {
            (Some((from, to)), _) => Deed::Choose(from, to),
            (None, Some(at)) => open(steps, at),
            (None, None) => Deed::Point,
        };
        self.anchor = None;
        deed
    }

    /// Lets go of what is being chosen.
    pub fn let_go(&mut self) {
        *self = Self { at: self.at, ..Self::default() };
    }

    /// The time that is being chosen.
    pub fn chosen(&self, steps: &Steps) -> Option<(Time, Time)> {
        let (anchor, at) = self.anchor.zip(self.at).filter(|(anchor, at)| anchor != at)?;
        Some((anchor.min(at), anchor.max(at).plus_seconds(steps.seconds)))
    }
}

fn open(steps: &Steps, at: Time) -> Deed {
    Deed::Open(at, at.plus_seconds(steps.seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: Steps = Steps { from: Time::from_seconds(600), seconds: 60, count: 5 };

    fn time(place: u32) -> Time {
        STEPS.time(place)
    }

    fn check(deeds: impl Fn(&mut Hand) -> Deed, expected: Deed) {
        assert_eq!(deeds(&mut Hand::default()), expected);
    }

    fn drag(hand: &mut Hand, from: u32, to: u32) -> Deed {
        hand.press(&STEPS, from);
        hand.hover(&STEPS, to);
        hand.release(&STEPS)
    }

    #[test]
    fn dragging_chooses_whichever_way() {
        check(|hand| drag(hand, 1, 3), Deed::Choose(time(1), time(4)));
        check(|hand| drag(hand, 3, 1), Deed::Choose(time(1), time(4)));
    }

    #[test]
    fn a_click_opens_what_was_pointed_at_and_a_first_touch_only_points() {
        let hovered = |hand: &mut Hand| {
            hand.hover(&STEPS, 2);
            drag(hand, 2, 2)
        };
        check(hovered, Deed::Open(time(2), time(3)));
        check(|hand| drag(hand, 2, 2), Deed::Point);
        let twice = |hand: &mut Hand, kind| {
            drag(hand, 2, 2);
            hand.leave_by(kind);
            drag(hand, 2, 2)
        };
        check(|hand| twice(hand, "touch"), Deed::Open(time(2), time(3)));
        check(|hand| twice(hand, "mouse"), Deed::Point);
    }

    #[test]
    fn a_finger_that_scrolls_points_at_nothing() {
        let mut hand = Hand::default();
        hand.press(&STEPS, 1);
        hand.hover(&STEPS, 2);
        hand.cancel();
        hand.leave_by("touch");
        assert_eq!(hand, Hand::default());
    }

    #[test]
    fn what_was_not_pressed_is_not_released() {
        let mut hand = Hand::default();
        hand.walk(&STEPS, Way::Last, false);
        hand.walk(&STEPS, Way::By(-1), true);
        assert_eq!(hand.release(&STEPS), Deed::Point);
        assert_eq!(hand.chosen(&STEPS), Some((time(3), time(5))));
    }

    #[test]
    fn arrows_begin_at_the_newest_step_and_stay_on_the_chart() {
        let mut hand = Hand::default();
        let walked = [Way::By(-1), Way::By(-1), Way::By(-10), Way::By(1), Way::Last, Way::By(1), Way::First].map(|way| {
            hand.walk(&STEPS, way, false);
            STEPS.place(hand.at.expect("a step")).expect("on the chart")
        });
        assert_eq!(walked, [4, 3, 0, 1, 4, 4, 0]);
    }

    #[test]
    fn enter_opens_a_step_or_chooses_what_was_passed() {
        let walk = |hand: &mut Hand, choosing| {
            hand.walk(&STEPS, Way::Last, false);
            hand.walk(&STEPS, Way::By(-2), choosing);
            hand.enter(&STEPS)
        };
        check(|hand| walk(hand, false), Deed::Open(time(2), time(3)));
        check(|hand| walk(hand, true), Deed::Choose(time(2), time(5)));
        check(|hand| hand.enter(&STEPS), Deed::Point);
    }

    #[test]
    fn what_is_chosen_is_let_go_and_the_crosshair_stays() {
        let mut hand = Hand::default();
        hand.press(&STEPS, 1);
        hand.hover(&STEPS, 2);
        hand.let_go();
        assert_eq!((hand.at, hand.chosen(&STEPS)), (Some(time(2)), None));
    }
}
