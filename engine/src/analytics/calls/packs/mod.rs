//! Packs: up to 1,024 calls of one hour in one row, a quarter as large as a row each, for most calls are never looked at.
//!
//! ```text
//! flush ── few calls ──▶ calls ── pack, when their hour is over ──▶ call_packs, call_marks
//!       └─ 512 and more of the last ten seconds ──────────────────▶
//! ```
//! A pack is written once and never changed. The packs that may hold what is looked for are told by their marks.

mod coding;
mod marks;
pub(in crate::analytics) mod store;

use super::key::{first_key, hour_behind, hour_of};
use super::stored::Stored;
use crate::analytics::yielding::yielding;
use domain::Time;
use std::collections::BTreeMap;
use store::Written;

/// How many calls a pack holds at most.
pub const CALLS_MAX: usize = 1024;

/// How many fresh calls of one hour are packed as they come.
const CALLS_AT_ONCE: usize = 512;

/// How much older than the newest call of a flush one may be to be packed as it comes: the keys of ten seconds. So packs
/// hold short times, and few packs hold one moment.
const FRESH: i64 = first_key(Time(10_000_000));

/// Calls of one hour, in the order of their keys; never none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack(Vec<Stored>);

impl Pack {
    /// Calls of one hour, in whatever order.
    pub fn of(mut calls: Vec<Stored>) -> Option<Self> {
        calls.sort_by_key(|call| call.key);
        (!calls.is_empty()).then_some(Self(calls))
    }

    const fn keys(&self) -> (i64, i64) {
        match self.0.as_slice() {
            [first, .., last] => (first.key, last.key),
            [only] => (only.key, only.key),
            [] => (0, 0),
        }
    }
}

/// Puts many fresh calls of one hour into packs; the others are returned as they are.
pub fn cut(calls: Vec<Stored>) -> (Vec<Written>, Vec<Stored>) {
    let (packs, few) = parted(calls);
    (yielding(&packs, 1).map(Written::from).collect(), few)
}

fn parted(calls: Vec<Stored>) -> (Vec<Pack>, Vec<Stored>) {
    let newest = calls.iter().map(|call| call.key).max().unwrap_or_default();
    let (fresh, mut few): (Vec<Stored>, _) = calls.into_iter().partition(|call| call.key >= newest.saturating_sub(FRESH));
    let mut hours: BTreeMap<i64, Vec<Stored>> = BTreeMap::new();
    for call in fresh {
        hours.entry(hour_of(call.key)).or_default().push(call);
    }
    let mut packs = Vec::new();
    for mut calls in hours.into_values() {
        if calls.len() < CALLS_AT_ONCE {
            few.append(&mut calls);
            continue;
        }
        calls.sort_by_key(|call| call.key);
        let each = calls.len().div_ceil(calls.len().div_ceil(CALLS_MAX));
        packs.extend(calls.chunks(each).filter_map(|calls| Pack::of(calls.to_vec())));
    }
    (packs, few)
}

/// How many of these keys, which are in order, make a pack now: a full one, or the rest of an hour that is over at `before`.
pub fn ready(keys: &[i64], before: i64) -> usize {
    let Some(end) = keys.first().map(|first| hour_behind(*first)) else { return 0 };
    let of_one_hour = keys.iter().take_while(|key| **key < end).count();
    if of_one_hour >= CALLS_MAX || end <= before { of_one_hour.min(CALLS_MAX) } else { 0 }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod cutting {
    use super::*;

    const HOUR: i64 = 3_600_000_000 << 10;

    /// So many calls each, from these keys on.
    fn check_cut(from: &[(i64, usize)], packs: &[usize], few: usize) {
        let calls = from.iter().flat_map(|(first, calls)| (0..*calls).rev().map(move |n| first + n as i64));
        let (cut, rest) = parted(calls.map(|key| Stored { key, ..Stored::default() }).collect());
        assert_eq!((cut.iter().map(|pack| pack.0.len()).collect::<Vec<_>>(), rest.len()), (packs.to_vec(), few), "{from:?}");
        assert!(cut.iter().all(|pack| pack.0.is_sorted_by_key(|call| call.key)));
    }

    #[test]
    fn many_calls_of_one_hour_are_packed_as_they_come_and_few_are_not() {
        check_cut(&[], &[], 0);
        check_cut(&[(0, 511)], &[], 511);
        check_cut(&[(0, 512)], &[512], 0);
        check_cut(&[(0, 1024)], &[1024], 0);
        check_cut(&[(HOUR - 1025, 1025), (HOUR, 3)], &[513, 512], 3);
        check_cut(&[(HOUR - 2500, 2500), (HOUR, 600)], &[834, 834, 832, 600], 0);
    }

    #[test]
    fn calls_that_come_late_are_not_packed_as_they_come() {
        check_cut(&[(0, 600), (FRESH - 599, 600)], &[600, 600], 0);
        check_cut(&[(0, 600), (FRESH + 1, 600)], &[600], 600);
    }

    #[test]
    fn a_pack_is_full_or_the_rest_of_an_hour_that_is_over() {
        let keys = |calls: i64, next: i64| (HOUR..HOUR + calls).chain(2 * HOUR..2 * HOUR + next).collect::<Vec<_>>();
        for (calls, next, before, expected) in
            [(0, 0, HOUR, 0), (3, 0, 2 * HOUR - 1, 0), (3, 0, 2 * HOUR, 3), (3, 1021, 2 * HOUR + 2000, 3), (1024, 0, HOUR + 2000, 1024)]
        {
            assert_eq!(ready(&keys(calls, next), before), expected, "{calls} {next}");
        }
    }
}
