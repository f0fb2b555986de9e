//! Purging: three days of calls go while others come, and how long those wait for the writer.

use super::filled::{DAY, Filled};
use super::made::Maker;
use crate::Result;
use crate::{Figures, quantile};
use engine::analytics::Analytics;
use serde_json::json;
use std::time::{Duration, Instant};

/// How many days go.
const DAYS: i64 = 3;

/// How often a call comes.
const EVERY: Duration = Duration::from_millis(10);

/// How many calls are written before, for comparison.
const BEFORE: usize = 200;

/// Purges and writes at once.
pub async fn purge(analytics: &Analytics, filled: &Filled, figures: &mut Figures) -> Result {
    let now = filled.end.plus_seconds(DAYS * DAY);
    let mut maker = Maker::new();
    let mut alone = Vec::new();
    for _ in 0..BEFORE {
        alone.push(write(analytics, &mut maker, now).await?);
    }
    let purging = tokio::spawn({
        let analytics = analytics.clone();
        async move { analytics.purge(now).await }
    });
    let mut beside = Vec::new();
    while !purging.is_finished() {
        beside.push(write(analytics, &mut maker, now).await?);
    }
    let longest_step = purging.await??;
    figures.insert("write_p50_ms".to_owned(), json!(quantile(alone.clone(), 0.5)));
    figures.insert("write_longest_ms".to_owned(), json!(quantile(alone, 1.0)));
    figures.insert("purge_write_p50_ms".to_owned(), json!(quantile(beside.clone(), 0.5)));
    figures.insert("purge_write_longest_ms".to_owned(), json!(quantile(beside, 1.0)));
    figures.insert("purge_step_longest_ms".to_owned(), json!(longest_step.as_secs_f64() * 1000.0));
    Ok(())
}

/// One call, from its end to its commit.
async fn write(analytics: &Analytics, maker: &mut Maker, now: domain::Time) -> Result<f64> {
    tokio::time::sleep(EVERY).await;
    let call = maker.call(now);
    let begun = Instant::now();
    analytics.record(call);
    analytics.flush_at(now).await?;
    Ok(begun.elapsed().as_secs_f64() * 1000.0)
}
