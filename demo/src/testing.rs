//! A stand-in for the registry, for tests: the paths that services call, with the real
//! services behind them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

use crate::{
    child::routes,
    gateway::Gateway,
    service::{Place, Service},
    services::{SERVICES, ServiceInfo},
    tool::{Failure, Tool},
};

/// Every service on a port of its own, and a registry that knows their tools.
pub struct Stand {
    pub gateway: Gateway,
    pub services: Vec<Running>,
    pub seen: Arc<Seen>,
}

/// A service that is served.
pub struct Running {
    pub info: &'static ServiceInfo,
    pub service: Service,
    pub base_url: String,
}

/// What the stand-in has been asked.
#[derive(Default)]
pub struct Seen {
    tools: OnceLock<HashMap<String, Tool>>,
    pub calls: Mutex<Vec<(String, String)>>,
    pub registrations: Mutex<Vec<Value>>,
}

/// Starts every service and the stand-in.
pub async fn stand() -> Stand {
    let seen = Arc::new(Seen::default());
    let router = Router::new()
        .route("/registry/tools/{tool}/call", post(call))
        .route("/registry/services", post(register))
        .with_state(Arc::clone(&seen));
    let gateway = Gateway::new(&serve(router).await, Some("s3cret"), "test").unwrap();
    let mut services = Vec::new();
    for info in SERVICES {
        services.push(running(info, &gateway).await);
    }
    let ids = services.iter().flat_map(|running| {
        let id = |tool: &Tool| format!("{}.{}", running.info.name, tool.entry.name);
        running.service.tools.iter().map(move |tool| (id(tool), tool.clone()))
    });
    let _ = seen.tools.set(ids.collect());
    Stand { gateway, services, seen }
}

async fn running(info: &'static ServiceInfo, gateway: &Gateway) -> Running {
    let gateway = gateway.calling_as(info.name);
    let service = (info.open)(Place { gateway, instance: 1 }).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let router = routes(info, &service, &base_url);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Running { info, service, base_url }
}

/// Serves `router` on a free port and gives its URL.
pub async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn call(
    State(seen): State<Arc<Seen>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(request): Json<Map<String, Value>>,
) -> Response {
    let caller = headers["x-meshdeck-caller"].to_str().unwrap().to_owned();
    seen.calls.lock().unwrap().push((caller, id.clone()));
    let Some(tool) = seen.tools.get().and_then(|tools| tools.get(&id)) else {
        return Failure::missing(format!("there is no tool '{id}'")).into_response();
    };
    let input = request["input"].as_object().cloned().unwrap_or_default();
    match tool.call(input).await {
        Ok(output) => Json(json!({ "tool": id, "output": output })).into_response(),
        Err(failure) => Failure::upstream(failure.detail).into_response(),
    }
}

async fn register(State(seen): State<Arc<Seen>>, headers: HeaderMap, Json(registration): Json<Value>) -> StatusCode {
    assert_eq!(headers["authorization"], "Bearer s3cret");
    let mut registrations = seen.registrations.lock().unwrap();
    registrations.push(registration);
    // The first one meets a registry that is still starting.
    if registrations.len() == 1 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::CREATED }
}

/// An input that the schema shows: the first example, else the default, the first of an
/// enumeration, or the same for each property.
pub fn sample(schema: &Value) -> Value {
    let shown = [&schema["examples"][0], &schema["default"], &schema["enum"][0]];
    if let Some(shown) = shown.into_iter().find(|shown| !shown.is_null()) {
        return shown.clone();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            properties.map(|(name, schema)| (name.clone(), sample(schema))).collect()
        }
        Some("array") => json!([sample(&schema["items"])]),
        _ => Value::Null,
    }
}

/// The sample without what the schema shows no value for.
pub fn sample_input(schema: &Value) -> Value {
    without_nulls(sample(schema))
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            object.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name, without_nulls(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
