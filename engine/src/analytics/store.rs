//! The statements of roll-ups and of the names they are kept by.

use super::calls::key::Place;
use super::calls::store::{self as raw, Named, TakenRow, displaced, plain};
use super::cells::Cell;
use super::grain::{Grain, Piece};
use super::names::Ids;
use super::split::{Names, Split, TOTAL};
use super::tally::{micros, nano_usd};
use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::Time;
use domain::call::Call;
use futures::TryStreamExt;
use sqlx::QueryBuilder;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// How many rows one statement writes.
const BATCH: usize = 500;

const INSERT_NAMES: &str = "insert into names (split, name) ";

const NAMES_OF: &str = "select id, split, name from names where (split, name) in ";

const INSERT_CELLS: &str = "insert into roll_ups (grain, name, slot, writer, tally) ";

const KEEP_THE_LAST: &str = " on conflict (grain, name, slot, writer) do update set tally = excluded.tally";

const NEW_WRITER: &str = "
    insert into counters (name, value) values ('writers', 1)
    on conflict (name) do update set value = counters.value + 1
    returning value";

const PURGED_AT: &str = "select value from counters where name = 'purged'";

const TELL_PURGED: &str = "
    insert into counters (name, value) values ('purged', $1)
    on conflict (name) do update
    set value = case when excluded.value > counters.value then excluded.value else counters.value end
    returning value";

/// Names first, and then the one range of each: so says `cross join` to SQLite.
const CELLS: &str = "
    select roll_ups.name, roll_ups.slot, roll_ups.tally
    from names cross join roll_ups
    where names.split = $1 and names.name >= $2 and names.name <= $3
          and roll_ups.grain = $4 and roll_ups.name = names.id and roll_ups.slot >= $5 and roll_ups.slot < $6";

const NAMES: &str = "
    select id, name
    from names
    where split = $1 and name >= $2 and name <= $3";

const WATCHED: &str = "
    select roll_ups.slot
    from names cross join roll_ups
    where names.split = 0 and names.name = $1
          and roll_ups.grain = $2 and roll_ups.name = names.id and roll_ups.slot >= $3 and roll_ups.slot < $4";

const LAST_NAME: &str = "select coalesce(max(id), 0) from names";

/// The sums with nought are for SQLite: a range of names by number, and of each the range of slots; not all slots of all names.
const PURGE_CELLS: &str = "
    delete from roll_ups
    where (grain, name, slot, writer) in (
        select roll_ups.grain, roll_ups.name, roll_ups.slot, roll_ups.writer
        from names cross join roll_ups
        where names.split + 0 = $1 and names.id >= $2 and names.id < $3
              and roll_ups.grain = $4 and roll_ups.name = names.id + 0 and roll_ups.slot < $5
        limit $6)";

/// Every whole statement of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[NEW_WRITER, PURGED_AT, TELL_PURGED, CELLS, NAMES, WATCHED, LAST_NAME, PURGE_CELLS];

/// A number for a writer of cells that no other has.
pub async fn new_writer(db: &Db) -> Result<i64, Error> {
    Ok(writer!(db, |pool| sqlx::query_scalar(NEW_WRITER).fetch_one(pool).await?))
}

/// When it was that what was too old then was taken out.
pub async fn purged_at(db: &Db) -> Result<Option<Time>, Error> {
    let seconds: Option<i64> = reader!(db, |pool| sqlx::query_scalar(PURGED_AT).fetch_optional(pool).await?);
    Ok(seconds.map(Time::from_seconds))
}

/// Notes that what is too old at `now` is taken out, and returns the latest moment of which that was said.
pub async fn tell_purged(db: &Db, now: Time) -> Result<Time, Error> {
    Ok(Time::from_seconds(writer!(db, |pool| sqlx::query_scalar(TELL_PURGED).bind(now.seconds()).fetch_one(pool).await?)))
}

/// Writes raw calls and the cells they were rolled up into, all or none, and returns the names that were not `known`.
pub async fn write(db: &Db, calls: &[Arc<Call>], cells: &[Cell], known: &Ids) -> Result<Ids, Error> {
    let needed = unknown(calls, cells, known);
    let mut names = Ids::default();
    transaction!(db, |tx| {
        // In one order everywhere, so that two writers never wait for each other.
        for batch in needed.chunks(BATCH) {
            let mut insert = QueryBuilder::<DB>::new(INSERT_NAMES);
            insert.push_values(batch, |mut row, (split, name)| {
                row.push_bind(split.code()).push_bind(name.as_str());
            });
            insert.push(" on conflict (split, name) do nothing");
            insert.build().persistent(false).execute(&mut *tx).await?;
            let mut select = QueryBuilder::<DB>::new(NAMES_OF);
            select.push_tuples(batch, |mut row, (split, name)| {
                row.push_bind(split.code()).push_bind(name.as_str());
            });
            let rows: Vec<(i64, i64, String)> = select.build_query_as().persistent(false).fetch_all(&mut *tx).await?;
            rows.into_iter().for_each(|(id, split, name)| names.learn(Split::ALL[split as usize % Split::ALL.len()], name, id));
        }
        let all = Known { known, new: &names };
        raw::insert!(tx, calls, &all);
        for batch in cells.chunks(BATCH) {
            let mut insert = QueryBuilder::<DB>::new(INSERT_CELLS);
            insert.push_values(batch, |mut row, cell| {
                row.push_bind(cell.grain.code())
                    .push_bind(all.get(cell.split, &plain(&cell.name)).unwrap_or(0))
                    .push_bind(cell.slot)
                    .push_bind(cell.writer)
                    .push_bind(cell.tally.as_slice());
            });
            insert.push(KEEP_THE_LAST);
            insert.build().persistent(false).execute(&mut *tx).await?;
        }
    });
    Ok(names)
}

