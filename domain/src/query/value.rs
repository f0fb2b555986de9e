//! Values: words, patterns, and numbers with their units; how they are read and how they are written.

use super::fields::{Field, Kind};
use super::{Mistake, Pattern, print};
use crate::{Time, names};
use std::fmt;

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Words; empty where the field has no value.
    Text(String),
    /// A pattern.
    Pattern(Pattern),
    /// A number in the field's own unit, and how that is written.
    Number(f64, Kind),
}

/// A unit with how many of the field's own unit it holds; the first is the one that is printed.
type Units = &'static [(&'static str, f64)];

const PERCENT: Units = &[("%", 1.0)];
const DURATION: Units = &[("ms", 1.0), ("us", 0.001), ("µs", 0.001), ("s", 1000.0), ("min", 60_000.0), ("m", 60_000.0), ("h", 3_600_000.0)];
const BYTES: Units = &[
    ("B", 1.0),
    ("", 1.0),
    ("kB", 1000.0),
    ("MB", 1_000_000.0),
    ("GB", 1_000_000_000.0),
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
];
const NUMBER: Units = &[("", 1.0)];

/// The greatest number: beyond, not every whole one can be told from the next.
const NUMBER_MAX: f64 = 9_007_199_254_740_992.0;

impl Kind {
    /// Whether values are numbers, which can be more or less.
    pub const fn is_number(self) -> bool {
        !matches!(self, Self::Text | Self::Choice(_))
    }

    fn units(self) -> Units {
        match self {
            Self::Percent => PERCENT,
            Self::Duration => DURATION,
            Self::Bytes => BYTES,
            _ => NUMBER,
        }
    }

    /// How a value is written, as an example.
    pub const fn example(self) -> &'static str {
        match self {
            Self::Text | Self::Choice(_) => "a word, or several in quotes",
            Self::Number => "a number, as 5",
            Self::Percent => "a share with %, as 5%",
            Self::Duration => "a number with its unit, as 250ms, 1.5s or 2min",
            Self::Bytes => "a size, as 512, 64kB or 2MiB",
            Self::Time => "a time, as 2026-11-20T17:06:41Z or unix seconds",
        }
    }
}

/// Reads a value of `field` that stands at the byte `at`.
pub fn read(field: &Field, text: &str, at: usize) -> Result<Value, Mistake> {
    match field.kind {
        Kind::Text => Ok(Value::Text(text.to_owned())),
        Kind::Choice(words) => choice(field, words, text, at),
        Kind::Time => time(text).ok_or_else(|| not_one(field, text, at)),
        kind => number(kind, text).ok_or_else(|| not_one(field, text, at)),
    }
}

fn not_one(field: &Field, text: &str, at: usize) -> Mistake {
    Mistake::new(at, format!("`{text}` is no value of {}", field.name), format!("write {}", field.kind.example()))
}

fn choice(field: &Field, words: &[&str], text: &str, at: usize) -> Result<Value, Mistake> {
    let lower = text.to_lowercase();
    if text.is_empty() || words.contains(&lower.as_str()) {
        return Ok(Value::Text(lower));
    }
    let mistake = Mistake::new(at, format!("{} is never `{text}`", field.name), format!("write one of {}", words.join(", ")));
    Err(Mistake { near: names::near(&lower, words.iter().copied()), ..mistake })
}

fn number(kind: Kind, text: &str) -> Option<Value> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let (_, factor) = kind.units().iter().find(|(written, _)| *written == unit)?;
    let number = digits.parse::<f64>().ok().filter(|_| digits.starts_with(|c: char| c.is_ascii_digit()))? * factor;
    (number <= NUMBER_MAX).then_some(Value::Number(number, kind))
}

/// A time to the millisecond, which is how it is written.
fn time(text: &str) -> Option<Value> {
    let Time(micros) = text.parse().ok()?;
    let time = Time(micros.div_euclid(1000) * 1000);
    let reads_back = time.to_string().parse() == Ok(time);
    reads_back.then_some(Value::Number(time.0 as f64, Kind::Time)).filter(|_| (time.0 as f64).abs() <= NUMBER_MAX)
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => print::word(f, text),
            Self::Pattern(pattern) => pattern.fmt(f),
            Self::Number(micros, Kind::Time) => Time(*micros as i64).fmt(f),
            Self::Number(number, kind) => write!(f, "{number}{}", kind.units()[0].0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, text: &str, expected: Result<&str, &str>) {
        let field = Field { name: "it", kind, about: "" };
        let read = read(&field, text, 0).map(|value| value.to_string()).map_err(|mistake| mistake.remedy);
        assert_eq!(read, expected.map(str::to_owned).map_err(str::to_owned), "{text}");
    }

    #[test]
    fn a_number_is_read_with_its_unit_and_printed_in_the_fields_own() {
        let latency = |text, expected| check(Kind::Duration, text, expected);
        latency("250ms", Ok("250ms"));
        latency("1.5s", Ok("1500ms"));
        latency("80us", Ok("0.08ms"));
        latency("2min", Ok("120000ms"));
        for wrong in ["250", "250 ms", "-1ms", ".5s", "1.2.3s", "1e3ms", "ms", "99999999999999999s", ""] {
            latency(wrong, Err("write a number with its unit, as 250ms, 1.5s or 2min"));
        }
        check(Kind::Percent, "2.5%", Ok("2.5%"));
        check(Kind::Percent, "2.5", Err("write a share with %, as 5%"));
        check(Kind::Bytes, "2MiB", Ok("2097152B"));
        check(Kind::Bytes, "512", Ok("512B"));
        check(Kind::Number, "5", Ok("5"));
        check(Kind::Number, "5%", Err("write a number, as 5"));
        check(Kind::Time, "1795194401", Ok("2026-11-20T17:06:41.000Z"));
        check(Kind::Time, "9223372036854775807", Err("write a time, as 2026-11-20T17:06:41Z or unix seconds"));
    }

    #[test]
    fn a_choice_takes_its_words_and_no_other() {
        let words = Kind::Choice(&["healthy", "unhealthy"]);
        check(words, "Healthy", Ok("healthy"));
        check(words, "", Ok("\"\""));
        check(words, "helthy", Err("write one of healthy, unhealthy"));
    }
}
