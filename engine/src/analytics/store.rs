//! The statements of roll-ups and of the names they are kept by.

use super::blocks::{self, Block, block_of};
use super::calls::packs::store::{self as packs, Written};
use super::calls::store::{self as raw, TakenRow, displaced};
use super::calls::stored::Stored;
use super::grain::{Grain, Piece};
use super::names::{Ids, Unknown};
use super::split::{Names, Split, TOTAL};
use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::Time;
use futures::TryStreamExt;
use sqlx::{QueryBuilder, Row};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// How many names or blocks one statement writes.
const BATCH: usize = 200;
/// How many blocks are asked for at once: databases count what is bound to a statement, and names are without number.
const BLOCKS_AT_ONCE: usize = 1000;

const INSERT_NAMES: &str = "insert into names (split, name) ";

const NAMES_OF: &str = "select id, split, name from names where (split, name) in ";

const INSERT_BLOCKS: &str = "insert into roll_ups (split, grain, block, slot, writer, cells) ";

const KEEP_THE_LAST: &str = " on conflict (split, grain, block, slot, writer) do update set cells = excluded.cells";

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

/// A select for each piece, and in it a range for each block: a join with tables of both is walked otherwise where a database
/// takes few slots for many.
const BLOCKS: &str = "select grain, block, slot, cells from roll_ups where split = ";

const NAMES: &str = "
    select id, name
    from names
    where split = $1 and name >= $2 and name <= $3";

const WATCHED: &str = "
    select roll_ups.slot
    from roll_ups
    where roll_ups.split = 0 and roll_ups.block = (select id / 16 from names where split = 0 and name = $1)
          and roll_ups.grain = $2 and roll_ups.slot >= $3 and roll_ups.slot < $4";

const LAST_NAME: &str = "select coalesce(max(id), 0) from names";

/// The sum with nought is for SQLite: a range of names by number, and of each of their blocks the range of slots; not all slots
/// of all blocks.
const PURGE_BLOCKS: &str = "
    delete from roll_ups
    where (split, grain, block, slot, writer) in (
        select roll_ups.split, roll_ups.grain, roll_ups.block, roll_ups.slot, roll_ups.writer
        from (select distinct id / 16 as block from names where split + 0 = $1 and id >= $2 and id < $3) as blocks
        cross join roll_ups
        where roll_ups.split = $1 and roll_ups.grain = $4 and roll_ups.block = blocks.block and roll_ups.slot < $5
        limit $6)";

/// Every whole statement of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[NEW_WRITER, PURGED_AT, TELL_PURGED, NAMES, WATCHED, LAST_NAME, PURGE_BLOCKS];

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

/// Numbers names that have no number yet, and returns their numbers.
pub async fn number(db: &Db, unknown: &Unknown) -> Result<Ids, Error> {
    let mut ids = Ids::default();
    transaction!(db, |tx| {
        // In one order everywhere, so that two writers never wait for each other.
        for batch in unknown.names().chunks(BATCH) {
            let mut insert = QueryBuilder::<DB>::new(INSERT_NAMES);
            insert.push_values(batch, |mut row, (split, name)| {
                row.push_bind(split.code()).push_bind(*name);
            });
            insert.push(" on conflict (split, name) do nothing");
            insert.build().persistent(false).execute(&mut *tx).await?;
            let mut select = QueryBuilder::<DB>::new(NAMES_OF);
            select.push_tuples(batch, |mut row, (split, name)| {
                row.push_bind(split.code()).push_bind(*name);
            });
            let rows: Vec<(i64, i64, String)> = select.build_query_as().persistent(false).fetch_all(&mut *tx).await?;
            rows.into_iter().for_each(|(id, split, name)| ids.learn(Split::ALL[split as usize % Split::ALL.len()], name, id));
        }
    });
    Ok(ids)
}

/// Writes raw calls, packed or not, and the blocks of the cells they were rolled up into, all or none. Whole batches are one
/// statement each time, so that it is prepared once.
pub async fn write(db: &Db, packs: &[Written], calls: &[Stored], blocks: &[Block]) -> Result<(), Error> {
    transaction!(db, |tx| {
        packs::insert!(tx, packs);
        raw::insert!(tx, calls);
        for batch in blocks.chunks(BATCH) {
            let mut insert = QueryBuilder::<DB>::new(INSERT_BLOCKS);
            insert.push_values(batch, |mut row, Block { key, cells }| {
                row.push_bind(key.split.code())
                    .push_bind(key.grain.code())
                    .push_bind(key.block)
                    .push_bind(key.slot)
                    .push_bind(key.writer)
                    .push_bind(cells.as_slice());
            });
            insert.push(KEEP_THE_LAST);
            insert.build().persistent(batch.len() == BATCH).execute(&mut *tx).await?;
        }
    });
    Ok(())
}

/// What cannot be read of a row.
pub fn unreadable(column: &str, of: &str) -> Error {
    Error::Database(sqlx::Error::Decode(format!("the {column} of {of} cannot be read").into()))
}

/// Hands every cell of `names` of a split in `pieces` to `take`: its name's number, the minute it begins with, its tally as
/// stored; and of other names that share a block with one of these.
///
/// One name and slot may come several times, once a writer.
pub async fn each_cell(
    db: &Db,
    split: Split,
    names: &HashMap<i64, String>,
    pieces: &[Piece],
    mut take: impl FnMut(i64, i64, &[u8]) -> Option<()>,
) -> Result<(), Error> {
    let known: BTreeSet<i64> = names.keys().map(|name| block_of(*name)).collect();
    let known: Vec<i64> = known.into_iter().collect();
    for known in known.chunks(BLOCKS_AT_ONCE).filter(|_| !pieces.is_empty()) {
        each_cell_of(db, split, known, pieces, &mut take).await?;
    }
    Ok(())
}

async fn each_cell_of(
    db: &Db,
    split: Split,
    known: &[i64],
    pieces: &[Piece],
    take: &mut impl FnMut(i64, i64, &[u8]) -> Option<()>,
) -> Result<(), Error> {
    reader!(db, |pool| {
        let mut select = QueryBuilder::<DB>::new("");
        for (place, Piece { grain, minutes }) in pieces.iter().enumerate() {
            select.push(if place == 0 { "" } else { " union all " }).push(BLOCKS).push_bind(split.code());
            select.push(" and grain = ").push_bind(grain.code());
            select.push(" and slot >= ").push_bind(grain.slot_of(minutes.start));
            select.push(" and slot < ").push_bind(grain.slot_of(minutes.end)).push(" and block in (");
            let mut list = select.separated(", ");
            known.iter().for_each(|block| {
                list.push_bind(*block);
            });
            select.push(")");
        }
        let mut rows = select.build().persistent(false).fetch(pool);
        while let Some(row) = rows.try_next().await? {
            let (grain, block, slot): (i64, i64, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let minute = slot * Grain::ALL[grain as usize % Grain::ALL.len()].minutes();
            blocks::each(block, row.try_get(3)?, |name, tally| take(name, minute, tally))
                .ok_or_else(|| unreadable("cells", &format!("block {block}")))?;
        }
    });
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

/// Takes out at most `limit` blocks of some names of a split before a slot, and returns how many.
pub async fn purge_blocks(db: &Db, split: Split, grain: Grain, names: Range<i64>, before: i64, limit: i64) -> Result<u64, Error> {
    Ok(writer!(db, |pool| {
        let delete = sqlx::query(PURGE_BLOCKS).bind(split.code()).bind(names.start).bind(names.end).bind(grain.code()).bind(before);
        delete.bind(limit).execute(pool).await?.rows_affected()
    }))
}
