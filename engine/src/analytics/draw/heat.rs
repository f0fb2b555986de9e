//! Classes of latency, of which each step of a heat map has a cell: four a decade, so that a class is as high everywhere on a
//! logarithmic axis.

use domain::histogram::Histogram;
use std::collections::BTreeMap;

/// How many classes a decade of latency has.
pub const A_DECADE: i32 = 4;

/// How many tints tell shares apart.
pub const TINTS: u8 = 7;

/// The share of a step's calls from which on a cell has the lightest tint; those of less are drawn in it, too.
const SHARE_MIN: f64 = 0.005;

/// The share from which on it has the deepest.
const SHARE_MAX: f64 = 0.5;

/// The class of a microsecond, the least there is.
const LEAST: i32 = -3 * A_DECADE;

/// How many calls are of which class, by the number of quarters of a decade above 1 ms.
pub fn classes(latency: &Histogram) -> BTreeMap<i32, u64> {
    let end_of = |class: i32| 1000.0 * 10_f64.powf(f64::from(class + 1) / f64::from(A_DECADE));
    let (mut class, mut end) = (LEAST, end_of(LEAST));
    let mut classes: Vec<(i32, u64)> = Vec::new();
    // Values rise, and a logarithm of each would take longer than all else of a step.
    for (micros, count) in latency.values() {
        while micros as f64 >= end {
            class += 1;
            end = end_of(class);
        }
        match classes.last_mut() {
            Some((last, sum)) if *last == class => *sum += count,
            _ => classes.push((class, count)),
        }
    }
    classes.into_iter().collect()
}

/// The tint of a share of a step's calls, 0 the lightest: on a logarithmic scale between [`SHARE_MIN`] and [`SHARE_MAX`].
pub fn tint(share: f64) -> u8 {
    let place = (share / SHARE_MIN).ln() / (SHARE_MAX / SHARE_MIN).ln();
    ((place * f64::from(TINTS)).max(0.0) as u8).min(TINTS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(micros: u64, class: i32) {
        let mut latency = Histogram::default();
        latency.record(micros);
        assert_eq!(classes(&latency), BTreeMap::from([(class, 1)]), "{micros}");
    }

    #[test]
    fn values_of_a_class_are_counted_together() {
        let mut latency = Histogram::default();
        [0, 1, 1100, 1200, 1300, 11_000, 11_500].into_iter().for_each(|micros| latency.record(micros));
        assert_eq!(classes(&latency), BTreeMap::from([(-12, 2), (0, 3), (4, 2)]));
    }

    #[test]
    fn a_class_is_a_quarter_of_a_decade() {
        check(1100, 0);
        check(1900, 1);
        check(11_000, 4);
        check(900, -1);
        check(0, -12);
        check(60_000_000, 19);
        check(u64::MAX, 65);
    }

    #[test]
    fn the_larger_its_share_the_deeper_a_cell() {
        assert_eq!([0.0, 0.005, 0.01, 0.05, 0.2, 0.3, 1.0].map(tint), [0, 0, 1, 3, 5, 6, 6]);
    }
}
