//! When a report is due: at a full hour of every day, of a day of the week, or of a day of the month, in UTC.

use crate::Time;
use crate::failure::Violation;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The hours of a day.
const HOURS: RangeInclusive<u32> = 0..=23;

/// The days of a month; one that a month does not have is its last.
pub const MONTH_DAYS: RangeInclusive<u32> = 1..=31;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

/// The first Monday after the unix epoch, which was a Thursday, in seconds.
const MONDAY: i64 = 4 * DAY;

/// When it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "every", rename_all = "snake_case", deny_unknown_fields)]
pub enum When {
    /// Every day.
    Day {
        /// At that hour.
        hour: u32,
    },
    /// Every week.
    Week {
        /// On that day.
        weekday: Weekday,
        /// At that hour.
        hour: u32,
    },
    /// Every month.
    Month {
        /// On that day, or on the last where the month is shorter.
        day: u32,
        /// At that hour.
        hour: u32,
    },
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the day of its name")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// Every day of the week.
    pub const ALL: [Self; 7] = [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// Its word: `monday`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }
}

impl When {
    /// The last time it was due up to `at`.
    pub const fn last(self, at: Time) -> Time {
        match self {
            Self::Day { hour } => floored(at, DAY, hour as i64 * HOUR),
            Self::Week { weekday, hour } => floored(at, WEEK, MONDAY + weekday as i64 * DAY + hour as i64 * HOUR),
            Self::Month { day, hour } => {
                let (year, month, _) = at.date();
                let due = in_month(year, month, day, hour);
                if due.0 <= at.0 { due } else { in_month(year, month - 1, day, hour) }
            }
        }
    }

    /// The first time it is due after `at`.
    pub const fn next(self, at: Time) -> Time {
        let last = self.last(at);
        match self {
            Self::Day { .. } => last.plus_seconds(DAY),
            Self::Week { .. } => last.plus_seconds(WEEK),
            Self::Month { day, hour } => {
                let (year, month, _) = last.date();
                in_month(year, month + 1, day, hour)
            }
        }
    }

