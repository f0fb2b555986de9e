//! `/registry/services` and `/registry/health`.

use super::{Body, Path, Problem, Queried, request};
use crate::rights::MayChange;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::list::LIMIT_MAX;
use domain::patch::Patch;
use domain::service::{Registration, Service};
use domain::{Failure, List};
use engine::Engine;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Which page of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// How many.
    pub limit: Option<u32>,
    /// The last page's `next`.
    pub after: Option<String>,
}

/// Which instance to remove.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    instance: Option<String>,
}

/// How much of each service's health.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    detail: Option<u8>,
}

impl Page {
    /// How many, where it is said and can be.
    pub fn limit(&self) -> Result<Option<u32>, Failure> {
        request::within("/limit", self.limit, 1..=LIMIT_MAX)
    }
}

/// Registers an instance or renews it.
pub async fn register(
    _: MayChange,
    State(engine): State<Engine>,
    Body(registration): Body<Registration>,
) -> Result<(StatusCode, Json<Service>), Problem> {
    let registered = engine.register(registration).await?;
    let status = if registered.created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(registered.service)))
}

/// Every service, a page at a time.
pub async fn list(State(engine): State<Engine>, Queried(page): Queried<Page>) -> Result<Json<List<Service>>, Problem> {
    Ok(Json(engine.services(page.limit()?, page.after.as_deref())))
}

/// One service.
pub async fn get(State(engine): State<Engine>, Path(name): Path<String>) -> Result<Json<Service>, Problem> {
    Ok(Json(engine.service(&name)?))
}

/// Changes how a service's calls travel, its tags or its owner.
pub async fn change(
    _: MayChange,
    State(engine): State<Engine>,
    Path(name): Path<String>,
    Body(patch): Body<Patch>,
) -> Result<Json<Service>, Problem> {
    Ok(Json(engine.change(&name, patch).await?))
}

/// Removes a service, or one instance of it.
pub async fn remove(
    _: MayChange,
    State(engine): State<Engine>,
    Path(name): Path<String>,
    Queried(removal): Queried<Removal>,
) -> Result<StatusCode, Problem> {
    engine.remove(&name, removal.instance.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether each service can be called, and with `detail=1` why.
pub async fn health(State(engine): State<Engine>, Queried(detail): Queried<Detail>) -> Result<Json<Value>, Problem> {
    if request::within("/detail", detail.detail, 0..=1)? != Some(1) {
        return Ok(Json(json!(engine.health())));
    }
    let services = engine.services(Some(LIMIT_MAX), None).items;
    let told = services.into_iter().map(|service| {
        let Service { name, health, reason, since, instances, .. } = service;
        (name, json!({"health": health, "reason": reason, "since": since, "instances": instances}))
    });
    Ok(Json(Value::Object(told.collect::<Map<_, _>>())))
}
