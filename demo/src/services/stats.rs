//! Statistics over lists of numbers and over tables of rows.

mod measures;
mod table;

use serde::{Deserialize, Serialize};

use crate::{
    service::Service,
    table::tidy,
    tool::{Failure, Schema, Tool, integer, list, number, object},
};
use measures::{Line, Sample};

/// The service with its tools.
pub fn open() -> Service {
    let mut tools = of_one();
    tools.extend(of_two());
    tools.push(table::group_by_tool());
    Service::steady("2.4.0", tools)
}

/// The tools that look at one list of numbers.
fn of_one() -> Vec<Tool> {
    let describe = Tool::post("describe", "/describe", "values")
        .says("Describes a list of numbers: count, sum, mean, standard deviation, minimum, quartiles and maximum.")
        .takes("values", values())
        .gives("count", integer("How many numbers."))
        .gives("sum", number("Their sum."))
        .gives("mean", number("Their mean."))
        .gives("standard_deviation", number("The sample standard deviation; 0 for one number."))
        .gives("minimum", number("The smallest."))
        .gives("lower_quartile", number("The 25th percentile."))
        .gives("median", number("The 50th percentile."))
        .gives("upper_quartile", number("The 75th percentile."))
        .gives("maximum", number("The largest."))
        .tagged(&["statistics", "read-only"])
        .computes(|input: &Values| Ok(measures::describe(&Sample::of(&input.values)?)));
    let percentile = Tool::post("percentile", "/percentile", "values")
        .says("Computes a percentile of a list of numbers, interpolating between neighbours.")
        .takes("values", values())
        .takes("percentile", number("Which percentile, 0 to 100.").between(0, 100).example(95))
        .gives("value", number("The percentile."))
        .tagged(&["statistics", "read-only"])
        .computes(percentile);
    let histogram = Tool::post("histogram", "/histogram", "values")
        .says("Counts how many numbers of a list fall into each of some equal bins.")
        .takes("values", values())
        .takes("bins", integer("How many bins.").between(1, 100).default(5))
        .gives(
            "bins",
            list(
                "The bins.",
                object(
                    "A bin.",
                    &[
                        ("from", number("Where it begins.")),
                        ("to", number("Where it ends; the last one includes it.")),
                        ("count", integer("How many numbers fall into it.")),
                    ],
                ),
            ),
        )
        .tagged(&["statistics", "read-only"])
        .computes(histogram);
    vec![describe, percentile, histogram]
}

/// The tools that look at pairs of numbers.
fn of_two() -> Vec<Tool> {
    let correlation = Tool::post("correlation", "/correlation", "body")
        .says("Computes Pearson's correlation between two lists of numbers.")
        .takes("body", pairs())
        .gives("correlation", number("From -1 to 1."))
        .tagged(&["statistics", "read-only"])
        .computes(correlation);
    let regression = Tool::post("linear_regression", "/linear-regression", "body")
        .says("Fits a straight line through points by least squares and tells how well it fits.")
        .takes("body", pairs())
        .gives("slope", number("How much y grows with x."))
        .gives("intercept", number("y where x is 0."))
        .gives("r_squared", number("The share of the variance that the line explains."))
        .tagged(&["statistics", "read-only"])
        .computes(|input: &Pairs| fit(&input.body).map(Fit::from));
    vec![correlation, regression]
}

fn values() -> Schema {
    list("The numbers.", number("A number.")).holding(1, 10_000).example(vec![2.5, 3.0, 4.5, 4.5, 6.0, 12.0])
}

fn pairs() -> Schema {
    let numbers = |what| list(what, number("A number.")).holding(2, 10_000);
    object(
        "Two lists of the same length.",
        &[
            ("x", numbers("The first coordinates.").example(vec![1, 2, 3, 4])),
            ("y", numbers("The second coordinates.").example(vec![2.1, 3.9, 6.2, 7.8])),
        ],
    )
}

#[derive(Deserialize)]
struct Values {
    values: Vec<f64>,
}

#[derive(Deserialize)]
struct Percentile {
    values: Vec<f64>,
    percentile: f64,
}

#[derive(Serialize)]
struct Value {
    value: f64,
}

fn percentile(input: &Percentile) -> Result<Value, Failure> {
    if !(0.0..=100.0).contains(&input.percentile) {
        return Err(Failure::invalid("percentile must be from 0 to 100"));
    }
    let value = tidy(Sample::of(&input.values)?.percentile(input.percentile));
    Ok(Value { value })
}

#[derive(Deserialize)]
struct Binned {
    values: Vec<f64>,
    bins: Option<usize>,
}

#[derive(Serialize)]
struct Histogram {
    bins: Vec<measures::Bin>,
}

fn histogram(input: &Binned) -> Result<Histogram, Failure> {
    let bins = input.bins.unwrap_or(5);
    if !(1..=100).contains(&bins) {
        return Err(Failure::invalid("bins must be from 1 to 100"));
    }
    Ok(Histogram { bins: Sample::of(&input.values)?.bins(bins) })
}

#[derive(Deserialize)]
struct Pairs {
    body: Coordinates,
}

#[derive(Deserialize)]
struct Coordinates {
    x: Vec<f64>,
    y: Vec<f64>,
}

#[derive(Serialize)]
struct Correlation {
    correlation: f64,
}

fn correlation(input: &Pairs) -> Result<Correlation, Failure> {
    let line = fit(&input.body)?;
    Ok(Correlation { correlation: tidy(line.correlation) })
}

#[derive(Serialize)]
struct Fit {
    slope: f64,
    intercept: f64,
    r_squared: f64,
}

impl From<Line> for Fit {
    fn from(line: Line) -> Self {
        let r_squared = tidy(line.correlation.powi(2));
        Self { slope: tidy(line.slope), intercept: tidy(line.intercept), r_squared }
    }
}

fn fit(points: &Coordinates) -> Result<Line, Failure> {
    if points.x.len() != points.y.len() {
        let (x, y) = (points.x.len(), points.y.len());
        return Err(Failure::invalid(format!("x has {x} numbers, y has {y}; send as many of each")));
    }
    Line::through(&points.x, &points.y).ok_or_else(|| Failure::invalid("x and y need two different numbers each"))
}
