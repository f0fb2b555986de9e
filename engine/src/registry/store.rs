//! The registry's statements.

use super::{Care, Entry, Facts, InstanceState, SourceState};
use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::health::Verdict;
use domain::service::{HealthChange, ManualStatus, SourceKind};
use domain::{Health, Time};
use sqlx::FromRow;
use std::collections::HashMap;
use std::sync::Arc;

const SERVICES: &str = "
    select name, environment, version, owner, tags, traffic, protocol, manual_url, created_at, renewed_at, source_kind, source_name, extra,
           depends_on
    from services
    order by name";

const INSTANCES: &str = "
    select service, base_url, weight, health_url, probe, deregister_after, lease_until, health, reason, since
    from instances
    order by service, base_url";

const SAVE_SERVICE: &str = "
    insert into services (name, environment, version, owner, tags, traffic, protocol, manual_url, created_at, renewed_at,
                          source_kind, source_name, extra, depends_on)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    on conflict (name) do update
    set environment = excluded.environment, version = excluded.version, owner = excluded.owner, tags = excluded.tags,
        traffic = excluded.traffic, protocol = excluded.protocol, manual_url = excluded.manual_url,
        renewed_at = excluded.renewed_at, source_kind = excluded.source_kind, source_name = excluded.source_name,
        extra = excluded.extra, depends_on = excluded.depends_on";

const SAVE_INSTANCE: &str = "
    insert into instances (service, base_url, id, weight, health_url, lease_until, health, reason, since, probe, deregister_after)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    on conflict (service, base_url) do update
    set weight = excluded.weight, health_url = excluded.health_url, lease_until = excluded.lease_until,
        health = excluded.health, reason = excluded.reason, since = excluded.since,
        probe = excluded.probe, deregister_after = excluded.deregister_after";

const SOURCES: &str = "select kind, name, as_of from sources order by kind, name";

const SAVE_SOURCE: &str = "
    insert into sources (kind, name, as_of) values ($1, $2, $3)
    on conflict (kind, name) do update set as_of = excluded.as_of";

const REMOVE_SOURCE: &str = "delete from sources where kind = $1 and name = $2";

const CHANGE_SERVICE: &str = "
    update services
    set tags = $2, owner = $3, traffic = $4, depends_on = $5
    where name = $1";

const REMOVE_SERVICE: &str = "delete from services where name = $1";

const REMOVE_INSTANCES: &str = "delete from instances where service = $1";

const REMOVE_INSTANCE: &str = "delete from instances where service = $1 and base_url = $2";

const JUDGE: &str = "
    update instances
    set health = $3, reason = $4, since = $5
    where service = $1 and base_url = $2";

const REMEMBER: &str = "insert into health_changes (service, instance, at, health, reason) values ($1, $2, $3, $4, $5)";

const HISTORY: &str = "
    select instance, at, health, reason
    from health_changes
    where service = $1
    order by at desc, id desc
    limit $2";

#[cfg(test)]
/// Every statement of this file, for the test that prepares them.
pub(crate) const STATEMENTS: &[&str] = &[
    SERVICES,
    INSTANCES,
    SAVE_SERVICE,
    SAVE_INSTANCE,
    CHANGE_SERVICE,
    SOURCES,
    SAVE_SOURCE,
    REMOVE_SOURCE,
    REMOVE_SERVICE,
    REMOVE_INSTANCES,
    REMOVE_INSTANCE,
    JUDGE,
    REMEMBER,
    HISTORY,
];

#[derive(FromRow)]
struct ServiceRow {
    name: String,
    environment: Option<String>,
    version: Option<String>,
    owner: Option<String>,
    tags: String,
    traffic: String,
    protocol: Option<String>,
    manual_url: Option<String>,
    created_at: i64,
    renewed_at: i64,
    source_kind: String,
    source_name: String,
    extra: Option<String>,
    depends_on: String,
}

#[derive(FromRow)]
struct InstanceRow {
    service: String,
    base_url: String,
    weight: i64,
    health_url: Option<String>,
    probe: Option<String>,
    deregister_after: Option<i64>,
    lease_until: Option<i64>,
    health: String,
    reason: String,
    since: i64,
}

#[derive(FromRow)]
struct ChangeRow {
    instance: String,
    at: i64,
    health: String,
    reason: String,
}

