//! How the first minute feels: from the binary's start to a full registry on a page, beside ContextForge in the same run,
//! and from a clone to the first page.

use super::{
    contextforge::{self, ContextForge},
    mesh1000::{self, SERVICES},
    newcomer, ours, page,
    table::{Row, quantile},
    usage,
};
use crate::{
    check::budget,
    fault::{Fault, Result},
    http,
    server::{self, Server},
    step::{say, step},
};
use serde_json::Value;
use std::{
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
pub fn run(binary: &Path) -> Result<Vec<Row>> {
    let (mut ours, mut theirs) = (Row::new("meshdeck"), Row::new("contextforge"));
    let peer = peer();
    beside(binary, peer.as_ref(), &mut ours, &mut theirs)?;
    for (page, weight) in budget::pages(&budget::measured()?.unwrap_or_default()) {
        ours.set(&format!("{page}_weight_brotli_kb"), weight as f64 / 1000.0);
    }
    full(binary, &mut ours)?;
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
    ours::fresh(binary, "start").map(drop)?;
    let our_start = || ours::start(binary, "start");
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
    usage::memory(server.id())
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
    let server = ours::fresh(binary, "full")?;
    let stub = mesh1000::stub()?;
    let begun = Instant::now();
    step("bench", &format!("registering {SERVICES} services"), || mesh1000::register(server.port, stub))?;
    row.set("registrations_per_s", SERVICES as f64 / begun.elapsed().as_secs_f64());
    let (median, p95) = step("bench", "the overview page", || overview(server.port))?;
    row.set("overview_p50_ms", median);
    row.set("overview_p95_ms", p95);
    row.set("full_rss_mb", usage::memory(server.id())?);
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

fn figure(value: &Value, key: &str) -> Result<f64> {
    value[key].as_f64().ok_or_else(|| Fault::new(format!("no {key} in {value}")).at("end2end/bench"))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
