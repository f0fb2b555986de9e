//! A mergeable latency histogram: 64 buckets an octave, so a percentile is within 0.8 % of the exact one.
//!
//! Values are microseconds. Below 64 µs each has its own bucket; above, an octave `2^k..2^(k+1)` is cut into 64 equal
//! parts, as in HDR histograms, and the middle of a part stands for what fell into it: half of 1/64 is 0.8 %.
//! On disk: a version byte, then varints by bucket: how far it is from the one before, times two, and one more where it
//! holds more than one value; then their count. So an idle minute costs a handful of bytes. Version 2 wrote the count of
//! every bucket, and version 1 had 16 buckets an octave: what it counted is read into the middle of its buckets and stays
//! within 4 %.

mod counts;

use crate::varint::{put_varint, take_varint};
use counts::Counts;

const VERSION: u8 = 3;
const SUB_BITS: u32 = 6;

/// What version 2 had: the same buckets, each with its count.
const VERSION_2: u8 = 2;

/// What version 1 had.
const VERSION_1: u8 = 1;
const SUB_BITS_1: u32 = 4;

/// The bucket of the largest value.
const LAST: u32 = bucket_of(u64::MAX, SUB_BITS);

/// The most that a bucket of a stored histogram may hold, so that no sum of thousands of them overflows.
const MOST: u64 = 1 << 48;

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
        let all = self.count() as f64;
        let ranks = shares.map(|share| (share.clamp(0.0, 1.0) * all).ceil().max(1.0) as u64);
        self.counts.at(ranks).map(|bucket| Some(middle_of(bucket?, SUB_BITS)))
    }

    /// Every value that was counted, as the middle of its bucket in microseconds, with how many of it there are, least first.
    pub fn values(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.counts.iter().map(|(bucket, count)| (middle_of(bucket, SUB_BITS), count))
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
        for (bucket, count) in self.counts.iter() {
            put_varint(bytes, u64::from(bucket - before) << 1 | u64::from(count != 1));
            if count != 1 {
                put_varint(bytes, count);
            }
            before = bucket;
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
            (&VERSION_1, rest) => {
                each_pair(rest, |bucket, count| self.counts.add(bucket_of(middle_of(bucket, SUB_BITS_1), SUB_BITS), count))
            }
            _ => None,
        }
    }

    /// The same for a stored form without its version.
    pub fn merge_buckets(&mut self, mut rest: &[u8]) -> Option<()> {
        let (mut bucket, mut place) = (0_u32, 0);
        while !rest.is_empty() {
            let step = take_varint(&mut rest)?;
            bucket = further(bucket, step >> 1)?;
            place = self.counts.add_from(place, bucket, take_count(&mut rest, step & 1 == 1)?);
        }
        Some(())
    }

    /// The same for what version 2 wrote.
    pub fn merge_pairs(&mut self, bytes: &[u8]) -> Option<()> {
        let mut place = 0;
        each_pair(bytes, |bucket, count| place = self.counts.add_from(place, bucket, count))
    }
}

/// A count, which is one where none stands there. Whether it does is as good as chance, which a processor guesses wrong half the
/// time; so a byte is looked at either way, and taken or not.
fn take_count(rest: &mut &[u8], stands_there: bool) -> Option<u64> {
    match rest.first() {
        Some(byte) if *byte < 0x80 => {
            *rest = &rest[usize::from(stands_there)..];
            Some(if stands_there { u64::from(*byte) } else { 1 })
        }
        _ if stands_there => take_varint(rest).filter(|count| *count <= MOST),
        _ => Some(1),
    }
}

fn each_pair(mut rest: &[u8], mut take: impl FnMut(u32, u64)) -> Option<()> {
    let mut bucket = 0_u32;
    while !rest.is_empty() {
        bucket = further(bucket, take_varint(&mut rest)?)?;
        take(bucket, take_count(&mut rest, true)?);
    }
    Some(())
}

/// The bucket so many behind; `None` where there is none.
fn further(bucket: u32, step: u64) -> Option<u32> {
    let bucket = bucket.checked_add(u32::try_from(step).ok()?)?;
    (bucket <= LAST).then_some(bucket)
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

    #[test]
    fn a_bucket_and_a_count_that_no_histogram_has_are_not_read() {
        let stored = |bucket: u64, count: u64| {
            let mut bytes = vec![VERSION];
            [bucket << 1 | 1, count].into_iter().for_each(|number| put_varint(&mut bytes, number));
            Histogram::decode(&bytes).map(|histogram| histogram.count())
        };
        assert_eq!([stored(3775, MOST), stored(3776, MOST), stored(3775, MOST + 1)], [Some(MOST), None, None]);
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
