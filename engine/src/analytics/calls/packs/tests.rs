//! What is found does not depend on how it is stored: each call in a row, in a pack, or some so and some so; on both databases.

use super::store;
use crate::analytics::retention::{CALLS_KEPT, STILL_COMING};
use crate::analytics::tests::call;
use crate::analytics::{Analytics, CallFilter, Durability};
use crate::db::Db;
use crate::{ids, testing};
use domain::Time;
use domain::call::{Call, Outcome};
use domain::query::Query;

const HOUR: i64 = 3600;

/// When the hour of most calls begins.
const NOON: i64 = 20_000 * 86_400 + 12 * HOUR;

/// How many microseconds two calls are apart: 1,100 of them fill nearly an hour, or come nearly at once.
const SLOW: i64 = 3_000_000;
const FAST: i64 = 9000;

/// Many like others, and each thing rare once.
fn made(n: i64, apart: i64) -> Call {
    let tool = ["geo.city", "geo.distance", "text.stats"][n as usize % 3];
    let caller = if n % 50 == 0 { "rare" } else { "tester" };
    let at = Time(Time::from_seconds(NOON).0 + n * apart);
    let made = Call { id: ids::new_at('c', at), at, caller: caller.to_owned(), ..call(0, tool) };
    match n {
        7 => Call { id: "c_told".to_owned(), run: Some("r_1".to_owned()), ..made },
        500 => Call { outcome: Outcome::Timeout, status: None, instance: None, error: Some("too late".to_owned()), attempts: 3, ..made },
        900 => Call { trace: Some("t_1".to_owned()), run: Some("r_1".to_owned()), input_tokens: Some(0), cost_usd: Some(0.5), ..made },
        _ => made,
    }
}

/// What may be asked for, and how many of 1,100 calls it picks.
fn questions(calls: &[Call]) -> Vec<(CallFilter, usize)> {
    let any = CallFilter::default;
    let word = |word: &str| Some(word.to_owned());
    vec![
        (any(), 1100),
        (CallFilter { tool: word("geo.city"), ..any() }, 367),
        (CallFilter { service: word("geo"), ..any() }, 734),
        (CallFilter { caller: word("rare"), ..any() }, 22),
        (CallFilter { caller: word("rare"), service: word("text"), ..any() }, 7),
        (CallFilter { outcomes: vec![Outcome::Timeout], ..any() }, 1),
        (CallFilter { outcomes: vec![Outcome::Timeout], tool: word("text.stats"), ..any() }, 1),
        (CallFilter { outcomes: vec![Outcome::Timeout, Outcome::Busy], tool: word("geo.city"), ..any() }, 0),
        (CallFilter { outcomes: vec![Outcome::Ok], service: word("text"), ..any() }, 365),
        (CallFilter { run: word("r_1"), ..any() }, 2),
        (CallFilter { run: word("r_1"), trace: word("t_1"), ..any() }, 1),
        (CallFilter { run: word("r_1"), service: word("text"), ..any() }, 0),
        (CallFilter { from: Some(calls[10].at), to: Some(calls[20].at), ..any() }, 10),
    ]
}

/// Every call that a filter picks, page by page.
async fn all(analytics: &Analytics, filter: &CallFilter) -> Vec<Call> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = analytics.calls(filter, &Query::default(), after.as_deref(), 90).await.expect("a page");
        found.extend(page.items);
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

async fn check_found(analytics: &Analytics, calls: &[Call]) {
    for (filter, expected) in questions(calls) {
        let found = all(analytics, &filter).await;
        assert_eq!(found.len(), expected, "{filter:?}");
        assert!(found.is_sorted_by(|a, b| a.at > b.at) && found.iter().all(|call| calls.contains(call)), "{filter:?}");
    }
    for call in calls {
        assert_eq!(analytics.call(&call.id).await.expect("an answer").as_ref(), Some(call));
    }
    assert_eq!(analytics.call("c_none").await.expect("an answer"), None);
}

/// How many calls have a row each, and how many packs and marks there are.
async fn check_stored(db: &Db, rows: i64, packs: i64, has_marks: bool) {
    let stored = store::counts(db).await.expect("counts");
    assert_eq!((stored.0, stored.1, stored.2 > 0), (rows, packs, has_marks));
}

