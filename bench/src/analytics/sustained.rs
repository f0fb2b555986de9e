//! Calls as they come when there are as many as are aimed at: each quarter of a second its ten thousand, all of one minute.
//! The thirty days are filled faster than they passed, so there a writing holds calls of many minutes, which costs more.

use super::cpu;
use super::filled::{Filled, WRITTEN_AT_ONCE};
use super::made::Maker;
use crate::{Figures, Result};
use domain::Time;
use engine::analytics::Analytics;
use serde_json::json;
use std::time::{Duration, Instant};

/// How often it is written: ten seconds of calls.
const WRITINGS: u64 = 40;

/// How many microseconds lie between two calls.
const EVERY_US: i64 = 25;

/// Records and writes, and tells how many calls a second that is, and what a call takes of the processor.
pub async fn write(analytics: &Analytics, filled: &Filled, figures: &mut Figures) -> Result {
    let (mut maker, mut took, mut of_cpu) = (Maker::new(), Duration::ZERO, Duration::ZERO);
    for writing in 0..WRITINGS {
        let at = |n: u64| Time(filled.end.0 + (writing * WRITTEN_AT_ONCE + n) as i64 * EVERY_US);
        let calls: Vec<_> = (0..WRITTEN_AT_ONCE).map(|n| maker.call(at(n))).collect();
        let (begun, cpu_before) = (Instant::now(), cpu::taken());
        calls.into_iter().for_each(|call| analytics.record(call));
        analytics.flush_at(at(WRITTEN_AT_ONCE)).await?;
        took += begun.elapsed();
        of_cpu += cpu::taken().saturating_sub(cpu_before);
    }
    let calls = (WRITINGS * WRITTEN_AT_ONCE) as f64;
    figures.insert("ingest_per_s".to_owned(), json!(calls / took.as_secs_f64()));
    figures.insert("ingest_cpu_us".to_owned(), json!(of_cpu.as_secs_f64() * 1e6 / calls));
    Ok(())
}
