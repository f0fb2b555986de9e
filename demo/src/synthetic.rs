//! A mesh as large as one likes, made from a seed: every service registers, serves its manual, its health and its tools, and the
//! registry knows it like any other. All of them are one process; their calls to each other are told as traces.
//!
//! ```text
//! Plan (seed) ──▶ serve (manual, health, tools) ◀── registry, gateway
//!        └──────▶ flow: register all, renew them; tell every call once, then calls as they come
//! ```

mod flow;
mod plan;
mod serve;
mod told;

use std::sync::Arc;

use tokio::net::TcpListener;

use crate::{child::Error, gateway::Gateway};
use plan::Plan;

/// The name under which the process is started; it is no service itself.
pub const SYNTHETIC: &str = "synthetic";
/// How many services there may be: of their calls, the registry keeps 25,000 edges that traces tell of.
pub const SERVICES: std::ops::RangeInclusive<usize> = 2..=10_000;

/// The port that is preferred, so that the services are found again after a restart.
const PORT: u16 = 8200;
const SEED: u64 = 2026;

/// Serves and registers so many services until it is dropped.
pub async fn run(count: usize, gateway: Gateway, port: Option<u16>) -> Result<(), Error> {
    let listener = listen(port).await.map_err(|source| Error::Port { name: SYNTHETIC, source })?;
    let base_url: Arc<str> = format!("http://{}", listener.local_addr()?).into();
    let plan = Arc::new(Plan::of(count, SEED));
    let router = serve::router(Arc::clone(&plan), Arc::clone(&base_url));
    tracing::info!("{} synthetic services serve on {base_url}", plan.services.len());
    tokio::select! {
        served = async { axum::serve(listener, router).await } => Ok(served?),
        () = flow::flow(&gateway, &plan, &base_url, SEED) => Ok(()),
    }
}

async fn listen(port: Option<u16>) -> std::io::Result<TcpListener> {
    if let Some(port) = port {
        return TcpListener::bind(("127.0.0.1", port)).await;
    }
    match TcpListener::bind(("127.0.0.1", PORT)).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind(("127.0.0.1", 0)).await,
    }
}
