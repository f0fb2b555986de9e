//! `/registry/services` and `/registry/health`.

use super::{Body, Path, Problem, Queried, Raw, read_json, request};
use crate::rights::{MayChange, authorization};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::list::LIMIT_MAX;
use domain::patch::Patch;
use domain::query::SERVICES;
use domain::service::Service;
use domain::{Failure, List};
use engine::sources::Passed;
use engine::{Engine, ShownService};
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

/// Which services.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    query: Option<String>,
    limit: Option<u32>,
    after: Option<String>,
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

/// Registers an instance or renews it; in front of a registry, passes it on as it came.
pub async fn register(_: MayChange, State(engine): State<Engine>, headers: HeaderMap, Raw(body): Raw) -> Result<Response, Problem> {
    if let Some(behind) = engine.behind() {
        return Ok(as_it_came(engine.pass_registration(behind, &authorization(&headers), body.into()).await?));
    }
    let registered = engine.register(read_json(&body)?).await?;
    let status = if registered.created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(registered.service)).into_response())
}

/// The services that fit, a page at a time.
pub async fn list(State(engine): State<Engine>, Queried(asked): Queried<Asked>) -> Result<Json<List<ShownService>>, Problem> {
    let Asked { query, limit, after } = asked;
    let query = request::read_query(query.as_deref(), &SERVICES)?;
    let limit = request::within("/limit", limit, 1..=LIMIT_MAX)?;
    Ok(Json(engine.shown_services(&query, limit, after.as_deref())))
}

/// One service.
pub async fn get(State(engine): State<Engine>, Path(name): Path<String>) -> Result<Json<ShownService>, Problem> {
    Ok(Json(engine.shown_service(&name)?))
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

/// Removes a service, or one instance of it; in front of a registry, there.
pub async fn remove(
    _: MayChange,
    State(engine): State<Engine>,
    Path(name): Path<String>,
    Queried(Removal { instance }): Queried<Removal>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let instance = instance.as_deref();
    if let Some(behind) = engine.behind()
        && let Some(passed) = engine.pass_removal(behind, &authorization(&headers), &name, instance).await?
    {
        return Ok(as_it_came(passed));
    }
    engine.remove(&name, instance).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The sources of services beside the API, and how each stands.
pub async fn sources(State(engine): State<Engine>) -> Json<Value> {
    Json(json!({"items": engine.sources()}))
}

/// What the registry behind answered, untouched.
fn as_it_came(Passed { status, content_type, body }: Passed) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut response = (status, body).into_response();
    // Where it sent no type, none is made up; the body is never a page of ours.
    response.headers_mut().remove(header::CONTENT_TYPE);
    if let Some(content_type) = HeaderValue::from_str(&content_type).ok().filter(|value| !value.is_empty()) {
        response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    }
    response
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
