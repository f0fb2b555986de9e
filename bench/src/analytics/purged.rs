//! Purging: three days of calls go while others come, and how long those wait for the writer.

use super::filled::{DAY, Filled};
use super::made::Maker;
use crate::Result;
use crate::{Figures, quantile};
use domain::Time;
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
    let mut writer = Writer { analytics, maker: Maker::new(), at: now };
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    for _ in 0..BEFORE {
        alone.push(writer.write().await?);
    }
    let purging = tokio::spawn({
        let analytics = analytics.clone();
        async move { analytics.purge(now).await }
    });
    while !purging.is_finished() {
        beside.push(writer.write().await?);
    }
    let longest_step = purging.await??;
    figures.insert("write_p50_ms".to_owned(), json!(quantile(alone.clone(), 0.5)));
    figures.insert("write_longest_ms".to_owned(), json!(quantile(alone, 1.0)));
    figures.insert("purge_write_p50_ms".to_owned(), json!(quantile(beside.clone(), 0.5)));
    figures.insert("purge_write_longest_ms".to_owned(), json!(quantile(beside, 1.0)));
    figures.insert("purge_step_longest_ms".to_owned(), json!(longest_step.as_secs_f64() * 1000.0));
    Ok(())
}

/// Who writes call after call, each with the moment at which it comes.
struct Writer<'a> {
    analytics: &'a Analytics,
    maker: Maker,
    at: Time,
}

impl Writer<'_> {
    /// Writes one, and returns how many milliseconds that took, from its end to its commit.
    async fn write(&mut self) -> Result<f64> {
        tokio::time::sleep(EVERY).await;
        self.at.0 += EVERY.as_micros() as i64;
        let call = self.maker.call(self.at);
        let begun = Instant::now();
        self.analytics.record(call);
        self.analytics.flush_at(self.at).await?;
        Ok(begun.elapsed().as_secs_f64() * 1000.0)
    }
}
