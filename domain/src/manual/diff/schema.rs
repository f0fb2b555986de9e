//! Two JSON Schemas side by side: what the second accepts more or less than the first.
//!
//! A keyword that is not known here can only be said to be another; where it is new it may accept less, where it is gone
//! it accepts no less.

use super::{ChangeKind, Found, alike, step};
use crate::manual::characters::plain;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Which way values go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Callers give them: accepting less breaks calls.
    Input,
    /// Callers get them: giving more than was promised breaks who reads it.
    Output,
}

/// How one schema stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// It accepts less.
    Narrower,
    /// It accepts more.
    Wider,
    /// It accepts something else.
    Other,
}

/// The types that there are; a whole number is a number too.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// Keywords that tell and do not rule.
const TOLD: [&str; 11] =
    ["title", "description", "$schema", "$id", "$comment", "examples", "example", "default", "deprecated", "readOnly", "writeOnly"];

impl Side {
    const fn means(self, turn: Turn) -> ChangeKind {
        match (self, turn) {
            (Self::Input, Turn::Wider) | (Self::Output, Turn::Narrower) => ChangeKind::Widened,
            _ => ChangeKind::Breaking,
        }
    }
}

/// Puts what differs between two schemas at `pointer` into `found`.
pub fn schema(before: &Value, after: &Value, pointer: &str, side: Side, found: &mut Found) {
    let (Some(before), Some(after)) = (object(before), object(after)) else { return };
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for key in keys.into_iter().filter(|key| !alike(before.get(*key), after.get(*key))) {
        keyword(key, &before, &after, pointer, side, found);
    }
}

/// A schema as an object; that of true and false is what they stand for.
fn object(schema: &Value) -> Option<Map<String, Value>> {
    match schema {
        Value::Bool(true) => Some(Map::new()),
        Value::Bool(false) => json!({ "not": {} }).as_object().cloned(),
        schema => schema.as_object().cloned(),
    }
}

fn keyword(key: &str, before: &Map<String, Value>, after: &Map<String, Value>, pointer: &str, side: Side, found: &mut Found) {
    let here = format!("{pointer}/{}", step(key));
    let (old, new) = (before.get(key), after.get(key));
    let mut say = |turn, words: String| found.push((side.means(turn), here.clone(), words));
    match key {
        _ if TOLD.contains(&key) || key.starts_with("x-") => found.push((ChangeKind::Described, here, format!("another `{key}`"))),
        "type" => {
            if let Some(turn) = sets(&types(old), &types(new)) {
                say(turn, format!("type {} instead of {}", spoken(new), spoken(old)));
            }
        }
        "enum" | "const" => {
            if let Some(turn) = choices(old, new) {
                say(turn, moved(key, old, new));
            }
        }
        "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties" => {
            say(bound(old, new, |old, new| new < old), moved(key, old, new));
        }
        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties" => {
            say(bound(old, new, |old, new| new > old), moved(key, old, new));
        }
        "required" => required(before, after, &here, side, found),
        "properties" => properties(before, after, &here, side, found),
        "additionalProperties" | "items" if is_schema(old) && is_schema(new) => {
            let anything = Value::Bool(true);
            schema(old.unwrap_or(&anything), new.unwrap_or(&anything), &here, side, found);
        }
        _ => say(ruled(old, new), turned(key, old, new)),
    }
}

/// Whether a keyword's value is a schema; none is the schema that takes anything.
fn is_schema(value: Option<&Value>) -> bool {
    value.is_none_or(|value| value.is_object() || value.is_boolean())
}

