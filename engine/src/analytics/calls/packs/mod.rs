//! Packs: up to 1,024 calls of one hour in one row, a quarter as large as a row each, for most calls are never looked at.
//!
//! ```text
//! flush ── few calls ──▶ calls ── pack, when their hour is over ──▶ call_packs, call_marks
//!       └─ 512 and more of an hour ───────────────────────────────▶
//! ```
//! A pack is written once and never changed. The packs that may hold what is looked for are told by their marks.

mod coding;
mod marks;
pub(in crate::analytics) mod store;

use super::key::{hour_behind, hour_of};
use super::stored::Stored;
use std::collections::BTreeMap;
use store::Written;

/// How many calls a pack holds at most.
pub const CALLS_MAX: usize = 1024;

/// How many calls of one hour are packed as they come.
const CALLS_AT_ONCE: usize = 512;

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

/// Puts many calls of one hour into packs; the others are returned as they are.
pub fn cut(calls: Vec<Stored>) -> (Vec<Written>, Vec<Stored>) {
    let (packs, few) = parted(calls);
    (packs.iter().map(Written::from).collect(), few)
}

fn parted(calls: Vec<Stored>) -> (Vec<Pack>, Vec<Stored>) {
    let mut hours: BTreeMap<i64, Vec<Stored>> = BTreeMap::new();
    for call in calls {
        hours.entry(hour_of(call.key)).or_default().push(call);
    }
    let (mut packs, mut few) = (Vec::new(), Vec::new());
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

    fn check_cut(of_hours: &[usize], packs: &[usize], few: usize) {
        let calls = of_hours
            .iter()
            .enumerate()
            .flat_map(|(hour, calls)| (0..*calls).rev().map(move |n| Stored { key: hour as i64 * HOUR + n as i64, ..Stored::default() }));
        let (cut, rest) = parted(calls.collect());
        assert_eq!((cut.iter().map(|pack| pack.0.len()).collect::<Vec<_>>(), rest.len()), (packs.to_vec(), few), "{of_hours:?}");
        assert!(cut.iter().all(|pack| pack.0.is_sorted_by_key(|call| call.key)));
    }

    #[test]
    fn many_calls_of_one_hour_are_packed_as_they_come_and_few_are_not() {
        check_cut(&[], &[], 0);
        check_cut(&[511], &[], 511);
        check_cut(&[512], &[512], 0);
        check_cut(&[1024], &[1024], 0);
        check_cut(&[1025, 3], &[513, 512], 3);
        check_cut(&[3, 2500, 600], &[834, 834, 832, 600], 3);
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
