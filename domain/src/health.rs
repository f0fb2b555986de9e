//! Health: what a check says, and when a row of checks changes the verdict.
//!
//! `unknown → healthy` takes one good check, so that a new service is usable at once;
//! every other change waits for its number of checks in a row. What flaps all the same is damped: within a minute
//! the health changes six times at most, the last time for the worse, and then holds until it is steady.

use crate::Time;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// The most changes of an instance's health within [`CHANGES_WINDOW_SECONDS`].
pub const CHANGES_MAX: usize = 6;

/// How long a change counts against [`CHANGES_MAX`].
pub const CHANGES_WINDOW_SECONDS: i64 = 60;

/// Failed checks in a row that make an instance unhealthy.
pub const FAILURES_TO_UNHEALTHY: u32 = 2;

/// Good checks in a row that make an unhealthy instance healthy again.
pub const SUCCESSES_TO_HEALTHY: u32 = 2;

/// What is known of an instance or a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It answers its checks.
    Healthy,
    /// It can be called, but not as it should be.
    Degraded,
    /// It fails its checks.
    Unhealthy,
    /// No check has been made yet.
    #[default]
    Unknown,
    /// Its lease ended: nobody vouches for it any more.
    Expired,
}

impl Health {
    /// Every health, worst first: the order in which lists open.
    pub const WORST_FIRST: [Self; 5] = [Self::Unhealthy, Self::Degraded, Self::Expired, Self::Unknown, Self::Healthy];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Unhealthy => "unhealthy",
            Self::Unknown => "unknown",
            Self::Expired => "expired",
        }
    }

    /// Whether calls may go there: what `GET /registry/health` answers.
    pub const fn is_callable(self) -> bool {
        matches!(self, Self::Healthy | Self::Degraded)
    }

    /// The place in [`Health::WORST_FIRST`].
    pub fn rank(self) -> usize {
        Self::WORST_FIRST.iter().position(|health| *health == self).unwrap_or_default()
    }

    /// Reads the word back.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORST_FIRST.into_iter().find(|health| health.word() == word)
    }
}

/// A verdict with its reason in words and since when it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The health itself.
    pub health: Health,
    /// Why, in words for people.
    pub reason: String,
    /// When it became so.
    pub since: Time,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// It answered well.
    Passed,
    /// It answered, and said itself that something is wrong.
    Limped(String),
    /// It did not answer, or answered badly; the reason is for people.
    Failed(String),
}

/// The running verdict over one instance's checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// The verdict as it stands.
    pub verdict: Verdict,
    failures: u32,
    successes: u32,
    /// When the health changed of late, oldest first.
    changes: VecDeque<Time>,
}

impl Watch {
    /// A watch that takes up where an earlier one, perhaps before a restart, stopped.
    pub fn resume(verdict: Verdict) -> Self {
        Self { verdict, ..Self::default() }
    }

    /// Takes one check into account; true when the health changed.
    pub fn observe(&mut self, check: Check, at: Time) -> bool {
        let (health, reason) = match check {
            Check::Passed => (Health::Healthy, self.count_success()),
            Check::Limped(reason) => {
                self.count_success();
                (Health::Degraded, reason)
            }
            Check::Failed(reason) => (Health::Unhealthy, self.count_failure(&reason)),
        };
        let is_due = health != self.verdict.health && self.is_due(health);
        let changed = is_due && self.may_change(health, at);
        if changed {
            self.changes.push_back(at);
            self.verdict = Verdict { health, reason, since: at };
        } else if is_due {
            let (word, changes) = (self.verdict.health.word(), self.changes.len());
            self.verdict.reason = format!("it flaps: {changes} changes within a minute, held {word} until it is steady");
        } else if health == self.verdict.health {
            self.verdict.reason = reason;
        }
        changed
    }

    /// Whether a change is followed now. The last one within the window is kept for the worse, so that what fails is never
    /// held to be well, and a failure is followed at once.
    fn may_change(&mut self, health: Health, at: Time) -> bool {
        let is_late = |change: &Time| (0..CHANGES_WINDOW_SECONDS * 1_000_000).contains(&(at.0 - change.0));
        self.changes.retain(is_late);
        self.changes.len() < if health == Health::Unhealthy { CHANGES_MAX } else { CHANGES_MAX - 1 }
    }

    fn is_due(&self, health: Health) -> bool {
        match (self.verdict.health, health) {
            (_, Health::Unhealthy) => self.failures >= FAILURES_TO_UNHEALTHY,
            (Health::Unhealthy, _) => self.successes >= SUCCESSES_TO_HEALTHY,
            _ => true,
        }
    }

    fn count_success(&mut self) -> String {
        self.failures = 0;
        self.successes = self.successes.saturating_add(1);
        match self.successes {
            1 => "1 check passed".to_owned(),
            n => format!("{n} checks passed"),
        }
    }

    fn count_failure(&mut self, reason: &str) -> String {
        self.successes = 0;
        self.failures = self.failures.saturating_add(1);
        match self.failures {
            1 => reason.to_owned(),
            n => format!("{reason}, {n} checks in a row"),
        }
    }
}

