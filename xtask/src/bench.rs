//! `cargo xtask bench <name> [--json FILE]`: measures the product and prints its figures beside their targets.
//! Each bench is one file; its rows are flat, with the unit in each key.

mod contextforge;
mod first;
mod mesh1000;
mod newcomer;
mod page;
mod table;

use crate::fault::{Explain as _, Fault, Result};
use std::fs;
use table::Row;

/// A bench: its name, what it measures, and the function that does.
struct Bench {
    name: &'static str,
    does: &'static str,
    run: fn() -> Result<Vec<Row>>,
}

const BENCHES: [Bench; 1] =
    [Bench { name: "first", does: "start, memory, pages, a registry of 1,000 services; beside ContextForge", run: first::run }];

/// Runs one bench; without a name it lists them.
pub fn command(args: &[String]) -> Result {
    let (name, json) = match args {
        [] => {
            list();
            return Ok(());
        }
        [name] => (name, None),
        [name, flag, file] if flag == "--json" => (name, Some(file)),
        _ => return Err(usage("unknown arguments")),
    };
    let bench = BENCHES.iter().find(|bench| bench.name == name).ok_or_else(|| usage(&format!("no bench {name}")))?;
    let rows = (bench.run)()?;
    println!("\n{}", table::text(&rows));
    json.map_or(Ok(()), |file| fs::write(file, table::json(&rows)).explain("cannot write", file))
}

fn list() {
    for Bench { name, does, .. } in &BENCHES {
        println!("{name:<12}{does}");
    }
}

fn usage(what: &str) -> Fault {
    let names: Vec<_> = BENCHES.iter().map(|bench| bench.name).collect();
    Fault::new(what).remedy(format!("cargo xtask bench <name> [--json FILE]; names: {}", names.join(", ")))
}
