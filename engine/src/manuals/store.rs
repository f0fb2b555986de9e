//! The manuals' statements.

use super::holds::Definition;
use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::Time;
use domain::service::{ManualState, ManualStatus, Protocol};
use domain::tool::Version;
use sqlx::{FromRow, QueryBuilder};

/// How many rows one statement writes.
const BATCH: usize = 500;

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

const TEXT_OF_AT_MOST: &str = "
    select v.text
    from manuals m
    join manual_versions v on v.service = m.service and v.digest = m.digest
    where m.service = $1 and octet_length(v.text) <= $2";

const TEXTS: &str = "
    select digest, kind, fetched_at, text
    from manual_versions
    where service = $1
    order by fetched_at desc, digest
    limit $2";

const TOOL_VERSIONS: &str = "
    select digest, seen_at
    from tool_versions
    where service = $1 and tool = $2
    order by seen_at desc, digest";

const IS_REGISTERED: &str = "select count(*) from services where name = $1";

const INSERT_TOOL_VERSIONS: &str = "insert into tool_versions (service, tool, digest, seen_at) ";

const KEEP_THE_FIRST: &str = " on conflict (service, tool, digest) do nothing";

const HOLDS: &str = "select service from holds";

const HOLD: &str = "insert into holds (service, since) values ($1, $2) on conflict (service) do nothing";

const RELEASE: &str = "delete from holds where service = $1";

const APPROVED: &str = "select tool, digest, definition from approved_tools where service = $1";

const INSERT_APPROVED: &str = "insert into approved_tools (service, tool, digest, definition, approved_at) ";

const APPROVE: &str = "
    insert into approved_tools (service, tool, digest, definition, approved_at)
    values ($1, $2, $3, $4, $5)
    on conflict (service, tool) do update
    set digest = excluded.digest, definition = excluded.definition, approved_at = excluded.approved_at";

/// Every statement of this file, for the test that prepares them; rows are put behind those that insert many.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    LOAD,
    SAVE,
    SAVE_VERSION,
    COUNT_VERSIONS,
    TEXT,
    TEXT_OF_AT_MOST,
    TEXTS,
    TOOL_VERSIONS,
    IS_REGISTERED,
    HOLDS,
    HOLD,
    RELEASE,
    APPROVED,
    APPROVE,
];

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

/// The text in use, where it has at most so many bytes: a longer one is not even read.
pub(super) async fn current_text_of_at_most(db: &Db, service: &str, bytes: usize) -> Result<Option<String>, Error> {
    Ok(reader!(db, |pool| sqlx::query_scalar(TEXT_OF_AT_MOST).bind(service).bind(bytes as i64).fetch_optional(pool).await?))
}

/// The last versions, newest first, with their texts.
pub(super) async fn texts(db: &Db, service: &str, limit: u32) -> Result<Vec<Stored>, Error> {
    Ok(reader!(db, |pool| sqlx::query_as(TEXTS).bind(service).bind(i64::from(limit)).fetch_all(pool).await?))
}

/// One version of a manual with its text.
#[derive(FromRow)]
pub(super) struct Stored {
    pub digest: String,
    kind: String,
    fetched_at: i64,
    pub text: String,
}

impl Stored {
    pub fn kind(&self) -> Option<Protocol> {
        serde_json::from_value(self.kind.as_str().into()).ok()
    }

    pub const fn fetched_at(&self) -> Time {
        Time(self.fetched_at)
    }
}

/// Remembers the definitions that tools have; those known already stay as they are.
pub(super) async fn keep_definitions(db: &Db, service: &str, definitions: &[Definition], now: Time) -> Result<(), Error> {
    transaction!(db, |tx| {
        let registered: i64 = sqlx::query_scalar(IS_REGISTERED).bind(service).fetch_one(&mut *tx).await?;
        for batch in definitions.chunks(BATCH).filter(|_| registered > 0) {
            let mut insert = QueryBuilder::<DB>::new(INSERT_TOOL_VERSIONS);
            insert.push_values(batch, |mut row, one| {
                row.push_bind(service).push_bind(&one.tool).push_bind(&one.digest).push_bind(now.0);
            });
            insert.push(KEEP_THE_FIRST);
            insert.build().persistent(false).execute(&mut *tx).await?;
        }
    });
    Ok(())
}

/// The definitions that a tool had, newest first.
pub(super) async fn tool_versions(db: &Db, service: &str, tool: &str) -> Result<Vec<Version>, Error> {
    let rows: Vec<(String, i64)> = reader!(db, |pool| sqlx::query_as(TOOL_VERSIONS).bind(service).bind(tool).fetch_all(pool).await?);
    Ok(rows.into_iter().map(|(digest, at)| Version { digest, fetched_at: Time(at) }).collect())
}

/// The services that are held.
pub(super) async fn holds(db: &Db) -> Result<Vec<String>, Error> {
    Ok(reader!(db, |pool| sqlx::query_scalar(HOLDS).fetch_all(pool).await?))
}

/// Holds a service, with these definitions as approved.
pub(super) async fn hold(db: &Db, service: &str, definitions: &[Definition], now: Time) -> Result<(), Error> {
    transaction!(db, |tx| {
        sqlx::query(RELEASE).bind(service).execute(&mut *tx).await?;
        sqlx::query(HOLD).bind(service).bind(now.0).execute(&mut *tx).await?;
        for batch in definitions.chunks(BATCH) {
            let mut insert = QueryBuilder::<DB>::new(INSERT_APPROVED);
            insert.push_values(batch, |mut row, one| {
                row.push_bind(service).push_bind(&one.tool).push_bind(&one.digest).push_bind(&one.json).push_bind(now.0);
            });
            insert.build().persistent(false).execute(&mut *tx).await?;
        }
    });
    Ok(())
}

/// Ends a hold, and with it every approval.
pub(super) async fn release(db: &Db, service: &str) -> Result<(), Error> {
    writer!(db, |pool| {
        sqlx::query(RELEASE).bind(service).execute(pool).await?;
    });
    Ok(())
}

/// What is approved of a held service.
pub(super) async fn approved(db: &Db, service: &str) -> Result<Vec<Definition>, Error> {
    Ok(reader!(db, |pool| sqlx::query_as(APPROVED).bind(service).fetch_all(pool).await?))
}

/// Approves a definition in the place of the one before.
pub(super) async fn approve(db: &Db, service: &str, one: &Definition, now: Time) -> Result<(), Error> {
    writer!(db, |pool| {
        let approve = sqlx::query(APPROVE).bind(service).bind(&one.tool).bind(&one.digest).bind(&one.json);
        approve.bind(now.0).execute(pool).await?;
    });
    Ok(())
}
