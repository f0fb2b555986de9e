//! The arithmetic: moments, percentiles, bins, and the line of least squares.

use serde::Serialize;

use crate::{table::tidy, tool::Failure};

/// At least one number, in ascending order.
pub struct Sample(Vec<f64>);

/// What a list of numbers is like.
#[derive(Serialize)]
pub struct Description {
    count: usize,
    sum: f64,
    mean: f64,
    standard_deviation: f64,
    minimum: f64,
    lower_quartile: f64,
    median: f64,
    upper_quartile: f64,
    maximum: f64,
}

/// One bin of a histogram.
#[derive(Debug, PartialEq, Serialize)]
pub struct Bin {
    pub from: f64,
    pub to: f64,
    pub count: usize,
}

/// A line through points, and how closely they keep to it.
pub struct Line {
    pub slope: f64,
    pub intercept: f64,
    pub correlation: f64,
}

impl Sample {
    /// The numbers in order; there must be one.
    pub fn of(values: &[f64]) -> Result<Self, Failure> {
        if values.is_empty() {
            return Err(Failure::invalid("values is empty; send at least one number"));
        }
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        Ok(Self(values))
    }

    /// The percentile by linear interpolation between closest ranks (Hyndman and Fan's type 7).
    pub fn percentile(&self, percentile: f64) -> f64 {
        let rank = percentile / 100.0 * (self.0.len() - 1) as f64;
        let (below, above) = (self.0[rank.floor() as usize], self.0[rank.ceil() as usize]);
        below + (above - below) * rank.fract()
    }

    /// Equal bins from the smallest number to the largest.
    pub fn bins(&self, bins: usize) -> Vec<Bin> {
        let (least, most) = (self.0[0], self.0[self.0.len() - 1]);
        let width = if most > least { (most - least) / bins as f64 } else { 1.0 };
        let bin = |value: f64| (((value - least) / width) as usize).min(bins - 1);
        let mut counts = vec![0; bins];
        self.0.iter().for_each(|value| counts[bin(*value)] += 1);
        let edge = |i: usize| tidy(least + width * i as f64);
        let bin = |(i, count)| Bin { from: edge(i), to: edge(i + 1), count };
        counts.into_iter().enumerate().map(bin).collect()
    }
}

/// Count, moments and quartiles.
pub fn describe(sample: &Sample) -> Description {
    let values = &sample.0;
    let sum: f64 = values.iter().sum();
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let freedom = values.len().saturating_sub(1).max(1) as f64;
    Description {
        count: values.len(),
        sum: tidy(sum),
        mean: tidy(mean),
        standard_deviation: tidy((squares / freedom).sqrt()),
        minimum: sample.percentile(0.0),
        lower_quartile: tidy(sample.percentile(25.0)),
        median: tidy(sample.percentile(50.0)),
        upper_quartile: tidy(sample.percentile(75.0)),
        maximum: sample.percentile(100.0),
    }
}

impl Line {
    /// The line of least squares; none where one coordinate never varies.
    pub fn through(x: &[f64], y: &[f64]) -> Option<Self> {
        let (mean_x, mean_y) = (mean(x), mean(y));
        let spread = |values: &[f64], mean: f64| -> f64 { values.iter().map(|value| (value - mean).powi(2)).sum() };
        let together: f64 = x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        let (spread_x, spread_y) = (spread(x, mean_x), spread(y, mean_y));
        (spread_x > 0.0 && spread_y > 0.0).then(|| {
            let slope = together / spread_x;
            let correlation = together / (spread_x * spread_y).sqrt();
            Self { slope, intercept: mean_y - slope * mean_x, correlation }
        })
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], percentile: f64, expected: f64) {
        assert_eq!(Sample::of(values).unwrap().percentile(percentile), expected);
    }

    #[test]
    fn percentiles_interpolate() {
        check(&[7.0], 95.0, 7.0);
        check(&[1.0, 2.0], 50.0, 1.5);
        check(&[4.0, 1.0, 3.0, 2.0], 25.0, 1.75);
        check(&[1.0, 2.0, 3.0, 4.0, 5.0], 90.0, 4.6);
        check(&[1.0, 2.0, 3.0], 100.0, 3.0);
    }

    #[test]
    fn a_list_is_described() {
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let description = describe(&Sample::of(&values).unwrap());
        assert_eq!((description.count, description.sum, description.mean), (8, 40.0, 5.0));
        assert_eq!(description.standard_deviation, 2.1380899353);
        assert_eq!((description.minimum, description.median, description.maximum), (2.0, 4.5, 9.0));
    }

    #[test]
    fn the_last_bin_holds_the_largest_number() {
        let bins = Sample::of(&[0.0, 1.0, 2.0, 3.0, 4.0]).unwrap().bins(2);
        let bin = |from, to, count| Bin { from, to, count };
        assert_eq!(bins, [bin(0.0, 2.0, 2), bin(2.0, 4.0, 3)]);
    }

    #[test]
    fn points_on_a_line_are_on_that_line() {
        let line = Line::through(&[1.0, 2.0, 3.0], &[5.0, 7.0, 9.0]).unwrap();
        assert_eq!((line.slope, line.intercept, line.correlation), (2.0, 3.0, 1.0));
        assert!(Line::through(&[1.0, 1.0], &[1.0, 2.0]).is_none());
    }
}
