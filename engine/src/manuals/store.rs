//! The manuals' statements.

use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::Time;
use domain::service::{ManualState, ManualStatus, Protocol};
use domain::tool::ManualVersion;
use sqlx::FromRow;

const LOAD: &str = "
    select m.service, m.state, m.kind, m.reason, m.digest, m.fetched_at,
           (select count(*) from manual_versions v where v.service = m.service) as versions
    from manuals m
    order by m.service";

const SAVE: &str = "
    insert into manuals (service, state, kind, reason, digest, fetched_at)
    select $1, $2, $3, $4, $5, $6
    where exists (select 1 from services where name = $7)
    on conflict (service) do update
    set state = excluded.state, kind = excluded.kind, reason = excluded.reason,
        digest = excluded.digest, fetched_at = excluded.fetched_at";

const SAVE_VERSION: &str = "
    insert into manual_versions (service, digest, kind, text, fetched_at)
    select $1, $2, $3, $4, $5
    where exists (select 1 from services where name = $6)
    on conflict (service, digest) do nothing";

const COUNT_VERSIONS: &str = "select count(*) from manual_versions where service = $1";

const TEXT: &str = "
    select v.text
    from manuals m
    join manual_versions v on v.service = m.service and v.digest = m.digest
    where m.service = $1";

const VERSIONS: &str = "
    select digest, fetched_at
    from manual_versions
    where service = $1
    order by fetched_at desc";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[LOAD, SAVE, SAVE_VERSION, COUNT_VERSIONS, TEXT, VERSIONS];

#[derive(FromRow)]
struct Row {
    service: String,
    state: String,
    kind: Option<String>,
    reason: Option<String>,
    digest: Option<String>,
    fetched_at: Option<i64>,
    versions: i64,
}

/// What is known of each service's manual, without the texts.
pub(super) async fn load(db: &Db) -> Result<Vec<(String, Option<Protocol>, ManualStatus)>, Error> {
    let rows: Vec<Row> = reader!(db, |pool| sqlx::query_as(LOAD).fetch_all(pool).await?);
    Ok(rows.into_iter().map(Row::into_status).collect())
}

impl Row {
    fn into_status(self) -> (String, Option<Protocol>, ManualStatus) {
        let kind = self.kind.and_then(|word| serde_json::from_value(word.into()).ok());
        let status = ManualStatus {
            state: serde_json::from_value(self.state.into()).unwrap_or(ManualState::Reading),
            kind,
            reason: self.reason,
            digest: self.digest,
            fetched_at: self.fetched_at.map(Time),
            versions: self.versions as u32,
            rejected: Vec::new(),
        };
        (self.service, kind, status)
    }
}

/// Keeps a manual and its text, and returns how many versions there are; a service that is gone keeps nothing.
pub(super) async fn keep(db: &Db, service: &str, status: &ManualStatus, digest: &str, text: &str) -> Result<u32, Error> {
    let kind = word(status.kind);
    let fetched_at = status.fetched_at.map(|time| time.0);
    let versions: i64 = transaction!(db, |tx| {
        let version = sqlx::query(SAVE_VERSION).bind(service).bind(digest).bind(&kind).bind(text).bind(fetched_at).bind(service);
        version.execute(&mut *tx).await?;
        let manual = sqlx::query(SAVE).bind(service).bind(word(status.state)).bind(&kind).bind(&status.reason);
        manual.bind(digest).bind(fetched_at).bind(service).execute(&mut *tx).await?;
        sqlx::query_scalar(COUNT_VERSIONS).bind(service).fetch_one(&mut *tx).await?
    });
    Ok(versions as u32)
}

/// Keeps that a manual could not be had; the version in use stays.
pub(super) async fn fail(db: &Db, service: &str, status: &ManualStatus) -> Result<(), Error> {
    let fetched_at = status.fetched_at.map(|time| time.0);
    writer!(db, |pool| {
        let save = sqlx::query(SAVE).bind(service).bind(word(status.state)).bind(word(status.kind)).bind(&status.reason);
        save.bind(&status.digest).bind(fetched_at).bind(service).execute(pool).await?;
    });
    Ok(())
}

/// The word by which a value of a closed set is stored: that of the wire.
fn word(value: impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned))
}

/// The text in use.
pub(super) async fn current_text(db: &Db, service: &str) -> Result<Option<String>, Error> {
    Ok(reader!(db, |pool| sqlx::query_scalar(TEXT).bind(service).fetch_optional(pool).await?))
}

/// Every version, newest first.
pub(super) async fn versions(db: &Db, service: &str) -> Result<Vec<ManualVersion>, Error> {
    let rows: Vec<(String, i64)> = reader!(db, |pool| sqlx::query_as(VERSIONS).bind(service).fetch_all(pool).await?);
    Ok(rows.into_iter().map(|(digest, at)| ManualVersion { digest, fetched_at: Time(at) }).collect())
}
