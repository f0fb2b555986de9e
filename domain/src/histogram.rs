//! A mergeable latency histogram: 64 buckets an octave, so a percentile is within 0.8 % of the exact one.
//!
//! Values are microseconds. Below 64 µs each has its own bucket; above, an octave `2^k..2^(k+1)` is cut into 64 equal
//! parts, as in HDR histograms, and the middle of a part stands for what fell into it: half of 1/64 is 0.8 %.
//! On disk: a version byte, then varints by bucket: how far it is from the one before, times two, and one more where it
//! holds more than one value; then their count. So an idle minute costs a handful of bytes. Version 2 wrote the count of
//! every bucket, and version 1 had 16 buckets an octave: what it counted is read into the middle of its buckets and stays
//! within 4 %.

use crate::varint::{put_varint, take_varint};

const VERSION: u8 = 3;
const SUB_BITS: u32 = 6;

/// What version 2 had: the same buckets, each with its count.
const VERSION_2: u8 = 2;

/// What version 1 had.
const VERSION_1: u8 = 1;
const SUB_BITS_1: u32 = 4;

/// How many buckets are looked through one by one before the others are cut in halves.
const NEAR: usize = 8;

/// Counts of values by bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// Buckets and their counts, by bucket.
    counts: Vec<(u32, u64)>,
}

impl Histogram {
    /// Counts one value, in microseconds.
    pub fn record(&mut self, micros: u64) {
        self.add(bucket_of(micros, SUB_BITS), 1);
    }

    fn add(&mut self, bucket: u32, count: u64) {
        let place = self.counts.partition_point(|(known, _)| *known < bucket);
        self.add_at(place, bucket, count);
    }

    /// Adds to a bucket that does not stand before `start`, and returns where it stands.
    fn add_from(&mut self, start: usize, bucket: u32, count: u64) -> usize {
        let is_before = |(known, _): &(u32, u64)| *known < bucket;
        let rest = &self.counts[start..];
        // Who adds bucket after bucket finds the next one near.
        let near = rest.iter().take(NEAR).take_while(|known| is_before(known)).count();
        let place = start + if near < NEAR { near } else { near + rest[near..].partition_point(is_before) };
        self.add_at(place, bucket, count);
        place
    }

    fn add_at(&mut self, place: usize, bucket: u32, count: u64) {
        match self.counts.get_mut(place) {
            Some((known, sum)) if *known == bucket => *sum = sum.saturating_add(count),
            _ => self.counts.insert(place, (bucket, count)),
        }
    }

    /// Adds another histogram's counts to this one.
    pub fn merge(&mut self, other: &Self) {
        if self.counts.is_empty() {
            self.counts.clone_from(&other.counts);
            return;
        }
        other.counts.iter().fold(0, |place, (bucket, count)| self.add_from(place, *bucket, *count));
    }

    /// How many values were counted.
    pub fn count(&self) -> u64 {
        self.counts.iter().fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }

    /// The value, in microseconds, below or at which the share `q` (0–1) of all values lies; the middle of its bucket.
    pub fn quantile(&self, q: f64) -> Option<u64> {
        self.quantiles([q])[0]
    }

    /// The same for several shares, which do not fall, in one walk.
    pub fn quantiles<const N: usize>(&self, shares: [f64; N]) -> [Option<u64>; N] {
        let all = self.count() as f64;
        let (mut buckets, mut seen, mut last) = (self.counts.iter(), 0_u64, None);
        shares.map(|share| {
            let rank = (share.clamp(0.0, 1.0) * all).ceil().max(1.0) as u64;
            while seen < rank {
                let (bucket, count) = buckets.next()?;
                seen = seen.saturating_add(*count);
                last = Some(middle_of(*bucket, SUB_BITS));
            }
            last
        })
    }

    /// Every value that was counted, as the middle of its bucket in microseconds, with how many of it there are, least first.
    pub fn values(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.counts.iter().map(|(bucket, count)| (middle_of(*bucket, SUB_BITS), *count))
    }

    /// The stored form.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        self.encode_into(&mut bytes);
        bytes
    }

    /// The stored form without its version, behind what `bytes` holds.
    pub fn encode_into(&self, bytes: &mut Vec<u8>) {
        let mut before = 0;
        for (bucket, count) in &self.counts {
            put_varint(bytes, u64::from(bucket - before) << 1 | u64::from(*count != 1));
            if *count != 1 {
                put_varint(bytes, *count);
            }
            before = *bucket;
        }
    }

    /// Reads the stored form; `None` where it is not one.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut histogram = Self::default();
        histogram.merge_encoded(bytes)?;
        Some(histogram)
    }

    /// Adds what a stored form holds to this one; `None` where it is not one, and then some of it may have been added.
    pub fn merge_encoded(&mut self, bytes: &[u8]) -> Option<()> {
        match bytes.split_first()? {
            (&VERSION, rest) => self.merge_buckets(rest),
            (&VERSION_2, rest) => self.merge_pairs(rest),
            (&VERSION_1, rest) => each_pair(rest, |bucket, count| self.add(bucket_of(middle_of(bucket, SUB_BITS_1), SUB_BITS), count)),
            _ => None,
        }
    }

    /// The same for a stored form without its version.
    pub fn merge_buckets(&mut self, mut rest: &[u8]) -> Option<()> {
        let (mut bucket, mut place) = (0_u32, 0);
        while !rest.is_empty() {
            let step = take_varint(&mut rest)?;
            bucket = bucket.checked_add(u32::try_from(step >> 1).ok()?)?;
            let count = if step & 1 == 0 { 1 } else { take_varint(&mut rest)? };
            place = self.add_from(place, bucket, count);
        }
        Some(())
    }

    /// The same for what version 2 wrote.
    pub fn merge_pairs(&mut self, bytes: &[u8]) -> Option<()> {
        let mut place = 0;
        each_pair(bytes, |bucket, count| place = self.add_from(place, bucket, count))
    }
}

fn each_pair(mut rest: &[u8], mut take: impl FnMut(u32, u64)) -> Option<()> {
    let mut bucket = 0_u32;
    while !rest.is_empty() {
        bucket = bucket.checked_add(u32::try_from(take_varint(&mut rest)?).ok()?)?;
        take(bucket, take_varint(&mut rest)?);
    }
    Some(())
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

    #[test]
    fn what_version_1_counted_is_still_read() {
        // 1,000 µs twice and 3 µs once, as version 1 wrote them.
        let read = Histogram::decode(&[1, 3, 1, 108, 2]).expect("a histogram");
        assert_eq!((read.count(), read.quantile(0.1), read.quantile(1.0)), (3, Some(3), Some(1_012)));
    }

    #[test]
    fn what_version_2_counted_is_still_read() {
        // 3 µs once and 63 µs 200 times, as version 2 wrote them, and as they are written now.
        let read = Histogram::decode(&[2, 3, 1, 60, 200, 1]).expect("a histogram");
        assert_eq!((read.count(), read.quantile(0.001), read.quantile(1.0)), (201, Some(3), Some(63)));
        assert_eq!(read.encode(), [3, 6, 121, 200, 1]);
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
