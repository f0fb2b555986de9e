//! The other way: the same figures by a scan of the raw rows, in SQL, and how large the database is.

use crate::Result;
use domain::Time;
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};
use std::path::Path;

/// A way to the rows that is not the engine's.
pub enum Scan {
    /// To an SQLite file.
    Lite(SqlitePool),
    /// To a PostgreSQL server.
    Pg(PgPool),
}

impl Scan {
    /// Opens a database that the engine has open already.
    pub async fn open(url: &str) -> Result<Self> {
        Ok(if url.starts_with("sqlite") { Self::Lite(SqlitePool::connect(url).await?) } else { Self::Pg(PgPool::connect(url).await?) })
    }

    /// Calls, errors and mean latency of a range by step: less than a chart has, for percentiles want all rows sorted.
    pub async fn chart(&self, from: Time, to: Time, step: i64, service: Option<&str>) -> Result<usize> {
        let (from, to, step) = (from.0 << 10, to.0 << 10, (step * 1_000_000) << 10);
        let tools = service.map_or(String::new(), |service| {
            format!("and tool in (select id from names where split = 2 and name >= '{service}.' and name < '{service}/')")
        });
        let text = AssertSqlSafe(format!(
            "select key / {step}, count(*), sum(case when outcome = 1 then 0 else 1 end), cast(avg(latency_us) as double precision)
             from calls where key >= {from} and key < {to} {tools} group by key / {step}"
        ));
        Ok(match self {
            Self::Lite(pool) => sqlx::query(text).fetch_all(pool).await?.len(),
            Self::Pg(pool) => sqlx::query(text).fetch_all(pool).await?.len(),
        })
    }

    /// How large the database is, with its indexes, once all is where it belongs.
    pub async fn bytes(&self, url: &str) -> Result<u64> {
        match self {
            Self::Lite(pool) => {
                sqlx::query("pragma wal_checkpoint(truncate)").execute(pool).await?;
                let free: i64 = sqlx::query_scalar("select freelist_count * page_size from pragma_freelist_count, pragma_page_size")
                    .fetch_one(pool)
                    .await?;
                let file = Path::new(url.trim_start_matches("sqlite://"));
                // Pages that a purge left free hold the next calls.
                Ok(std::fs::metadata(file)?.len() - free as u64)
            }
            Self::Pg(pool) => {
                sqlx::query("vacuum analyze").execute(pool).await?;
                let bytes: i64 = sqlx::query_scalar("select pg_database_size(current_database())").fetch_one(pool).await?;
                Ok(bytes as u64)
            }
        }
    }
}