/// Records calls some at a time, packs them, and purges half of them.
async fn tell_the_story(db: &Db, at_once: usize, apart: i64, packs_at_first: i64) {
    let analytics = Analytics::open(db.clone(), Durability::Batched).await.expect("analytics");
    let calls: Vec<Call> = (0..1100).map(|n| made(n, apart)).collect();
    for some in calls.chunks(at_once) {
        some.iter().for_each(|call| analytics.record(call.clone()));
        analytics.flush().await.expect("written");
    }
    let rows = if packs_at_first == 0 { 1100 } else { 0 };
    check_stored(db, rows, packs_at_first, packs_at_first > 0).await;
    check_found(&analytics, &calls).await;
    // 1,024 make a full pack before their hour is over.
    analytics.pack(Time::from_seconds(NOON + HOUR - 1 + STILL_COMING)).await.expect("packed");
    check_stored(db, if rows > 0 { 76 } else { 0 }, packs_at_first.max(1), true).await;
    check_found(&analytics, &calls).await;
    analytics.pack(Time::from_seconds(NOON + HOUR + STILL_COMING)).await.expect("packed");
    check_stored(db, 0, 2, true).await;
    check_found(&analytics, &calls).await;
    let half = calls[600].at.plus_seconds(CALLS_KEPT);
    analytics.purge(half).await.expect("purged");
    assert_eq!(all(&analytics, &CallFilter::default()).await.len(), 500);
    assert!(analytics.call(&calls[599].id).await.expect("an answer").is_none());
    analytics.purge(half.plus_seconds(HOUR)).await.expect("purged");
    check_stored(db, 0, 0, false).await;
}

/// A row each at first, or packed as they come.
const HOW: [(usize, i64, i64); 2] = [(500, SLOW, 0), (1100, FAST, 2)];

#[tokio::test]
async fn what_is_packed_is_found_as_before() {
    for (at_once, apart, packs_at_first) in HOW {
        tell_the_story(&testing::sqlite().await.db, at_once, apart, packs_at_first).await;
    }
}

#[tokio::test]
async fn what_is_packed_is_found_as_before_in_postgresql() {
    let postgres = testing::postgres().await;
    for (at_once, apart, packs_at_first) in HOW {
        tell_the_story(&postgres.db, at_once, apart, packs_at_first).await;
    }
}

/// Calls that came late lie in packs whose times cross.
#[tokio::test]
async fn pages_are_in_order_where_packs_cross() {
    let testing = testing::sqlite().await;
    let analytics = Analytics::open(testing.db.clone(), Durability::Batched).await.expect("analytics");
    let calls: Vec<Call> = (0..1100).map(|n| made(n, FAST)).collect();
    for odd in [0, 1] {
        calls.iter().skip(odd).step_by(2).for_each(|call| analytics.record(call.clone()));
        analytics.flush().await.expect("written");
    }
    check_stored(&testing.db, 0, 2, true).await;
    check_found(&analytics, &calls).await;
}

/// Where a commit was not confirmed, its calls are written again.
#[tokio::test]
async fn a_call_that_is_packed_twice_is_shown_once() {
    let testing = testing::sqlite().await;
    let calls: Vec<Call> = (0..1100).map(|n| made(n, FAST)).collect();
    for _ in 0..2 {
        let analytics = Analytics::open(testing.db.clone(), Durability::Batched).await.expect("analytics");
        calls.iter().for_each(|call| analytics.record(call.clone()));
        analytics.flush().await.expect("written");
    }
    let analytics = Analytics::open(testing.db.clone(), Durability::Batched).await.expect("analytics");
    check_stored(&testing.db, 0, 4, true).await;
    check_found(&analytics, &calls).await;
}

/// Two packs whose times cross; the one of even calls begins first, ends first, and cannot be read.
async fn tell_of_damage(db: &Db, bytes: &[u8]) {
    let analytics = Analytics::open(db.clone(), Durability::Batched).await.expect("analytics");
    let calls: Vec<Call> = (0..1100).map(|n| made(n, FAST)).collect();
    for odd in [0, 1] {
        calls.iter().skip(odd).step_by(2).for_each(|call| analytics.record(call.clone()));
        analytics.flush().await.expect("written");
    }
    store::damage(db, bytes).await.expect("damaged");
    let left = async || all(&analytics, &CallFilter::default()).await.len();
    assert_eq!(left().await, 550);
    assert_eq!(analytics.call(&calls[500].id).await.expect("an answer"), None);
    assert_eq!(analytics.call(&calls[501].id).await.expect("an answer").as_ref(), Some(&calls[501]));
    // It keeps no other pack from being cut, and goes with its marks once all of it is too old.
    let last = &calls[1099];
    for (before, expected, packs) in [(calls[600].at, 250, 2), (last.at, 1, 1), (last.at.plus_seconds(1), 0, 0)] {
        analytics.purge(before.plus_seconds(CALLS_KEPT)).await.expect("purged");
        assert_eq!(left().await, expected);
        check_stored(db, 0, packs, packs > 0).await;
    }
}

/// Of no form; of one that is to come; with an end that is missing; with a checksum of something else.
const DAMAGED: [&[u8]; 4] = [&[], &[3, 1, 1], &[1, 0, 0, 0, 0, 0, 0, 0, 0, 1], &[0xC2, 7, 7, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0]];

#[tokio::test]
async fn a_pack_that_cannot_be_read_stops_neither_pages_nor_retention() {
    for bytes in DAMAGED {
        tell_of_damage(&testing::sqlite().await.db, bytes).await;
    }
}

#[tokio::test]
async fn a_pack_that_cannot_be_read_stops_neither_pages_nor_retention_in_postgresql() {
    let postgres = testing::postgres().await;
    for bytes in DAMAGED {
        tell_of_damage(&postgres.db, bytes).await;
    }
}
