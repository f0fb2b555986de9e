//! Outliers: instances that fail far more than their neighbours, though not enough to open their circuit by themselves.
//!
//! Envoy's success-rate detection: below the mean by 1.9 standard deviations, among at least five of at least a hundred calls.

use super::window::Counts;

/// How many instances with enough calls it takes.
pub const SUCCESS_RATE_MINIMUM_HOSTS: usize = 5;

/// How many calls of the last interval are enough.
pub const SUCCESS_RATE_REQUEST_VOLUME: u32 = 100;

/// How many standard deviations below the mean.
const SUCCESS_RATE_STDEV_FACTOR: f64 = 1.9;

/// The most of a service's instances that are kept from calls for being outliers, in percent; one may be in any case.
pub const MAX_EJECTION_PERCENT: usize = 10;

/// The places of those in `recent` that are outliers, the worst first. `out` of them are kept from calls already.
pub fn find(recent: &[Counts], out: usize) -> Vec<usize> {
    let rates: Vec<(usize, f64)> = recent.iter().enumerate().filter_map(|(place, counts)| Some((place, rate(*counts)?))).collect();
    if rates.len() < SUCCESS_RATE_MINIMUM_HOSTS {
        return Vec::new();
    }
    let count = rates.len() as f64;
    let mean = rates.iter().map(|(_, rate)| rate).sum::<f64>() / count;
    let deviation = (rates.iter().map(|(_, rate)| (rate - mean).powi(2)).sum::<f64>() / count).sqrt();
    let mut found: Vec<_> = rates.into_iter().filter(|(_, rate)| *rate < mean - SUCCESS_RATE_STDEV_FACTOR * deviation).collect();
    found.sort_by(|a, b| a.1.total_cmp(&b.1));
    let most = (recent.len() * MAX_EJECTION_PERCENT / 100).max(1).saturating_sub(out);
    found.into_iter().take(most).map(|(place, _)| place).collect()
}

fn rate(Counts { calls, marked }: Counts) -> Option<f64> {
    (calls >= SUCCESS_RATE_REQUEST_VOLUME).then(|| f64::from(calls.saturating_sub(marked)) / f64::from(calls))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each instance by its failures of 100 calls.
    fn check(failures: &[u32], out: usize, expected: &[usize]) {
        let recent: Vec<_> = failures.iter().map(|marked| Counts { calls: 100, marked: *marked }).collect();
        assert_eq!(find(&recent, out), expected, "{failures:?}");
    }

    #[test]
    fn one_that_fails_far_more_than_its_neighbours_is_found() {
        check(&[0, 0, 0, 0, 40], 0, &[4]);
        check(&[1, 30, 0, 2, 1, 0], 0, &[1]);
        check(&[20, 22, 25, 21, 24], 0, &[]);
        check(&[0; 6], 0, &[]);
    }

    #[test]
    fn it_takes_five_with_a_hundred_calls_each() {
        check(&[0, 0, 0, 40], 0, &[]);
        let few = [Counts { calls: 99, marked: 90 }; 5];
        assert!(find(&few, 0).is_empty());
    }

    #[test]
    fn no_more_than_a_tenth_is_kept_from_calls() {
        check(&[0, 0, 0, 0, 40], 1, &[]);
        let mut many = vec![0; 20];
        (many[3], many[7], many[9]) = (70, 80, 75);
        check(&many, 0, &[7, 9]);
    }
}
