//! How large the database is, with its indexes, once all is where it belongs; and table by table, on standard error.

use crate::Result;
use sqlx::{PgPool, SqlitePool};
use std::path::Path;

/// The bytes of the whole database.
pub async fn of(url: &str) -> Result<u64> {
    if url.starts_with("sqlite") { of_file(url).await } else { of_server(url).await }
}

async fn of_file(url: &str) -> Result<u64> {
    let pool = SqlitePool::connect(url).await?;
    sqlx::query("pragma wal_checkpoint(truncate)").execute(&pool).await?;
    let free: i64 =
        sqlx::query_scalar("select freelist_count * page_size from pragma_freelist_count, pragma_page_size").fetch_one(&pool).await?;
    // Pages that a purge left free hold the next calls.
    let bytes = std::fs::metadata(Path::new(url.trim_start_matches("sqlite://")))?.len() - free as u64;
    pool.close().await;
    Ok(bytes)
}

/// What PostgreSQL does by itself every minute: days that are filled in seconds would leave it no time.
pub async fn vacuum(url: &str) -> Result {
    if !url.starts_with("sqlite") {
        let pool = PgPool::connect(url).await?;
        sqlx::query("vacuum analyze").execute(&pool).await?;
        pool.close().await;
    }
    Ok(())
}

async fn of_server(url: &str) -> Result<u64> {
    vacuum(url).await?;
    let pool = PgPool::connect(url).await?;
    let tables: Vec<(String, i64, i64, i64)> = sqlx::query_as(
        "select relname::text, pg_relation_size(oid), pg_indexes_size(oid), pg_total_relation_size(oid) from pg_class
         where relkind = 'r' and relnamespace = 'public'::regnamespace order by 4 desc limit 5",
    )
    .fetch_all(&pool)
    .await?;
    for (table, rows, indexes, all) in tables {
        eprintln!("{table:<20}{rows:>14} bytes of rows{indexes:>14} of indexes{all:>14} in all");
    }
    let bytes: i64 = sqlx::query_scalar("select pg_database_size(current_database())").fetch_one(&pool).await?;
    Ok(bytes as u64)
}
