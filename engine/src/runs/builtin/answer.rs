//! Answers: a sentence with the computed values and how they came about, and what nothing was done with.

use super::fill::{Action, way};
use super::plan::Made;
use super::profile::{Hop, Output, Type};
use super::reading::Reading;
use super::supply::{Source, follow};
use super::words;
use serde_json::Value;

/// How many values of one call a sentence tells.
const VALUES_MAX: usize = 4;

/// How many entries of a list it tells.
const ENTRIES_MAX: usize = 5;

/// The longest text it tells, in characters.
const TEXT_MAX: usize = 240;

/// From how little on a token counts as not taken care of.
const COVERED: f64 = 0.25;

/// Outputs with such names are what was asked for, whatever the others are.
const RESULT: &[&str] = &["amount", "answer", "output", "result", "valu", "value"];

/// Outputs with such names say what a number is in.
const UNIT: &[&str] = &["unit", "currency", "symbol"];

/// The sentence that answers a requirement: a part for each call whose output no other call took.
pub fn sentence(made: &[Made], reading: &Reading) -> String {
    let is_end = |call: &usize| !made.iter().any(|other| takes_news(&other.action, *call, &made[*call]));
    let mut ends: Vec<usize> = (0..made.len()).filter(is_end).collect();
    ends.sort_by_key(|end| made[*end].action.clause);
    let parts: Vec<String> = ends
        .into_iter()
        .map(|end| {
            let before: Vec<String> = ancestors(made, end).into_iter().map(|call| told(&made[call].action)).collect();
            let after = if before.is_empty() { String::new() } else { format!(", after {}", before.join(" and ")) };
            let values = values(&made[end], reading);
            format!("{}, by {}{after}.", values.trim_end_matches('.'), told(&made[end].action))
        })
        .collect();
    parts.join(" ")
}

/// Whether an action takes more of a call's outputs than what was asked for.
fn takes_news(action: &Action, call: usize, made: &Made) -> bool {
    action.filled.iter().any(|filled| match &filled.source {
        Source::Output(source, path) | Source::Unit(source, path) if *source == call => {
            made.earlier.outputs.iter().any(|output| output.path == *path && !output.is_echo)
        }
        _ => false,
    })
}

/// The calls whose outputs a call takes, and theirs, the first one first.
fn ancestors(made: &[Made], call: usize) -> Vec<usize> {
    let mut found = vec![call];
    let mut next = 0;
    while let Some(call) = found.get(next).copied() {
        for source in feeds(&made[call].action) {
            if !found.contains(&source) && takes_news(&made[call].action, source, &made[source]) {
                found.push(source);
            }
        }
        next += 1;
    }
    let mut before = found.split_off(1);
    before.sort_unstable();
    before
}

fn feeds(action: &Action) -> impl Iterator<Item = usize> {
    action.filled.iter().filter_map(|filled| match filled.source {
        Source::Output(call, _) | Source::Unit(call, _) => Some(call),
        Source::Text(_) => None,
    })
}

/// A call in words: `units.convert (value 12, from miles, to kilometres)`.
pub fn told(action: &Action) -> String {
    let inputs: Vec<String> = action
        .filled
        .iter()
        .map(|filled| {
            let name = action.profile.inputs[filled.input].path.join(".");
            match (&filled.value, &filled.source) {
                (Some(value), _) => format!("{name} {}", plain(value)),
                (None, Source::Output(_, path) | Source::Unit(_, path)) => format!("{name} from the {} before", way(path)),
                (None, Source::Text(_)) => name,
            }
        })
        .collect();
    let tool = action.profile.tool.id.as_str();
    if inputs.is_empty() { tool.to_owned() } else { format!("{tool} ({})", inputs.join(", ")) }
}

/// What a call answered, in words.
pub fn values(made: &Made, reading: &Reading) -> String {
    let Some(answer) = made.earlier.answer.as_deref() else { return "nothing".to_owned() };
    let outputs = told_outputs(made, answer, reading);
    let alone = outputs.len() == 1;
    let parts: Vec<String> = outputs
        .iter()
        .filter_map(|output| Some(value_of(output, &follow(answer, &output.path)?, alone, &unit_beside(made, answer))))
        .collect();
    if parts.is_empty() { plain(answer) } else { parts.join(", ") }
}

/// The outputs worth telling: the result, else those the text names, else the first ones that are news.
fn told_outputs<'a>(made: &'a Made, answer: &Value, reading: &Reading) -> Vec<&'a Output> {
    let top = |output: &&Output| !output.path.contains(&Hop::First) && !output.path.contains(&Hop::Each) && output.kind != Type::Other;
    let there = |output: &&Output| follow(answer, &output.path).is_some_and(|value| !value.is_null());
    let news: Vec<&Output> = made.earlier.outputs.iter().filter(top).filter(there).filter(|output| !output.is_echo).collect();
    // A word that names the tool does not tell its outputs apart.
    let tool = words::stems(made.action.profile.tool.id.name());
    let is_asked = |stem: &String| !tool.contains(stem) && reading.tokens.iter().any(|token| token.weight > 0.0 && token.stem == *stem);
    let asked = |output: &&&Output| output.name.iter().any(is_asked);
    let result = |output: &&&Output| output.path.len() == 1 && output.name.iter().any(|stem| RESULT.contains(&stem.as_str()));
    let chosen: Vec<&Output> = news.iter().filter(result).copied().take(1).collect();
    let chosen = if chosen.is_empty() { news.iter().filter(asked).copied().take(VALUES_MAX).collect() } else { chosen };
    if chosen.is_empty() { news.into_iter().take(VALUES_MAX).collect() } else { chosen }
}

