//! How the first minute feels: from the binary's start to a full registry on a page, beside ContextForge in the same run,
//! and from a clone to the first page.

use super::{
    contextforge::{self, ContextForge},
    mesh1000::{self, SERVICES},
    newcomer, page,
    table::Row,
};
use crate::{
    build,
    check::budget,
    fault::{Explain as _, Fault, Result},
    http, paths,
    server::{self, Server},
    site::Kind,
    step::{say, step},
};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// How often each is started.
const STARTS: usize = 7;

/// How often the page is asked for.
const PAGES: usize = 200;

/// Where a free port for the peer is looked for.
const PEER_PORT: u16 = 3400;

/// What is aimed at.
const TARGETS: [(&str, f64); 11] = [
    ("first_page_min", 12.0),
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

/// Measures the release binary and its peer in turn, then what only we are asked for.
pub fn run() -> Result<Vec<Row>> {
    let binary = build::both(Kind::Release)?;
    let (mut ours, mut theirs) = (Row::new("meshdeck"), Row::new("contextforge"));
    let peer = peer();
    beside(&binary, peer.as_ref(), &mut ours, &mut theirs)?;
    for (page, weight) in budget::pages(&budget::measured()?.unwrap_or_default()) {
        ours.set(&format!("{page}_weight_brotli_kb"), weight as f64 / 1000.0);
    }
    full(&binary, &mut ours)?;
    if let Some(peer) = &peer {
        console(peer, &mut theirs)?;
    }
    ours.set("first_page_min", step("bench", "a clone, to its first page", newcomer::first_page_minutes)?);
    let mut target = Row::new("target");
    for (key, figure) in TARGETS {
        target.set(key, figure);
    }
    let times = theirs.over("times ours", &ours);
    Ok(vec![ours, theirs, times, target])
}

/// The peer; a machine that cannot have it measures without.
fn peer() -> Option<ContextForge> {
    let peer = step("peer", "installing ContextForge", ContextForge::install);
    peer.inspect_err(|fault| say("peer", &format!("not measured: {fault}"))).ok()
}

/// The median of cold starts, with a database that is there already, and the memory 5 s after one; ours and theirs in turn.
fn beside(binary: &Path, peer: Option<&ContextForge>, ours: &mut Row, theirs: &mut Row) -> Result {
    fresh(binary, "start").map(drop)?;
    let our_start = || start(binary, "start");
    let their_start = || peer.map(|peer| peer.start(server::free_port(PEER_PORT)?)).transpose();
    their_start().map(drop)?;
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    step("bench", "cold starts, in turn", || {
        for _ in 0..STARTS {
            our_times.push(milliseconds(our_start()?.ready_after));
            their_times.extend(their_start()?.map(|server| milliseconds(server.ready_after)));
        }
        Ok(())
    })?;
    ours.set("cold_start_ms", quantile(&mut our_times, 0.5));
    ours.set("idle_rss_mb", step("bench", "idle memory after 5 s", || idle_memory(&our_start()?))?);
    if let Some(server) = their_start()? {
        theirs.set("cold_start_ms", quantile(&mut their_times, 0.5));
        theirs.set("idle_rss_mb", step("bench", "its idle memory after 5 s", || idle_memory(&server))?);
    }
    Ok(())
}

fn idle_memory(server: &Server) -> Result<f64> {
    thread::sleep(Duration::from_secs(5));
    memory(server)
}

/// The console of the peer, with 1,000 tools: a tenth of what ours shows.
fn console(peer: &ContextForge, row: &mut Row) -> Result {
    let server = peer.start(server::free_port(PEER_PORT)?)?;
    step("bench", "registering its tools", || contextforge::register(server.port))?;
    let origin = format!("http://127.0.0.1:{}", server.port);
    let authorization = peer.authorization()?;
    let page = step("bench", "its tools page in Chromium", || page::measure("page.mjs", &[&origin, "/admin/#tools", &authorization]))?;
    tools_page(&page, row)
}

/// What the page of all tools costs.
fn tools_page(page: &Value, row: &mut Row) -> Result {
    row.set("tools_page_kb", figure(page, "bytes")? / 1000.0);
    row.set("tools_page_requests", figure(page, "requests")?);
    row.set("tools_page_again_kb", figure(page, "again_bytes")? / 1000.0);
    row.set("tools_page_again_requests", figure(page, "again_requests")?);
    row.set("tools_page_dom_nodes", figure(page, "nodes")?);
    Ok(())
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
    tools_page(&tools, row)?;
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
