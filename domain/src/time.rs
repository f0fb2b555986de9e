//! A moment on the wire: RFC 3339 in UTC outside, unix microseconds inside.
//!
//! Not a calendar: a browser formats for people with its own `Intl`.

use crate::Failure;
use crate::failure::Violation;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

const MICROS: i64 = 1_000_000;
const DAY: i64 = 86_400;

/// A moment in unix microseconds, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

impl Time {
    /// The moment `seconds` after the unix epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(MICROS))
    }

    /// Whole seconds since the unix epoch.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(MICROS)
    }

    /// This moment moved by `seconds`, which may be negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(MICROS)))
    }

    /// Milliseconds from `earlier` to this moment; negative where the order is the other way round.
    pub fn millis_since(self, earlier: Self) -> f64 {
        self.0.saturating_sub(earlier.0) as f64 / 1000.0
    }

    /// The start of the `step`-second interval this moment lies in, aligned to the unix epoch.
    #[must_use]
    pub const fn floor_to(self, step: i64) -> Self {
        Self::from_seconds(self.seconds().div_euclid(step) * step)
    }

    /// Year, month (1–12) and day (1–31) of this moment in UTC.
    pub const fn date(self) -> (i64, i64, i64) {
        civil_from_days(self.seconds().div_euclid(DAY))
    }

    /// The moment at which a day of the Gregorian calendar begins in UTC; a month beyond December is one of the next year.
    pub const fn from_date(year: i64, month: i64, day: i64) -> Self {
        let (year, month) = (year + (month - 1).div_euclid(12), (month - 1).rem_euclid(12) + 1);
        Self::from_seconds(days_from_civil(year, month, day) * DAY)
    }

    /// Hour, minute and second of this moment in UTC.
    pub const fn time_of_day(self) -> (i64, i64, i64) {
        let second = self.seconds().rem_euclid(DAY);
        (second / 3600, second / 60 % 60, second % 60)
    }
}

/// Reads the time that a request has at `pointer`, where there is one.
pub fn read_time(pointer: &str, text: Option<&str>) -> Result<Option<Time>, Failure> {
    text.map(str::parse).transpose().map_err(|error: NotATime| {
        let violation = Violation {
            pointer: pointer.to_owned(),
            message: error.to_string(),
            remedy: "write it as 2026-11-20T17:06:41Z or in unix seconds".to_owned(),
        };
        Failure::violations("A time of the query cannot be read.", vec![violation])
    })
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let (hour, minute, second) = self.time_of_day();
        let milli = self.0.rem_euclid(MICROS) / 1000;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }
}

/// A text that is neither RFC 3339 nor unix seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time: write RFC 3339 in UTC, as 2026-11-20T17:06:41Z, or unix seconds")
    }
}

impl FromStr for Time {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        match text.parse::<i64>() {
            Ok(seconds) => Ok(Self::from_seconds(seconds)),
            Err(_) => parse_rfc3339(text).ok_or(NotATime),
        }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimeVisitor)
    }
}

struct TimeVisitor;

impl Visitor<'_> for TimeVisitor {
    type Value = Time;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a time: RFC 3339 or unix seconds")
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<Time, E> {
        Ok(Time::from_seconds(seconds))
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<Time, E> {
        i64::try_from(seconds).map(Time::from_seconds).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Time, E> {
        text.parse().map_err(E::custom)
    }
}

fn parse_rfc3339(text: &str) -> Option<Time> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok().map(i64::from);
    let marks = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")];
    if !marks.iter().all(|(at, mark)| text.get(*at..at + 1) == Some(mark)) {
        return None;
    }
    let (month, day) = (number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (fraction, zone) = split_fraction(text.get(19..)?)?;
    let days = days_from_civil(number(0, 4)?, month, day);
    let seconds = days * DAY + hour * 3600 + minute * 60 + second - zone_seconds(zone)?;
    Some(Time(seconds * MICROS + fraction))
}

/// Splits `.123Z` into microseconds and the zone.
fn split_fraction(rest: &str) -> Option<(i64, &str)> {
    let Some(digits) = rest.strip_prefix('.') else { return Some((0, rest)) };
    let end = digits.find(|c: char| !c.is_ascii_digit())?;
    let padded = format!("{:0<6}", &digits[..end.min(6)]);
    Some((padded.parse().ok()?, &digits[end..]))
}

fn zone_seconds(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = match zone.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    Some(sign * (i64::from(hours.parse::<u8>().ok()?) * 3600 + i64::from(minutes.parse::<u8>().ok()?) * 60))
}

/// Days since 1970-01-01 of a Gregorian date; after Howard Hinnant, "chrono-compatible low-level date algorithms".
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`].
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, micros: Option<i64>) {
        assert_eq!(text.parse::<Time>().ok().map(|t| t.0), micros, "{text}");
    }

    #[test]
    fn rfc_3339_and_unix_seconds_are_read() {
        check("1970-01-01T00:00:00Z", Some(0));
        check("2026-11-20T17:06:41.250Z", Some(1_795_194_401_250_000));
        check("2026-11-20T18:06:41+01:00", Some(1_795_194_401_000_000));
        check("1795194401", Some(1_795_194_401_000_000));
    }

    #[test]
    fn seconds_beyond_the_end_of_time_are_its_end() {
        check("9223372036854775807", Some(i64::MAX));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "yesterday", "2026-13-01T00:00:00Z", "2026-11-20 17:06:41Z", "2026-11-20T17:06:41", "é026-11-20T17:06:41Z"] {
            check(text, None);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(millis in -62_135_596_800_000_i64..253_402_300_799_000) {
            let time = Time(millis * 1000);
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }

        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in ".*") {
            let _ = text.parse::<Time>();
        }
    }
}
