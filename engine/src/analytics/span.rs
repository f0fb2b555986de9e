//! A span of whole minutes, cut into equal steps.

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

    /// The same minutes in about `slices` steps: as many, or fewer where a step would be no whole minute.
    pub const fn sliced(self, slices: usize) -> Self {
        let minutes = self.minutes.end - self.minutes.start;
        let slices = if slices == 0 { 1 } else { slices as i64 };
        let step = (minutes + slices - 1).div_euclid(slices);
        Self { step: if step < 1 { 1 } else { step }, ..self }
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
}

/// The first minute that begins at or after `time`.
const fn first_minute(time: Time) -> i64 {
    -time.0.saturating_neg().div_euclid(60_000_000)
}
