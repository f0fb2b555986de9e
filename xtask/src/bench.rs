//! `cargo xtask bench <name> [--json FILE] [--meshdeck BINARY]`: measures the product and prints its figures beside their
//! targets. Each bench is one file; its rows are flat, with the unit in each key. Without a binary it measures a fresh release.
//! `analytics` also takes `--calls N`, `--database sqlite|postgres` and `--without-page`; `layout` takes `--graph FILE`; it and `render` need
//! no server.

mod analytics;
mod contextforge;
mod first;
mod gateway;
mod layout;
mod mesh1000;
mod newcomer;
mod ours;
mod page;
mod render;
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
    /// Why figures are missing.
    fault: Option<Fault>,
}

const BENCHES: [Bench; 5] = [
    Bench {
        name: "analytics",
        does: "ten million calls: in, charted, found, purged; beside a scan of raw rows",
        run: |options| analytics::run(options).map(|rows| Report::of(&rows)),
    },
    Bench {
        name: "first",
        does: "start, memory, pages, a registry of 1,000 services; beside ContextForge",
        run: |options| first::run(&options.binary()?).map(|rows| Report::of(&rows)),
    },
    Bench {
        name: "gateway",
        does: "calls, beside nginx and a naive pass-through; 10,000 tools, 10,000 services",
        run: |options| gateway::run(&options.binary()?).map(|(rows, fault)| Report { fault, ..Report::of(&rows) }),
    },
    Bench {
        name: "layout",
        does: "the layout engine, beside d3-force, ngraph and ForceAtlas2",
        run: |options| layout::run(options.graph.as_deref()),
    },
    Bench {
        name: "render",
        does: "the map's renderer, beside force-graph and sigma; its first picture and its heap",
        run: |_| render::run(),
    },
];

/// What is asked for beside the bench's name.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    json: Option<PathBuf>,
    meshdeck: Option<PathBuf>,
    graph: Option<PathBuf>,
    database: Option<String>,
    calls: Option<u64>,
    without_page: bool,
}

impl Report {
    fn of(rows: &[Row]) -> Self {
        Self { text: table::text(rows), json: table::json(rows), fault: None }
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
    options.json.map_or(Ok(()), |file| fs::write(&file, report.json).explain("cannot write", file.display()))?;
    report.fault.map_or(Ok(()), Err)
}

impl Options {
    fn read(args: &[String]) -> Result<Self> {
        let mut options = Self::default();
        let mut args = args.iter();
        while let Some(flag) = args.next() {
            let mut value = || args.next().ok_or_else(|| usage(&format!("{flag} wants a value")));
            match flag.as_str() {
                "--json" => options.json = Some(value()?.into()),
                "--meshdeck" => options.meshdeck = Some(value()?.into()),
                "--graph" => options.graph = Some(value()?.into()),
                "--calls" => options.calls = Some(value()?.parse().map_err(|_| usage("--calls wants a number"))?),
                "--database" => options.database = Some(value()?.clone()),
                "--without-page" => options.without_page = true,
                _ => return Err(usage(&format!("unknown: {flag}"))),
            }
        }
        match options.database.as_deref() {
            None | Some("sqlite" | "postgres") => Ok(options),
            Some(other) => Err(usage(&format!("no database {other}"))),
        }
    }

    /// Whether the database is a PostgreSQL.
    fn is_postgres(&self) -> bool {
        self.database.as_deref() == Some("postgres")
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
        let expected = expected.map(|[json, meshdeck, graph]| Options { json, meshdeck, graph, ..Options::default() });
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
        check(&["--calls", "many"], None);
        check(&["--database", "mysql"], None);
    }

    #[test]
    fn a_bench_of_calls_is_told_how_many_and_where() {
        let args = ["--calls", "1000", "--database", "postgres", "--without-page"].map(str::to_owned);
        let options = Options::read(&args).expect("options");
        assert_eq!((options.calls, options.is_postgres(), options.without_page), (Some(1000), true, true));
    }
}