/// The sources that brought something, each with when it last answered.
pub(super) async fn sources(db: &Db) -> Result<Vec<(SourceKind, String, Time)>, Error> {
    let rows: Vec<(String, String, i64)> = reader!(db, |pool| sqlx::query_as(SOURCES).fetch_all(pool).await?);
    Ok(rows.into_iter().filter_map(|(kind, name, as_of)| Some((SourceKind::from_word(&kind)?, name, Time(as_of)))).collect())
}

/// Keeps when a source last answered.
pub(super) async fn save_source(db: &Db, source: &SourceState, as_of: Time) -> Result<(), Error> {
    writer!(db, |pool| {
        sqlx::query(SAVE_SOURCE).bind(source.kind.word()).bind(&source.name).bind(as_of.0).execute(pool).await?;
    });
    Ok(())
}

/// Forgets a source.
pub(super) async fn remove_source(db: &Db, source: &SourceState) -> Result<(), Error> {
    writer!(db, |pool| {
        sqlx::query(REMOVE_SOURCE).bind(source.kind.word()).bind(&source.name).execute(pool).await?;
    });
    Ok(())
}

/// Loads every service with its instances, each under what `source_of` its kind and name; manuals are put beside them by
/// whoever reads those.
pub(super) async fn load(db: &Db, mut source_of: impl FnMut(SourceKind, &str) -> Arc<SourceState>) -> Result<Vec<Entry>, Error> {
    let services: Vec<ServiceRow> = reader!(db, |pool| sqlx::query_as(SERVICES).fetch_all(pool).await?);
    let rows: Vec<InstanceRow> = reader!(db, |pool| sqlx::query_as(INSTANCES).fetch_all(pool).await?);
    let mut instances: HashMap<String, Vec<Arc<InstanceState>>> = HashMap::new();
    for row in rows {
        let verdict = Verdict { health: Health::from_word(&row.health).unwrap_or_default(), reason: row.reason, since: Time(row.since) };
        let lease = row.lease_until.map(Time);
        let probe = row.probe.and_then(|text| serde_json::from_str(&text).ok());
        let care = Care { health_url: row.health_url, probe, deregister_after: row.deregister_after.map(|seconds| seconds as u32) };
        let instance = InstanceState::stored(&row.service, row.base_url, row.weight as u32, care, lease, verdict);
        instances.entry(row.service).or_default().push(Arc::new(instance));
    }
    let entry = |row: ServiceRow| {
        let source = source_of(SourceKind::from_word(&row.source_kind).unwrap_or_default(), &row.source_name);
        row.into_entry(source, &mut instances)
    };
    Ok(services.into_iter().map(entry).collect())
}

impl ServiceRow {
    fn into_entry(self, source: Arc<SourceState>, instances: &mut HashMap<String, Vec<Arc<InstanceState>>>) -> Entry {
        let instances = instances.remove(&self.name).unwrap_or_default();
        let facts = Facts {
            name: self.name,
            environment: self.environment,
            version: self.version,
            owner: self.owner,
            tags: serde_json::from_str(&self.tags).unwrap_or_default(),
            depends_on: serde_json::from_str(&self.depends_on).unwrap_or_default(),
            traffic: serde_json::from_str(&self.traffic).unwrap_or_default(),
            protocol: self.protocol.and_then(|word| serde_json::from_value(word.into()).ok()),
            manual_url: self.manual_url,
            created_at: Time(self.created_at),
            renewed_at: Time(self.renewed_at),
        };
        let extra = self.extra.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Entry { facts, source, extra, instances, manual: ManualStatus::default(), spread: Arc::default() }
    }
}

/// A service's row; a macro, for the body is compiled once a database.
macro_rules! save_service {
    ($tx:ident, $entry:expr) => {{
        let (facts, source) = (&$entry.facts, &$entry.source);
        let extra = (!$entry.extra.is_empty()).then(|| serde_json::json!($entry.extra).to_string());
        sqlx::query(SAVE_SERVICE)
            .bind(&facts.name)
            .bind(&facts.environment)
            .bind(&facts.version)
            .bind(&facts.owner)
            .bind(serde_json::json!(facts.tags).to_string())
            .bind(serde_json::json!(facts.traffic).to_string())
            .bind(facts.protocol.map(word))
            .bind(&facts.manual_url)
            .bind(facts.created_at.0)
            .bind(facts.renewed_at.0)
            .bind(source.kind.word())
            .bind(&source.name)
            .bind(extra)
            .bind(serde_json::json!(facts.depends_on).to_string())
            .execute(&mut *$tx)
            .await?;
    }};
}

