//! Health checks of a large mesh: 10,000 services, each on an address of its own, while nobody calls.

use super::{
    super::{ours, table::Row, usage},
    field,
};
use crate::{
    fault::{Fault, Result},
    http,
    step::step,
};
use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// How many services there are.
const SERVICES: usize = 10_000;

/// How many register at once.
const AT_ONCE: usize = 16;

/// How long the server is left alone before it is watched: two of its intervals.
const SETTLE: Duration = Duration::from_secs(20);

/// How long it is watched: three of its intervals, and as long as it takes to read each manual again.
const WATCH: Duration = Duration::from_secs(30);

/// How often it is looked at.
const EVERY: Duration = Duration::from_millis(250);

/// Registers them, waits, watches.
pub fn run(binary: &Path, backend: u16, row: &mut Row) -> Result {
    let server = ours::fresh(binary, "sweep")?;
    let begun = Instant::now();
    step("bench", &format!("registering {SERVICES} services"), || register(server.port, backend))?;
    row.set("sweep_registrations_per_s", SERVICES as f64 / begun.elapsed().as_secs_f64());
    thread::sleep(SETTLE);
    step("bench", &format!("watching for {} s", WATCH.as_secs()), || watch(server.id(), backend, row))?;
    let unhealthy = http::get(server.port, "/registry/health").map(|answer| answer.body.matches("false").count());
    row.set("sweep_unhealthy_services", unhealthy.ok_or_else(|| Fault::new("nobody answers").at("GET /registry/health"))? as f64);
    Ok(())
}

fn register(port: u16, backend: u16) -> Result {
    thread::scope(|scope| {
        let share = |first: usize| (first..SERVICES).step_by(AT_ONCE).try_for_each(|n| register_one(port, backend, n));
        let threads: Vec<_> = (0..AT_ONCE).map(|first| scope.spawn(move || share(first))).collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(Fault::new("a registration broke off"))))
    })
}

/// Each has an address of its own: a connection to one is of no use to another, as in a mesh of machines.
fn register_one(port: u16, backend: u16, n: usize) -> Result {
    let base_url = format!("http://127.1.{}.{}:{backend}/m/1/0", n / 250, n % 250 + 1);
    field::register(port, &format!("swept-{n}"), &base_url)
}

fn watch(process: u32, backend: u16, row: &mut Row) -> Result {
    let (begun, time, checks) = (Instant::now(), usage::time(process)?, checks(backend)?);
    let (mut sockets, mut memory) = (0, 0.0_f64);
    while begun.elapsed() < WATCH {
        thread::sleep(EVERY);
        sockets = sockets.max(usage::sockets(process)?);
        memory = memory.max(usage::memory(process)?);
    }
    let seconds = begun.elapsed().as_secs_f64();
    row.set("sweep_checks_per_s", (self::checks(backend)? - checks) / seconds);
    row.set("sweep_sockets", sockets as f64);
    row.set("sweep_core_percent", usage::time(process)?.saturating_sub(time).as_secs_f64() / seconds * 100.0);
    row.set("sweep_rss_mb", memory);
    Ok(())
}

/// How many health checks the backend has answered.
fn checks(backend: u16) -> Result<f64> {
    let said = http::get(backend, "/checks").and_then(|answer| answer.body.trim().parse().ok());
    said.ok_or_else(|| Fault::new("the backend does not say how many checks it answered").at("GET /checks"))
}
