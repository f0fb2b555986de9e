//! Resolving by itself: the engine is asked again and again to which instance a call of a tool would go.

use crate::{Figures, Result, quantile};
use clap::Args;
use domain::service::Registration;
use engine::analytics::Durability;
use engine::egress::Policy;
use engine::variables::KeySource;
use engine::{Engine, Settings, edges, sources};
use serde_json::json;
use std::time::{Duration, Instant};

/// How many rounds are timed; what is told is the median.
const ROUNDS: usize = 2000;

/// How often a tool is resolved in a round: once takes about as long as asking the clock.
const TIMES: u32 = 100;

/// What to resolve.
#[derive(Args)]
pub struct Plan {
    /// An empty database
    #[arg(long)]
    database_url: String,
    /// The base URL of an instance, which lists the service's tools
    #[arg(long = "instance", required = true)]
    instances: Vec<String>,
    /// The tool, as `service.name`
    #[arg(long)]
    tool: String,
}

/// Registers, resolves, and prints what it took.
#[tokio::main]
pub async fn run(plan: &Plan) -> Result {
    let engine = Engine::open(settings(&plan.database_url)).await?;
    let service = plan.tool.split('.').next().unwrap_or_default();
    for base_url in &plan.instances {
        let registration = Registration { name: service.to_owned(), base_url: base_url.clone(), ..Registration::default() };
        engine.register(registration).await.map_err(|failure| failure.detail)?;
    }
    let mut rounds = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        rounds.push(round(&engine, &plan.tool).await?);
    }
    engine.close().await;
    let figures: Figures = [("resolve_p50_us".to_owned(), json!(quantile(rounds, 0.5)))].into_iter().collect();
    println!("{}", json!(figures));
    Ok(())
}

/// How many microseconds resolving took in a round.
async fn round(engine: &Engine, tool: &str) -> Result<f64> {
    let begun = Instant::now();
    for _ in 0..TIMES {
        std::hint::black_box(engine.resolve(tool).await.map_err(|failure| failure.detail)?);
    }
    Ok(begun.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES))
}

fn settings(database_url: &str) -> Settings {
    Settings {
        database_url: database_url.to_owned(),
        egress: Policy::default().with_loopback(),
        // Longer than it takes: nothing else is to happen meanwhile.
        health_interval: Duration::from_hours(1),
        durability: Durability::Batched,
        environment: "bench".to_owned(),
        demo: false,
        key: KeySource::Beside,
        sources: sources::Settings::default(),
        edges: edges::Settings::default(),
    }
}
