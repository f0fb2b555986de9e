//! Units: conversion between units of one quantity, by factors and offsets to its SI unit.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{
    service::Service,
    table::{self, tidy},
    tool::{Failure, Tool, choice, integer, list, number, object, text},
};

/// A unit: `value * factor + offset` is the value in the quantity's SI unit.
struct Unit {
    quantity: &'static str,
    name: &'static str,
    symbol: &'static str,
    factor: f64,
    offset: f64,
    also: Vec<&'static str>,
}

static UNITS: LazyLock<Vec<Unit>> = LazyLock::new(|| {
    let read = |row: table::Row| Unit {
        quantity: row.text(0),
        name: row.text(1),
        symbol: row.text(2),
        factor: row.value(3),
        offset: row.value(4),
        also: row.words(5).collect(),
    };
    table::rows(include_str!("../../data/units.csv")).map(read).collect()
});

/// The service with its tools.
pub fn open() -> Service {
    Service::steady("2.1.0", vec![convert_tool(), list_tool(), compare_tool()])
}

fn convert_tool() -> Tool {
    let spellings = spellings();
    Tool::get("convert", "/convert")
        .says("Converts a value from one unit of measurement to another: length, mass, temperature, volume, area, time, speed, pressure, energy, power, data.")
        .takes("value", number("The number to convert.").example(12).example(878.4))
        .takes("from", choice("The unit of the value, by name, plural or symbol.", &spellings).example("miles"))
        .takes("to", choice("The unit wanted, by name, plural or symbol.", &spellings).example("kilometres"))
        .takes("precision", integer("Digits after the decimal point; without it, all that are exact.").between(0, 12).optional().example(3))
        .gives("value", number("The converted number.").example(19.312))
        .gives("unit", text("The unit of the converted number.").example("kilometre"))
        .gives("symbol", text("The symbol of that unit.").example("km"))
        .gives("quantity", text("What is measured.").example("length"))
        .tagged(&["units", "conversion", "measurement"])
        .computes(convert)
}

fn list_tool() -> Tool {
    Tool::get("list_units", "/units")
        .says("Lists the units of measurement that can be converted, with their symbols.")
        .takes("quantity", choice("Only the units of this quantity.", &quantities()).optional().example("length"))
        .gives(
            "units",
            list(
                "The units.",
                object("A unit.", &[("quantity", text("What it measures.")), ("name", text("Its name.")), ("symbol", text("Its symbol."))]),
            ),
        )
        .tagged(&["units"])
        .computes(list_units)
}

fn compare_tool() -> Tool {
    let spellings = spellings();
    Tool::get("compare", "/compare")
        .says("Compares two quantities given in different units and tells which is larger and by what ratio.")
        .takes("first_value", number("The first number.").example(5))
        .takes("first_unit", choice("The unit of the first number.", &spellings).example("miles"))
        .takes("second_value", number("The second number.").example(8))
        .takes("second_unit", choice("The unit of the second number.", &spellings).example("km"))
        .gives("larger", choice("Which of the two is larger.", &["first", "second", "equal"]))
        .gives("ratio", number("The first divided by the second."))
        .tagged(&["units", "comparison"])
        .computes(compare)
}

#[derive(Deserialize)]
struct Convert {
    value: f64,
    from: String,
    to: String,
    precision: Option<u32>,
}

#[derive(Serialize)]
struct Converted {
    value: f64,
    unit: &'static str,
    symbol: &'static str,
    quantity: &'static str,
}

fn convert(input: &Convert) -> Result<Converted, Failure> {
    let (from, to) = (unit("from", &input.from)?, unit("to", &input.to)?);
    let si = in_si(input.value, from, to)?;
    let value = tidy((si - to.offset) / to.factor);
    let value = input.precision.map_or(value, |digits| table::round(value, digits.min(12)));
    Ok(Converted { value, unit: to.name, symbol: to.symbol, quantity: to.quantity })
}

#[derive(Deserialize)]
struct Compare {
    first_value: f64,
    first_unit: String,
    second_value: f64,
    second_unit: String,
}

#[derive(Serialize)]
struct Comparison {
    larger: &'static str,
    ratio: Option<f64>,
}

fn compare(input: &Compare) -> Result<Comparison, Failure> {
    let first = unit("first_unit", &input.first_unit)?;
    let second = unit("second_unit", &input.second_unit)?;
    let a = tidy(in_si(input.first_value, first, second)?);
    let b = tidy(in_si(input.second_value, second, first)?);
    let larger = match a.total_cmp(&b) {
        std::cmp::Ordering::Greater => "first",
        std::cmp::Ordering::Less => "second",
        std::cmp::Ordering::Equal => "equal",
    };
    Ok(Comparison { larger, ratio: (b != 0.0).then(|| tidy(a / b)) })
}

