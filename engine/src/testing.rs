//! What the engine's tests share: real databases that end with the test.

use crate::db::Db;
use tempfile::TempDir;

/// A fresh SQLite file in a folder of its own.
pub struct Sqlite {
    /// The open database.
    pub db: Db,
    /// Its URL, to open it once more.
    pub url: String,
    _folder: TempDir,
}

/// Opens a fresh SQLite file.
pub async fn sqlite() -> Sqlite {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}", folder.path().join("meshdeck.db").display());
    Sqlite { db: Db::open(&url).await.expect("a fresh database"), url, _folder: folder }
}
