//! Filling: every call is recorded and written through the door that the gateway uses, with the clock of its time.

use super::made::Maker;
use super::plain::Plain;
use super::{Figures, Plan, bytes, cpu};
use crate::Result;
use domain::Time;
use domain::call::Outcome;
use engine::analytics::Analytics;
use engine::clock;
use serde_json::json;
use std::time::{Duration, Instant};

/// How many seconds the calls lie in.
pub const SECONDS: i64 = 30 * DAY;

/// How many seconds are asked for again in the end, for the exact percentiles.
pub const DAY: i64 = 86_400;

/// How many calls are written at once: what comes in a quarter of a second at the rate aimed at.
pub const WRITTEN_AT_ONCE: u64 = 10_000;

/// After how many calls it is told how far it is.
const TOLD_EVERY: u64 = 250_000;

/// What was filled.
pub struct Filled {
    /// The moment behind the last call, on the hour.
    pub end: Time,
    /// The latencies of the last day's answered calls, in microseconds.
    pub last_day_us: Vec<u64>,
    /// The id of some run.
    pub run: String,
}

/// Fills, and tells how many calls a second, with all that is written of them; making them up is not counted, nor is a vacuum, nor
/// is the plain table beside.
pub async fn fill(analytics: &Analytics, plain: &Plain, plan: &Plan, figures: &mut Figures) -> Result<Filled> {
    let calls = plan.calls;
    let end = clock::now().floor_to(3600);
    let start = end.plus_seconds(-SECONDS);
    let mut maker = Maker::new();
    let mut filled = Filled { end, last_day_us: Vec::new(), run: String::new() };
    let (mut took, mut of_cpu, mut purged) = (Duration::ZERO, Duration::ZERO, start);
    for first in (0..calls).step_by(WRITTEN_AT_ONCE as usize) {
        let some = (first..calls.min(first + WRITTEN_AT_ONCE)).map(|n| {
            let at = Time(start.0 + (i128::from(n) * i128::from(SECONDS) * 1_000_000 / i128::from(calls)) as i64);
            maker.call(at)
        });
        let some: Vec<_> = some.collect();
        let now = some.last().map_or(start, |call| call.at);
        for call in &some {
            if call.at >= end.plus_seconds(-DAY) && matches!(call.outcome, Outcome::Ok | Outcome::Rejected | Outcome::Failed) {
                filled.last_day_us.push((call.latency_ms * 1000.0).round() as u64);
            }
            if let Some(run) = &call.run {
                filled.run.clone_from(run);
            }
        }
        plain.write(&some).await?;
        let (begun, cpu_before) = (Instant::now(), cpu::taken());
        some.into_iter().for_each(|call| analytics.record(call));
        analytics.flush_at(now).await?;
        // As it runs once an hour, but for what that costs.
        if now >= purged.plus_seconds(DAY) {
            purged = now;
            analytics.pack(now).await?;
            analytics.purge(now).await?;
        }
        let is_purged = purged == now;
        took += begun.elapsed();
        of_cpu += cpu::taken().saturating_sub(cpu_before);
        if is_purged {
            bytes::vacuum(&plan.database_url).await?;
        }
        let done = first + WRITTEN_AT_ONCE;
        if done.is_multiple_of(TOLD_EVERY) {
            let (rate, each) = (done as f64 / took.as_secs_f64(), of_cpu.as_secs_f64() * 1e6 / done as f64);
            eprintln!("{done} of {calls} calls, {rate:.0} a second, {each:.1} us of CPU each");
        }
    }
    analytics.pack(end).await?;
    analytics.purge(end).await?;
    figures.insert("fill_per_s".to_owned(), json!(calls as f64 / took.as_secs_f64()));
    figures.insert("fill_cpu_us".to_owned(), json!(of_cpu.as_secs_f64() * 1e6 / calls as f64));
    Ok(filled)
}
