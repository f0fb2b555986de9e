//! The bytes of a pack: its calls one after the other, oldest first, in as few bytes as each needs.
//!
//! ```text
//! form | checksum of what follows, 4 bytes | first key, 8 bytes
//!      | (what it has | key, from the one before | chance, 5 bytes, or id | caller | tool | [instance]
//!         | [outcome, status, attempts] | latency µs | bytes sent | bytes received | [texts] | [tokens, cost])…
//! ```
//! The checksum is CRC-32: most damage would be read as other calls, not as none. Packs of form 1 have no checksum.
//!
//! Numbers are varints, and one that may be absent is one more than it is, or nought. Most calls went well at the first
//! attempt with status 200, and say so in one bit.

use crate::analytics::calls::stored::Stored;
use domain::varint::{put_varint, take_varint};
use flate2::Crc;

/// The form of today: far from the one before, so that no damage of few bits takes the checksum away.
const FORM: u8 = 0xC2;

/// The form before, which has no checksum.
const FORM_BEFORE: u8 = 1;

/// How many bytes stand before the first key: the form and the checksum.
const HEAD: usize = 5;

const IS_OURS: u8 = 1;
const WENT_WELL: u8 = 2;
const HAS_INSTANCE: u8 = 4;
const HAS_ERROR: u8 = 8;
const HAS_RUN: u8 = 16;
const HAS_TRACE: u8 = 32;
const HAS_COST: u8 = 64;

/// How many bytes the chance of an id has.
const CHANCE_BYTES: usize = 5;

/// Outcome, status and attempts of a call that went well.
const WELL: (i64, Option<i64>, i64) = (1, Some(200), 1);

/// The stored form of calls in the order of their keys.
pub fn encode(calls: &[Stored]) -> Vec<u8> {
    let mut bytes = vec![0; HEAD];
    let mut before = calls.first().map_or(0, |call| call.key);
    bytes.extend(before.to_le_bytes());
    for call in calls {
        put_call(&mut bytes, call, call.key.wrapping_sub(before));
        before = call.key;
    }
    let checksum = checksum_of(&bytes[HEAD..]);
    bytes[0] = FORM;
    bytes[1..HEAD].copy_from_slice(&checksum);
    bytes
}

fn checksum_of(bytes: &[u8]) -> [u8; 4] {
    let mut checksum = Crc::new();
    checksum.update(bytes);
    checksum.sum().to_le_bytes()
}

fn put_call(bytes: &mut Vec<u8>, call: &Stored, step: i64) {
    let has = has(call);
    bytes.push(has);
    put(bytes, step);
    match call.chance {
        Some(chance) => bytes.extend(&chance.to_le_bytes()[..CHANCE_BYTES]),
        None => put_text(bytes, call.id.as_deref().unwrap_or_default()),
    }
    [Some(call.caller), Some(call.tool), call.instance].into_iter().flatten().for_each(|number| put(bytes, number));
    if has & WENT_WELL == 0 {
        put(bytes, call.outcome);
        put_optional(bytes, call.status);
        put(bytes, call.attempts);
    }
    [call.latency_us, call.request_bytes, call.response_bytes].into_iter().for_each(|number| put(bytes, number));
    [&call.error, &call.run, &call.trace].into_iter().flatten().for_each(|text| put_text(bytes, text));
    if has & HAS_COST != 0 {
        [call.input_tokens, call.output_tokens, call.cost_nano_usd].into_iter().for_each(|number| put_optional(bytes, number));
    }
}

fn has(call: &Stored) -> u8 {
    let has_cost = call.input_tokens.is_some() || call.output_tokens.is_some() || call.cost_nano_usd.is_some();
    let bits = [
        (IS_OURS, call.chance.is_some()),
        (WENT_WELL, (call.outcome, call.status, call.attempts) == WELL),
        (HAS_INSTANCE, call.instance.is_some()),
        (HAS_ERROR, call.error.is_some()),
        (HAS_RUN, call.run.is_some()),
        (HAS_TRACE, call.trace.is_some()),
        (HAS_COST, has_cost),
    ];
    bits.into_iter().filter(|(_, has)| *has).fold(0, |bits, (bit, _)| bits | bit)
}

fn put(bytes: &mut Vec<u8>, number: i64) {
    put_varint(bytes, number as u64);
}

fn put_optional(bytes: &mut Vec<u8>, number: Option<i64>) {
    put(bytes, number.map_or(0, |number| number.saturating_add(1)));
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_varint(bytes, text.len() as u64);
    bytes.extend(text.as_bytes());
}

/// Hands each call of a stored form to `take`; `None` where it is not one or is damaged, and then some may have been handed over.
pub fn each(bytes: &[u8], mut take: impl FnMut(Stored)) -> Option<()> {
    let (first, mut rest) = sound(bytes)?.split_first_chunk()?;
    let mut key = i64::from_le_bytes(*first);
    while !rest.is_empty() {
        let call = take_call(&mut rest, key)?;
        key = call.key;
        take(call);
    }
    Some(())
}

/// What stands behind the head, if that is as it was written.
fn sound(bytes: &[u8]) -> Option<&[u8]> {
    match bytes.split_first()? {
        (&FORM, rest) => rest.split_first_chunk().filter(|(checksum, rest)| **checksum == checksum_of(rest)).map(|(_, rest)| rest),
        (&FORM_BEFORE, rest) => Some(rest),
        _ => None,
    }
}

