//! The store of calls at ten million of them: how fast they come in, how fast charts and pages of calls are answered, what a
//! call weighs, and what a purge costs those who write; beside a scan of the same calls in a plain table.
//!
//! `--calls N` fills fewer, for trying; `--database postgres` fills a PostgreSQL server of our own. The page is measured with
//! the server on the same database, unless `--without-page` says not to build one.

mod page;
mod painted;
mod postgres;

use super::{
    Options,
    table::{Row, quantile},
};
use crate::{
    fault::{Explain as _, Result},
    paths, process,
    step::{section, step},
};
use postgres::Postgres;
use serde_json::Value;
use std::{fs, process::Command};

/// How many calls there are where nobody says otherwise.
const CALLS: u64 = 10_000_000;

/// What is aimed at: at least for `…_per_s`, at most for all else.
const TARGETS: [(&str, f64); 9] = [
    ("ingest_per_s", 40_000.0),
    ("chart_24h_all_p95_ms", 20.0),
    ("chart_24h_one_p95_ms", 20.0),
    ("chart_30d_all_p95_ms", 20.0),
    ("chart_30d_one_p95_ms", 20.0),
    ("raw_first_page_p95_ms", 50.0),
    ("bytes_a_raw_call", 120.0),
    ("percentile_error_percent", 1.0),
    ("purge_write_longest_ms", 50.0),
];

/// The target of the page, which is measured before what a browser makes of it.
const PAGE_TARGET: (&str, f64) = ("page_p95_ms", 150.0);

/// Measures the store, and the page on top of it.
pub fn run(options: &Options) -> Result<Vec<Row>> {
    step("bench", "compiling the filler", || {
        process::quiet("bench-build", process::cargo().args(["build", "--package", "bench", "--bin", "bench", "--release"]))
    })?;
    let folder = paths::memory().join("bench-analytics");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).explain("cannot make the folder", folder.display())?;
    let server = options.is_postgres().then(|| Postgres::start(&folder)).transpose()?;
    let url = server.as_ref().map_or_else(|| format!("sqlite://{}", folder.join("calls.db").display()), |server| server.url.clone());
    let calls = options.calls.unwrap_or(CALLS);
    let told = section("bench", &format!("{calls} calls over 30 days, and what is asked of them"), || fill(&url, calls))?;
    let mut ours = row("meshdeck", &told["meshdeck"]);
    if !options.without_page {
        let binary = options.binary()?;
        let mut took = section("bench", "the page on the same database", || page::measure(&binary, &url))?;
        ours.set(PAGE_TARGET.0, quantile(&mut took, 0.95));
        section("bench", "from a choice of time to its charts in Chromium", || painted::measure(&binary, &url, &mut ours))?;
    }
    let mut target = Row::new("target");
    TARGETS.into_iter().chain([PAGE_TARGET]).chain(painted::TARGETS).for_each(|(key, figure)| target.set(key, figure));
    let scan = row("raw scan", &told["raw_scan"]);
    let ratios = [ours.over("of target", &target), scan.over("scan takes", &ours)];
    let rows = [ours, scan, target].into_iter().chain(ratios).collect();
    let _ = fs::remove_dir_all(&folder);
    Ok(rows)
}

fn fill(url: &str, calls: u64) -> Result<Value> {
    let mut bench = Command::new(paths::bench());
    bench.args(["analytics", "--database-url", url, "--calls", &calls.to_string()]);
    let printed = process::output_beside(&mut bench)?;
    serde_json::from_str(&printed).explain("cannot read what it printed", "bench analytics")
}

fn row(name: &str, figures: &Value) -> Row {
    let mut row = Row::new(name);
    for (key, figure) in figures.as_object().into_iter().flatten() {
        row.set(key, figure.as_f64().unwrap_or_default());
    }
    row
}
