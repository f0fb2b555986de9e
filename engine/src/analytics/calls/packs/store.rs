//! The statements of packs.

use super::marks::{self, Text};
use super::{CALLS_MAX, Pack, coding, ready};
use crate::Error;
use crate::analytics::calls::key::{hour_behind, keys_of};
use crate::analytics::calls::store::{COLUMNS, OK, WALKS_AT_ONCE, Walk, Wanted};
use crate::analytics::calls::stored::Stored;
use crate::analytics::store::unreadable;
use crate::db::{Db, reader, transaction};
use sqlx::{AssertSqlSafe, QueryBuilder};
use std::collections::BTreeSet;

/// How many marks one statement writes.
pub const MARKS_AT_ONCE: usize = 200;

/// How many packs are read at a time for one call.
const READ_AT_ONCE: usize = 8;

/// How many packs are looked at for one step of a purge.
const OLD_AT_ONCE: i64 = 8;

pub const INSERT_PACK: &str = "insert into call_packs (first_key, last_key, calls) values ($1, $2, $3) returning id";

pub const INSERT_MARKS: &str = "insert into call_marks (mark, last_key, pack, first_key) ";

const OLDEST: &str = "select key from calls where key < $1 order by key limit $2";

const TAKE: &str = "delete from calls where key >= $1 and key <= $2 returning ";

const WITH_CALLS: &str = "select id, last_key, calls from call_packs where first_key < ";

const OF_MARK: &str = "select last_key, pack from call_marks where mark = $1 order by last_key, pack";

const OF_A_MOMENT: &str = "
    select last_key, id
    from call_packs
    where last_key >= $1 and last_key < $2 and first_key < $3
    order by last_key, id";

const TOO_OLD: &str = "
    select id, last_key, calls
    from call_packs
    where last_key < $1
    order by last_key, id
    limit $2";

const AT_BORDER: &str = "
    select id, last_key, calls
    from call_packs
    where (last_key, id) > ($1, $2) and last_key >= $3 and last_key < $4 and first_key < $3
    order by last_key, id
    limit 1";

/// What an unreadable pack bears: there is no index for it, so it is read beside the writer.
const MARKS_OF: &str = "select mark from call_marks where last_key = $1 and pack = $2 order by mark";

const DELETE_PACK: &str = "delete from call_packs where id = $1";

const DELETE_MARKS: &str = "delete from call_marks where last_key = ";

/// Every whole statement of this file, for the test that prepares them.
#[cfg(test)]
pub const STATEMENTS: &[&str] = &[INSERT_PACK, OLDEST, OF_MARK, OF_A_MOMENT, TOO_OLD, AT_BORDER, MARKS_OF, DELETE_PACK];

#[derive(sqlx::FromRow)]
struct PackRow {
    id: i64,
    last_key: i64,
    calls: Vec<u8>,
}

impl PackRow {
    /// Its calls that fit; an error where it is damaged, or of a newer form.
    fn read(&self, fits: impl Fn(&Stored) -> bool) -> Result<Vec<Stored>, Error> {
        let mut calls = Vec::new();
        let take = |call| {
            if fits(&call) {
                calls.push(call);
            }
        };
        coding::each(&self.calls, take).ok_or_else(|| unreadable("calls", &format!("pack {}", self.id)))?;
        Ok(calls)
    }
}

/// A pack as it is written: its keys, its bytes, its marks.
pub struct Written {
    /// The first and the last key.
    pub keys: (i64, i64),
    /// Its calls.
    pub calls: Vec<u8>,
    /// What it is found by.
    pub marks: BTreeSet<i64>,
}

impl From<&Pack> for Written {
    fn from(pack: &Pack) -> Self {
        Self { keys: pack.keys(), calls: coding::encode(&pack.0), marks: marks::of(&pack.0) }
    }
}

/// Writes packs within a transaction.
macro_rules! insert {
    ($tx:expr, $packs:expr) => {{
        use $crate::analytics::calls::packs::store::{INSERT_MARKS, INSERT_PACK, MARKS_AT_ONCE, Written};
        let mut marks: Vec<[i64; 4]> = Vec::new();
        for Written { keys: (first, last), calls, marks: of_pack } in $packs {
            let insert = sqlx::query_scalar(INSERT_PACK).bind(*first).bind(*last).bind(calls.as_slice());
            let pack: i64 = insert.fetch_one(&mut *$tx).await?;
            marks.extend(of_pack.iter().map(|mark| [*mark, *last, pack, *first]));
        }
        // As they lie in their table, whichever pack they are of.
        marks.sort_unstable();
        for some in marks.chunks(MARKS_AT_ONCE) {
            let mut insert = sqlx::QueryBuilder::<DB>::new(INSERT_MARKS);
            insert.push_values(some, |mut row, mark| {
                mark.iter().for_each(|value| {
                    row.push_bind(*value);
                });
            });
            insert.build().persistent(some.len() == MARKS_AT_ONCE).execute(&mut *$tx).await?;
        }
    }};
}

pub(in crate::analytics) use insert;

