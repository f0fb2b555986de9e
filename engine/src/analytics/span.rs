//! A span of whole minutes, cut into equal steps.

use super::grain::{Grain, Piece, cover};
use super::retention::Gone;
use super::split::Split;
use domain::Time;
use std::ops::Range;

/// Minutes in order, and how many of them make a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The unix minutes.
    pub minutes: Range<i64>,
    /// How many minutes a step has.
    pub step: i64,
}

impl Span {
    /// The minutes that begin at or after `from` and before `to`, a minute a step.
    pub const fn between(from: Time, to: Time) -> Self {
        Self { minutes: first_minute(from)..first_minute(to), step: 1 }
    }

    /// The steps of `step` minutes from the one in which `from` lies, until `to`.
    pub const fn stepped(from: Time, to: Time, step: i64) -> Self {
        let start = from.floor_to(step * 60).seconds() / 60;
        Self { minutes: start..Self::between(from, to).minutes.end, step }
    }

    /// The same minutes in about `slices` steps: as many, or fewer where a step would be no whole minute. Steps of a quarter
    /// of an hour and more are whole quarters, hours or days, and begin with one, because those are what is kept.
    pub fn sliced(self, slices: usize) -> Self {
        let minutes = self.minutes.end - self.minutes.start;
        let slices = if slices == 0 { 1 } else { slices as i64 };
        let step = (minutes + slices - 1).div_euclid(slices).max(1);
        if slices == 1 {
            return Self { step, ..self };
        }
        let grain = Grain::ALL.into_iter().rev().find(|grain| grain.minutes() <= step).unwrap_or(Grain::Minute);
        Self { minutes: grain.floor(self.minutes.start)..self.minutes.end, step: grain.ceil(step) }
    }

    /// The same span as far as `split` has grains for it: from a slot that is still kept, to one, in steps of whole slots.
    pub fn fitted(self, split: Split, gone: &Gone) -> Self {
        let grain = gone.finest(split, self.minutes.start);
        let end = gone.finest(split, self.minutes.end - 1).ceil(self.minutes.end);
        let is_whole = self.len() <= 1;
        let minutes = grain.floor(self.minutes.start)..end;
        let step = if is_whole { (minutes.end - minutes.start).max(1) } else { grain.ceil(self.step) };
        Self { minutes, step }
    }

    /// The slots of `split` that answer for this span, none of which lies in two of its steps.
    pub fn pieces(&self, split: Split) -> Vec<Piece> {
        self.pieces_of(split, self.minutes.clone())
    }

    /// The same for a part of the span.
    pub fn pieces_of(&self, split: Split, minutes: Range<i64>) -> Vec<Piece> {
        let fits = |grain: &Grain| {
            let width = grain.minutes();
            self.len() <= 1 || (self.step % width == 0 && self.minutes.start.rem_euclid(width) == 0)
        };
        let grains: Vec<Grain> = split.grains().iter().copied().filter(fits).collect();
        cover(minutes, &grains)
    }

    /// How many steps there are; the last may be cut short.
    pub const fn len(&self) -> usize {
        ((self.minutes.end - self.minutes.start + self.step - 1).div_euclid(self.step)) as usize
    }

    /// The step in which a minute lies.
    pub const fn place(&self, minute: i64) -> usize {
        (minute - self.minutes.start).div_euclid(self.step) as usize
    }

    /// When a step begins.
    pub const fn time(&self, place: usize) -> Time {
        Time::from_seconds((self.minutes.start + place as i64 * self.step) * 60)
    }

    /// When the last minute ends.
    pub const fn end(&self) -> Time {
        Time::from_seconds(self.minutes.end * 60)
    }
}

/// The first minute that begins at or after `time`.
const fn first_minute(time: Time) -> i64 {
    -time.0.saturating_neg().div_euclid(60_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: i64, end: i64, step: i64) -> Span {
        Span { minutes: start..end, step }
    }

    fn check_sliced(minutes: i64, slices: usize, expected: Span) {
        assert_eq!(span(7, 7 + minutes, 1).sliced(slices), expected);
    }

    #[test]
    fn slices_are_whole_minutes_quarters_hours_or_days() {
        check_sliced(60, 40, span(7, 67, 2));
        check_sliced(60, 1, span(7, 67, 60));
        check_sliced(1440, 40, span(0, 1447, 45));
        check_sliced(10_080, 40, span(0, 10_087, 300));
        check_sliced(0, 0, span(7, 7, 1));
    }

    #[test]
    fn a_span_is_cut_to_what_is_kept() {
        let none_gone = Gone::default();
        assert_eq!(span(7, 67, 2).fitted(Split::Tool, &none_gone), span(7, 67, 2));
        assert_eq!(span(7, 67, 60).fitted(Split::Caller, &none_gone), span(0, 120, 120));
        assert_eq!(span(7, 67, 2).fitted(Split::Caller, &none_gone), span(0, 120, 60));
    }

    #[test]
    fn no_slot_lies_in_two_steps() {
        let grains = |span: Span| span.pieces(Split::Tool).into_iter().map(|piece| piece.grain).collect::<Vec<_>>();
        assert_eq!(grains(span(0, 120, 30)), [Grain::Quarter]);
        assert_eq!(grains(span(1, 120, 30)), [Grain::Minute]);
        assert_eq!(grains(span(0, 120, 120)), [Grain::Hour]);
        assert_eq!(grains(span(0, 120, 40)), [Grain::Minute]);
        assert_eq!(grains(span(59, 120, 61)), [Grain::Minute, Grain::Hour]);
    }
}
