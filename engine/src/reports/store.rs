//! The statements of schedules and of the reports that they made.

use super::Due;
use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::Time;
use domain::report::{Report, Schedule};
use sqlx::FromRow;

const SCHEDULES: &str = "select name, schedule, done_until from report_schedules order by name";

const COUNT_SCHEDULES: &str = "select count(*) from report_schedules";

const SAVE_SCHEDULE: &str = "
    insert into report_schedules (name, schedule, done_until)
    values ($1, $2, $3)
    on conflict (name) do update set schedule = excluded.schedule, done_until =
        case when report_schedules.schedule = excluded.schedule then report_schedules.done_until else excluded.done_until end";

const REMOVE_SCHEDULE: &str = "delete from report_schedules where name = $1";

const CLAIM: &str = "update report_schedules set done_until = $2 where name = $1 and done_until < $2";

const INSERT: &str = "
    insert into reports (id, schedule, due_at, made_at, from_at, query, calls, errors, body)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (schedule, due_at) do nothing";

const PAGE: &str = "
    select id, schedule, due_at, made_at, from_at, query, calls, errors
    from reports
    where id < $1
    order by id desc
    limit $2";

const COUNT: &str = "select count(*) from reports";

const GET: &str = "select id, schedule, due_at, made_at, from_at, query, calls, errors from reports where id = $1";

const BODY: &str = "select body from reports where id = $1";

const REMOVE: &str = "delete from reports where id = $1";

const PURGE: &str = "delete from reports where due_at < $1";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[SCHEDULES, COUNT_SCHEDULES, SAVE_SCHEDULE, REMOVE_SCHEDULE, CLAIM, INSERT, PAGE, COUNT, GET, BODY, REMOVE, PURGE];

/// What sorts behind every id.
const BEHIND_ALL: &str = "q";

/// A schedule as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub name: String,
    pub schedule: Schedule,
    /// The last due time that is dealt with.
    pub done_until: Time,
}

#[derive(FromRow)]
struct Row {
    id: String,
    schedule: String,
    due_at: i64,
    made_at: i64,
    from_at: i64,
    query: String,
    calls: i64,
    errors: i64,
}

/// The schedules by name; one that a later version wrote is passed over.
pub async fn schedules(db: &Db) -> Result<Vec<Kept>, Error> {
    let rows: Vec<(String, String, i64)> = reader!(db, |pool| sqlx::query_as(SCHEDULES).fetch_all(pool).await?);
    let kept = |(name, schedule, done_until): (String, String, i64)| {
        serde_json::from_str(&schedule).ok().map(|schedule| Kept { name, schedule, done_until: Time(done_until) })
    };
    Ok(rows.into_iter().filter_map(kept).collect())
}

/// Keeps a schedule in place of the one of its name, unless there would be more than `most`; false where there would.
pub async fn save_schedule(db: &Db, Kept { name, schedule, done_until }: &Kept, most: usize) -> Result<bool, Error> {
    let text = serde_json::to_string(schedule).expect("a schedule is JSON");
    Ok(transaction!(db, |tx| {
        sqlx::query(SAVE_SCHEDULE).bind(name).bind(text).bind(done_until.0).execute(&mut *tx).await?;
        let count: i64 = sqlx::query_scalar(COUNT_SCHEDULES).fetch_one(&mut *tx).await?;
        if count > most as i64 {
            tx.rollback().await?;
            return Ok(false);
        }
        true
    }))
}

/// Takes a schedule away; false where there is none of that name.
pub async fn remove_schedule(db: &Db, name: &str) -> Result<bool, Error> {
    Ok(writer!(db, |pool| sqlx::query(REMOVE_SCHEDULE).bind(name).execute(pool).await?.rows_affected() > 0))
}

/// How many rows a report became.
macro_rules! insert {
    ($tx:ident, $report:ident, $body:ident) => {{
        let Report { id, schedule, due_at, made_at, from, query, calls, errors } = $report;
        let insert = sqlx::query(INSERT).bind(id).bind(schedule).bind(due_at.0).bind(made_at.0).bind(from.0);
        let insert = insert.bind(query).bind(*calls as i64).bind(*errors as i64).bind($body);
        insert.execute(&mut *$tx).await?.rows_affected()
    }};
}

/// Keeps what a schedule made when it was due; false where another process did, or the schedule is gone or another by now.
pub async fn keep_due(db: &Db, due: &Due, report: &Report, body: &[u8]) -> Result<bool, Error> {
    Ok(transaction!(db, |tx| {
        let claimed = sqlx::query(CLAIM).bind(&due.schedule).bind(due.at.0).execute(&mut *tx).await?.rows_affected() > 0;
        claimed && insert!(tx, report, body) > 0
    }))
}

/// Keeps what a schedule made when it was asked to; false where it made one for that time already.
pub async fn keep(db: &Db, report: &Report, body: &[u8]) -> Result<bool, Error> {
    Ok(transaction!(db, |tx| insert!(tx, report, body) > 0))
}

/// The reports behind one of them, newest first.
pub async fn page(db: &Db, after: Option<&str>, limit: u32) -> Result<Vec<Report>, Error> {
    let after = after.unwrap_or(BEHIND_ALL);
    let rows: Vec<Row> = reader!(db, |pool| sqlx::query_as(PAGE).bind(after).bind(i64::from(limit)).fetch_all(pool).await?);
    Ok(rows.into_iter().map(Report::from).collect())
}

/// How many reports are kept.
pub async fn count(db: &Db) -> Result<u64, Error> {
    let count: i64 = reader!(db, |pool| sqlx::query_scalar(COUNT).fetch_one(pool).await?);
    Ok(count as u64)
}

/// A report with its figures as they are kept.
pub async fn get(db: &Db, id: &str) -> Result<Option<(Report, Vec<u8>)>, Error> {
    let row: Option<Row> = reader!(db, |pool| sqlx::query_as(GET).bind(id).fetch_optional(pool).await?);
    let body: Option<Vec<u8>> = reader!(db, |pool| sqlx::query_scalar(BODY).bind(id).fetch_optional(pool).await?);
    Ok(row.map(Report::from).zip(body))
}

/// Takes a report away; false where there is none of that id.
pub async fn remove(db: &Db, id: &str) -> Result<bool, Error> {
    Ok(writer!(db, |pool| sqlx::query(REMOVE).bind(id).execute(pool).await?.rows_affected() > 0))
}

/// Takes out what was due before a moment.
pub async fn purge(db: &Db, before: Time) -> Result<(), Error> {
    writer!(db, |pool| sqlx::query(PURGE).bind(before.0).execute(pool).await.map(drop)?);
    Ok(())
}

impl From<Row> for Report {
    fn from(Row { id, schedule, due_at, made_at, from_at, query, calls, errors }: Row) -> Self {
        let (due_at, made_at, from) = (Time(due_at), Time(made_at), Time(from_at));
        Self { id, schedule, due_at, made_at, from, query, calls: calls as u64, errors: errors as u64 }
    }
}
