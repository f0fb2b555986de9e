//! Days as people write them, read into `YYYY-MM-DD`; never a guess: a day without its year is none.

use super::tokens::{Shape, Token};
use domain::Time;

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// Reads `2026-11-20`, `2026/11/20` or `20.11.2026`; a day that no calendar has is none.
pub fn read(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let separators: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let [a, b, c] = parts[..] else { return None };
    match separators.as_str() {
        "--" | "//" if a.len() == 4 => day(a.parse().ok()?, b.parse().ok()?, c.parse().ok()?),
        ".." if c.len() == 4 => day(c.parse().ok()?, b.parse().ok()?, a.parse().ok()?),
        _ => None,
    }
}

fn day(year: i64, month: usize, day: i64) -> Option<String> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    ((1..=9999).contains(&year) && (1..=length).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Joins `20 November 2026` and `November 20, 2026` into one token each, and reads words for days where `today` is known.
pub fn join(tokens: &mut Vec<Token>, today: Option<&str>) {
    let mut at = 0;
    while at < tokens.len() {
        if let Some((length, found)) = written(&tokens[at..]) {
            let last = tokens[at + length - 1].clone();
            tokens.drain(at + 1..at + length);
            let first = &mut tokens[at];
            (first.to, first.weight, first.shape) = (last.to, 2.0, Shape::Day(found));
            first.text = format!("{} … {}", first.text, last.text);
        } else if let Some(found) = today.and_then(|today| relative(&tokens[at].folded, today)) {
            (tokens[at].weight, tokens[at].shape) = (1.0, Shape::Day(found));
        }
        at += 1;
    }
}

fn written(tokens: &[Token]) -> Option<(usize, String)> {
    let number = |place: usize| match tokens.get(place)?.shape {
        Shape::Number(value) if value.fract() == 0.0 && (0.0..=9999.0).contains(&value) => Some(value as i64),
        _ => None,
    };
    let month = |place: usize| tokens.get(place).and_then(|token| month_named(&token.folded));
    if let (Some(first), Some(named), Some(year)) = (number(0), month(1), number(2)) {
        return Some((3, day(year, named, first)?));
    }
    let (named, first) = (month(0)?, number(1)?);
    let comma = usize::from(tokens.get(2).is_some_and(|token| token.is_mark(",")));
    Some((3 + comma, day(number(2 + comma)?, named, first)?))
}

fn month_named(folded: &str) -> Option<usize> {
    let place = MONTHS.iter().position(|month| *month == folded || (folded.len() == 3 && month.starts_with(folded)))?;
    Some(place + 1)
}

fn relative(folded: &str, today: &str) -> Option<String> {
    let offset = match folded {
        "yesterday" => -1,
        "today" => 0,
        "tomorrow" => 1,
        _ => return None,
    };
    let start: Time = format!("{today}T00:00:00Z").parse().ok()?;
    Some(start.plus_seconds(offset * 86_400).to_string()[..10].to_owned())
}