    /// What is wrong with it.
    pub fn violations(self) -> Vec<Violation> {
        let (hour, day) = match self {
            Self::Day { hour } | Self::Week { hour, .. } => (hour, None),
            Self::Month { day, hour } => (hour, Some(day)),
        };
        let out_of = |is_out: bool, pointer: &str, remedy: &str| is_out.then(|| Violation::out_of_range(pointer, remedy.to_owned()));
        let hour = out_of(!HOURS.contains(&hour), "/when/hour", "write 0 to 23, in UTC");
        let day = out_of(day.is_some_and(|day| !MONTH_DAYS.contains(&day)), "/when/day", "write 1 to 31");
        hour.into_iter().chain(day).collect()
    }
}

/// The last moment up to `at` that lies so far behind the beginning of a stretch of `every` seconds.
const fn floored(at: Time, every: i64, behind: i64) -> Time {
    at.plus_seconds(-behind).floor_to(every).plus_seconds(behind)
}

/// That hour of a day of a month, which may lie beyond a year's end; where the month is shorter, of its last day.
const fn in_month(year: i64, month: i64, day: u32, hour: u32) -> Time {
    let begin = Time::from_date(year, month, 1);
    let length = (Time::from_date(year, month + 1, 1).seconds() - begin.seconds()) / DAY;
    let day = if (day as i64) < length { day as i64 } else { length };
    begin.plus_seconds((day - 1) * DAY + hour as i64 * HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(when: When, at: &str, last: &str, next: &str) {
        let time = |text: &str| text.parse::<Time>().expect("a time");
        assert_eq!((when.last(time(at)), when.next(time(at))), (time(last), time(next)), "{when:?} {at}");
    }

    #[test]
    fn it_is_due_at_its_hour_and_again_a_day_later() {
        let when = When::Day { hour: 6 };
        check(when, "2026-11-22T05:59:59Z", "2026-11-21T06:00:00Z", "2026-11-22T06:00:00Z");
        check(when, "2026-11-22T06:00:00Z", "2026-11-22T06:00:00Z", "2026-11-23T06:00:00Z");
    }

    #[test]
    fn it_is_due_on_its_day_of_the_week() {
        let when = |weekday| When::Week { weekday, hour: 6 };
        // The 22nd of November 2026 is a Sunday.
        check(when(Weekday::Monday), "2026-11-22T12:00:00Z", "2026-11-16T06:00:00Z", "2026-11-23T06:00:00Z");
        check(when(Weekday::Sunday), "2026-11-22T12:00:00Z", "2026-11-22T06:00:00Z", "2026-11-29T06:00:00Z");
        check(when(Weekday::Sunday), "1970-01-01T00:00:00Z", "1969-12-28T06:00:00Z", "1970-01-04T06:00:00Z");
    }

    #[test]
    fn a_day_that_a_month_does_not_have_is_its_last() {
        let when = When::Month { day: 31, hour: 0 };
        check(when, "2026-02-10T00:00:00Z", "2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z");
        check(when, "2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z", "2028-03-31T00:00:00Z");
        check(when, "2026-12-31T00:00:00Z", "2026-12-31T00:00:00Z", "2027-01-31T00:00:00Z");
        check(When::Month { day: 1, hour: 23 }, "2027-01-01T22:00:00Z", "2026-12-01T23:00:00Z", "2027-01-01T23:00:00Z");
    }

    fn when() -> impl Strategy<Value = When> {
        let weekday = (0..7_usize).prop_map(|place| Weekday::ALL[place]);
        prop_oneof![
            (0..24_u32).prop_map(|hour| When::Day { hour }),
            (weekday, 0..24_u32).prop_map(|(weekday, hour)| When::Week { weekday, hour }),
            (1..32_u32, 0..24_u32).prop_map(|(day, hour)| When::Month { day, hour }),
        ]
    }

    proptest! {
        #[test]
        fn between_two_due_times_there_is_no_other(when in when(), seconds in -2_000_000_000_i64..8_000_000_000, micros in 0..1_000_000_i64) {
            let at = Time(seconds * 1_000_000 + micros);
            let (last, next) = (when.last(at), when.next(at));
            prop_assert!(last <= at && at < next);
            prop_assert_eq!((when.last(last), when.next(last)), (last, next));
            prop_assert_eq!((when.last(next), when.last(Time(next.0 - 1))), (next, last));
            let days = (next.seconds() - last.seconds()) / DAY;
            let fits = match when {
                When::Day { .. } => days == 1,
                When::Week { .. } => days == 7,
                When::Month { .. } => (28..=31).contains(&days),
            };
            prop_assert!(fits, "{} days", days);
        }

        #[test]
        fn it_is_due_at_its_hour_on_its_day(when in when(), seconds in -2_000_000_000_i64..8_000_000_000) {
            let next = when.next(Time::from_seconds(seconds));
            let (_, _, day) = next.date();
            match when {
                When::Day { hour } => prop_assert_eq!(next.time_of_day(), (i64::from(hour), 0, 0)),
                When::Week { weekday, hour } => {
                    prop_assert_eq!(next.time_of_day(), (i64::from(hour), 0, 0));
                    // The unix epoch was a Thursday.
                    prop_assert_eq!(Weekday::ALL[(next.seconds().div_euclid(DAY) + 3).rem_euclid(7) as usize], weekday);
                }
                When::Month { day: asked, hour } => {
                    prop_assert_eq!(next.time_of_day(), (i64::from(hour), 0, 0));
                    let is_last = next.plus_seconds(DAY).date().2 == 1;
                    prop_assert!(day == i64::from(asked) || (day < i64::from(asked) && is_last));
                }
            }
        }
    }
}
