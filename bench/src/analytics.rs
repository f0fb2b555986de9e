//! The store of calls and roll-ups by itself: fills it with thirty days of calls as they would have come, purged once a day, and
//! asks what the analytics page asks, in turn with a scan of the raw rows in the same database.

mod asked;
mod filled;
mod made;
mod purged;
mod scan;

use crate::{Figures, Result};
use clap::Args;
use engine::analytics::{Analytics, Durability};
use engine::db::Db;
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
pub async fn run(plan: &Plan) -> Result {
    let db = Db::open(&plan.database_url).await?;
    let analytics = Analytics::open(db.clone(), Durability::Batched).await?;
    let scan = scan::Scan::open(&plan.database_url).await?;
    let (mut ours, mut theirs) = (Figures::new(), Figures::new());
    let filled = filled::fill(&analytics, plan.calls, &mut ours).await?;
    let bytes = scan.bytes(&plan.database_url).await?;
    ours.insert("bytes_a_raw_call".to_owned(), json!(bytes as f64 / plan.calls as f64));
    asked::ask(&analytics, &scan, &filled, &mut ours, &mut theirs).await?;
    purged::purge(&analytics, &filled, &mut ours).await?;
    db.close().await;
    println!("{}", json!({ "meshdeck": ours, "raw_scan": theirs }));
    Ok(())
}