/// The numbers of names, those of long ago and those of this transaction.
pub struct Known<'a> {
    known: &'a Ids,
    new: &'a Ids,
}

impl Known<'_> {
    /// The number of a name.
    pub fn get(&self, split: Split, name: &str) -> Option<i64> {
        self.known.get(split, name).or_else(|| self.new.get(split, name))
    }
}

/// The names that have no known number, each once and in order.
fn unknown(calls: &[Arc<Call>], cells: &[Cell], known: &Ids) -> Vec<(Split, String)> {
    let mut unknown: BTreeSet<(Split, String)> = BTreeSet::new();
    let mut look = |split, name: &str| {
        if known.get(split, name).is_none() {
            unknown.insert((split, name.to_owned()));
        }
    };
    calls.iter().for_each(|call| Named::each_needed(call, &mut look));
    cells.iter().for_each(|cell| look(cell.split, &plain(&cell.name)));
    unknown.into_iter().collect()
}

/// What cannot be read of a row.
pub fn unreadable(column: &str, of: &str) -> Error {
    Error::Database(sqlx::Error::Decode(format!("the {column} of {of} cannot be read").into()))
}

/// Hands every cell of `names` of a split in `pieces` to `take`: its name's number, the minute it begins with, its tally as stored.
///
/// One name and slot may come several times, once a writer.
pub async fn each_cell(
    db: &Db,
    split: Split,
    names: &Names,
    pieces: &[Piece],
    mut take: impl FnMut(i64, i64, &[u8]) -> Option<()>,
) -> Result<(), Error> {
    for Piece { grain, minutes } in pieces {
        reader!(db, |pool| {
            let cells = sqlx::query_as::<DB, (i64, i64, Vec<u8>)>(CELLS).bind(split.code()).bind(&names.first).bind(&names.last);
            let cells = cells.bind(grain.code()).bind(grain.slot_of(minutes.start)).bind(grain.slot_of(minutes.end));
            let mut rows = cells.fetch(pool);
            while let Some((name, slot, tally)) = rows.try_next().await? {
                take(name, slot * grain.minutes(), &tally).ok_or_else(|| unreadable("tally", &format!("name {name}")))?;
            }
        });
    }
    Ok(())
}

/// The names of a split that are meant, by number.
pub async fn names(db: &Db, split: Split, names: &Names) -> Result<HashMap<i64, String>, Error> {
    let rows: Vec<(i64, String)> =
        reader!(db, |pool| sqlx::query_as(NAMES).bind(split.code()).bind(&names.first).bind(&names.last).fetch_all(pool).await?);
    Ok(rows.into_iter().filter(|(_, name)| name.ends_with(&names.end)).collect())
}

/// The beginnings of the slots in `pieces` in which somebody watched, once a writer.
pub async fn watched(db: &Db, pieces: &[Piece]) -> Result<Vec<i64>, Error> {
    let mut minutes = Vec::new();
    for Piece { grain, minutes: range } in pieces {
        let slots: Vec<i64> = reader!(db, |pool| {
            let slots = sqlx::query_scalar(WATCHED).bind(TOTAL).bind(grain.code());
            slots.bind(grain.slot_of(range.start)).bind(grain.slot_of(range.end)).fetch_all(pool).await?
        });
        minutes.extend(slots.into_iter().map(|slot| slot * grain.minutes()));
    }
    Ok(minutes)
}

/// The number of the last name.
pub async fn last_name(db: &Db) -> Result<i64, Error> {
    Ok(reader!(db, |pool| sqlx::query_scalar(LAST_NAME).fetch_one(pool).await?))
}

/// Takes out at most `limit` cells of some names of a split before a slot, and returns how many.
pub async fn purge_cells(db: &Db, split: Split, grain: Grain, names: Range<i64>, before: i64, limit: i64) -> Result<u64, Error> {
    Ok(writer!(db, |pool| {
        let delete = sqlx::query(PURGE_CELLS).bind(split.code()).bind(names.start).bind(names.end).bind(grain.code()).bind(before);
        delete.bind(limit).execute(pool).await?.rows_affected()
    }))
}
