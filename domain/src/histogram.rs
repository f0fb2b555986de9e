//! A mergeable latency histogram: 16 buckets an octave, so a percentile is within 3.2 % of the exact one.
//!
//! Values are microseconds. Below 16 µs each has its own bucket; above, an octave `2^k..2^(k+1)` is cut
//! into 16 equal parts, as in HDR histograms. On disk: a version byte, then pairs of varints
//! (bucket minus the bucket before, count), so an idle minute costs a handful of bytes.

use std::collections::BTreeMap;

const VERSION: u8 = 1;
const SUB_BITS: u32 = 4;
const SUB: u64 = 1 << SUB_BITS;

/// Counts of values by bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: BTreeMap<u32, u64>,
}

impl Histogram {
    /// Counts one value, in microseconds.
    pub fn record(&mut self, micros: u64) {
        *self.counts.entry(bucket_of(micros)).or_default() += 1;
    }

    /// Adds another histogram's counts to this one.
    pub fn merge(&mut self, other: &Self) {
        for (bucket, count) in &other.counts {
            let sum = self.counts.entry(*bucket).or_default();
            *sum = sum.saturating_add(*count);
        }
    }

    /// How many values were counted.
    pub fn count(&self) -> u64 {
        self.counts.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The value, in microseconds, below or at which the share `q` (0–1) of all values lies; the middle of its bucket.
    pub fn quantile(&self, q: f64) -> Option<u64> {
        let rank = (q.clamp(0.0, 1.0) * self.count() as f64).ceil().max(1.0) as u64;
        let mut seen = 0_u64;
        self.counts.iter().find_map(|(bucket, count)| {
            seen = count.saturating_add(seen);
            (seen >= rank).then(|| middle_of(*bucket))
        })
    }

    /// The stored form.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        let mut before = 0;
        for (bucket, count) in &self.counts {
            put_varint(&mut bytes, u64::from(bucket - before));
            put_varint(&mut bytes, *count);
            before = *bucket;
        }
        bytes
    }

    /// Reads the stored form; `None` where it is not one.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (version, mut rest) = bytes.split_first()?;
        let mut histogram = Self::default();
        let mut bucket = 0_u32;
        while *version == VERSION && !rest.is_empty() {
            bucket = bucket.checked_add(u32::try_from(take_varint(&mut rest)?).ok()?)?;
            histogram.counts.insert(bucket, take_varint(&mut rest)?);
        }
        (*version == VERSION).then_some(histogram)
    }
}

const fn bucket_of(micros: u64) -> u32 {
    if micros < SUB {
        return micros as u32;
    }
    let shift = micros.ilog2() - SUB_BITS;
    (shift + 1) * SUB as u32 + ((micros >> shift) - SUB) as u32
}

const fn middle_of(bucket: u32) -> u64 {
    let (octave, part) = (bucket / SUB as u32, bucket as u64 % SUB);
    if octave == 0 {
        return part;
    }
    let shift = if octave > 60 { 59 } else { octave - 1 };
    let low = (SUB + part) << shift;
    low + (1 << shift) / 2
}

fn put_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
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
        assert_eq!(of(&[1_000]).quantile(0.99), Some(1_008));
        assert_eq!(of(&[]).quantile(0.5), None);
    }

    proptest! {
        #[test]
        fn a_quantile_is_within_3_2_percent_of_the_exact_one(mut values in prop::collection::vec(1_u64..60_000_000, 1..400), q in 0.0_f64..1.0) {
            let found = of(&values).quantile(q).expect("not empty") as f64;
            values.sort_unstable();
            let rank = (q * values.len() as f64).ceil().max(1.0) as usize;
            let exact = values[rank - 1] as f64;
            prop_assert!((found - exact).abs() <= exact * 0.032 + 0.5, "{found} {exact}");
        }

        #[test]
        fn merging_is_counting_together(a in prop::collection::vec(any::<u64>(), 0..50), b in prop::collection::vec(any::<u64>(), 0..50)) {
            let mut merged = of(&a);
            merged.merge(&of(&b));
            prop_assert_eq!(merged, of(&[a, b].concat()));
        }

        #[test]
        fn what_is_stored_reads_back(values in prop::collection::vec(any::<u64>(), 0..100)) {
            let histogram = of(&values);
            prop_assert_eq!(Histogram::decode(&histogram.encode()), Some(histogram));
        }

        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            if let Some(histogram) = Histogram::decode(&bytes) {
                let _ = histogram.quantile(0.5);
            }
        }
    }
}
