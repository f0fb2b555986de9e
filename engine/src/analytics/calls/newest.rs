//! The last calls that are wanted, from their rows and from packs.

use super::key::hour_behind;
use super::packs::store as packs;
use super::store::{self, Wanted};
use super::stored::Stored;
use crate::Error;
use crate::db::Db;
use domain::call::Call;

/// How many packs are read at first and at most at a time.
const PACKS_AT_FIRST: usize = 2;
const PACKS_AT_ONCE: usize = 32;

/// The last `limit` calls that are wanted, newest first; more where others have the key of the last one.
pub async fn of(db: &Db, wanted: &Wanted, limit: usize) -> Result<Vec<Stored>, Error> {
    // Rows first: what is packed meanwhile is seen twice, which shows, and never not at all.
    let keys = store::keys(db, wanted, limit as i64).await?;
    let mut found = store::by_keys(db, &keys).await?;
    keep_newest(&mut found, limit);
    let (walks, mut behind, mut at_once) = (wanted.walks(), (hour_behind(wanted.keys.end), 0), PACKS_AT_FIRST);
    while !walks.is_empty() {
        let packs = packs::packs(db, wanted, &walks, behind, at_once as i64).await?;
        found.extend(packs::calls(db, &packs, wanted.keys.end, |call| wanted.fits(call)).await?);
        keep_newest(&mut found, limit);
        let Some(last) = packs.last().filter(|_| packs.len() == at_once) else { break };
        // What is further back has no later key than this.
        if found.get(limit - 1).is_some_and(|call| call.key > last.0) {
            break;
        }
        behind = *last;
        at_once = (at_once * 2).min(PACKS_AT_ONCE);
    }
    Ok(found)
}

/// The first `limit` of them, newest first, each once, with all that have the key of the last one. None of the others can be
/// among the first when more are found.
fn keep_newest(calls: &mut Vec<Stored>, limit: usize) {
    calls.sort_unstable_by(|a, b| (b.key, b.chance, &b.id).cmp(&(a.key, a.chance, &a.id)));
    calls.dedup_by(|a, b| (a.key, a.chance, &a.id) == (b.key, b.chance, &b.id));
    let last = calls.get(limit.saturating_sub(1)).map(|call| call.key);
    let of_last = calls.iter().skip(limit).take_while(|call| Some(call.key) == last).count();
    calls.truncate(limit + of_last);
}

/// One call.
pub async fn by_id(db: &Db, id: &str) -> Result<Option<Call>, Error> {
    let mut found = store::by_id(db, id).await?;
    if found.is_none() {
        found = packs::by_id(db, id).await?;
    }
    Ok(store::named(db, found.into_iter().collect()).await?.pop().map(|(_, call)| call))
}
