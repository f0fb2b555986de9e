//! The registry's statements.

use super::{Entry, Facts, InstanceState};
use crate::Error;
use crate::db::{Db, reader, transaction, writer};
use domain::health::Verdict;
use domain::service::{HealthChange, ManualStatus};
use domain::{Health, Time};
use sqlx::FromRow;
use std::collections::HashMap;
use std::sync::Arc;

const SERVICES: &str = "
    select name, environment, version, owner, tags, traffic, protocol, manual_url, created_at, renewed_at
    from services
    order by name";

const INSTANCES: &str = "
    select service, base_url, weight, health_url, lease_until, health, reason, since
    from instances
    order by service, base_url";

const SAVE_SERVICE: &str = "
    insert into services (name, environment, version, owner, tags, traffic, protocol, manual_url, created_at, renewed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (name) do update
    set environment = excluded.environment, version = excluded.version, owner = excluded.owner, tags = excluded.tags,
        traffic = excluded.traffic, protocol = excluded.protocol, manual_url = excluded.manual_url,
        renewed_at = excluded.renewed_at";

const SAVE_INSTANCE: &str = "
    insert into instances (service, base_url, id, weight, health_url, lease_until, health, reason, since)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (service, base_url) do update
    set weight = excluded.weight, health_url = excluded.health_url, lease_until = excluded.lease_until,
        health = excluded.health, reason = excluded.reason, since = excluded.since";

const CHANGE_SERVICE: &str = "
    update services
    set tags = $2, owner = $3, traffic = $4
    where name = $1";

const REMOVE_SERVICE: &str = "delete from services where name = $1";

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
pub(crate) const STATEMENTS: &[&str] =
    &[SERVICES, INSTANCES, SAVE_SERVICE, SAVE_INSTANCE, CHANGE_SERVICE, REMOVE_SERVICE, REMOVE_INSTANCE, JUDGE, REMEMBER, HISTORY];

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
}

#[derive(FromRow)]
struct InstanceRow {
    service: String,
    base_url: String,
    weight: i64,
    health_url: Option<String>,
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

/// Loads every service with its instances; manuals are put beside them by whoever reads those.
pub(super) async fn load(db: &Db) -> Result<Vec<Entry>, Error> {
    let services: Vec<ServiceRow> = reader!(db, |pool| sqlx::query_as(SERVICES).fetch_all(pool).await?);
    let rows: Vec<InstanceRow> = reader!(db, |pool| sqlx::query_as(INSTANCES).fetch_all(pool).await?);
    let mut instances: HashMap<String, Vec<Arc<InstanceState>>> = HashMap::new();
    for row in rows {
        let verdict = Verdict { health: Health::from_word(&row.health).unwrap_or_default(), reason: row.reason, since: Time(row.since) };
        let lease = row.lease_until.map(Time);
        let instance = InstanceState::stored(&row.service, row.base_url, row.weight as u32, row.health_url, lease, verdict);
        instances.entry(row.service).or_default().push(Arc::new(instance));
    }
    Ok(services.into_iter().map(|row| row.into_entry(&mut instances)).collect())
}

impl ServiceRow {
    fn into_entry(self, instances: &mut HashMap<String, Vec<Arc<InstanceState>>>) -> Entry {
        let instances = instances.remove(&self.name).unwrap_or_default();
        let facts = Facts {
            name: self.name,
            environment: self.environment,
            version: self.version,
            owner: self.owner,
            tags: serde_json::from_str(&self.tags).unwrap_or_default(),
            traffic: serde_json::from_str(&self.traffic).unwrap_or_default(),
            protocol: self.protocol.and_then(|word| serde_json::from_value(word.into()).ok()),
            manual_url: self.manual_url,
            created_at: Time(self.created_at),
            renewed_at: Time(self.renewed_at),
        };
        Entry { facts, instances, manual: ManualStatus::default(), spread: Arc::default() }
    }
}

/// Saves a service and the one instance that registered, both or neither.
pub(super) async fn save(db: &Db, entry: &Entry, instance: &InstanceState) -> Result<(), Error> {
    let facts = &entry.facts;
    let tags = serde_json::json!(facts.tags).to_string();
    let traffic = serde_json::json!(facts.traffic).to_string();
    let protocol = facts.protocol.map(word);
    let verdict = instance.verdict();
    transaction!(db, |tx| {
        sqlx::query(SAVE_SERVICE)
            .bind(&facts.name)
            .bind(&facts.environment)
            .bind(&facts.version)
            .bind(&facts.owner)
            .bind(&tags)
            .bind(&traffic)
            .bind(&protocol)
            .bind(&facts.manual_url)
            .bind(facts.created_at.0)
            .bind(facts.renewed_at.0)
            .execute(&mut *tx)
            .await?;
        sqlx::query(SAVE_INSTANCE)
            .bind(&facts.name)
            .bind(&instance.base_url)
            .bind(&instance.id)
            .bind(i64::from(instance.weight))
            .bind(&instance.health_url)
            .bind(instance.lease_until().map(|time| time.0))
            .bind(verdict.health.word())
            .bind(&verdict.reason)
            .bind(verdict.since.0)
            .execute(&mut *tx)
            .await?;
    });
    Ok(())
}

/// Saves what an operator changed of a service.
pub(super) async fn save_facts(db: &Db, facts: &Facts) -> Result<(), Error> {
    let tags = serde_json::json!(facts.tags).to_string();
    let traffic = serde_json::json!(facts.traffic).to_string();
    writer!(db, |pool| {
        sqlx::query(CHANGE_SERVICE).bind(&facts.name).bind(&tags).bind(&facts.owner).bind(&traffic).execute(pool).await?;
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
