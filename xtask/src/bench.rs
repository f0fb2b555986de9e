//! `cargo xtask bench <name> [--json FILE] [--meshdeck BINARY] [--graph FILE]`: measures the product and prints its figures
//! beside their targets. Each bench is one file; its rows are flat, with the unit in each key. Without a binary it measures a
//! fresh release; `--graph` is for the layout, which needs no server.

mod contextforge;
mod first;
mod gateway;
mod layout;
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
use std::{fs, path::PathBuf};
use table::Row;

/// A bench: its name, what it measures, and the function that does.
struct Bench {
    name: &'static str,
    does: &'static str,
    run: fn(&Options) -> Result<Report>,
}

/// What a bench found: a table for people, and rows for machines.
struct Report {
    text: String,
    json: String,
}

const BENCHES: [Bench; 3] = [
    Bench {
        name: "first",
        does: "start, memory, pages, a registry of 1,000 services; beside ContextForge",
        run: |options| first::run(&options.binary()?).map(|rows| Report::of(&rows)),
    },
    Bench {
        name: "gateway",
        does: "calls, beside nginx and a naive pass-through; 10,000 tools, 10,000 services",
        run: |options| gateway::run(&options.binary()?).map(|rows| Report::of(&rows)),
    },
    Bench {
        name: "layout",
        does: "the layout engine, beside d3-force, ngraph and ForceAtlas2",
        run: |options| layout::run(options.graph.as_deref()),
    },
];

/// What is asked for beside the bench's name.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    json: Option<PathBuf>,
    meshdeck: Option<PathBuf>,
    graph: Option<PathBuf>,
}

impl Report {
    fn of(rows: &[Row]) -> Self {
        Self { text: table::text(rows), json: table::json(rows) }
    }
}

/// Runs one bench; without a name it lists them.
pub fn command(args: &[String]) -> Result {
    let Some((name, options)) = args.split_first() else {
        list();
        return Ok(());
    };
    let bench = BENCHES.iter().find(|bench| bench.name == name).ok_or_else(|| usage(&format!("no bench {name}")))?;
    let options = Options::read(options)?;
    let report = (bench.run)(&options)?;
    println!("\n{}", report.text);
    options.json.map_or(Ok(()), |file| fs::write(&file, report.json).explain("cannot write", file.display()))
}

impl Options {
    fn read(args: &[String]) -> Result<Self> {
        let mut options = Self::default();
        for pair in args.chunks(2) {
            match pair {
                [flag, file] if flag == "--json" => options.json = Some(file.into()),
                [flag, file] if flag == "--meshdeck" => options.meshdeck = Some(file.into()),
                [flag, file] if flag == "--graph" => options.graph = Some(file.into()),
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
    Fault::new(what)
        .remedy(format!("cargo xtask bench <name> [--json FILE] [--meshdeck BINARY] [--graph FILE]; names: {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(args: &[&str], expected: Option<[Option<&str>; 3]>) {
        let args: Vec<_> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let expected = expected.map(|files| files.map(|file| file.map(PathBuf::from)));
        let expected = expected.map(|[json, meshdeck, graph]| Options { json, meshdeck, graph });
        assert_eq!(Options::read(&args).ok(), expected, "{args:?}");
    }

    #[test]
    fn flags_bring_their_files_in_any_order() {
        check(&[], Some([None; 3]));
        check(&["--json", "a.json"], Some([Some("a.json"), None, None]));
        check(&["--meshdeck", "x", "--json", "a.json"], Some([Some("a.json"), Some("x"), None]));
        check(&["--graph", "g.json"], Some([None, None, Some("g.json")]));
        check(&["--json"], None);
        check(&["--yaml", "a"], None);
    }
}
