//! How an alert stands: well, about to fire, or firing. It knows no clock.
//!
//! ```text
//! ok ── holds ──▶ pending ── for as long as the rule says ──▶ firing ── ceased for as long as the rule says ──▶ ok
//! ```
//! A question without an answer changes nothing: neither does it wait, nor does it clear.

use crate::Time;
use serde::{Deserialize, Serialize};

/// How an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// All is well.
    Ok,
    /// The condition holds, but not for long enough.
    Pending,
    /// It was told.
    Firing,
}

impl State {
    /// Every state, those that want a person first.
    pub const WORST_FIRST: [Self; 3] = [Self::Firing, Self::Pending, Self::Ok];

    /// The words people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Pending => "about to fire",
            Self::Firing => "firing",
        }
    }
}

/// What a judgement brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The alert began.
    Fired,
    /// It is over.
    Cleared,
}

impl Turn {
    /// The word that is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fired => "fired",
            Self::Cleared => "cleared",
        }
    }
}

/// The running state of one rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// Whether it fires.
    pub is_firing: bool,
    /// Since when it fires, or is well.
    pub since: Time,
    /// Since when judgements say otherwise.
    pub otherwise_since: Option<Time>,
}

impl Watch {
    /// How it stands.
    pub const fn state(&self) -> State {
        match (self.is_firing, self.otherwise_since) {
            (true, _) => State::Firing,
            (false, Some(_)) => State::Pending,
            (false, None) => State::Ok,
        }
    }

    /// Takes a judgement made at `now`: `for_seconds` it must hold to fire, `clear_seconds` it must have ceased to clear.
    pub fn judge(&mut self, holds: Option<bool>, now: Time, for_seconds: u32, clear_seconds: u32) -> Option<Turn> {
        let holds = holds?;
        if holds == self.is_firing {
            self.otherwise_since = None;
            return None;
        }
        // A clock that was set back makes a wait longer, never shorter.
        let since = *self.otherwise_since.get_or_insert(now);
        let wait = if self.is_firing { clear_seconds } else { for_seconds };
        if now < since.plus_seconds(i64::from(wait)) {
            return None;
        }
        *self = Self { is_firing: holds, since: now, otherwise_since: None };
        Some(if holds { Turn::Fired } else { Turn::Cleared })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FOR: u32 = 60;
    const CLEAR: u32 = 120;

    fn check(judgements: &[(i64, Option<bool>)], expected: &[(i64, Turn)]) {
        let mut watch = Watch::default();
        let turns = judgements.iter().filter_map(|(at, holds)| Some((*at, watch.judge(*holds, Time::from_seconds(*at), FOR, CLEAR)?)));
        assert_eq!(turns.collect::<Vec<_>>(), expected, "{judgements:?}");
    }

    #[test]
    fn an_alert_fires_and_clears_when_it_held_and_ceased_long_enough() {
        let (yes, no) = (Some(true), Some(false));
        check(&[(0, yes), (59, yes)], &[]);
        check(&[(0, yes), (60, yes)], &[(60, Turn::Fired)]);
        check(&[(0, yes), (30, no), (60, yes), (90, yes)], &[]);
        check(&[(0, yes), (30, None), (60, yes)], &[(60, Turn::Fired)]);
        check(&[(0, yes), (60, yes), (90, no), (209, no), (210, no)], &[(60, Turn::Fired), (210, Turn::Cleared)]);
        check(&[(0, yes), (60, yes), (90, no), (200, yes), (260, no), (379, no)], &[(60, Turn::Fired)]);
    }

    proptest! {
        #[test]
        fn turns_alternate_and_each_was_waited_for(steps in prop::collection::vec((0..50_i64, prop::option::of(any::<bool>())), 1..80), wait in 0..100_u32, clear in 0..100_u32) {
            let (mut watch, mut now, mut last) = (Watch::default(), 0, None);
            // Since when every judgement said the same, those without an answer aside.
            let mut same: Option<(bool, i64)> = None;
            for (pause, holds) in steps {
                now += pause;
                if let Some(holds) = holds {
                    same = same.filter(|(before, _)| *before == holds).or(Some((holds, now)));
                }
                if let Some(turn) = watch.judge(holds, Time::from_seconds(now), wait, clear) {
                    prop_assert_eq!(turn, if last == Some(Turn::Fired) { Turn::Cleared } else { Turn::Fired });
                    let needed = if turn == Turn::Fired { wait } else { clear };
                    prop_assert!(same.is_some_and(|(holds, since)| holds == (turn == Turn::Fired) && now - since >= i64::from(needed)));
                    last = Some(turn);
                }
                prop_assert_eq!(watch.is_firing, last == Some(Turn::Fired));
            }
        }
    }
}
