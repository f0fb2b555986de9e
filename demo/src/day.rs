//! A day of the Gregorian calendar, also where it was not yet in use.
//!
//! The conversions between a count of days and a date are Howard Hinnant's `days_from_civil`
//! and `civil_from_days`, which need no table of months.

use std::{
    fmt,
    ops::{Add, Sub},
    str::FromStr,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

/// The names of the days of a week, which begins on Monday.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const LAST_YEAR: i64 = 9999;

/// A day, as the number of days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(pub i64);

impl Day {
    /// The day of a date, where the calendar has it.
    pub fn of(year: i64, month: i64, day: i64) -> Option<Self> {
        let in_range = (1..=LAST_YEAR).contains(&year) && (1..=12).contains(&month);
        (in_range && (1..=31).contains(&day))
            .then(|| Self(days_from_civil(year, month, day)))
            .filter(|counted| counted.date() == (year, month, day))
    }

    /// Today in UTC.
    pub fn today() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self((since.as_secs() / 86_400).cast_signed())
    }

    /// Year, month and day of the month.
    pub fn date(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> i64 {
        (self.0 + 3).rem_euclid(7)
    }

    /// The English name of the weekday.
    pub fn weekday_name(self) -> &'static str {
        WEEKDAYS[usize::try_from(self.weekday()).unwrap_or_default()]
    }

    /// The day so many days later, where the calendar still has it.
    pub fn plus(self, days: i64) -> Option<Self> {
        let day = Self(self.0.checked_add(days)?);
        let (first, last) = (days_from_civil(1, 1, 1), days_from_civil(LAST_YEAR, 12, 31));
        (first..=last).contains(&day.0).then_some(day)
    }
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

impl Add<i64> for Day {
    type Output = Self;
    fn add(self, days: i64) -> Self {
        Self(self.0 + days)
    }
}

impl Sub for Day {
    type Output = i64;
    fn sub(self, other: Self) -> i64 {
        self.0 - other.0
    }
}

impl FromStr for Day {
    type Err = String;
    fn from_str(date: &str) -> Result<Self, String> {
        let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
        let mut part = || parts.next().flatten();
        let day = match (part(), part(), part()) {
            (Some(year), Some(month), Some(day)) => Self::of(year, month, day),
            _ => None,
        };
        day.ok_or_else(|| format!("'{date}' is not a day; write it as 2026-11-20"))
    }
}

impl TryFrom<String> for Day {
    type Error = String;
    fn try_from(date: String) -> Result<Self, String> {
        date.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(date: &str, count: i64, weekday: &str) {
        let day: Day = date.parse().unwrap();
        assert_eq!((day.0, day.weekday_name(), day.to_string().as_str()), (count, weekday, date));
    }

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        check("1970-01-01", 0, "Thursday");
        check("2000-02-29", 11_016, "Tuesday");
        check("2026-11-20", 20_777, "Friday");
        check("1582-10-15", -141_427, "Friday");
    }

    #[test]
    fn a_day_that_the_calendar_does_not_have_is_refused() {
        for date in ["2026-02-29", "2026-13-01", "20-11", "soon", "0000-01-01", "10000-01-01"] {
            assert!(date.parse::<Day>().is_err(), "{date}");
        }
    }
}
