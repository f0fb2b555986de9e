//! Statements that belong to no single room: whether the database answers, and the numbers of events.

use crate::Error;
use crate::db::{Db, reader, transaction};

const PING: &str = "select 1";

const RESERVE: &str = "
    insert into counters (name, value) values ('events', $1)
    on conflict (name) do update set value = counters.value + excluded.value
    returning value";

#[cfg(test)]
/// Every statement of this file, for the test that prepares them.
pub const STATEMENTS: &[&str] = &[PING, RESERVE];

/// Asks the database for the smallest sign of life.
pub async fn ping(db: &Db) -> Result<(), Error> {
    reader!(db, |pool| {
        sqlx::query(PING).execute(pool).await?;
    });
    Ok(())
}

/// Reserves `count` numbers for events and returns the last one given before them.
pub async fn reserve_numbers(db: &Db, count: i64) -> Result<i64, Error> {
    let last: i64 = transaction!(db, |tx| sqlx::query_scalar(RESERVE).bind(count).fetch_one(&mut *tx).await?);
    Ok(last - count)
}
