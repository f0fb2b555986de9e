//! Keeps one instance registered: once at the start, then again and again before its lease ends.
//!
//! A registry that is away is asked again with growing pauses; one that has forgotten us learns
//! of us with the next renewal. A change of what is published renews at once.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{sync::watch, time::sleep};

use crate::{
    gateway::{Gateway, cause},
    service::Published,
    services::{Kind, ServiceInfo},
};

const RENEWAL: Duration = Duration::from_secs(20);
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
const LEASE_SECONDS: u32 = 300;

/// Registers `info` at `base_url` for as long as it is polled.
pub async fn keep_registered(gateway: Gateway, info: &ServiceInfo, base_url: &str, mut published: watch::Receiver<Published>) {
    let mut pause = FIRST_PAUSE;
    loop {
        let version = published.borrow_and_update().version.clone();
        let wait = match register(&gateway, &registration(info, base_url, &version)).await {
            Ok(()) => {
                pause = FIRST_PAUSE;
                RENEWAL
            }
            Err(reason) => {
                tracing::warn!("{} is not registered: {reason}", info.name);
                pause = (pause * 2).min(LONGEST_PAUSE);
                pause
            }
        };
        tokio::select! {
            () = sleep(wait) => {}
            Ok(()) = published.changed() => {}
        }
    }
}

fn registration(info: &ServiceInfo, base_url: &str, version: &str) -> Value {
    let protocol = match info.kind {
        Kind::Utcp => "utcp",
        Kind::OpenApi => "openapi",
        Kind::Mcp => "mcp",
    };
    json!({
        "name": info.name,
        "base_url": base_url,
        "tags": info.tags,
        "depends_on": info.depends_on,
        "environment": "demo",
        "version": version,
        "owner": info.owner,
        "protocol": protocol,
        "lease_seconds": LEASE_SECONDS,
    })
}

/// Registers once, or says what the registry made of it.
pub async fn register(gateway: &Gateway, registration: &Value) -> Result<(), String> {
    let answer = gateway.post("/registry/services").json(registration).send().await;
    let answer = answer.map_err(|e| cause(&e))?;
    if answer.status().is_success() {
        return Ok(());
    }
    let status = answer.status();
    Err(format!("the registry answered {status}: {}", answer.text().await.unwrap_or_default()))
}
