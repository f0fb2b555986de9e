//! Reads the tables that the services carry: comma-separated, a head line, nothing quoted.
//!
//! The tables are part of the binary, so a row that cannot be read is a mistake of ours: the
//! readers say so with `expect`, and the tests of each service read every row.

use std::str::FromStr;

/// One line of a table.
#[derive(Clone)]
pub struct Row(Vec<&'static str>);

/// The lines of a table below its head.
pub fn rows(table: &'static str) -> impl Iterator<Item = Row> {
    table.lines().skip(1).map(|line| Row(line.split(',').collect()))
}

impl Row {
    /// The text of a column; empty where the line is short.
    pub fn text(&self, column: usize) -> &'static str {
        self.0.get(column).copied().unwrap_or_default()
    }

    /// The value of a column.
    pub fn value<T: FromStr>(&self, column: usize) -> T {
        let value = self.text(column).parse().ok();
        value.expect("the bundled tables hold values of their column's type")
    }

    /// The words of a column that holds several, between bars.
    pub fn words(&self, column: usize) -> impl Iterator<Item = &'static str> + use<> {
        self.text(column).split('|').filter(|word| !word.is_empty())
    }
}

/// A number without the digits that arithmetic in binary adds: 12 significant ones are kept.
pub fn tidy(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// A number rounded to `digits` after the point.
pub fn round(value: f64, digits: u32) -> f64 {
    let scale = 10_f64.powi(digits.cast_signed());
    let scaled = value * scale;
    if scaled.is_finite() { scaled.round() / scale } else { value }
}
