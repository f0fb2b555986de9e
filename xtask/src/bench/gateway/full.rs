//! A full catalogue: a manual of 10,000 tools is imported, its last tool called beside one of a server that has few, and the
//! registry read while calls go on.

use super::{
    super::{
        ours,
        table::{Row, quantile},
    },
    field::{self, Field},
    load::{Pace, Target, send},
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

/// How many tools the manual has.
const TOOLS: usize = 10_000;

/// How many bytes each is larger than it needs to be, for a manual of 20 MB.
const SIZE: usize = 1500;

/// How long the import may take at most.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often both servers are called in turn.
const ROUNDS: usize = 5;

/// How many calls and how many reads a second go on at once.
const CALLS: f64 = 1500.0;
const READS: f64 = 100.0;

/// What is read.
const READ: [&str; 5] =
    ["/registry/services", "/registry/services/store", "/registry/health", "/registry/tools?limit=20", "/registry/tools/store.order_9999"];

/// Imports, calls, reads.
pub fn run(binary: &Path, field: &Field, row: &mut Row) -> Result {
    let full = ours::fresh(binary, "full")?;
    row.set(
        "import_10000_tools_ms",
        step("bench", "importing their manual", || import(full.port, &field.service("127.0.0.1", TOOLS, SIZE)))?,
    );
    // The same tool, alone.
    field::register(field.meshdeck.port, "store", &field.service("127.0.0.1", 1, SIZE))?;
    let (alone, among) = (field::tool(field.meshdeck.port, "store.order_0"), field::tool(full.port, "store.order_9999"));
    let ratio = step("bench", "calling one of them, and one alone, in turn", || over(&among, &alone))?;
    row.set("call_10000_over_1_tool_ratio", ratio);
    let read = Target { port: full.port, paths: READ.map(str::to_owned).to_vec(), body: None };
    row.set("registry_read_p99_ms", step("bench", "reading while others call", || read_under_load(&read, &among))?);
    for path in READ {
        let pace = Pace { connections: 1, seconds: 2.0, rate: Some(READS) };
        let alone = send(&Target { paths: vec![path.to_owned()], ..read.clone() }, pace)?;
        row.set(&format!("read{}_p50_ms", path.split(['?', '.']).next().unwrap_or_default().replace('/', "_")), alone.p50_us / 1000.0);
    }
    Ok(())
}

/// The milliseconds from the registration until the last tool is known.
fn import(port: u16, base_url: &str) -> Result<f64> {
    // The backend writes the manual once: that is not the importer's time.
    let (host, path) = base_url.trim_start_matches("http://").split_once('/').unwrap_or_default();
    let backend = host.split(':').nth(1).and_then(|port| port.parse().ok()).unwrap_or_default();
    let bytes = http::get(backend, &format!("/{path}/utcp-manual.json")).map_or(0, |manual| manual.body.len());
    if bytes < 19_000_000 {
        return Err(Fault::new(format!("the manual has {bytes} bytes")).at(base_url));
    }
    let begun = Instant::now();
    field::register(port, "store", base_url)?;
    while http::get(port, &format!("/registry/tools/store.order_{}", TOOLS - 1)).is_none_or(|answer| answer.status != 200) {
        if begun.elapsed() > PATIENCE {
            return Err(Fault::new("the last tool is not known").at(base_url));
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(begun.elapsed().as_secs_f64() * 1000.0)
}

/// The median over the rounds of what a call takes among many tools, over what it takes alone.
fn over(among: &Target, alone: &Target) -> Result<f64> {
    let pace = Pace { connections: 1, seconds: 2.0, rate: None };
    let ratios: Result<Vec<f64>> = (0..ROUNDS).map(|_| Ok(send(among, pace)?.p50_us / send(alone, pace)?.p50_us)).collect();
    Ok(quantile(&mut ratios?, 0.5))
}

fn read_under_load(read: &Target, call: &Target) -> Result<f64> {
    let seconds = 10.0;
    thread::scope(|scope| {
        let calls = scope.spawn(|| send(call, Pace { connections: 64, seconds: seconds + 1.0, rate: Some(CALLS) }));
        let reads = send(read, Pace { connections: 2, seconds, rate: Some(READS) })?;
        calls.join().unwrap_or_else(|_| Err(Fault::new("the calls broke off")))?;
        Ok(reads.p99_us / 1000.0)
    })
}
