//! `cargo xtask bench <name> [--json FILE] [--meshdeck BINARY]`: measures the product and prints its figures beside their
//! targets. Each bench is one file; its rows are flat, with the unit in each key. Without a binary it measures a fresh release.

mod contextforge;
mod first;
mod gateway;
mod mesh1000;
mod newcomer;
mod ours;
mod page;
mod table;
mod usage;

use crate::{
    build,
    fault::{Explain as _, Fault, Result},
    paths,
    site::Kind,
    step::say,
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use table::Row;

/// A bench: its name, what it measures, and the function that does.
struct Bench {
    name: &'static str,
    does: &'static str,
    run: fn(&Path) -> Result<Vec<Row>>,
}

const BENCHES: [Bench; 2] = [
    Bench { name: "first", does: "start, memory, pages, a registry of 1,000 services; beside ContextForge", run: first::run },
    Bench { name: "gateway", does: "calls, beside nginx and a naive pass-through; 10,000 tools, 10,000 services", run: gateway::run },
];

/// What is asked for beside the bench's name.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    json: Option<PathBuf>,
    meshdeck: Option<PathBuf>,
}

/// Runs one bench; without a name it lists them.
pub fn command(args: &[String]) -> Result {
    let Some((name, options)) = args.split_first() else {
        list();
        return Ok(());
    };
    let bench = BENCHES.iter().find(|bench| bench.name == name).ok_or_else(|| usage(&format!("no bench {name}")))?;
    let options = Options::read(options)?;
    let rows = (bench.run)(&options.binary()?)?;
    println!("\n{}", table::text(&rows));
    options.json.map_or(Ok(()), |file| fs::write(&file, table::json(&rows)).explain("cannot write", file.display()))
}

impl Options {
    fn read(args: &[String]) -> Result<Self> {
        let mut options = Self::default();
        for pair in args.chunks(2) {
            match pair {
                [flag, file] if flag == "--json" => options.json = Some(file.into()),
                [flag, file] if flag == "--meshdeck" => options.meshdeck = Some(file.into()),
                _ => return Err(usage(&format!("unknown: {}", pair.join(" ")))),
            }
        }
        Ok(options)
    }

    /// What is measured.
    fn binary(&self) -> Result<PathBuf> {
        let Some(given) = &self.meshdeck else { return build::both(Kind::Release) };
        let binary = given.canonicalize().explain("cannot find", given.display())?;
        say("bench", &format!("NOT a fresh release, but {}", paths::short(&binary)));
        Ok(binary)
    }
}

fn list() {
    for Bench { name, does, .. } in &BENCHES {
        println!("{name:<12}{does}");
    }
}

fn usage(what: &str) -> Fault {
    let names: Vec<_> = BENCHES.iter().map(|bench| bench.name).collect();
    Fault::new(what).remedy(format!("cargo xtask bench <name> [--json FILE] [--meshdeck BINARY]; names: {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(args: &[&str], expected: Option<(Option<&str>, Option<&str>)>) {
        let args: Vec<_> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let expected = expected.map(|(json, meshdeck)| Options { json: json.map(PathBuf::from), meshdeck: meshdeck.map(PathBuf::from) });
        assert_eq!(Options::read(&args).ok(), expected, "{args:?}");
    }

    #[test]
    fn flags_bring_their_files_in_any_order() {
        check(&[], Some((None, None)));
        check(&["--json", "a.json"], Some((Some("a.json"), None)));
        check(&["--meshdeck", "x", "--json", "a.json"], Some((Some("a.json"), Some("x"))));
        check(&["--json"], None);
        check(&["--yaml", "a"], None);
    }
}
