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

async fn of_server(url: &str) -> Result<u64> {
    let pool = PgPool::connect(url).await?;
    sqlx::query("vacuum analyze").execute(&pool).await?;
    let tables: Vec<(String, i64)> = sqlx::query_as(
        "select relname::text, pg_total_relation_size(oid) from pg_class
         where relkind = 'r' and relnamespace = 'public'::regnamespace order by 2 desc limit 5",
    )
    .fetch_all(&pool)
    .await?;
    tables.iter().for_each(|(table, bytes)| eprintln!("{table:<40}{bytes:>14}"));
    let bytes: i64 = sqlx::query_scalar("select pg_database_size(current_database())").fetch_one(&pool).await?;
    Ok(bytes as u64)
}
