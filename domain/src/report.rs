//! Reports that are made by themselves: when each is due, over which time, and what is kept of it.
//!
//! Pure: who looks at the clock, reads the figures and keeps them is `engine/src/reports`.

mod fields;
mod when;

pub use fields::ScheduleFields;
pub use when::{MONTH_DAYS, Weekday, When};

use crate::Time;
use crate::charts::{Change, Charts, ChartsQuery, Period};
use crate::failure::Violation;
use crate::metrics::{Figures, MetricsTotal};
use crate::objective::Standing;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The most schedules there may be.
pub const SCHEDULES_MAX: usize = 50;

/// Over how many days a report may be: up to what charts may be over.
pub const REPORT_DAYS: RangeInclusive<u32> = 1..=366;

/// The most bytes of a schedule's query.
pub const QUERY_MAX: usize = 1000;

const DAY: i64 = 86_400;

/// What makes a report by itself: when, over which time, of which calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// When it is due.
    pub when: When,
    /// Over how many days up to then; as many as from one due time to the next, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Which calls, in the query language; all where it is empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub query: String,
}

/// A schedule with its name, and when it is due next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled {
    /// Its name.
    pub name: String,
    /// What it makes.
    pub schedule: Schedule,
    /// When it is due next.
    pub next_due: Time,
}

/// A report that is kept, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its id.
    pub id: String,
    /// The name of the schedule that made it.
    pub schedule: String,
    /// When it was due: its time ends then.
    pub due_at: Time,
    /// When it was made: later where nobody was there to make it.
    pub made_at: Time,
    /// When its time begins.
    pub from: Time,
    /// Which calls.
    pub query: String,
    /// How many there were.
    pub calls: u64,
    /// How many of them without a good answer.
    pub errors: u64,
}

/// A report with the figures that it was made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportTold {
    /// What it is.
    #[serde(flatten)]
    pub report: Report,
    /// Its whole time.
    pub now: Figures,
    /// The time before.
    pub before: Option<Figures>,
    /// What changed most, most first.
    pub changed: Vec<Change>,
    /// The busiest tools.
    pub busiest: Vec<MetricsTotal>,
    /// The slowest tools.
    pub slowest: Vec<MetricsTotal>,
    /// How services stood with their objectives.
    pub objectives: Vec<Standing>,
}

/// A report as the console draws it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportKept {
    /// What it is.
    pub report: Report,
    /// Its charts as they were.
    pub charts: Charts,
}

/// What the console lists: the last reports, newest first, and what makes them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportBoard {
    /// Now.
    pub at: Time,
    /// The last reports.
    pub reports: Vec<Report>,
    /// How many are kept.
    pub total: u64,
    /// The schedules, by name.
    pub schedules: Vec<Scheduled>,
}

impl Schedule {
    /// What is wrong with it, but for what its query means.
    pub fn violations(&self) -> Vec<Violation> {
        let mut wrong = self.when.violations();
        let (first, last) = (REPORT_DAYS.start(), REPORT_DAYS.end());
        if self.days.is_some_and(|days| !REPORT_DAYS.contains(&days)) {
            wrong.push(Violation::out_of_range("/days", format!("write {first} to {last}, or leave it out")));
        }
        if self.query.len() > QUERY_MAX {
            wrong.push(Violation::out_of_range("/query", format!("write {QUERY_MAX} bytes at most")));
        }
        wrong
    }

    /// The question that a report answers whose time ends at `due`.
    pub fn question(&self, due: Time) -> ChartsQuery {
        ChartsQuery { query: self.query.clone(), ..ChartsQuery::of(Period::Between(self.from(due), due)) }
    }

    /// When the time of a report begins that ends at `due`.
    pub fn from(&self, due: Time) -> Time {
        if let Some(days) = self.days {
            return due.plus_seconds(-i64::from(days) * DAY);
        }
        // As long as from one due time to the next, wherever between them it ends.
        let last = self.when.last(due.plus_seconds(-1));
        due.plus_seconds(last.seconds() - self.when.next(last).seconds())
    }
}

impl From<ReportKept> for ReportTold {
    fn from(ReportKept { report, charts }: ReportKept) -> Self {
        let Charts { now, before, changed, busiest, slowest, objectives, .. } = charts;
        Self { report, now, before, changed, busiest, slowest, objectives }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(when: When, days: Option<u32>, due: &str, from: &str) {
        let time = |text: &str| text.parse::<Time>().expect("a time");
        assert_eq!(Schedule { when, days, query: String::new() }.from(time(due)), time(from));
    }

    #[test]
    fn a_report_is_over_its_days_or_since_it_was_due_before() {
        let (monday, first) = (When::Week { weekday: Weekday::Monday, hour: 6 }, When::Month { day: 1, hour: 0 });
        check(monday, None, "2026-11-23T06:00:00Z", "2026-11-16T06:00:00Z");
        check(monday, Some(1), "2026-11-23T06:00:00Z", "2026-11-22T06:00:00Z");
        check(first, None, "2027-01-01T00:00:00Z", "2026-12-01T00:00:00Z");
        check(When::Month { day: 31, hour: 9 }, None, "2026-02-28T09:00:00Z", "2026-01-31T09:00:00Z");
        // One that is asked for in between is as long as the one that is due next.
        check(monday, None, "2026-11-24T09:30:00Z", "2026-11-17T09:30:00Z");
        check(When::Day { hour: 23 }, None, "2026-01-01T23:00:00Z", "2025-12-31T23:00:00Z");
    }

    #[test]
    fn what_cannot_be_a_schedule_is_named_with_its_field() {
        let schedule = Schedule { when: When::Month { day: 32, hour: 24 }, days: Some(367), query: "a".repeat(QUERY_MAX + 1) };
        let pointers: Vec<String> = schedule.violations().into_iter().map(|wrong| wrong.pointer).collect();
        assert_eq!(pointers, ["/when/hour", "/when/day", "/days", "/query"]);
        let fits = Schedule { when: When::Month { day: 31, hour: 23 }, days: Some(366), query: "a".repeat(QUERY_MAX) };
        assert_eq!(fits.violations(), []);
    }
}
