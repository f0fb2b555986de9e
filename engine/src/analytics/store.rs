//! The statements of analytics.

use super::calls::CallFilter;
use super::cells::{Cell, TOTAL};
use super::tally::{Tally, micros};
use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::Time;
use domain::call::{Call, Outcome};
use domain::histogram::Histogram;
use domain::metrics::By;
use domain::names::ToolId;
use futures::TryStreamExt;
use sqlx::QueryBuilder;
use std::ops::Range;

/// How many rows one statement writes.
const BATCH: usize = 500;

/// How many rows one statement takes out, so that it never holds the writer for long.
const PURGED_AT_ONCE: i64 = 5000;

const INSERT_CALLS: &str = "
    insert into calls (id, at, caller, service, tool, instance, outcome, status, latency_us, attempts,
                       request_bytes, response_bytes, error, run) ";

/// A batch that was written and not confirmed comes again.
const KEEP_THE_FIRST: &str = " on conflict (id) do nothing";

const INSERT_CELLS: &str = "
    insert into roll_minute (kind, key, minute, writer, calls, errors, latency_us_sum, request_bytes, response_bytes, latency) ";

const KEEP_THE_LAST: &str = "
    on conflict (kind, key, minute, writer) do update
    set calls          = excluded.calls,
        errors         = excluded.errors,
        latency_us_sum = excluded.latency_us_sum,
        request_bytes  = excluded.request_bytes,
        response_bytes = excluded.response_bytes,
        latency        = excluded.latency";

const CELLS: &str = "
    select key, minute, calls, errors, latency_us_sum, request_bytes, response_bytes, latency
    from roll_minute
    where kind = $1 and minute >= $2 and minute < $3";

const CELLS_OF_KEY: &str = "
    select key, minute, calls, errors, latency_us_sum, request_bytes, response_bytes, latency
    from roll_minute
    where kind = $1 and minute >= $2 and minute < $3 and key = $4";

const WATCHED: &str = "
    select minute
    from roll_minute
    where kind = 'total' and key = $1 and minute >= $2 and minute < $3";

const SELECT_CALLS: &str = "
    select id, at, caller, tool, instance, outcome, status, latency_us, attempts, request_bytes, response_bytes, error, run
    from calls";

const CALL: &str = "
    select id, at, caller, tool, instance, outcome, status, latency_us, attempts, request_bytes, response_bytes, error, run
    from calls
    where id = $1";

const PURGE_CALLS: &str = "
    delete from calls
    where id in (select id from calls where at < $1 order by at limit $2)";

const PURGE_CELLS: &str = "
    delete from roll_minute
    where (kind, key, minute, writer) in
          (select kind, key, minute, writer from roll_minute where kind = $1 and minute < $2 order by minute limit $3)";

/// Every whole statement of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[CELLS, CELLS_OF_KEY, WATCHED, SELECT_CALLS, CALL, PURGE_CALLS, PURGE_CELLS];

/// Writes raw calls and the cells they were rolled up into, all or none.
pub async fn write(db: &Db, calls: &[Call], rolled: &[Cell]) -> Result<(), Error> {
    transaction!(db, |tx| {
        for batch in calls.chunks(BATCH) {
            let mut insert = QueryBuilder::<DB>::new(INSERT_CALLS);
            insert.push_values(batch, |mut row, call| {
                row.push_bind(plain(&call.id))
                    .push_bind(call.at.0)
                    .push_bind(plain(&call.caller))
                    .push_bind(plain(call.tool.service()))
                    .push_bind(plain(call.tool.as_str()))
                    .push_bind(call.instance.as_deref().map(plain))
                    .push_bind(call.outcome.word())
                    .push_bind(call.status.map(i64::from))
                    .push_bind(micros(call.latency_ms) as i64)
                    .push_bind(i64::from(call.attempts))
                    .push_bind(call.request_bytes as i64)
                    .push_bind(call.response_bytes as i64)
                    .push_bind(call.error.as_deref().map(plain))
                    .push_bind(call.run.as_deref().map(plain));
            });
            insert.push(KEEP_THE_FIRST);
            insert.build().persistent(false).execute(&mut *tx).await?;
        }
        for batch in rolled.chunks(BATCH) {
            let mut insert = QueryBuilder::<DB>::new(INSERT_CELLS);
            insert.push_values(batch, |mut row, Cell { place, writer, tally }| {
                row.push_bind(place.by.word())
                    .push_bind(plain(&place.key))
                    .push_bind(place.minute)
                    .push_bind(writer.as_str())
                    .push_bind(tally.calls as i64)
                    .push_bind(tally.errors as i64)
                    .push_bind(tally.latency_us as i64)
                    .push_bind(tally.request_bytes as i64)
                    .push_bind(tally.response_bytes as i64)
                    .push_bind(tally.latency.encode());
            });
            insert.push(KEEP_THE_LAST);
            insert.build().persistent(false).execute(&mut *tx).await?;
        }
    });
    Ok(())
}

/// A text without the one character that PostgreSQL cannot hold: a caller's name must not stop the others' calls.
fn plain(text: &str) -> String {
    text.replace('\0', "")
}

