//! Retention: how long each grain is kept, what of it is gone, and a purge that nobody waits for.
//!
//! What is too old is taken out in steps, each its own transaction. A step that took long makes the next one smaller, so
//! that a write never waits long for one; between two steps the writer is free for as long as a step took. The least that a
//! step takes is one pack. A step that packs calls makes one pack of them, as full as it can be: small packs would take several
//! times the room. What packs hold is read before the writer is asked for.

use super::calls::key::first_key;
use super::calls::packs::store as packs;
use super::calls::store as raw;
use super::grain::Grain;
use super::split::Split;
use super::{Analytics, minute_of, store};
use crate::{Error, clock};
use domain::Time;
use std::ops::Range;
use std::time::Duration;

const DAY: i64 = 86_400;

/// How long raw calls are kept, in seconds.
pub const CALLS_KEPT: i64 = 30 * DAY;

/// How long minutes are kept, in seconds: a week against the week before has wider steps, so a day more than a week will do.
pub const MINUTES_KEPT: i64 = 8 * DAY;

/// How long the minutes of edges are kept, in seconds: with many callers they hold hardly more than a call each.
pub const EDGE_MINUTES_KEPT: i64 = 2 * DAY;

/// How long quarters of an hour are kept, in seconds.
pub const QUARTERS_KEPT: i64 = 62 * DAY;

/// How long hours and spans of six are kept, in seconds.
pub const HOURS_KEPT: i64 = 400 * DAY;

/// How long days are kept, in seconds.
pub const DAYS_KEPT: i64 = 5 * 366 * DAY;

/// For how many seconds calls of an hour that is over may still come to be packed with it.
pub const STILL_COMING: i64 = 600;

/// How long one step of a purge should take at most: one that took longer makes the next one as much smaller.
const STEP_MAX: Duration = Duration::from_millis(10);

/// The longest pause between two steps, where a step took that long.
const PAUSE_MAX: Duration = Duration::from_millis(250);

/// How many rows a step takes out, at least and at most.
const STEP_ROWS: Range<i64> = 50..5000;

/// How many rows the first step takes out.
const FIRST_STEP: i64 = 500;

/// How many names the steps of roll-ups walk through at a time.
const NAMES_AT_ONCE: i64 = 64;

/// Where each grain of each split begins: what is before these minutes was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone([[i64; Grain::ALL.len()]; Split::ALL.len()]);

impl Default for Gone {
    fn default() -> Self {
        Self([[i64::MIN; Grain::ALL.len()]; Split::ALL.len()])
    }
}

impl Gone {
    /// What is gone where everything is kept as long as it says above.
    pub fn by(now: Time) -> Self {
        let mut gone = Self::default();
        for split in Split::ALL {
            for grain in split.grains() {
                gone.0[split as usize][*grain as usize] = grain.floor(minute_of(now.plus_seconds(-kept(split, *grain))));
            }
        }
        gone
    }

    /// The finest grain that still holds `minute`; the coarsest where none does.
    pub fn finest(&self, split: Split, minute: i64) -> Grain {
        let holds = |grain: &&Grain| self.0[split as usize][**grain as usize] <= grain.floor(minute);
        let grains = split.grains();
        grains.iter().find(holds).or(grains.last()).copied().unwrap_or(Grain::Day)
    }
}

/// How long a grain of a split is kept, in seconds.
pub const fn kept(split: Split, grain: Grain) -> i64 {
    match (split, grain) {
        (Split::Edge, Grain::Minute) => EDGE_MINUTES_KEPT,
        (_, Grain::Minute) => MINUTES_KEPT,
        (_, Grain::Quarter) => QUARTERS_KEPT,
        (_, Grain::Hour | Grain::SixHours) => HOURS_KEPT,
        (_, Grain::Day) => DAYS_KEPT,
    }
}

/// How many rows the next step takes out.
fn next_step(rows: i64, took: Duration) -> i64 {
    // What a step waited for the writer is no fault of its rows: one step does not take all away.
    let by = if took > STEP_MAX { STEP_MAX.div_duration_f64(took).max(0.25) } else { 1.25 };
    ((rows as f64 * by) as i64).clamp(STEP_ROWS.start, STEP_ROWS.end)
}

/// The steps of a purge, as they come.
struct Steps {
    rows: i64,
    longest: Duration,
}

impl Steps {
    /// The first of them takes so many rows.
    const fn of(rows: i64) -> Self {
        Self { rows, longest: Duration::ZERO }
    }

    /// Takes what a step took into account, and leaves the writer to others for as long.
    async fn took(&mut self, took: Duration) {
        self.longest = self.longest.max(took);
        self.rows = next_step(self.rows, took);
        tokio::time::sleep(took.min(PAUSE_MAX)).await;
    }
}

