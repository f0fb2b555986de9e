//! The bytes that a tally is stored as, and what is read of them.
//!
//! ```text
//! form | calls | errors | latency µs | bytes sent | bytes received | [tokens in] | [tokens out] | [cost] | histogram
//! ```
//! The form is a byte: 0x40, and a bit for each figure that some calls have and others do not. All behind it are varints.
//! What begins with 0x20 or 0x30 has an older histogram.
//! Migrations cannot count into buckets, so they write a text of their own, which begins with `T`; it is read here, too.

use super::Tally;
use domain::histogram::Histogram;
use domain::varint::{put_varint, take_varint};

/// The form of today, whose histogram is one of version 4.
const FORM: u8 = 0x40;
/// The forms before: histograms of version 3, which are read as those of today, and of version 2.
const FORM_3: u8 = 0x30;
const FORM_2: u8 = 0x20;
const HAS_INPUT_TOKENS: u8 = 1;
const HAS_OUTPUT_TOKENS: u8 = 2;
const HAS_COST: u8 = 4;

/// What is added up of stored tallies.
pub trait Summed: Default {
    /// Adds what a stored form holds; `None` where it is not one, and then some of it may have been added.
    fn merge_encoded(&mut self, bytes: &[u8]) -> Option<()>;
}

/// Calls, of tallies of which nothing else is asked: most of a stored one is how long they took, which is not read then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls(pub u64);

impl Summed for Calls {
    fn merge_encoded(&mut self, bytes: &[u8]) -> Option<()> {
        let (form, mut rest) = bytes.split_first()?;
        let calls = if form_of(*form).is_some() { take_varint(&mut rest)? } else { Tally::decode(bytes)?.calls };
        self.0 = self.0.saturating_add(calls);
        Some(())
    }
}

impl Tally {
    /// The stored form.
    #[cfg(test)]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.encode_into(&mut bytes);
        bytes
    }

    /// The stored form, behind what `bytes` holds.
    pub fn encode_into(&self, bytes: &mut Vec<u8>) {
        let optional = [(HAS_INPUT_TOKENS, self.input_tokens), (HAS_OUTPUT_TOKENS, self.output_tokens), (HAS_COST, self.cost_nano_usd)];
        let present = optional.iter().filter(|(_, figure)| figure.is_some()).fold(FORM, |form, (bit, _)| form | bit);
        bytes.push(present);
        let figures = [self.calls, self.errors, self.latency_us, self.request_bytes, self.response_bytes];
        figures.into_iter().chain(optional.into_iter().filter_map(|(_, figure)| figure)).for_each(|figure| put_varint(bytes, figure));
        self.latency.encode_into(bytes);
    }

    /// Reads the stored form; `None` where it is not one.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut tally = Self::default();
        tally.merge_encoded(bytes)?;
        Some(tally)
    }

    /// The text of a migration: five figures, then `H` and histograms in hex, or `V` and latencies in microseconds.
    fn merge_text(&mut self, text: &str) -> Option<()> {
        let mut words = text.split(' ');
        let mut next = || words.next()?.parse::<u64>().ok();
        let (calls, errors, latency_us, request_bytes, response_bytes) = (next()?, next()?, next()?, next()?, next()?);
        self.add_figures(&Self { calls, errors, latency_us, request_bytes, response_bytes, ..Self::default() });
        let latencies = words.next()?;
        let mut each = latencies.get(1..)?.split(',').filter(|part| !part.is_empty());
        match latencies.as_bytes().first()? {
            b'H' => each.try_for_each(|hex| self.latency.merge_encoded(&from_hex(hex)?)),
            b'V' => each.try_for_each(|micros| micros.parse().ok().map(|micros| self.latency.record(micros))),
            _ => None,
        }
    }
}

