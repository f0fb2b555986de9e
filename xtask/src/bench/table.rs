//! The figures of a bench: as a table for people, as flat objects for machines.

use serde_json::{Map, Value};

/// One measured thing: a name, and figures by key (`cold_start_ms`).
pub struct Row {
    name: String,
    figures: Vec<(String, f64)>,
}

impl Row {
    /// A row without figures.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), figures: Vec::new() }
    }

    /// Adds a figure; its key ends in its unit.
    pub fn set(&mut self, key: &str, figure: f64) {
        self.figures.push((key.to_owned(), figure));
    }

    /// How many times as much as `other` this has, of what both have.
    pub fn over(&self, name: &str, other: &Self) -> Self {
        let ratios = self.figures.iter().filter_map(|(key, figure)| Some((key.clone(), figure / other.get(key)?)));
        Self { name: name.to_owned(), figures: ratios.collect() }
    }

    /// A figure.
    pub fn get(&self, key: &str) -> Option<f64> {
        self.figures.iter().find(|(known, _)| known == key).map(|(_, figure)| *figure)
    }
}

/// A value that was measured, at a share of the sorted values; zero where nothing was.
pub fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
}

/// One line a figure, one column a row.
pub fn text(rows: &[Row]) -> String {
    let names = rows.iter().map(|row| row.name.clone());
    let lines = keys(rows).into_iter().map(|key| {
        let cells = rows.iter().map(|row| row.get(key).map_or("-".to_owned(), number));
        line(key, cells)
    });
    std::iter::once(line("", names)).chain(lines).collect()
}

fn line(key: &str, cells: impl Iterator<Item = String>) -> String {
    cells.fold(format!("{key:<36}"), |line, cell| format!("{line}{cell:>14}")) + "\n"
}

/// An array of flat objects.
pub fn json(rows: &[Row]) -> String {
    let objects = rows.iter().map(|row| {
        let mut object = Map::from_iter([("name".to_owned(), Value::from(row.name.as_str()))]);
        object.extend(row.figures.iter().map(|(key, figure)| (key.clone(), Value::from(rounded(*figure)))));
        Value::Object(object)
    });
    format!("{:#}\n", Value::Array(objects.collect()))
}

fn keys(rows: &[Row]) -> Vec<&str> {
    let mut keys = Vec::new();
    for (key, _) in rows.iter().flat_map(|row| &row.figures) {
        if !keys.contains(&key.as_str()) {
            keys.push(key.as_str());
        }
    }
    keys
}

fn number(figure: f64) -> String {
    if figure.fract() == 0.0 || figure >= 1000.0 { format!("{figure:.0}") } else { format!("{figure:.1}") }
}

fn rounded(figure: f64) -> f64 {
    (figure * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Row> {
        let mut ours = Row::new("meshdeck");
        ours.set("cold_start_ms", 88.125);
        ours.set("requests", 7.0);
        let mut target = Row::new("target");
        target.set("cold_start_ms", 200.0);
        vec![ours, target]
    }

    #[test]
    fn a_figure_without_a_target_has_a_dash() {
        let text = text(&rows());
        let lines: Vec<Vec<_>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines, [vec!["meshdeck", "target"], vec!["cold_start_ms", "88.1", "200"], vec!["requests", "7", "-"]]);
    }

    #[test]
    fn a_ratio_is_of_what_both_have() {
        let [ours, target] = rows().try_into().unwrap_or_else(|_| unreachable!());
        assert_eq!(ours.over("ratio", &target).figures, [("cold_start_ms".to_owned(), 88.125 / 200.0)]);
    }

    #[test]
    fn the_objects_are_flat() {
        let value: Value = serde_json::from_str(&json(&rows())).expect("json");
        assert_eq!(value[0]["name"], "meshdeck");
        assert_eq!(value[0]["cold_start_ms"], 88.125);
        assert_eq!(value[1]["cold_start_ms"], 200.0);
    }

    #[test]
    fn quantiles_are_values_that_were_measured() {
        assert!((quantile(&mut [3.0, 1.0, 2.0], 0.5) - 2.0).abs() < f64::EPSILON);
        assert!((quantile(&mut [1.0, 2.0, 3.0, 4.0], 0.95) - 4.0).abs() < f64::EPSILON);
        assert!(quantile(&mut [], 0.5).abs() < f64::EPSILON);
    }
}
