//! The database: one SQL text for SQLite and PostgreSQL, prepared natively by each.
//!
//! ```text
//! reader!(db, |pool| query)     any connection
//! writer!(db, |pool| query)     the one that may write
//! transaction!(db, |tx| { … })  committed when the block is done
//! ```
//! The body is compiled once per engine; in it `DB` names the engine, for a `QueryBuilder<DB>`.
//! Placeholders are `$1`; a batch goes through `QueryBuilder`, because many `$n` are slow on SQLite.

use crate::Error;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use std::str::FromStr;
use std::time::Duration;

/// Connections that read an SQLite file at the same time.
const READERS: u32 = 4;

/// How many rows of a statement SQLite reads ahead of those who take them: where one of them waits for the other, each row costs
/// two changes of thread.
const ROWS_AHEAD: usize = 1024;

/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 10;

/// How long a statement waits for a lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

static SQLITE: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: sqlx::migrate::Migrator = sqlx::migrate!("migrations/postgres");

/// The open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// An SQLite file: many readers, one writer.
    Lite {
        /// Read-only connections.
        read: SqlitePool,
        /// The only connection that writes.
        write: SqlitePool,
    },
    /// A PostgreSQL server.
    Pg(PgPool),
}

macro_rules! engine {
    ($database:ty) => {
        #[allow(dead_code, clippy::allow_attributes, reason = "only some bodies name the engine")]
        type DB = $database;
    };
}

macro_rules! reader {
    ($db:expr, |$pool:ident| $body:expr) => {
        match $db {
            $crate::db::Db::Lite { read: $pool, .. } => {
                $crate::db::engine!(sqlx::Sqlite);
                $body
            }
            $crate::db::Db::Pg($pool) => {
                $crate::db::engine!(sqlx::Postgres);
                $body
            }
        }
    };
}

macro_rules! writer {
    ($db:expr, |$pool:ident| $body:expr) => {
        match $db {
            $crate::db::Db::Lite { write: $pool, .. } => {
                $crate::db::engine!(sqlx::Sqlite);
                $body
            }
            $crate::db::Db::Pg($pool) => {
                $crate::db::engine!(sqlx::Postgres);
                $body
            }
        }
    };
}

macro_rules! transaction {
    ($db:expr, |$tx:ident| $body:expr) => {
        match $db {
            $crate::db::Db::Lite { write, .. } => {
                $crate::db::engine!(sqlx::Sqlite);
                let mut $tx = write.begin_with("BEGIN IMMEDIATE").await?;
                let value = $body;
                $tx.commit().await?;
                value
            }
            $crate::db::Db::Pg(pool) => {
                $crate::db::engine!(sqlx::Postgres);
                let mut $tx = pool.begin().await?;
                let value = $body;
                $tx.commit().await?;
                value
            }
        }
    };
}

pub(crate) use {engine, reader, transaction, writer};

impl Db {
    /// Opens the database at `url`, `sqlite://file` or `postgres://…`, and brings its schema up to date.
    pub async fn open(url: &str) -> Result<Self, Error> {
        match url.split(':').next() {
            Some("sqlite") => Self::open_sqlite(url).await,
            Some("postgres" | "postgresql") => Self::open_postgres(url).await,
            _ => Err(Error::Setting("the database URL must begin with sqlite:// or postgres://".to_owned())),
        }
    }

    async fn open_sqlite(url: &str) -> Result<Self, Error> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            .row_buffer_size(ROWS_AHEAD)
            .foreign_keys(true);
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        SQLITE.run(&write).await?;
        let read = SqlitePoolOptions::new().max_connections(READERS).connect_with(options.read_only(true)).await?;
        Ok(Self::Lite { read, write })
    }

    async fn open_postgres(url: &str) -> Result<Self, Error> {
        let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).connect(url).await?;
        POSTGRES.run(&pool).await?;
        Ok(Self::Pg(pool))
    }

    /// Makes a database as an older version left it, with what `text` says in it; `version` is its last migration.
    #[cfg(test)]
    pub async fn make_older(url: &str, version: i64, text: &str) {
        let text = sqlx::AssertSqlSafe(text.to_owned());
        if url.starts_with("sqlite") {
            let options = SqliteConnectOptions::from_str(url).expect("a URL").create_if_missing(true);
            let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("a file");
            SQLITE.run_to(version, &pool).await.expect("migrated");
            sqlx::raw_sql(text).execute(&pool).await.expect("filled");
            pool.close().await;
        } else {
            let pool = PgPoolOptions::new().max_connections(1).connect(url).await.expect("a server");
            POSTGRES.run_to(version, &pool).await.expect("migrated");
            sqlx::raw_sql(text).execute(&pool).await.expect("filled");
            pool.close().await;
        }
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        crate::store::ping(self).await.is_ok()
    }

    /// Closes every connection, with what they still hold written.
    pub async fn close(&self) {
        match self {
            Self::Lite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Pg(pool) => pool.close().await,
        }
    }
}
