//! A mergeable latency histogram: 64 buckets an octave, so a percentile is within 0.8 % of the exact one.
//!
//! Values are microseconds. Below 64 µs each has its own bucket; above, an octave `2^k..2^(k+1)` is cut into 64 equal
//! parts, as in HDR histograms, and the middle of a part stands for what fell into it: half of 1/64 is 0.8 %.

mod counts;
mod stored;

use counts::Counts;

const SUB_BITS: u32 = 6;

/// Counts of values by bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: Counts,
}

impl Histogram {
    /// Counts one value, in microseconds.
    pub fn record(&mut self, micros: u64) {
        self.counts.add(bucket_of(micros, SUB_BITS), 1);
    }

    /// Adds another histogram's counts to this one.
    pub fn merge(&mut self, other: &Self) {
        self.counts.merge(&other.counts);
    }

    /// How many values were counted.
    pub fn count(&self) -> u64 {
        self.counts.sum()
    }

    /// The value, in microseconds, below or at which the share `q` (0–1) of all values lies; the middle of its bucket.
    pub fn quantile(&self, q: f64) -> Option<u64> {
        self.quantiles([q])[0]
    }

    /// The same for several shares, which do not fall, in one walk.
    pub fn quantiles<const N: usize>(&self, shares: [f64; N]) -> [Option<u64>; N] {
        self.count_and_quantiles(shares).1
    }

    /// The same with how many values were counted, which that walk knows.
    pub fn count_and_quantiles<const N: usize>(&self, shares: [f64; N]) -> (u64, [Option<u64>; N]) {
        let rank_of = |share: f64, all: u64| (share.clamp(0.0, 1.0) * all as f64).ceil().max(1.0) as u64;
        let (all, buckets) = self.counts.at(|all| shares.map(|share| rank_of(share, all)));
        (all, buckets.map(|bucket| Some(middle_of(bucket?, SUB_BITS))))
    }

    /// Every value that was counted, as the middle of its bucket in microseconds, with how many of it there are, least first.
    pub fn values(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.counts.iter().map(|(bucket, count)| (middle_of(bucket, SUB_BITS), count))
    }
}

const fn bucket_of(micros: u64, sub_bits: u32) -> u32 {
    let sub = 1_u64 << sub_bits;
    if micros < sub {
        return micros as u32;
    }
    let shift = micros.ilog2() - sub_bits;
    (shift + 1) * sub as u32 + ((micros >> shift) - sub) as u32
}

const fn middle_of(bucket: u32, sub_bits: u32) -> u64 {
    let sub = 1_u64 << sub_bits;
    let (octave, part) = (bucket / sub as u32, bucket as u64 % sub);
    if octave == 0 {
        return part;
    }
    let widest = 63 - sub_bits;
    let shift = if octave > widest { widest } else { octave - 1 };
    let low = (sub + part) << shift;
    low + (1 << shift) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(values: &[u64]) -> Histogram {
        let mut histogram = Histogram::default();
        values.iter().for_each(|value| histogram.record(*value));
        histogram
    }

    #[test]
    fn small_values_are_exact_and_large_ones_within_a_bucket() {
        assert_eq!(of(&[1, 2, 3, 15]).quantile(0.5), Some(2));
        assert_eq!(of(&[63, 1_000]).quantile(0.5), Some(63));
        assert_eq!(of(&[1_000]).quantile(0.99), Some(1_004));
        assert_eq!(of(&[]).quantile(0.5), None);
    }

    proptest! {
        #[test]
        fn a_quantile_is_within_0_8_percent_of_the_exact_one(mut values in prop::collection::vec(1_u64..60_000_000, 1..400), q in 0.0_f64..1.0) {
            let found = of(&values).quantile(q).expect("not empty") as f64;
            values.sort_unstable();
            let rank = (q * values.len() as f64).ceil().max(1.0) as usize;
            let exact = values[rank - 1] as f64;
            prop_assert!((found - exact).abs() <= exact * 0.0079 + 0.5, "{found} {exact}");
            let several = of(&values).quantiles([q / 2.0, q, 1.0]);
            prop_assert_eq!(several, [q / 2.0, q, 1.0].map(|share| of(&values).quantile(share)));
        }

        #[test]
        fn merging_is_counting_together(a in prop::collection::vec(any::<u64>(), 0..50), b in prop::collection::vec(any::<u64>(), 0..50)) {
            let mut merged = of(&a);
            merged.merge(&of(&b));
            prop_assert_eq!(merged, of(&[a, b].concat()));
        }
    }
}