#[derive(Deserialize)]
struct Listing {
    quantity: Option<String>,
}

#[derive(Serialize)]
struct Listed {
    units: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    quantity: &'static str,
    name: &'static str,
    symbol: &'static str,
}

fn list_units(input: &Listing) -> Result<Listed, Failure> {
    let wanted = |unit: &&Unit| input.quantity.as_deref().is_none_or(|q| q == unit.quantity);
    let line = |u: &Unit| Line { quantity: u.quantity, name: u.name, symbol: u.symbol };
    let units: Vec<Line> = UNITS.iter().filter(wanted).map(line).collect();
    if units.is_empty() {
        return Err(Failure::invalid(format!("quantity must be one of {}", quantities().join(", "))));
    }
    Ok(Listed { units })
}

/// The value in SI, where `unit` and `other` measure the same quantity.
fn in_si(value: f64, unit: &Unit, other: &Unit) -> Result<f64, Failure> {
    if unit.quantity == other.quantity {
        return Ok(value * unit.factor + unit.offset);
    }
    let (a, b) = (unit.name, other.name);
    Err(Failure::invalid(format!("{a} measures {}, {b} measures {}", unit.quantity, other.quantity)))
}

/// The unit that a word means. Case counts only where it tells two units apart, as in MW and mW.
fn unit(input: &str, word: &str) -> Result<&'static Unit, Failure> {
    let exactly = UNITS.iter().find(|unit| spelt(unit).any(|s| s == word));
    let roughly = || UNITS.iter().find(|unit| spelt(unit).any(|s| s.eq_ignore_ascii_case(word)));
    exactly.or_else(roughly).ok_or_else(|| Failure::invalid(format!("{input}: '{word}' is not a known unit; list_units names them")))
}

fn spelt(unit: &Unit) -> impl Iterator<Item = &'static str> {
    [unit.name, unit.symbol].into_iter().chain(unit.also.iter().copied())
}

/// Every spelling of every unit, but for those that are common words of a sentence.
fn spellings() -> Vec<&'static str> {
    let mut all: Vec<&str> = UNITS.iter().flat_map(spelt).filter(|word| *word != "in").collect();
    all.dedup();
    all
}

fn quantities() -> Vec<&'static str> {
    let mut all: Vec<&str> = UNITS.iter().map(|unit| unit.quantity).collect();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, from: &str, to: &str, expected: f64) {
        let input = Convert { value, from: from.into(), to: to.into(), precision: None };
        assert_eq!(convert(&input).unwrap().value, expected, "{value} {from} in {to}");
    }

    #[test]
    fn units_convert_exactly() {
        check(12.0, "miles", "kilometres", 19.312128);
        check(1.0, "Mile", "KM", 1.609344);
        check(100.0, "Celsius", "Fahrenheit", 212.0);
        check(-40.0, "°F", "°C", -40.0);
        check(0.0, "kelvin", "celsius", -273.15);
        check(1.0, "lb", "kg", 0.45359237);
        check(1.0, "US gallon", "litres", 3.785411784);
        check(90.0, "minutes", "hours", 1.5);
        check(100.0, "km/h", "mph", 62.1371192237);
        check(1.0, "kWh", "kJ", 3600.0);
        check(1.0, "GiB", "MB", 1073.741824);
        check(32.0, "psi", "bar", 2.20632233381);
        check(1.0, "acre", "square metres", 4046.8564224);
        check(5.0, "ms", "s", 0.005);
    }

    #[test]
    fn different_quantities_do_not_convert() {
        let input = Convert { value: 1.0, from: "kg".into(), to: "km".into(), precision: None };
        let detail = convert(&input).err().unwrap().detail;
        assert_eq!(detail, "kilogram measures mass, kilometre measures length");
    }

    #[test]
    fn eight_kilometres_are_just_short_of_five_miles() {
        let (first_unit, second_unit) = ("miles".into(), "km".into());
        let input = Compare { first_value: 5.0, first_unit, second_value: 8.0, second_unit };
        let comparison = compare(&input).unwrap();
        assert_eq!((comparison.larger, comparison.ratio), ("first", Some(1.00584)));
    }

    #[test]
    fn no_spelling_means_two_units() {
        for word in UNITS.iter().flat_map(spelt) {
            let meant: Vec<&str> = UNITS.iter().filter(|u| spelt(u).any(|s| s == word)).map(|u| u.name).collect();
            assert_eq!(meant.len(), 1, "{word}: {meant:?}");
        }
    }
}
