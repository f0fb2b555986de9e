//! Groups the rows of a table and adds up a column of each group.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    table::tidy,
    tool::{Failure, Tool, choice, integer, list, number, object, text},
};

/// What can be made of a column.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Measure {
    Sum,
    Mean,
    Count,
    Minimum,
    Maximum,
}

const MEASURES: [&str; 5] = ["sum", "mean", "count", "minimum", "maximum"];

/// The tool, whose body is the table itself.
pub fn group_by_tool() -> Tool {
    let example = json!([
        { "city": "Lyon", "amount": 12.5 },
        { "city": "Turin", "amount": 8 },
        { "city": "Lyon", "amount": 7.5 },
    ]);
    Tool::post("group_by", "/group-by", "rows")
        .says("Groups the rows of a table by one column and sums, averages or counts another.")
        .takes("rows", list("The rows; each is an object with the columns.", object("A row.", &[])).example(example))
        .takes("by", text("The column to group by.").example("city"))
        .takes("column", text("The column of numbers to measure.").example("amount"))
        .takes("measure", choice("What to make of the column.", &MEASURES).default("sum"))
        .gives(
            "groups",
            list(
                "The groups, largest measure first.",
                object(
                    "A group.",
                    &[("group", text("The value they share.")), ("rows", integer("How many rows.")), ("value", number("The measure."))],
                ),
            ),
        )
        .tagged(&["statistics", "tables", "read-only"])
        .computes(group_by)
}

#[derive(Deserialize)]
struct Grouping {
    rows: Vec<Map<String, Value>>,
    by: String,
    column: String,
    measure: Option<Measure>,
}

#[derive(Serialize)]
struct Groups {
    groups: Vec<Group>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Group {
    group: String,
    rows: usize,
    value: f64,
}

fn group_by(input: &Grouping) -> Result<Groups, Failure> {
    let mut columns: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (number, row) in input.rows.iter().enumerate() {
        let key = row.get(&input.by).ok_or_else(|| absent(number, &input.by))?;
        let value = row.get(&input.column).and_then(Value::as_f64);
        let value = value.ok_or_else(|| absent(number, &input.column))?;
        columns.entry(key.as_str().map_or_else(|| key.to_string(), str::to_owned)).or_default().push(value);
    }
    let measure = input.measure.unwrap_or(Measure::Sum);
    let group = |(group, values): (String, Vec<f64>)| Group { group, rows: values.len(), value: tidy(measured(measure, &values)) };
    let mut groups: Vec<Group> = columns.into_iter().map(group).collect();
    groups.sort_by(|a, b| b.value.total_cmp(&a.value));
    Ok(Groups { groups })
}

fn absent(number: usize, column: &str) -> Failure {
    Failure::invalid(format!("rows/{number} has no usable column '{column}'"))
}

fn measured(measure: Measure, values: &[f64]) -> f64 {
    let sum: f64 = values.iter().sum();
    match measure {
        Measure::Sum => sum,
        Measure::Mean => sum / values.len() as f64,
        Measure::Count => values.len() as f64,
        Measure::Minimum => values.iter().copied().fold(f64::INFINITY, f64::min),
        Measure::Maximum => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouping(measure: &str) -> Result<Groups, Failure> {
        let rows = json!([{ "c": "a", "n": 1 }, { "c": "b", "n": 5 }, { "c": "a", "n": 2 }]);
        let input = json!({ "rows": rows, "by": "c", "column": "n", "measure": measure });
        group_by(&serde_json::from_value(input).unwrap())
    }

    #[test]
    fn rows_are_grouped_and_measured() {
        let group = |group: &str, rows, value| Group { group: group.into(), rows, value };
        assert_eq!(grouping("sum").unwrap().groups, [group("b", 1, 5.0), group("a", 2, 3.0)]);
        assert_eq!(grouping("count").unwrap().groups, [group("a", 2, 2.0), group("b", 1, 1.0)]);
    }

    #[test]
    fn a_row_without_the_column_is_text() {
        let input = json!({ "rows": [{ "c": "a" }], "by": "c", "column": "n" });
        let failure = group_by(&serde_json::from_value(input).unwrap()).err().unwrap();
        assert_eq!(failure.detail, "rows/0 has no usable column 'n'");
    }
}