/// Packs the oldest calls before a key, and returns whether there was a pack of them.
pub async fn pack(db: &Db, before: i64) -> Result<bool, Error> {
    let take = AssertSqlSafe(format!("{TAKE}{COLUMNS}"));
    Ok(transaction!(db, |tx| {
        let keys: Vec<i64> = sqlx::query_scalar(OLDEST).bind(before).bind(CALLS_MAX as i64).fetch_all(&mut *tx).await?;
        let keys = &keys[..ready(&keys, before)];
        if let [first, ..] = keys {
            let taken: Vec<Stored> = sqlx::query_as(take).bind(*first).bind(keys[keys.len() - 1]).fetch_all(&mut *tx).await?;
            // None where another replica was faster.
            if let Some(pack) = Pack::of(taken) {
                insert!(tx, &[Written::from(&pack)]);
            }
        }
        !keys.is_empty()
    }))
}

/// A pack that goes, and what stays of it.
pub struct Old {
    id: i64,
    last_key: i64,
    marks: Vec<i64>,
    young: Option<Written>,
}

/// The oldest packs that end before a key, of about so many rows with their marks: at least one, if there is one.
pub async fn too_old(db: &Db, before: i64, rows: i64) -> Result<Vec<Old>, Error> {
    let oldest: Vec<PackRow> = reader!(db, |pool| sqlx::query_as(TOO_OLD).bind(before).bind(OLD_AT_ONCE).fetch_all(pool).await?);
    let (mut old, mut of_these) = (Vec::new(), 0);
    for row in oldest {
        let marks: Vec<i64> = match row.read(|_| true) {
            Ok(calls) => marks::of(&calls).into_iter().collect(),
            Err(error) => {
                tracing::error!(%error, "a pack that is too old is taken out unread: {error}");
                reader!(db, |pool| sqlx::query_scalar(MARKS_OF).bind(row.last_key).bind(row.id).fetch_all(pool).await?)
            }
        };
        of_these += 1 + marks.len() as i64;
        if !old.is_empty() && of_these > rows {
            break;
        }
        old.push(Old { id: row.id, last_key: row.last_key, marks, young: None });
    }
    Ok(old)
}

/// The next pack behind a place that begins before a key and ends behind it, with its place; no more than the place of one that
/// cannot be read, which stays until it is wholly old.
pub async fn at_border(db: &Db, before: i64, behind: (i64, i64)) -> Result<Option<((i64, i64), Option<Old>)>, Error> {
    let row: Option<PackRow> = reader!(db, |pool| {
        let select = sqlx::query_as(AT_BORDER).bind(behind.0).bind(behind.1).bind(before).bind(hour_behind(before));
        select.fetch_optional(pool).await?
    });
    Ok(row.map(|row| {
        let PackRow { id, last_key, .. } = row;
        let old = row.read(|_| true).map(|calls| {
            let marks = marks::of(&calls).into_iter().collect();
            let young = Pack::of(calls.into_iter().filter(|call| call.key >= before).collect());
            Old { id, last_key, marks, young: young.as_ref().map(Written::from) }
        });
        if let Err(error) = &old {
            tracing::error!(%error, "a pack is passed over and stays until all of it is too old: {error}");
        }
        ((last_key, id), old.ok())
    }))
}

/// Takes packs out, all or none, and writes what stays of them.
pub async fn take_out(db: &Db, old: &[Old]) -> Result<(), Error> {
    transaction!(db, |tx| {
        for Old { id, last_key, marks, young } in old {
            // None where another replica was faster.
            let is_ours = sqlx::query(DELETE_PACK).bind(*id).execute(&mut *tx).await?.rows_affected() > 0;
            for some in marks.chunks(MARKS_AT_ONCE).filter(|_| is_ours) {
                let mut delete = QueryBuilder::<DB>::new(DELETE_MARKS);
                delete.push_bind(*last_key).push(" and pack = ").push_bind(*id).push(" and mark in (");
                let mut list = delete.separated(", ");
                some.iter().for_each(|mark| {
                    list.push_bind(*mark);
                });
                delete.push(")").build().persistent(some.len() == MARKS_AT_ONCE).execute(&mut *tx).await?;
            }
            if let Some(young) = young.as_ref().filter(|_| is_ours) {
                insert!(tx, [young]);
            }
        }
    });
    Ok(())
}

/// The marks that a pack of a walk bears.
fn marks_of(wanted: &Wanted, walk: Walk) -> Vec<i64> {
    let of_tool = match (walk.tool, walk.outcome) {
        (Some(tool), Some(outcome)) if outcome != OK => Some(marks::of_tool_gone_wrong(tool, outcome)),
        (Some(tool), _) => Some(marks::of_name(tool)),
        (None, Some(outcome)) if outcome != OK => Some(marks::of_name(outcome)),
        (None, _) => None,
    };
    let of_text = |what, text: &Option<String>| text.as_deref().map(|text| marks::of_text(what, text));
    let texts = [of_text(Text::Run, &wanted.run), of_text(Text::Trace, &wanted.trace)];
    // The rarest first: its packs are walked.
    texts.into_iter().chain([of_tool, wanted.caller.map(marks::of_name)]).flatten().collect()
}

