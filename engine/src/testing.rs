//! What the engine's tests share: real databases that end with the test.

use crate::db::Db;
use crate::variables::{Key, KeySource, Variables};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// The user who runs PostgreSQL where the tests run as root, which it refuses; Debian's package makes him.
const POSTGRES_USER: &str = "postgres";

/// A fresh SQLite file in a folder of its own.
pub struct Sqlite {
    /// The open database.
    pub db: Db,
    /// Where it is.
    pub url: String,
    _folder: TempDir,
}

/// Opens a fresh SQLite file.
pub async fn sqlite() -> Sqlite {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}", folder.path().join("meshdeck.db").display());
    Sqlite { db: Db::open(&url).await.expect("a fresh database"), url, _folder: folder }
}

/// The variables of a database, sealed with a key of the test's own.
pub async fn variables(db: &Db) -> Variables {
    let key = Key::generate().expect("a key");
    Variables::open(db.clone(), KeySource::Given(key), "").await.expect("variables")
}

/// A PostgreSQL server of our own, in a folder of its own, on a free port.
pub struct Postgres {
    /// The open database.
    pub db: Db,
    /// Where it is.
    pub url: String,
    server: Child,
    _folder: TempDir,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Nothing of it is wanted afterwards, so there is no need to ask it kindly.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Starts a PostgreSQL server; the package `postgresql` must be installed.
pub async fn postgres() -> Postgres {
    let programs = postgres_programs();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    if is_root() {
        assert!(run(Command::new("chown").arg(POSTGRES_USER).arg(folder.path())), "the user postgres owns the folder");
    }
    let initdb = &mut unprivileged(&programs.join("initdb"));
    assert!(run(initdb.arg("-D").arg(&data).args(["-A", "trust", "-U", "meshdeck", "--no-sync"])), "initdb makes a cluster");
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    let mut postgres = unprivileged(&programs.join("postgres"));
    postgres.arg("-D").arg(&data).arg("-k").arg(folder.path()).args(["-p", &port.to_string(), "-c", "fsync=off"]);
    let server = postgres.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("postgres starts");
    let url = format!("postgres://meshdeck@127.0.0.1:{port}/postgres");
    let db = connect(&url).await;
    Postgres { db, url, server, _folder: folder }
}

/// Makes an empty schema beside the one that is migrated.
pub async fn make_schema(db: &Db, name: &str) {
    let Db::Pg(pool) = db else { panic!("only PostgreSQL has schemas") };
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create schema {name}"))).execute(pool).await.expect("a schema");
}

async fn connect(url: &str) -> Db {
    let mut again = tokio::time::interval(Duration::from_millis(100));
    for _ in 0..300 {
        again.tick().await;
        if let Ok(db) = Db::open(url).await {
            return db;
        }
    }
    panic!("PostgreSQL did not come up within half a minute")
}

fn postgres_programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|version| version.path().join("bin"));
    versions.into_iter().find(|bin| bin.join("initdb").exists()).expect("PostgreSQL is installed: apt-get install postgresql")
}

/// The program as the user who may run it.
fn unprivileged(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", POSTGRES_USER, "--regid", POSTGRES_USER, "--clear-groups"]).arg(program);
    command
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}

fn run(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}
