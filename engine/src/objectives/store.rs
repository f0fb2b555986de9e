//! The statements of objectives.

use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::Time;
use domain::objective::Objective;
use std::collections::BTreeMap;

const ALL: &str = "select service, success, latency_ms, days from objectives";

const COUNT: &str = "select count(*) from objectives";

const SAVE: &str = "
    insert into objectives (service, success, latency_ms, days, set_at)
    values ($1, $2, $3, $4, $5)
    on conflict (service) do update
    set success = excluded.success, latency_ms = excluded.latency_ms, days = excluded.days, set_at = excluded.set_at";

const REMOVE: &str = "delete from objectives where service = $1";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[ALL, COUNT, SAVE, REMOVE];

/// The objectives by service.
pub async fn all(db: &Db) -> Result<BTreeMap<String, Objective>, Error> {
    let rows: Vec<(String, f64, Option<i64>, i64)> = reader!(db, |pool| sqlx::query_as(ALL).fetch_all(pool).await?);
    let objective = |(service, success, latency_ms, days): (String, f64, Option<i64>, i64)| {
        (service, Objective { success, latency_ms: latency_ms.map(|limit| limit as u32), days: days as u32 })
    };
    Ok(rows.into_iter().map(objective).collect())
}

/// Keeps a service's objective in place of the one before, unless there would be more than `most`; false where there would.
pub async fn save(db: &Db, service: &str, objective: &Objective, at: Time, most: usize) -> Result<bool, Error> {
    Ok(transaction!(db, |tx| {
        let save = sqlx::query(SAVE).bind(service).bind(objective.success).bind(objective.latency_ms.map(i64::from));
        save.bind(i64::from(objective.days)).bind(at.0).execute(&mut *tx).await?;
        let count: i64 = sqlx::query_scalar(COUNT).fetch_one(&mut *tx).await?;
        if count > most as i64 {
            tx.rollback().await?;
            return Ok(false);
        }
        true
    }))
}

/// Takes a service's objective away; false where it has none.
pub async fn remove(db: &Db, service: &str) -> Result<bool, Error> {
    Ok(writer!(db, |pool| sqlx::query(REMOVE).bind(service).execute(pool).await?.rows_affected() > 0))
}
