//! The timeline: a reach of time up to now, with what happened to services in it.

use crate::{Health, Time};
use serde::{Deserialize, Serialize};

/// The seconds between two moments.
pub const MOMENT_SECONDS: i64 = 60;

/// The most turns that a timeline tells, the newest first to be kept.
pub const TURNS_MAX: usize = 200;

/// How far back a timeline goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// An hour.
    Hour,
    /// Six hours.
    Shift,
    /// A day.
    Day,
    /// A week.
    Week,
    /// Ninety days: as long as moments are kept.
    All,
}

impl Reach {
    /// Every reach, the shortest first.
    pub const ALL: [Self; 5] = [Self::Hour, Self::Shift, Self::Day, Self::Week, Self::All];

    /// The word for it in an address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hour => "1h",
            Self::Shift => "6h",
            Self::Day => "24h",
            Self::Week => "7d",
            Self::All => "90d",
        }
    }

    /// Reads that word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reach| reach.word() == word)
    }

    /// Its length.
    pub const fn seconds(self) -> i64 {
        match self {
            Self::Hour => 3600,
            Self::Shift => 6 * 3600,
            Self::Day => 86_400,
            Self::Week => 7 * 86_400,
            Self::All => 90 * 86_400,
        }
    }

    /// The length of the slots in which calls are counted.
    pub const fn step_seconds(self) -> i64 {
        match self {
            Self::Hour => 60,
            Self::Shift => 120,
            Self::Day => 600,
            Self::Week => 3600,
            Self::All => 43_200,
        }
    }

    /// The shortest that goes back so many seconds; the longest where none does.
    pub fn covering(seconds: i64) -> Self {
        Self::ALL.into_iter().find(|reach| reach.seconds() >= seconds).unwrap_or(Self::All)
    }
}

/// A service whose health was another one from a moment on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The moment.
    pub at: Time,
    /// The service.
    pub node: String,
    /// Its health from then on.
    pub health: Health,
}

/// A reach of time up to the last moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// How far back it goes.
    pub reach: Reach,
    /// Its first moment.
    pub from: Time,
    /// Its last moment.
    pub to: Time,
    /// The first moment of it that is kept; none where none is.
    pub kept: Option<Time>,
    /// What happened, oldest first.
    pub turns: Vec<Turn>,
    /// The calls of each slot, the turns and the hours, drawn.
    pub drawing: String,
}

impl Timeline {
    /// The share of the way from its first to its last moment at which a time lies, 0–1.
    pub fn share(&self, at: Time) -> f64 {
        let (passed, whole) = (at.0 - self.from.0, (self.to.0 - self.from.0).max(1));
        (passed as f64 / whole as f64).clamp(0.0, 1.0)
    }

    /// The time meant by a hand that points at `at`: a turn that lies within `near` seconds, else the moment itself, and none
    /// before the first that is kept. None is now.
    pub fn meant(&self, at: Time, near: i64) -> Option<Time> {
        let distance = |turn: &&Turn| (turn.at.0 - at.0).abs();
        let turn = self.turns.iter().min_by_key(distance).filter(|turn| distance(turn) <= near * 1_000_000);
        let at = turn.map_or(at, |turn| turn.at).max(self.kept.unwrap_or(self.to));
        (at < self.to).then_some(at)
    }

    /// The last turn before `at`.
    pub fn before(&self, at: Time) -> Option<&Turn> {
        self.turns.iter().rev().find(|turn| turn.at < at)
    }

    /// The first turn after `at`.
    pub fn after(&self, at: Time) -> Option<&Turn> {
        self.turns.iter().find(|turn| turn.at > at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(minute: i64) -> Time {
        Time::from_seconds(minute * 60)
    }

    /// An hour from minute 0 on, kept from minute 10, with turns at the minutes 20, 40 and 41.
    fn hour() -> Timeline {
        let turn = |at| Turn { at: minute(at), node: "geo".to_owned(), health: Health::Unhealthy };
        let turns = [20, 40, 41].map(turn).into();
        Timeline { reach: Reach::Hour, from: minute(0), to: minute(60), kept: Some(minute(10)), turns, drawing: String::new() }
    }

    fn check(pointed: i64, near: i64, expected: Option<i64>) {
        assert_eq!(hour().meant(minute(pointed), near), expected.map(minute), "minute {pointed} within {near} s");
    }

    #[test]
    fn a_hand_near_a_turn_means_the_turn() {
        check(30, 0, Some(30));
        check(22, 0, Some(22));
        check(22, 120, Some(20));
        check(43, 180, Some(41));
        check(40, 600, Some(40));
    }

    #[test]
    fn nothing_is_meant_before_what_is_kept_and_the_end_is_now() {
        check(0, 0, Some(10));
        check(60, 0, None);
        check(90, 0, None);
        assert_eq!(Timeline { kept: None, ..hour() }.meant(minute(30), 0), None);
    }

    #[test]
    fn a_turn_is_followed_by_the_next_one() {
        let told = |turn: Option<&Turn>| turn.map(|turn| turn.at.seconds() / 60);
        let hour = hour();
        assert_eq!((told(hour.before(minute(41))), told(hour.after(minute(40)))), (Some(40), Some(41)));
        assert_eq!((told(hour.before(minute(20))), told(hour.after(minute(41)))), (None, None));
    }

    #[test]
    fn a_share_of_the_way_ends_at_both_ends() {
        let hundredths = [-9, 0, 15, 60, 99].map(|at| (hour().share(minute(at)) * 100.0).round() as i64);
        assert_eq!(hundredths, [0, 0, 25, 100, 100]);
    }

    #[test]
    fn the_shortest_reach_that_goes_far_enough_is_taken() {
        let covering = |seconds| Reach::covering(seconds).word();
        assert_eq!([0, 3600, 3601, 86_401, i64::MAX].map(covering), ["1h", "1h", "6h", "7d", "90d"]);
        assert!(Reach::ALL.iter().all(|reach| Reach::from_word(reach.word()) == Some(*reach)));
    }
}