impl Analytics {
    /// Takes out what is too old at `now`, and returns how long the longest step held the writer.
    pub async fn purge(&self, now: Time) -> Result<Duration, Error> {
        // A clock that was set back does not bring back what is gone. First said, then done: an answer never stands on what
        // may be half gone.
        let gone = Gone::by(store::tell_purged(&self.0.db, now).await?);
        *self.gone_mut() = gone;
        let mut steps = Steps::of(FIRST_STEP);
        let before = now.plus_seconds(-CALLS_KEPT);
        let mut more = true;
        while more {
            let (asked, begun) = (steps.rows, clock::instant());
            more = raw::purge(&self.0.db, before, asked).await? == asked as u64;
            steps.took(begun.elapsed()).await;
        }
        self.purge_packs(first_key(before), &mut steps).await?;
        let last = store::last_name(&self.0.db).await?;
        for split in Split::ALL {
            for grain in split.grains() {
                let slot = grain.slot_of(gone.0[split as usize][*grain as usize]);
                self.purge_blocks(split, *grain, slot, last, &mut steps).await?;
            }
        }
        Ok(steps.longest)
    }

    /// Packs the calls of hours that are over at `now`, and returns how long the longest step held the writer.
    pub async fn pack(&self, now: Time) -> Result<Duration, Error> {
        let before = first_key(now.plus_seconds(-STILL_COMING));
        let mut steps = Steps::of(FIRST_STEP);
        let mut more = true;
        while more {
            let begun = clock::instant();
            more = packs::pack(&self.0.db, before).await?;
            steps.took(begun.elapsed()).await;
        }
        Ok(steps.longest)
    }

    /// Takes out packs that are wholly too old, some a step, and then of those at the border what is too old, one a step.
    async fn purge_packs(&self, before: i64, steps: &mut Steps) -> Result<(), Error> {
        loop {
            let old = packs::too_old(&self.0.db, before, steps.rows).await?;
            if old.is_empty() {
                break;
            }
            self.take_out(&old, steps).await?;
        }
        let mut behind = (before, i64::MIN);
        while let Some((place, old)) = packs::at_border(&self.0.db, before, behind).await? {
            behind = place;
            if let Some(old) = old {
                self.take_out(&[old], steps).await?;
            }
        }
        Ok(())
    }

    async fn take_out(&self, old: &[packs::Old], steps: &mut Steps) -> Result<(), Error> {
        let begun = clock::instant();
        packs::take_out(&self.0.db, old).await?;
        steps.took(begun.elapsed()).await;
        Ok(())
    }

    async fn purge_blocks(&self, split: Split, grain: Grain, before: i64, last: i64, steps: &mut Steps) -> Result<(), Error> {
        let mut first = 0;
        while first <= last {
            let (asked, begun) = (steps.rows, clock::instant());
            let names = first..first + NAMES_AT_ONCE;
            let done = store::purge_blocks(&self.0.db, split, grain, names, before, asked).await?;
            if done < asked as u64 {
                first += NAMES_AT_ONCE;
            }
            if done > 0 {
                steps.took(begun.elapsed()).await;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_took_long_makes_the_next_one_smaller() {
        assert_eq!(next_step(500, Duration::from_millis(20)), 250);
        assert_eq!(next_step(500, Duration::from_millis(10)), 625);
        assert_eq!(next_step(5000, Duration::from_millis(50)), 1250);
        assert_eq!(next_step(500, Duration::from_secs(1)), 125);
        assert_eq!(next_step(60, Duration::from_secs(1)), 50);
        assert_eq!(next_step(5000, Duration::ZERO), 5000);
    }

    fn check(split: Split, days_ago: i64, finest: Grain) {
        let now = Time::from_seconds(20_000 * DAY + 7 * 3600 + 61);
        let minute = minute_of(now.plus_seconds(-days_ago * DAY));
        assert_eq!(Gone::by(now).finest(split, minute), finest, "{split:?} {days_ago}");
        assert_eq!(Gone::default().finest(split, minute), split.grains()[0]);
    }

    #[test]
    fn each_grain_is_kept_as_long_as_it_says() {
        check(Split::Total, 7, Grain::Minute);
        check(Split::Total, 8, Grain::Minute);
        check(Split::Total, 9, Grain::Quarter);
        check(Split::Edge, 3, Grain::Hour);
        check(Split::Tool, 63, Grain::Hour);
        check(Split::Caller, 0, Grain::Hour);
        check(Split::Caller, 401, Grain::Day);
        check(Split::Caller, 5000, Grain::Day);
    }
}
