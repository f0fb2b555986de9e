//! How the first minute feels: from the binary's start to a full registry on a page.

use super::{
    mesh1000::{self, SERVICES},
    page,
    table::Row,
};
use crate::{
    build,
    check::budget,
    fault::{Explain as _, Fault, Result},
    http, paths,
    server::{self, Server},
    site::Kind,
    step::step,
};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// How often the binary is started.
const STARTS: usize = 11;

/// How often the page is asked for.
const PAGES: usize = 200;

/// What is aimed at.
const TARGETS: [(&str, f64); 10] = [
    ("cold_start_ms", 200.0),
    ("idle_rss_mb", 30.0),
    ("overview_weight_brotli_kb", 300.0),
    ("mesh_weight_brotli_kb", 300.0),
    ("overview_p95_ms", 30.0),
    ("tools_page_kb", 175.0),
    ("tools_page_requests", 16.0),
    ("tools_page_again_kb", 175.0),
    ("tools_page_dom_nodes", 1667.0),
    ("registry_change_to_dom_ms", 500.0),
];

/// Measures the release binary.
pub fn run() -> Result<Vec<Row>> {
    let binary = build::both(Kind::Release)?;
    let mut row = Row::new("meshdeck");
    row.set("cold_start_ms", step("bench", "cold starts", || cold_start(&binary))?);
    row.set("idle_rss_mb", step("bench", "idle memory after 5 s", || idle_memory(&binary))?);
    for (page, weight) in budget::pages(&budget::measured()?.unwrap_or_default()) {
        row.set(&format!("{page}_weight_brotli_kb"), weight as f64 / 1000.0);
    }
    full(&binary, &mut row)?;
    let mut target = Row::new("target");
    for (key, figure) in TARGETS {
        target.set(key, figure);
    }
    Ok(vec![row, target])
}

/// The median over starts with a database that is there already.
fn cold_start(binary: &Path) -> Result<f64> {
    fresh(binary, "start").map(drop)?;
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let server = start(binary, "start")?;
        times.push(milliseconds(server.ready_after));
    }
    Ok(quantile(&mut times, 0.5))
}

fn idle_memory(binary: &Path) -> Result<f64> {
    let server = fresh(binary, "idle")?;
    thread::sleep(Duration::from_secs(5));
    memory(&server)
}

/// The figures of a registry of 1,000 services.
fn full(binary: &Path, row: &mut Row) -> Result {
    let server = fresh(binary, "full")?;
    let stub = mesh1000::stub()?;
    let begun = Instant::now();
    step("bench", &format!("registering {SERVICES} services"), || mesh1000::register(server.port, stub))?;
    row.set("registrations_per_s", SERVICES as f64 / begun.elapsed().as_secs_f64());
    let (median, p95) = step("bench", "the overview page", || overview(server.port))?;
    row.set("overview_p50_ms", median);
    row.set("overview_p95_ms", p95);
    row.set("full_rss_mb", memory(&server)?);
    let origin = format!("http://127.0.0.1:{}", server.port);
    let tools = step("bench", "the tools page in Chromium", || page::measure("page.mjs", &[&origin, "/tools"]))?;
    row.set("tools_page_kb", figure(&tools, "bytes")? / 1000.0);
    row.set("tools_page_requests", figure(&tools, "requests")?);
    row.set("tools_page_again_kb", figure(&tools, "again_bytes")? / 1000.0);
    row.set("tools_page_again_requests", figure(&tools, "again_requests")?);
    row.set("tools_page_dom_nodes", figure(&tools, "nodes")?);
    let service = mesh1000::base_url(stub, SERVICES);
    let change = step("bench", "a registry change in Chromium", || page::measure("change.mjs", &[&origin, &service]))?;
    row.set("registry_change_to_dom_ms", figure(&change, "p50_ms")?);
    Ok(())
}

fn overview(port: u16) -> Result<(f64, f64)> {
    let mut times = Vec::new();
    for _ in 0..PAGES {
        let begun = Instant::now();
        let status = http::get(port, "/").map(|answer| answer.status);
        if status != Some(200) {
            return Err(Fault::new(format!("the overview answered {status:?}")).at("GET /"));
        }
        times.push(milliseconds(begun.elapsed()));
    }
    Ok((quantile(&mut times, 0.5), quantile(&mut times, 0.95)))
}

/// A server with an empty database.
fn fresh(binary: &Path, name: &str) -> Result<Server> {
    // A database of an earlier run would be measured too.
    let _ = fs::remove_dir_all(folder(name));
    start(binary, name)
}

fn start(binary: &Path, name: &str) -> Result<Server> {
    fs::create_dir_all(folder(name)).explain("cannot make", folder(name).display())?;
    let database = format!("sqlite://{}", folder(name).join("meshdeck.db").display());
    let args = ["--database-url", &database, "--egress-allow", "127.0.0.0/8", "--rate-limit", "off"];
    Server::start_quietly(binary, server::free_port(3100)?, &args.map(str::to_owned))
}

fn folder(name: &str) -> std::path::PathBuf {
    paths::memory().join("bench").join(name)
}

fn memory(server: &Server) -> Result<f64> {
    let place = format!("/proc/{}/status", server.id());
    let text = fs::read_to_string(&place).explain("cannot read the memory", &place)?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.map(|kilobytes| kilobytes * 1024.0 / 1e6).ok_or_else(|| Fault::new("no VmRSS").at(place))
}

fn figure(value: &Value, key: &str) -> Result<f64> {
    value[key].as_f64().ok_or_else(|| Fault::new(format!("no {key} in {value}")).at("end2end/bench"))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_measured() {
        assert!((quantile(&mut [3.0, 1.0, 2.0], 0.5) - 2.0).abs() < f64::EPSILON);
        assert!((quantile(&mut [1.0, 2.0, 3.0, 4.0], 0.95) - 4.0).abs() < f64::EPSILON);
        assert!(quantile(&mut [], 0.5).abs() < f64::EPSILON);
    }
}