impl Summed for Tally {
    fn merge_encoded(&mut self, bytes: &[u8]) -> Option<()> {
        let (form, mut rest) = bytes.split_first()?;
        if *form == b'T' {
            return self.merge_text(std::str::from_utf8(rest).ok()?);
        }
        let of = form_of(*form)?;
        let mut next = || take_varint(&mut rest);
        let (calls, errors, latency_us, request_bytes, response_bytes) = (next()?, next()?, next()?, next()?, next()?);
        let mut optional = |bit| if form & bit == 0 { Some(None) } else { Some(Some(next()?)) };
        let (input_tokens, output_tokens, cost_nano_usd) = (optional(HAS_INPUT_TOKENS)?, optional(HAS_OUTPUT_TOKENS)?, optional(HAS_COST)?);
        let latency = Histogram::default();
        self.add_figures(&Self {
            calls,
            errors,
            latency_us,
            request_bytes,
            response_bytes,
            input_tokens,
            output_tokens,
            cost_nano_usd,
            latency,
        });
        if of == FORM_2 { self.latency.merge_pairs(rest) } else { self.latency.merge_buckets(rest) }
    }
}

/// The form that a first byte tells, without its bits for figures; `None` where it tells none of bytes.
fn form_of(first: u8) -> Option<u8> {
    let form = first & !(HAS_INPUT_TOKENS | HAS_OUTPUT_TOKENS | HAS_COST);
    [FORM, FORM_3, FORM_2].contains(&form).then_some(form)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    (0..text.len()).step_by(2).map(|place| u8::from_str_radix(text.get(place..place + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::any_call;
    use proptest::prelude::*;

    #[test]
    fn the_text_of_a_migration_is_read() {
        let values = Tally::decode(b"T3 1 10 20 30 V4,6").expect("a tally");
        assert_eq!((values.calls, values.errors, values.latency_us, values.latency.count()), (3, 1, 10, 2));
        let histograms = Tally::decode(b"T3 0 9 0 0 H010302,010301").expect("a tally");
        assert_eq!(histograms.latency.quantile(1.0), Some(3));
        assert_eq!(histograms.latency.count(), 3);
        assert_eq!(Tally::decode(b"T0 0 0 0 0 H01").map(|tally| tally.latency.count()), Some(0));
        for text in ["T", "T1", "T1 0 0 0 0", "T1 0 0 0 0 X", "T1 0 0 0 0 H0", "T1 0 0 0 0 Vx", "T1 0 0 0 0 Hé"] {
            assert_eq!(Tally::decode(text.as_bytes()), None, "{text}");
        }
    }

    fn calls_of(bytes: &[u8]) -> Option<u64> {
        let mut calls = Calls(0);
        calls.merge_encoded(bytes)?;
        Some(calls.0)
    }

    #[test]
    fn calls_alone_are_read_of_each_form() {
        assert_eq!(
            [calls_of(b"T3 1 10 20 30 V4,6"), calls_of(&[0x20, 3, 1]), calls_of(&[0x30, 3]), calls_of(&[0x40, 200, 1, 0])],
            [Some(3), Some(3), Some(3), Some(200)]
        );
        assert_eq!([calls_of(b"T3"), calls_of(&[0x50, 3]), calls_of(&[0x30]), calls_of(&[])], [None; 4]);
        let mut most = Calls(u64::MAX - 1);
        assert_eq!((most.merge_encoded(&[0x40, 3]), most), (Some(()), Calls(u64::MAX)));
    }

    #[test]
    fn the_forms_before_are_read() {
        // Three calls, one of which failed, of 1,000 µs, 3 µs and 3 µs.
        for form in [&[0x20, 3, 1, 0xee, 7, 0, 0, 3, 2, 0xba, 2, 1][..], &[0x30, 3, 1, 0xee, 7, 0, 0, 7, 2, 0xf4, 4]] {
            let tally = Tally::decode(form).expect("a tally");
            assert_eq!((tally.calls, tally.errors, tally.latency_us, tally.latency.count()), (3, 1, 1006, 3));
            assert_eq!((tally.latency.quantile(0.5), tally.latency.quantile(1.0)), (Some(3), Some(1_004)));
            assert_eq!(tally.encode()[0], FORM);
        }
    }

    proptest! {
        #[test]
        fn what_is_stored_reads_back(calls in prop::collection::vec(any_call(), 0..40)) {
            let mut tally = Tally::default();
            calls.iter().for_each(|call| tally.record(call));
            prop_assert_eq!(calls_of(&tally.encode()), Some(tally.calls));
            prop_assert_eq!(Tally::decode(&tally.encode()), Some(tally));
        }

        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), text in "T?[0-9 ]{0,12}[HV]?[0-9a-f,]{0,9}") {
            let _ = Tally::decode(&bytes);
            let _ = Tally::decode(text.as_bytes());
        }
    }
}
