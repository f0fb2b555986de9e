//! The bytes that a histogram is stored as.
//!
//! A version byte, then varints by bucket: how far it is from the one before, times two, and one more where it holds more than
//! one value; then their count. So an idle minute costs a handful of bytes. Where many buckets lie close, a count of nought says
//! that those of several stand side by side: how many, then a byte for each. A busy hour is read at once then.
//!
//! Version 3 had nothing side by side, version 2 wrote the count of every bucket, and version 1 had 16 buckets an octave: what
//! it counted is read into the middle of its buckets and stays within 4 %.

use super::{Histogram, SUB_BITS, bucket_of, middle_of};
use crate::varint::{put_varint, take_varint};

const VERSION: u8 = 4;

/// What version 3 had: the same, with nothing side by side.
const VERSION_3: u8 = 3;

/// What version 2 had: the same buckets, each with its count.
const VERSION_2: u8 = 2;

/// What version 1 had.
const VERSION_1: u8 = 1;
const SUB_BITS_1: u32 = 4;

/// The bucket of the largest value.
const LAST: u32 = bucket_of(u64::MAX, SUB_BITS);

/// The most that a bucket of a stored histogram may hold, so that no sum of thousands of them overflows.
const MOST: u64 = 1 << 48;

/// How far apart two buckets may lie to stand side by side, with noughts between them.
const NEAR: u32 = 4;

impl Histogram {
    /// The stored form.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        self.encode_into(&mut bytes);
        bytes
    }

    /// The stored form without its version, behind what `bytes` holds.
    pub fn encode_into(&self, bytes: &mut Vec<u8>) {
        let pairs: Vec<_> = self.counts.iter().collect();
        let close = pairs.chunk_by(|(bucket, count), (next, more)| next - bucket <= NEAR && u8::try_from(*count.max(more)).is_ok());
        close.fold(0, |before, close| if is_worth_it(close) { put_run(bytes, before, close) } else { put_pairs(bytes, before, close) });
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
            (&(VERSION | VERSION_3), rest) => self.merge_buckets(rest),
            (&VERSION_2, rest) => self.merge_pairs(rest),
            (&VERSION_1, rest) => {
                each_pair(rest, |bucket, count| self.counts.add(bucket_of(middle_of(bucket, SUB_BITS_1), SUB_BITS), count))
            }
            _ => None,
        }
    }

    /// The same for a stored form without its version, and for what version 3 wrote.
    pub fn merge_buckets(&mut self, mut rest: &[u8]) -> Option<()> {
        let (mut bucket, mut place) = (0_u32, 0);
        while !rest.is_empty() {
            let step = take_varint(&mut rest)?;
            bucket = further(bucket, step >> 1)?;
            match take_count(&mut rest, step & 1 == 1)? {
                0 => {
                    let run = take_run(&mut rest)?;
                    let first = bucket;
                    bucket = further(bucket, run.len() as u64 - 1)?;
                    place = self.counts.add_run(place, first, run);
                }
                count => place = self.counts.add_from(place, bucket, count),
            }
        }
        Some(())
    }

    /// The same for what version 2 wrote.
    pub fn merge_pairs(&mut self, bytes: &[u8]) -> Option<()> {
        let mut place = 0;
        each_pair(bytes, |bucket, count| place = self.counts.add_from(place, bucket, count))
    }
}

/// How many buckets there are from the first of some to their last.
fn span(pairs: &[(u32, u64)]) -> usize {
    (pairs[pairs.len() - 1].0 - pairs[0].0) as usize + 1
}

/// Whether buckets take at most a half more bytes side by side, behind four that say where they begin and how many they are, than
/// each by itself, where they are read many times as slowly.
fn is_worth_it(pairs: &[(u32, u64)]) -> bool {
    let by_themselves: usize = pairs.iter().map(|(_, count)| 1 + usize::from(*count != 1)).sum();
    (4 + span(pairs)) * 2 <= by_themselves * 3
}

/// Writes buckets side by side, and returns the last of them.
fn put_run(bytes: &mut Vec<u8>, before: u32, pairs: &[(u32, u64)]) -> u32 {
    let (first, span) = (pairs[0].0, span(pairs));
    [u64::from(first - before) << 1 | 1, 0, span as u64].into_iter().for_each(|number| put_varint(bytes, number));
    let start = bytes.len();
    bytes.resize(start + span, 0);
    pairs.iter().for_each(|(bucket, count)| bytes[start + (bucket - first) as usize] = *count as u8);
    first + span as u32 - 1
}

