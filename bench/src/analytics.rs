//! The store of calls and roll-ups by itself: fills it with thirty days of calls as they would have come, purged once a day, and
//! asks what the analytics page asks, in turn with a scan of the same calls in a plain table beside it.

mod asked;
mod bytes;
mod cpu;
mod filled;
mod made;
mod plain;
mod purged;
mod sustained;

use crate::{Figures, Result};
use clap::Args;
use engine::analytics::{Analytics, Durability};
use engine::db::Db;
use plain::Plain;
use serde_json::json;

/// What to fill.
#[derive(Args)]
pub struct Plan {
    /// An empty database
    #[arg(long)]
    database_url: String,
    /// How many calls
    #[arg(long, default_value_t = 10_000_000)]
    calls: u64,
}

/// Fills, asks, purges, and prints what it took.
#[tokio::main]
pub async fn run(plan: Plan) -> Result {
    // In a task, as the server answers: what is not one has a thread of its own, which each packet of an answer must wake.
    tokio::spawn(measure(plan)).await?
}

async fn measure(plan: Plan) -> Result {
    let db = Db::open(&plan.database_url).await?;
    let analytics = Analytics::open(db.clone(), Durability::Batched).await?;
    let plain = Plain::open(&plan.database_url).await?;
    let (mut ours, mut theirs) = (Figures::new(), Figures::new());
    let filled = filled::fill(&analytics, &plain, &plan, &mut ours).await?;
    let bytes = bytes::of(&plan.database_url).await?;
    ours.insert("bytes_a_raw_call".to_owned(), json!(bytes as f64 / plan.calls as f64));
    asked::ask(&analytics, &plain, &filled, &mut ours, &mut theirs).await?;
    sustained::write(&analytics, &filled, &mut ours).await?;
    purged::purge(&analytics, &filled, &mut ours).await?;
    db.close().await;
    println!("{}", json!({ "meshdeck": ours, "raw_scan": theirs }));
    Ok(())
}