/// The verdict over a service from those over its instances: it can be called while one instance can.
pub fn of_service<'a>(instances: impl IntoIterator<Item = &'a Verdict>) -> Verdict {
    let all: Vec<&Verdict> = instances.into_iter().collect();
    let Some(worst) = all.iter().min_by_key(|verdict| (verdict.health.rank(), verdict.since)) else {
        return Verdict { reason: "no instance".to_owned(), ..Verdict::default() };
    };
    let callable = all.iter().filter(|verdict| verdict.health.is_callable()).count();
    if worst.health == Health::Unhealthy && callable > 0 {
        let reason = format!("{} of {} instances fail: {}", all.len() - callable, all.len(), worst.reason);
        return Verdict { health: Health::Degraded, reason, since: worst.since };
    }
    if matches!(worst.health, Health::Expired | Health::Unknown) && callable > 0 {
        let best = all.iter().find(|verdict| verdict.health.is_callable()).unwrap_or(worst);
        return (*best).clone();
    }
    (*worst).clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Feeds one letter a check, `p`assed, `l`imped or `f`ailed, and compares the word after the last one.
    fn check(checks: &str, expected: Health) {
        let mut watch = Watch::default();
        for (second, letter) in (0..).zip(checks.chars()) {
            let found = match letter {
                'p' => Check::Passed,
                'l' => Check::Limped("slow".to_owned()),
                _ => Check::Failed("connection refused".to_owned()),
            };
            watch.observe(found, Time::from_seconds(second));
        }
        assert_eq!(watch.verdict.health, expected, "{checks}");
    }

    #[test]
    fn two_failures_make_unhealthy_and_two_successes_make_healthy_again() {
        check("", Health::Unknown);
        check("p", Health::Healthy);
        check("f", Health::Unknown);
        check("pf", Health::Healthy);
        check("pff", Health::Unhealthy);
        check("pffp", Health::Unhealthy);
        check("pffpfp", Health::Unhealthy);
        check("pffpp", Health::Healthy);
        check("pl", Health::Degraded);
        check("plp", Health::Healthy);
        check("pffll", Health::Degraded);
    }

    #[test]
    fn the_reason_counts_failures_and_since_is_the_moment_of_the_change() {
        let mut watch = Watch::default();
        for second in 1..=4 {
            watch.observe(Check::Failed("connection refused".to_owned()), Time::from_seconds(second));
        }
        assert_eq!(watch.verdict.reason, "connection refused, 4 checks in a row");
        assert_eq!(watch.verdict.since, Time::from_seconds(2));
    }

    /// Feeds a letter a second, as [`check`] does, and gives the seconds in which the health changed.
    fn changes(watch: &mut Watch, letters: impl Iterator<Item = char>) -> Vec<i64> {
        let found = |letter| if letter == 'p' { Check::Passed } else { Check::Failed("connection refused".to_owned()) };
        let seconds = (0..).zip(letters).filter(|(second, letter)| watch.observe(found(*letter), Time::from_seconds(*second)));
        seconds.map(|(second, _)| second).collect()
    }

    #[test]
    fn what_flaps_changes_six_times_a_minute_and_then_holds_at_its_worst() {
        let mut watch = Watch::default();
        assert_eq!(changes(&mut watch, "ffpp".chars().cycle().take(60)), [1, 3, 5, 7, 9]);
        assert_eq!(watch.verdict.health, Health::Unhealthy);
        assert_eq!(watch.verdict.reason, "it flaps: 5 changes within a minute, held unhealthy until it is steady");
    }

    #[test]
    fn what_flapped_and_is_steady_is_believed_again_when_its_changes_are_a_minute_old() {
        let mut watch = Watch::default();
        assert_eq!(changes(&mut watch, "ffppffppff".chars().chain("p".chars().cycle()).take(100)), [1, 3, 5, 7, 9, 61]);
        assert_eq!((watch.verdict.health, watch.verdict.since), (Health::Healthy, Time::from_seconds(61)));
    }

    proptest! {
        #[test]
        fn no_minute_has_more_than_six_changes_and_no_failure_is_followed_late(
            checks in prop::collection::vec((0_u8..3, 0_i64..5_000_000), 1..400)
        ) {
            let (mut watch, mut at, mut failed, mut changed) = (Watch::default(), 0, 0, Vec::new());
            for (kind, later) in checks {
                at += later;
                let found = [Check::Passed, Check::Limped("slow".to_owned()), Check::Failed("gone".to_owned())][usize::from(kind)].clone();
                failed = if kind == 2 { failed + 1 } else { 0 };
                if watch.observe(found, Time(at)) {
                    changed.push(at);
                }
                prop_assert!(failed < FAILURES_TO_UNHEALTHY || watch.verdict.health == Health::Unhealthy);
                let late = changed.iter().filter(|change| at - **change < CHANGES_WINDOW_SECONDS * 1_000_000).count();
                prop_assert!(late <= CHANGES_MAX, "{late} changes within a minute");
            }
        }
    }

    #[test]
    fn a_service_with_one_good_instance_of_two_is_degraded() {
        let verdict = |health, reason: &str| Verdict { health, reason: reason.to_owned(), since: Time(0) };
        let (good, bad) = (verdict(Health::Healthy, "ok"), verdict(Health::Unhealthy, "timeout"));
        assert_eq!(of_service([&good, &bad]), verdict(Health::Degraded, "1 of 2 instances fail: timeout"));
        assert_eq!(of_service([&bad, &bad]).health, Health::Unhealthy);
        assert_eq!(of_service([&good, &verdict(Health::Expired, "lease ended")]).health, Health::Healthy);
        assert_eq!(of_service([]).reason, "no instance");
    }
}
