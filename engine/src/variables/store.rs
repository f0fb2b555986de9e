//! The variables' statements. None of them sees a value that is not sealed.

use super::Kept;
use crate::Error;
use crate::db::{Db, reader, writer};
use domain::Time;
use std::collections::BTreeMap;

const ALL: &str = "select name, sealed, set_at from variables order by name";

const SAVE: &str = "
    insert into variables (name, sealed, set_at)
    values ($1, $2, $3)
    on conflict (name) do update set sealed = excluded.sealed, set_at = excluded.set_at";

const REMOVE: &str = "delete from variables where name = $1";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[ALL, SAVE, REMOVE];

/// Every variable by name.
pub(super) async fn load(db: &Db) -> Result<BTreeMap<String, Kept>, Error> {
    let rows: Vec<(String, Vec<u8>, i64)> = reader!(db, |pool| sqlx::query_as(ALL).fetch_all(pool).await?);
    Ok(rows.into_iter().map(|(name, sealed, at)| (name, Kept { sealed, set_at: Time(at) })).collect())
}

/// Keeps a sealed value in place of the one before.
pub(super) async fn save(db: &Db, name: &str, kept: &Kept) -> Result<(), Error> {
    writer!(db, |pool| {
        sqlx::query(SAVE).bind(name).bind(&kept.sealed).bind(kept.set_at.0).execute(pool).await?;
    });
    Ok(())
}

/// Removes a variable.
pub(super) async fn remove(db: &Db, name: &str) -> Result<(), Error> {
    writer!(db, |pool| {
        sqlx::query(REMOVE).bind(name).execute(pool).await?;
    });
    Ok(())
}