/// An instance's row, likewise.
macro_rules! save_instance {
    ($tx:ident, $service:expr, $instance:expr) => {{
        let (verdict, care) = ($instance.verdict(), &$instance.care);
        sqlx::query(SAVE_INSTANCE)
            .bind($service)
            .bind(&$instance.base_url)
            .bind(&$instance.id)
            .bind(i64::from($instance.weight))
            .bind(&care.health_url)
            .bind($instance.lease_until().map(|time| time.0))
            .bind(verdict.health.word())
            .bind(&verdict.reason)
            .bind(verdict.since.0)
            .bind(care.probe.as_ref().map(|probe| serde_json::json!(probe).to_string()))
            .bind(care.deregister_after.map(i64::from))
            .execute(&mut *$tx)
            .await?;
    }};
}

/// Saves a service and the one instance that registered, both or neither.
pub(super) async fn save(db: &Db, entry: &Entry, instance: &InstanceState) -> Result<(), Error> {
    transaction!(db, |tx| {
        save_service!(tx, entry);
        save_instance!(tx, &entry.facts.name, instance);
    });
    Ok(())
}

/// Saves a service with exactly the instances it has.
pub(super) async fn replace(db: &Db, entry: &Entry) -> Result<(), Error> {
    transaction!(db, |tx| {
        save_service!(tx, entry);
        sqlx::query(REMOVE_INSTANCES).bind(&entry.facts.name).execute(&mut *tx).await?;
        for instance in &entry.instances {
            save_instance!(tx, &entry.facts.name, instance);
        }
    });
    Ok(())
}

/// Saves what an operator changed of a service.
pub(super) async fn save_facts(db: &Db, facts: &Facts) -> Result<(), Error> {
    let tags = serde_json::json!(facts.tags).to_string();
    let traffic = serde_json::json!(facts.traffic).to_string();
    let depends_on = serde_json::json!(facts.depends_on).to_string();
    writer!(db, |pool| {
        let change = sqlx::query(CHANGE_SERVICE).bind(&facts.name).bind(&tags).bind(&facts.owner).bind(&traffic);
        change.bind(&depends_on).execute(pool).await?;
    });
    Ok(())
}

/// The word by which a value of a closed set is stored: that of the wire.
fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Removes a service with its instances and manuals.
pub(super) async fn remove_service(db: &Db, name: &str) -> Result<(), Error> {
    writer!(db, |pool| {
        sqlx::query(REMOVE_SERVICE).bind(name).execute(pool).await?;
    });
    Ok(())
}

/// Removes one instance.
pub(super) async fn remove_instance(db: &Db, name: &str, base_url: &str) -> Result<(), Error> {
    writer!(db, |pool| {
        sqlx::query(REMOVE_INSTANCE).bind(name).bind(base_url).execute(pool).await?;
    });
    Ok(())
}

/// Keeps a changed verdict, and that it changed.
pub(super) async fn judge(db: &Db, name: &str, base_url: &str, verdict: &Verdict) -> Result<(), Error> {
    transaction!(db, |tx| {
        let Verdict { health, reason, since } = verdict;
        let update = sqlx::query(JUDGE).bind(name).bind(base_url).bind(health.word()).bind(reason).bind(since.0);
        update.execute(&mut *tx).await?;
        let insert = sqlx::query(REMEMBER).bind(name).bind(base_url).bind(since.0).bind(health.word()).bind(reason);
        insert.execute(&mut *tx).await?;
    });
    Ok(())
}

/// The last changes of a service's health, newest first.
pub(super) async fn history(db: &Db, name: &str, limit: u32) -> Result<Vec<HealthChange>, Error> {
    let rows: Vec<ChangeRow> = reader!(db, |pool| sqlx::query_as(HISTORY).bind(name).bind(i64::from(limit)).fetch_all(pool).await?);
    Ok(rows
        .into_iter()
        .map(|row| HealthChange {
            at: Time(row.at),
            instance: row.instance,
            health: Health::from_word(&row.health).unwrap_or_default(),
            reason: row.reason,
        })
        .collect())
}
