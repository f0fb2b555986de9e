//! From a choice of time to its charts on the screen of Chromium, on the database that was filled.

use crate::bench::page;
use crate::bench::table::Row;
use crate::{
    fault::Result,
    server::{Server, free_port},
};
use std::path::Path;

/// What is measured, and what is aimed at, at most.
pub const TARGETS: [(&str, f64); 2] = [("range_to_painted_p95_ms", 100.0), ("brush_to_painted_p95_ms", 100.0)];

/// Sets how long a range, and a stretch chosen by hand on a chart, took until they were painted, in milliseconds.
pub fn measure(binary: &Path, url: &str, ours: &mut Row) -> Result {
    let args = ["--database-url", url, "--rate-limit", "off"].map(str::to_owned);
    let server = Server::start_quietly(binary, free_port(3800)?, &args)?;
    let told = page::measure("charts.mjs", &[&format!("http://127.0.0.1:{}", server.port)])?;
    TARGETS.into_iter().for_each(|(key, _)| ours.set(key, told[key].as_f64().unwrap_or_default()));
    Ok(())
}