fn properties(before: &Map<String, Value>, after: &Map<String, Value>, here: &str, side: Side, found: &mut Found) {
    let empty = Map::new();
    let of = |schema: &Map<String, Value>| schema.get("properties").and_then(Value::as_object).unwrap_or(&empty).clone();
    let (old, new) = (of(before), of(after));
    let needed = names(after);
    for name in old.keys().chain(new.keys().filter(|name| !old.contains_key(*name))) {
        let place = format!("{here}/{}", step(name));
        let quoted = plain(name);
        let needs = side == Side::Input && needed.contains(name.as_str());
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => schema(old, new, &place, side, found),
            (Some(_), None) => found.push((ChangeKind::Breaking, place, format!("`{quoted}` is gone"))),
            _ if needs => found.push((ChangeKind::Breaking, place, format!("`{quoted}` is new and required"))),
            _ => found.push((ChangeKind::Widened, place, format!("`{quoted}` is new"))),
        }
    }
}

/// Names that became required or no longer are; what a property that came or went brings along was said of it.
fn required(before: &Map<String, Value>, after: &Map<String, Value>, here: &str, side: Side, found: &mut Found) {
    let has = |schema: &Map<String, Value>, name: &str| schema.get("properties").is_some_and(|properties| properties.get(name).is_some());
    let stays = |name: &&str| has(before, name) == has(after, name);
    let (old, new) = (names(before), names(after));
    for name in new.difference(&old).copied().filter(stays) {
        found.push((side.means(Turn::Narrower), here.to_owned(), format!("`{}` is required", plain(name))));
    }
    for name in old.difference(&new).copied().filter(stays) {
        found.push((side.means(Turn::Wider), here.to_owned(), format!("`{}` is no longer required", plain(name))));
    }
}

fn names(schema: &Map<String, Value>) -> BTreeSet<&str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn types(value: Option<&Value>) -> BTreeSet<&str> {
    let named: BTreeSet<&str> = match value {
        None => TYPES.into(),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        Some(value) => value.as_str().into_iter().collect(),
    };
    let whole = named.contains("number").then_some("integer");
    named.into_iter().chain(whole).collect()
}

/// How the second set stands to the first; `None` where they are the same.
fn sets<T: Ord>(old: &BTreeSet<T>, new: &BTreeSet<T>) -> Option<Turn> {
    match (old.is_subset(new), new.is_subset(old)) {
        (true, true) => None,
        (true, false) => Some(Turn::Wider),
        (false, true) => Some(Turn::Narrower),
        (false, false) => Some(Turn::Other),
    }
}

fn choices(old: Option<&Value>, new: Option<&Value>) -> Option<Turn> {
    let set = |value: &Value| -> BTreeSet<String> {
        let one = std::slice::from_ref(value);
        value.as_array().map_or(one, Vec::as_slice).iter().map(super::canonical::text).collect()
    };
    match (old, new) {
        (Some(old), Some(new)) => sets(&set(old), &set(new)),
        (old, new) => Some(ruled(old, new)),
    }
}

/// How a bound stands to the one before; `is_wider` compares the two.
fn bound(old: Option<&Value>, new: Option<&Value>, is_wider: fn(f64, f64) -> bool) -> Turn {
    match (old.and_then(Value::as_f64), new.and_then(Value::as_f64)) {
        (Some(old), Some(new)) if is_wider(old, new) => Turn::Wider,
        (Some(_), Some(_)) => Turn::Narrower,
        _ => ruled(old, new),
    }
}

/// How a rule stands to the one before that nothing more is known of.
fn ruled(old: Option<&Value>, new: Option<&Value>) -> Turn {
    match (old, new) {
        (None, Some(_)) => Turn::Narrower,
        (Some(_), None) => Turn::Wider,
        _ => Turn::Other,
    }
}

fn turned(what: &str, old: Option<&Value>, new: Option<&Value>) -> String {
    let what = plain(what);
    match (old, new) {
        (None, _) => format!("`{what}` rules now"),
        (_, None) => format!("`{what}` no longer rules"),
        _ => format!("other `{what}`"),
    }
}

fn moved(key: &str, old: Option<&Value>, new: Option<&Value>) -> String {
    format!("`{key}` {} instead of {}", spoken(new), spoken(old))
}

fn spoken(value: Option<&Value>) -> String {
    value.map_or_else(|| "any".to_owned(), |value| plain(&super::canonical::text(value)))
}