fn value_of(output: &Output, value: &Value, alone: bool, unit: &str) -> String {
    let is_result = output.name.iter().any(|stem| RESULT.contains(&stem.as_str()));
    let parts = words::parts(&output.key);
    let own_unit = parts.iter().rfind(|part| words::unit(part).is_some());
    match value {
        Value::Array(items) => entries(&output.key, items),
        Value::Number(_) if is_result && !unit.is_empty() => format!("{} {unit}", plain(value)),
        Value::Number(_) if parts.len() == 1 && own_unit.is_some() => format!("{} {}", plain(value), output.key),
        Value::Number(_) if own_unit.is_some() => format!("{} {}", spaced(&output.key), plain(value)),
        _ if is_result || (alone && !value.is_boolean() && !value.is_number()) => plain(value),
        _ => format!("{} {}", spaced(&output.key), plain(value)),
    }
}

/// What a number of this call is in, spelt as the call asked for it where it did.
fn unit_beside(made: &Made, answer: &Value) -> String {
    let beside =
        made.earlier.outputs.iter().find(|output| output.path.len() == 1 && output.name.iter().any(|stem| UNIT.contains(&stem.as_str())));
    let Some(unit) = beside.and_then(|output| follow(answer, &output.path)).and_then(|unit| unit.as_str().map(str::to_owned)) else {
        return String::new();
    };
    let asked = made.action.filled.iter().filter_map(|filled| filled.value.as_ref().and_then(Value::as_str));
    let is_it = |asked: &&str| {
        let (asked, unit) = (words::fold(asked), words::fold(&unit));
        asked.starts_with(&unit) || (words::unit(&asked).is_some() && words::unit(&asked) == words::unit(&unit))
    };
    asked.rev().find(is_it).map_or_else(|| unit.clone(), str::to_owned)
}

/// A list in words: how many, and the first ones.
fn entries(name: &str, items: &[Value]) -> String {
    let shown: Vec<String> = items.iter().take(ENTRIES_MAX).map(entry).collect();
    let rest = if items.len() > ENTRIES_MAX { ", …" } else { "" };
    let name = spaced(name);
    match items.len() {
        0 => format!("no {name}"),
        count => format!("{count} {name}: {}{rest}", shown.join(", ")),
    }
}

/// An entry by its first text and its first number.
fn entry(item: &Value) -> String {
    let Value::Object(map) = item else { return plain(item) };
    let text = map.values().find(|value| value.is_string()).map(plain);
    let number = map.iter().find(|(_, value)| value.is_number()).map(|(key, value)| match words::unit(&words::fold(key)) {
        Some(_) => format!("{} {key}", plain(value)),
        None => format!("{} {}", spaced(key), plain(value)),
    });
    match (text, number) {
        (Some(text), Some(number)) => format!("{text} ({number})"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => plain(item),
    }
}

/// A value as people read it.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) if text.chars().count() > TEXT_MAX => format!("{}…", text.chars().take(TEXT_MAX).collect::<String>()),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) if number.is_f64() => tidy(number.as_f64().unwrap_or_default()),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().map(plain).collect::<Vec<_>>().join(", ")
        }
        other => {
            let text = other.to_string();
            if text.chars().count() > TEXT_MAX { format!("{}…", text.chars().take(TEXT_MAX).collect::<String>()) } else { text }
        }
    }
}

/// A number without the dust of its last digits.
fn tidy(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-3 {
        return value.to_string();
    }
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

/// The parts of the text that nothing was done with, as they were written.
pub fn not_understood(reading: &Reading, covered: &[f64]) -> Vec<String> {
    let open = |place: usize| reading.tokens[place].weight >= 0.5 && covered.get(place).copied().unwrap_or(0.0) < COVERED;
    let mut spans: Vec<std::ops::Range<usize>> = Vec::new();
    for place in (0..reading.tokens.len()).filter(|place| open(*place)) {
        let joins = |span: &std::ops::Range<usize>| {
            (span.end..place).all(|between| reading.tokens[between].weight == 0.0 && !reading.tokens[between].is_mark(","))
        };
        match spans.last_mut().filter(|span| joins(span) && reading.clause_of(span.start) == reading.clause_of(place)) {
            Some(span) => span.end = place + 1,
            None => spans.push(place..place + 1),
        }
    }
    let mut parts: Vec<String> = spans.iter().map(|span| reading.words(span).to_owned()).collect();
    let read_to = reading.tokens.last().map_or(0, |token| token.to);
    if reading.tokens.len() >= super::tokens::TOKENS_MAX && !reading.text[read_to..].trim().is_empty() {
        parts.push("everything behind the first 400 words".to_owned());
    }
    parts
}
