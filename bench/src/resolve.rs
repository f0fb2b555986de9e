//! What a call takes before anything is sent: the tool found, its input checked, an instance picked, the request written.
//!
//! The service is registered while its address may be reached and called when it may not, so that each call ends at the wire,
//! refused by the egress policy. The figure holds that refusal too: resolving a tool to an instance takes less.

use crate::Result;
use domain::call::CallRequest;
use domain::failure::Kind;
use domain::service::Registration;
use engine::egress::Policy;
use engine::gateway::Caller;
use engine::{Engine, Settings};
use serde_json::json;
use std::time::{Duration, Instant};

/// How often the tool is called.
const CALLS: usize = 20_000;

/// Prints the median and the 99th percentile.
#[tokio::main(flavor = "current_thread")]
pub async fn run(service: &str) -> Result {
    let folder = tempfile::tempdir()?;
    let settings = |egress| Settings {
        database_url: format!("sqlite://{}", folder.path().join("meshdeck.db").display()),
        egress,
        health_interval: Duration::from_secs(10),
        environment: "bench".to_owned(),
        demo: false,
    };
    register(settings(Policy::default().with_loopback()), service).await?;
    let engine = Engine::open(settings(Policy::default())).await?;
    let mut took = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let input = json!({ "order": { "sku": "A-7", "qty": 2 } });
        let begun = Instant::now();
        let refused = engine.call(Caller::named("bench"), "resolved.order_0", CallRequest { input, timeout_ms: None }).await;
        took.push(begun.elapsed());
        if !refused.as_ref().is_err_and(|failure| failure.kind == Kind::EgressDenied) {
            return Err(format!("the call came to something else: {refused:?}").into());
        }
    }
    took.sort_unstable();
    let at = |share: usize| took[CALLS * share / 100].as_secs_f64() * 1e6;
    println!("{}", json!({ "p50_us": at(50), "p99_us": at(99) }));
    Ok(())
}

async fn register(settings: Settings, service: &str) -> Result {
    let engine = Engine::open(settings).await?;
    engine.start();
    let registration = Registration { name: "resolved".to_owned(), base_url: service.to_owned(), ..Registration::default() };
    let registered = engine.register(registration).await;
    engine.close().await;
    let tools = registered.map_err(|failure| failure.detail)?.service.tools;
    if tools == 0 { Err(format!("{service} has no tools").into()) } else { Ok(()) }
}