#[derive(sqlx::FromRow)]
struct CellRow {
    key: String,
    minute: i64,
    calls: i64,
    errors: i64,
    latency_us_sum: i64,
    request_bytes: i64,
    response_bytes: i64,
    latency: Vec<u8>,
}

impl CellRow {
    fn tally(&self) -> Result<Tally, Error> {
        Ok(Tally {
            calls: self.calls as u64,
            errors: self.errors as u64,
            latency_us: self.latency_us_sum as u64,
            request_bytes: self.request_bytes as u64,
            response_bytes: self.response_bytes as u64,
            latency: Histogram::decode(&self.latency).ok_or_else(|| unreadable("latency", &self.key))?,
        })
    }
}

fn unreadable(column: &str, of: &str) -> Error {
    Error::Database(sqlx::Error::Decode(format!("the {column} of {of} cannot be read").into()))
}

/// Hands every cell of a split, or of one key of it, in `minutes` to `take`.
///
/// One key and minute may come several times, once a writer.
pub async fn each_cell(
    db: &Db,
    by: By,
    key: Option<&str>,
    minutes: Range<i64>,
    mut take: impl FnMut(&str, i64, &Tally),
) -> Result<(), Error> {
    reader!(db, |pool| {
        let cells = sqlx::query_as::<DB, CellRow>(if key.is_some() { CELLS_OF_KEY } else { CELLS });
        let cells = cells.bind(by.word()).bind(minutes.start).bind(minutes.end);
        let cells = if let Some(key) = key { cells.bind(key) } else { cells };
        let mut rows = cells.fetch(pool);
        while let Some(row) = rows.try_next().await? {
            take(&row.key, row.minute, &row.tally()?);
        }
    });
    Ok(())
}

/// The minutes of `minutes` in which somebody watched, once a writer.
pub async fn watched(db: &Db, minutes: Range<i64>) -> Result<Vec<i64>, Error> {
    Ok(reader!(db, |pool| sqlx::query_scalar(WATCHED).bind(TOTAL).bind(minutes.start).bind(minutes.end).fetch_all(pool).await?))
}

#[derive(sqlx::FromRow)]
struct CallRow {
    id: String,
    at: i64,
    caller: String,
    tool: String,
    instance: Option<String>,
    outcome: String,
    status: Option<i64>,
    latency_us: i64,
    attempts: i64,
    request_bytes: i64,
    response_bytes: i64,
    error: Option<String>,
    run: Option<String>,
}

impl CallRow {
    fn call(self) -> Result<Call, Error> {
        Ok(Call {
            at: Time(self.at),
            caller: self.caller,
            tool: ToolId::parse(&self.tool).ok_or_else(|| unreadable("tool", &self.id))?,
            instance: self.instance,
            outcome: Outcome::from_word(&self.outcome).ok_or_else(|| unreadable("outcome", &self.id))?,
            status: self.status.and_then(|status| u16::try_from(status).ok()),
            latency_ms: self.latency_us as f64 / 1000.0,
            attempts: self.attempts as u32,
            request_bytes: self.request_bytes as u64,
            response_bytes: self.response_bytes as u64,
            error: self.error,
            run: self.run,
            id: self.id,
        })
    }
}

/// The last calls that `filter` picks, newest first.
pub async fn last_calls(db: &Db, filter: &CallFilter, limit: i64) -> Result<Vec<Call>, Error> {
    let wanted = [(" service = ", &filter.service), (" tool = ", &filter.tool), (" run = ", &filter.run)];
    let rows: Vec<CallRow> = reader!(db, |pool| {
        let mut select = QueryBuilder::<DB>::new(SELECT_CALLS);
        let mut word = " where";
        for (column, value) in wanted {
            if let Some(value) = value {
                select.push(word).push(column).push_bind(value);
                word = " and";
            }
        }
        select.push(" order by at desc, id desc limit ").push_bind(limit);
        select.build_query_as().fetch_all(pool).await?
    });
    rows.into_iter().map(CallRow::call).collect()
}

/// One call.
pub async fn call(db: &Db, id: &str) -> Result<Option<Call>, Error> {
    let row: Option<CallRow> = reader!(db, |pool| sqlx::query_as(CALL).bind(id).fetch_optional(pool).await?);
    row.map(CallRow::call).transpose()
}

/// Takes out some of the raw calls before `before`; whether more may be left.
pub async fn purge_calls(db: &Db, before: Time) -> Result<bool, Error> {
    let done = writer!(db, |pool| sqlx::query(PURGE_CALLS).bind(before.0).bind(PURGED_AT_ONCE).execute(pool).await?.rows_affected());
    Ok(done == PURGED_AT_ONCE as u64)
}

/// Takes out some of the cells of a split before a minute; whether more may be left.
pub async fn purge_cells(db: &Db, by: By, minute: i64) -> Result<bool, Error> {
    let done = writer!(db, |pool| {
        sqlx::query(PURGE_CELLS).bind(by.word()).bind(minute).bind(PURGED_AT_ONCE).execute(pool).await?.rows_affected()
    });
    Ok(done == PURGED_AT_ONCE as u64)
}