fn take_call(rest: &mut &[u8], before: i64) -> Option<Stored> {
    let has = take_bytes(rest, 1)?[0];
    let key = before.wrapping_add(take(rest)?);
    let (chance, id) = if has & IS_OURS == 0 { (None, Some(take_text(rest)?)) } else { (Some(take_chance(rest)?), None) };
    let (caller, tool) = (take(rest)?, take(rest)?);
    let instance = if has & HAS_INSTANCE == 0 { None } else { Some(take(rest)?) };
    let (outcome, status, attempts) = if has & WENT_WELL == 0 { (take(rest)?, optional(take(rest)?), take(rest)?) } else { WELL };
    let (latency_us, request_bytes, response_bytes) = (take(rest)?, take(rest)?, take(rest)?);
    let mut text = |bit| if has & bit == 0 { Some(None) } else { take_text(rest).map(Some) };
    let (error, run, trace) = (text(HAS_ERROR)?, text(HAS_RUN)?, text(HAS_TRACE)?);
    let mut cost = || if has & HAS_COST == 0 { Some(None) } else { take(rest).map(optional) };
    let (input_tokens, output_tokens, cost_nano_usd) = (cost()?, cost()?, cost()?);
    Some(Stored {
        key,
        chance,
        id,
        caller,
        tool,
        instance,
        outcome,
        status,
        latency_us,
        attempts,
        request_bytes,
        response_bytes,
        error,
        run,
        trace,
        input_tokens,
        output_tokens,
        cost_nano_usd,
    })
}

fn take(rest: &mut &[u8]) -> Option<i64> {
    take_varint(rest).map(|number| number as i64)
}

/// The number that may be absent.
fn optional(number: i64) -> Option<i64> {
    number.checked_sub(1).filter(|number| *number >= 0)
}

fn take_chance(rest: &mut &[u8]) -> Option<i64> {
    let mut chance = [0; 8];
    chance[..CHANCE_BYTES].copy_from_slice(take_bytes(rest, CHANCE_BYTES)?);
    Some(i64::from_le_bytes(chance))
}

fn take_text(rest: &mut &[u8]) -> Option<String> {
    let length = usize::try_from(take_varint(rest)?).ok()?;
    String::from_utf8(take_bytes(rest, length)?.to_vec()).ok()
}

fn take_bytes<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_stored() -> impl Strategy<Value = Stored> {
        let number = || 0..=i64::from(i32::MAX);
        let maybe = || prop::option::of(0..=i64::from(i32::MAX));
        let text = || prop::option::of(".{0,9}");
        let ids = prop_oneof![(0_i64..1 << 40).prop_map(|chance| (Some(chance), None)), ".{0,9}".prop_map(|id| (None, Some(id)))];
        let ends = prop_oneof![Just(WELL), (number(), maybe(), number())];
        let names = (number(), number(), maybe());
        let figures = (number(), number(), number());
        (any::<i64>(), ids, names, ends, figures, (text(), text(), text()), (maybe(), maybe(), maybe())).prop_map(
            |(key, (chance, id), names, ends, figures, texts, costs)| Stored {
                key,
                chance,
                id,
                caller: names.0,
                tool: names.1,
                instance: names.2,
                outcome: ends.0,
                status: ends.1,
                attempts: ends.2,
                latency_us: figures.0,
                request_bytes: figures.1,
                response_bytes: figures.2,
                error: texts.0,
                run: texts.1,
                trace: texts.2,
                input_tokens: costs.0,
                output_tokens: costs.1,
                cost_nano_usd: costs.2,
            },
        )
    }

    fn decode(bytes: &[u8]) -> Option<Vec<Stored>> {
        let mut calls = Vec::new();
        each(bytes, |call| calls.push(call))?;
        Some(calls)
    }

    #[test]
    fn a_call_that_went_well_takes_22_bytes() {
        let call = Stored { key: 1 << 60, chance: Some(7), caller: 20, tool: 200, instance: Some(300), outcome: 1, ..Stored::default() };
        let call = Stored { status: Some(200), latency_us: 20_000, attempts: 1, request_bytes: 900, response_bytes: 9000, ..call };
        let later = Stored { key: (1 << 60) + (250_000 << 10), ..call.clone() };
        assert_eq!(encode(&[call.clone(), later]).len() - encode(&[call]).len(), 22);
    }

    proptest! {
        #[test]
        fn what_is_stored_reads_back(mut calls in prop::collection::vec(any_stored(), 0..9)) {
            calls.sort_by_key(|call| call.key);
            prop_assert_eq!(decode(&encode(&calls)), Some(calls));
        }

        #[test]
        fn a_pack_without_a_checksum_still_reads_back(mut calls in prop::collection::vec(any_stored(), 0..9)) {
            calls.sort_by_key(|call| call.key);
            let without = [&[FORM_BEFORE], &encode(&calls)[HEAD..]].concat();
            prop_assert_eq!(decode(&without), Some(calls));
        }

        #[test]
        fn one_other_byte_anywhere_is_noticed(calls in prop::collection::vec(any_stored(), 1..9), at in any::<prop::sample::Index>(), by in 1_u8..) {
            let mut bytes = encode(&calls);
            // Behind the form, which tells whether there is a checksum.
            let at = 1 + at.index(bytes.len() - 1);
            bytes[at] ^= by;
            prop_assert_eq!(decode(&bytes), None);
        }

        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..99)) {
            let _ = decode(&[&[FORM_BEFORE], &bytes[..]].concat());
            let _ = decode(&[&[FORM], &checksum_of(&bytes)[..], &bytes].concat());
        }
    }
}