/// Adds the packs of a walk, newest first, behind one.
macro_rules! push_packs {
    ($select:expr, $wanted:expr, $walk:expr, $behind:expr, $limit:expr) => {{
        let marks = marks_of($wanted, $walk);
        match marks.first() {
            Some(mark) => {
                $select.push("select last_key, pack from call_marks as walked where mark = ").push_bind(*mark).push(" and first_key < ");
            }
            None => {
                $select.push("select last_key, id as pack from call_packs where first_key < ");
            }
        }
        let (key, pack): (i64, i64) = $behind;
        $select.push_bind($wanted.keys.end).push(" and last_key >= ").push_bind($wanted.keys.start);
        $select.push(if marks.is_empty() { " and (last_key, id) < (" } else { " and (last_key, pack) < (" });
        $select.push_bind(key).push(", ").push_bind(pack).push(")");
        for mark in marks.iter().skip(1) {
            $select.push(" and exists (select 1 from call_marks as other where other.mark = ").push_bind(*mark);
            $select.push(" and other.last_key = walked.last_key and other.pack = walked.pack)");
        }
        $select.push(" order by last_key desc, pack desc limit ").push_bind($limit);
    }};
}

/// Which packs may hold what is wanted, newest first, the first `limit` behind one: the last key and the number of each.
pub async fn packs(db: &Db, wanted: &Wanted, walks: &[Walk], behind: (i64, i64), limit: i64) -> Result<Vec<(i64, i64)>, Error> {
    let mut found: BTreeSet<(i64, i64)> = BTreeSet::new();
    reader!(db, |pool| {
        for some in walks.chunks(WALKS_AT_ONCE) {
            let mut select = QueryBuilder::<DB>::new("");
            for (place, walk) in some.iter().enumerate() {
                select.push(if place == 0 { "select last_key, pack from (" } else { " union all select last_key, pack from (" });
                push_packs!(select, wanted, *walk, behind, limit);
                select.push(") as page");
            }
            found.extend(select.build_query_as::<(i64, i64)>().persistent(false).fetch_all(pool).await?);
        }
    });
    Ok(found.into_iter().rev().take(limit as usize).collect())
}

/// The calls that fit, of some packs that begin before a key. One that cannot be read keeps nobody from the others.
pub async fn calls(db: &Db, packs: &[(i64, i64)], before: i64, fits: impl Fn(&Stored) -> bool) -> Result<Vec<Stored>, Error> {
    if packs.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<PackRow> = reader!(db, |pool| {
        let mut select = QueryBuilder::<DB>::new(WITH_CALLS);
        select.push_bind(before).push(" and id in (");
        let mut list = select.separated(", ");
        packs.iter().for_each(|(_, pack)| {
            list.push_bind(*pack);
        });
        select.push(")");
        select.build_query_as().persistent(false).fetch_all(pool).await?
    });
    let mut calls = Vec::new();
    for row in rows {
        match row.read(&fits) {
            Ok(some) => calls.extend(some),
            Err(error) => tracing::error!(%error, "a pack is passed over: {error}"),
        }
    }
    Ok(calls)
}

/// One call.
pub async fn by_id(db: &Db, id: &str) -> Result<Option<Stored>, Error> {
    let (mark, ours) = (marks::of_text(Text::Id, id), keys_of(id));
    let mut packs: Vec<(i64, i64)> = reader!(db, |pool| sqlx::query_as(OF_MARK).bind(mark).fetch_all(pool).await?);
    if let Some((first, behind, _)) = ours {
        let of_then: Vec<(i64, i64)> = reader!(db, |pool| {
            let select = sqlx::query_as(OF_A_MOMENT).bind(first).bind(hour_behind(first)).bind(behind);
            select.fetch_all(pool).await?
        });
        packs.extend(of_then);
    }
    // To write the id of each call would take longer than to read the pack.
    let is_wanted = |call: &Stored| match call.chance {
        Some(chance) => ours.is_some_and(|(first, behind, wanted)| chance == wanted && (first..behind).contains(&call.key)),
        None => call.id.as_deref() == Some(id),
    };
    for some in packs.chunks(READ_AT_ONCE) {
        if let Some(call) = calls(db, some, i64::MAX, is_wanted).await?.pop() {
            return Ok(Some(call));
        }
    }
    Ok(None)
}

#[cfg(test)]
const COUNTS: &str = "select (select count(*) from calls), (select count(*) from call_packs), (select count(*) from call_marks)";

/// How many calls have a row each, and how many packs and marks there are.
#[cfg(test)]
pub async fn counts(db: &Db) -> Result<(i64, i64, i64), Error> {
    Ok(reader!(db, |pool| sqlx::query_as(COUNTS).fetch_one(pool).await?))
}

#[cfg(test)]
const DAMAGE: &str = "update call_packs set calls = $1 where id = (select min(id) from call_packs)";

/// Puts these bytes in the place of the first pack's.
#[cfg(test)]
pub async fn damage(db: &Db, bytes: &[u8]) -> Result<(), Error> {
    crate::db::writer!(db, |pool| sqlx::query(DAMAGE).bind(bytes).execute(pool).await?.rows_affected());
    Ok(())
}
