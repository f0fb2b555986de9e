//! The other way: the same calls in a plain table, a row each, and the same figures by a scan of it, in SQL.
//!
//! It lies in a database of its own, so that it weighs nothing in ours.

use crate::Result;
use domain::Time;
use domain::call::{Call, Outcome};
use sqlx::{AssertSqlSafe, PgPool, QueryBuilder, SqlitePool};

const TABLE: &str = "create table calls (at bigint not null, service text not null, is_ok bigint not null, latency_us bigint not null)";

const INDEX: &str = "create index calls_by_time on calls (at)";

const INSERT: &str = "insert into calls (at, service, is_ok, latency_us) ";

/// How many calls one statement writes.
const BATCH: usize = 500;

/// A way to the table.
pub enum Plain {
    /// In an SQLite file.
    Lite(SqlitePool),
    /// In another database of the same PostgreSQL server.
    Pg(PgPool),
}

/// Writes calls in one transaction, whichever database it is.
macro_rules! write {
    ($pool:expr, $database:ty, $calls:expr) => {{
        let mut tx = $pool.begin().await?;
        for some in $calls.chunks(BATCH) {
            let mut insert = QueryBuilder::<$database>::new(INSERT);
            insert.push_values(some, |mut row, call| {
                row.push_bind(call.at.0)
                    .push_bind(call.tool.service())
                    .push_bind(i64::from(call.outcome == Outcome::Ok))
                    .push_bind((call.latency_ms * 1000.0) as i64);
            });
            insert.build().persistent(some.len() == BATCH).execute(&mut *tx).await?;
        }
        tx.commit().await?;
    }};
}

impl Plain {
    /// Makes the table beside the database of the engine.
    pub async fn open(url: &str) -> Result<Self> {
        if let Some(file) = url.strip_prefix("sqlite://") {
            let pool = SqlitePool::connect(&format!("sqlite://{file}.plain?mode=rwc")).await?;
            for text in ["pragma synchronous = off", TABLE, INDEX] {
                sqlx::query(text).execute(&pool).await?;
            }
            return Ok(Self::Lite(pool));
        }
        let beside = url.rsplit_once('/').map_or(url, |(server, _)| server);
        sqlx::query("create database plain").execute(&PgPool::connect(url).await?).await?;
        let pool = PgPool::connect(&format!("{beside}/plain")).await?;
        for text in [TABLE, INDEX] {
            sqlx::query(text).execute(&pool).await?;
        }
        Ok(Self::Pg(pool))
    }

    /// Adds calls.
    pub async fn write(&self, calls: &[Call]) -> Result {
        match self {
            Self::Lite(pool) => write!(pool, sqlx::Sqlite, calls),
            Self::Pg(pool) => write!(pool, sqlx::Postgres, calls),
        }
        Ok(())
    }

    /// Calls, errors and mean latency of a range by step: less than a chart has, for percentiles want all rows sorted.
    pub async fn chart(&self, from: Time, to: Time, step: i64, service: Option<&str>) -> Result<usize> {
        let (from, to, step) = (from.0, to.0, step * 1_000_000);
        let of_one = service.map_or(String::new(), |service| format!("and service = '{service}'"));
        let text = AssertSqlSafe(format!(
            "select at / {step}, count(*), sum(1 - is_ok), cast(avg(latency_us) as double precision)
             from calls where at >= {from} and at < {to} {of_one} group by at / {step}"
        ));
        Ok(match self {
            Self::Lite(pool) => sqlx::query(text).fetch_all(pool).await?.len(),
            Self::Pg(pool) => sqlx::query(text).fetch_all(pool).await?.len(),
        })
    }
}
