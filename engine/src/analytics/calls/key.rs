//! The key of a stored call: its moment and what sets it apart from others of the same microsecond, in one number.
//!
//! So every index of calls is in the order of time without holding the time. An id of ours is the milliseconds of the
//! call and forty bits of chance; the milliseconds are in the key, so only the chance is stored beside it.

use crate::ids;
use domain::Time;
use domain::call::Call;

/// The bits below the microseconds.
const APART_BITS: u32 = 10;

/// The bits that chance fills; the others are for those who find their place taken.
const CHANCE_BITS: u32 = 9;

/// What begins the ids of calls.
const PREFIX: char = 'c';

/// Where a call is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its key.
    pub key: i64,
    /// The chance of an id of ours.
    pub chance: Option<i64>,
    /// Any other id.
    pub id: Option<String>,
}

impl Place {
    /// Where a call belongs, if nobody is there.
    pub fn of(call: &Call) -> Self {
        let chance = chance_of(&call.id, call.at);
        let apart = chance.unwrap_or_else(|| spread(&call.id)) & ((1 << CHANCE_BITS) - 1);
        Self::at(&call.id, first_key(call.at) + apart)
    }

    /// The place behind a key, for the call with that id.
    pub fn behind(key: i64, id: &str) -> Self {
        Self::at(id, key + 1)
    }

    fn at(id: &str, key: i64) -> Self {
        let chance = chance_of(id, time_of(key));
        Self { key, chance, id: chance.is_none().then(|| id.to_owned()) }
    }
}

/// The chance of an id of ours that was made at `at`.
fn chance_of(id: &str, at: Time) -> Option<i64> {
    let (millis, chance) = ids::read_id(PREFIX, id)?;
    (at.0 >= 0 && millis == at.0 / 1000).then_some(chance as i64)
}

/// A number that differs between texts, mostly: FNV-1a.
pub fn spread(id: &str) -> i64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)) as i64
}

/// The first key that a call at `at` may have; the ends of time are nearer here.
pub const fn first_key(at: Time) -> i64 {
    at.0.saturating_mul(1 << APART_BITS)
}

/// The moment of a call.
pub const fn time_of(key: i64) -> Time {
    Time(key >> APART_BITS)
}

/// The keys of an hour.
const HOUR: i64 = 3_600_000_000 << APART_BITS;

/// Which hour a key lies in.
pub const fn hour_of(key: i64) -> i64 {
    key.div_euclid(HOUR)
}

/// The first key behind the hour of a key.
pub const fn hour_behind(key: i64) -> i64 {
    hour_of(key).saturating_add(1).saturating_mul(HOUR)
}

/// The id of a call that was stored without it.
pub fn id_of(key: i64, chance: i64) -> String {
    ids::write_id(PREFIX, time_of(key), chance as u64)
}

/// The first key of an id of ours, the first behind the last, and its chance.
pub fn keys_of(id: &str) -> Option<(i64, i64, i64)> {
    let (millis, chance) = ids::read_id(PREFIX, id)?;
    let key = |millis: i64| first_key(Time(millis.saturating_mul(1000)));
    Some((key(millis), key(millis + 1), chance as i64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::tests::call;
    use proptest::prelude::*;

    fn check(id: &str, at: Time, is_ours: bool) {
        let call = Call { id: id.to_owned(), at, ..call(0, "geo.city") };
        let place = Place::of(&call);
        assert_eq!((place.chance.is_some(), place.id.is_none(), time_of(place.key)), (is_ours, is_ours, at), "{id}");
        if let Some(chance) = place.chance {
            let (first, behind, known) = keys_of(id).expect("an id of ours");
            assert_eq!((id_of(place.key, chance).as_str(), known), (id, chance));
            assert!((first..behind).contains(&place.key));
        }
    }

    #[test]
    fn only_an_id_of_the_same_millisecond_is_not_stored() {
        let at = Time(1_795_194_401_250_999);
        check(&ids::new_at('c', at), at, true);
        check(&ids::new_at('c', at), Time(at.0 + 1), false);
        check("c_1", at, false);
        check("c_1", Time(-5), false);
    }

    #[test]
    fn the_next_place_of_a_call_is_still_its_own() {
        let at = Time(1_795_194_401_250_999);
        let call = Call { id: ids::new_at('c', at), at, ..call(0, "geo.city") };
        let next = Place::behind(Place::of(&call).key, &call.id);
        assert_eq!((next.key, next.chance), (Place::of(&call).key + 1, Place::of(&call).chance));
        // So many at once that they reach the next millisecond: then the id is kept as it is.
        let crowded = (0..1100).fold(Place::of(&call), |place, _| Place::behind(place.key, &call.id));
        assert_eq!((crowded.chance, crowded.id), (None, Some(call.id)));
    }

    proptest! {
        #[test]
        fn keys_are_in_the_order_of_time(a in -2_000_000_000_000_000_i64..4_000_000_000_000_000, b in -2_000_000_000_000_000_i64..4_000_000_000_000_000) {
            prop_assert_eq!(first_key(Time(a)).cmp(&first_key(Time(b))), a.cmp(&b));
            prop_assert_eq!(time_of(first_key(Time(a))), Time(a));
        }
    }
}