/// Writes buckets each by itself, and returns the last of them.
fn put_pairs(bytes: &mut Vec<u8>, before: u32, pairs: &[(u32, u64)]) -> u32 {
    pairs.iter().fold(before, |before, (bucket, count)| {
        put_varint(bytes, u64::from(bucket - before) << 1 | u64::from(*count != 1));
        if *count != 1 {
            put_varint(bytes, *count);
        }
        *bucket
    })
}

/// Counts side by side, at least one.
fn take_run<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take_varint(rest).filter(|length| *length > 0)?;
    rest.split_off(..usize::try_from(length).ok()?)
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(values: impl IntoIterator<Item = u64>, expected: &[u8]) {
        let mut histogram = Histogram::default();
        values.into_iter().for_each(|value| histogram.record(value));
        assert_eq!(histogram.encode(), expected);
        assert_eq!(Histogram::decode(expected), Some(histogram));
    }

    #[test]
    fn buckets_apart_are_written_each_by_itself() {
        check([], &[4]);
        check([3], &[4, 6]);
        check([3, 63, 63], &[4, 6, 121, 2]);
    }

    #[test]
    fn close_buckets_are_written_side_by_side_where_that_takes_at_most_a_half_more() {
        check([3, 3, 4, 4, 5, 5, 6, 6], &[4, 7, 0, 4, 2, 2, 2, 2]);
        check([3, 3, 4, 4, 5], &[4, 7, 0, 3, 2, 2, 1]);
        check([3, 3, 4, 5], &[4, 7, 2, 2, 2]);
        check([3, 3, 4, 4, 5, 5, 8, 8, 9, 9, 10, 10, 60], &[4, 7, 0, 8, 2, 2, 2, 0, 0, 2, 2, 2, 100]);
    }

    #[test]
    fn a_count_that_fits_no_byte_stands_by_itself() {
        let fours = (0..10).flat_map(|value| [value; 4]);
        check(fours.clone().chain([10; 255]), &[4, 1, 0, 11, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 255]);
        check(fours.chain([10; 256]), &[4, 1, 0, 10, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 128, 2]);
    }

    #[test]
    fn what_earlier_versions_counted_is_still_read() {
        let read = |bytes: &[u8]| Histogram::decode(bytes).map(|histogram| (histogram.count(), histogram.quantiles([0.001, 1.0])));
        // 1,000 µs twice and 3 µs once; then 3 µs once and 63 µs 200 times.
        assert_eq!(read(&[1, 3, 1, 108, 2]), Some((3, [Some(3), Some(1_012)])));
        assert_eq!(read(&[2, 3, 1, 60, 200, 1]), Some((201, [Some(3), Some(63)])));
        assert_eq!(read(&[3, 6, 121, 200, 1]), Some((201, [Some(3), Some(63)])));
    }

    #[test]
    fn a_bucket_and_a_count_that_no_histogram_has_are_not_read() {
        let stored = |numbers: &[u64], run: &[u8]| {
            let mut bytes = vec![VERSION];
            numbers.iter().for_each(|number| put_varint(&mut bytes, *number));
            Histogram::decode(&[&bytes, run].concat()).map(|histogram| histogram.count())
        };
        let last = u64::from(LAST);
        assert_eq!(stored(&[last << 1 | 1, MOST], &[]), Some(MOST));
        assert_eq!([stored(&[(last + 1) << 1 | 1, MOST], &[]), stored(&[last << 1 | 1, MOST + 1], &[])], [None; 2]);
        assert_eq!(stored(&[(last - 1) << 1 | 1, 0, 2], &[7, 8]), Some(15));
        assert_eq!([stored(&[last << 1 | 1, 0, 2], &[7, 8]), stored(&[7, 0, 3], &[7, 8]), stored(&[7, 0, 0], &[])], [None; 3]);
    }

    proptest! {
        #[test]
        fn what_is_stored_reads_back(values in prop::collection::vec(prop_oneof![any::<u64>(), 0..900_u64], 0..600)) {
            let mut histogram = Histogram::default();
            values.into_iter().for_each(|value| histogram.record(value));
            prop_assert_eq!(Histogram::decode(&histogram.encode()), Some(histogram));
        }

        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(bytes in prop::collection::vec(prop_oneof![any::<u8>(), 0..5_u8], 0..100)) {
            if let Some(histogram) = Histogram::decode(&bytes) {
                let _ = histogram.quantile(0.5);
            }
        }
    }
}
