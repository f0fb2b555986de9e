//! What a call through the gateway costs, with everything on that a call goes through: beside the backend called directly,
//! nginx as a plain reverse proxy and a naive pass-through, round by round in one run; then with 10,000 tools, and with
//! 10,000 services to check.

mod course;
mod field;
mod full;
mod load;
mod nginx;
mod resolve;
mod sweep;

use super::table::Row;
use crate::{
    fault::{Fault, Result},
    process,
    step::{section, step},
};
use field::Field;
use std::path::Path;

/// What is aimed at; for `…_over_nginx_ratio` of the throughput and `…_per_s` at least as much, for all else at most.
const TARGETS: [(&str, f64); 16] = [
    ("throughput_16_per_s", 1500.0),
    ("throughput_over_nginx_ratio", 0.4),
    ("throughput_over_naive_ratio", 0.5),
    ("added_p50_1_over_naive_ratio", 1.5),
    ("p99_64_over_naive_ratio", 2.0),
    ("added_p50_300_ms", 1.0),
    ("added_p99_300_ms", 5.0),
    ("resolve_p50_us", 5.0),
    ("import_10000_tools_ms", 2000.0),
    ("call_10000_over_1_tool_ratio", 1.1),
    ("registry_read_p99_ms", 5.0),
    ("sweep_checks_per_s", 1000.0),
    ("sweep_sockets", 256.0),
    ("sweep_core_percent", 60.0),
    ("sweep_rss_mb", 400.0),
    ("sweep_unhealthy_services", 0.0),
];

/// Measures a server beside its competitors, then alone. A part that fails costs the table its own figures and no others; the
/// first such failure is told beside it.
pub fn run(binary: &Path) -> Result<(Vec<Row>, Option<Fault>)> {
    step("bench", "compiling the generator and the backend", build)?;
    let field = Field::open(binary)?;
    let mut rows = section("bench", "direct, nginx, naive, meshdeck in turn", || course::run(&field))?;
    let Some(ours) = rows.last_mut() else { return Ok((rows, None)) };
    let parts = [
        step("bench", "what of a call is our own", || resolve::run(&field, ours)),
        section("bench", "10,000 tools", || full::run(binary, &field, ours)),
        section("bench", "10,000 services", || sweep::run(binary, field.backend.port, ours)),
    ];
    let mut target = Row::new("target");
    for (key, figure) in TARGETS {
        target.set(key, figure);
    }
    rows.push(target);
    Ok((rows, parts.into_iter().find_map(Result::err)))
}

/// With the server's crates chosen too, so that a release of it is not compiled anew.
fn build() -> Result {
    let mut cargo = process::cargo();
    process::quiet("bench-build", cargo.args(["build", "--package", "bench", "--package", "server", "--bin", "bench", "--release"]))
}
