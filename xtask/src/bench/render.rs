//! The map's renderer beside those that other maps use, in Chromium without a GPU: `bench/render` is our map without its page,
//! `end2end/bench/render` lets all of them draw the same graph in turn.

use super::{Report, table::quantile};
use crate::{
    fault::{Explain as _, Fault, Result},
    node, paths, process,
    step::{say, step},
    test,
    toolchain::{self, WASM},
};
use serde_json::Value;
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use walrus::{Export, ImportKind, InstrSeqBuilder, LocalId, Module};
use wasm_bindgen_cli_support::Bindgen;

/// Whom ratios are of.
const PEER: &str = "force-graph";

/// What is to hold, by the number of nodes: how many times as fast as the peer.
const TARGETS: [(u64, f64); 2] = [(1_000, 2.0), (10_000, 4.0)];

/// How all nodes move: put elsewhere in every frame, which is drawing alone; or laid out in every frame, each renderer by its own
/// forces as hot as at their start, which is what one who opens a map waits for.
const MANNERS: [(&str, &str); 2] = [("moving", "all of them moving"), ("live", "laid out and drawn in every frame")];

/// How the exports begin that the map and wasm-bindgen need.
const EXPORTS: [&str; 7] = ["memory", "map_", "intounderlying", "__wbg_map", "__wbg_intounderlying", "__wbindgen", "__externref"];

/// Where parts that are loaded later are imported from.
const LATER: &str = "__wasm_split_placeholder__";

/// Measures, and says what is to hold beside it.
pub fn run() -> Result<Report> {
    let folder = paths::end2end().join("bench/render");
    node::packages(&paths::end2end())?;
    node::packages(&folder)?;
    let chromium = test::chromium()?;
    let map = map()?;
    say("bench", "renderers take turns; the heap takes minutes");
    let mut command = Command::new("node");
    command.current_dir(&folder).env("CHROMIUM", chromium).arg("bench.mjs").arg(map);
    let printed = process::output(command.stderr(Stdio::inherit()))?;
    let rows: Value = serde_json::from_str(&printed).explain("cannot read what it printed", "end2end/bench/render/bench.mjs")?;
    let rows = rows.as_array().ok_or_else(|| Fault::new("nothing was measured"))?;
    Ok(Report { text: text(rows), json: format!("{:#}\n", Value::from(rows.clone())), fault: None })
}

/// Compiles the map as a release has it; the answer is the folder with the script and its wasm.
fn map() -> Result<PathBuf> {
    let mut cargo = toolchain::find()?.cargo();
    cargo.args(["build", "--package", "bench-render", "--lib", "--target", WASM, "--profile", "wasm-release"]);
    step("bench", "compiling the map", || process::quiet("bench-render", &mut cargo))?;
    let (wasm, out) = (paths::target().join(WASM).join("wasm-release/bench_render.wasm"), paths::memory().join("bench-render"));
    fs::create_dir_all(&out).explain("cannot make the folder", out.display())?;
    let mut bindgen = Bindgen::new();
    bindgen.input_module("map", without_pages(&wasm)?).out_name("map").typescript(false);
    let bound = bindgen.web(true).and_then(|bindgen| bindgen.generate(&out));
    bound.map_err(|error| Fault::new(format!("wasm-bindgen refused the wasm: {error}")).at(wasm.display()))?;
    Ok(out)
}

/// The map's exports alone, for what is exported is kept; nothing is loaded later.
fn without_pages(wasm: &Path) -> Result<Module> {
    let fault = |error| Fault::new(format!("cannot take the map out of the wasm: {error}")).at(wasm.display());
    let mut module = Module::from_file(wasm).map_err(fault)?;
    let of_pages = |export: &&Export| !EXPORTS.iter().any(|own| export.name.starts_with(own));
    let exports: Vec<_> = module.exports.iter().filter(of_pages).map(Export::id).collect();
    exports.into_iter().for_each(|export| module.exports.delete(export));
    let later = module.imports.iter().filter(|import| import.module == LATER);
    let later: Vec<_> =
        later.filter_map(|import| if let ImportKind::Function(function) = import.kind { Some(function) } else { None }).collect();
    for function in later {
        let nothing = |(body, _): (&mut InstrSeqBuilder, &Vec<LocalId>)| _ = body.unreachable();
        module.replace_imported_func(function, nothing).map_err(fault)?;
    }
    walrus::passes::gc::run(&mut module);
    Ok(module)
}

fn text(rows: &[Value]) -> String {
    let moving = TARGETS.iter().flat_map(|target| MANNERS.map(|manner| sized(rows, manner, *target)));
    let first = of(rows, "first", "meshdeck", None);
    let heap = of(rows, "heap", "meshdeck", None);
    moving.collect::<String>() + &firsts(&first) + &heaps(&heap)
}

/// One graph: a line a renderer.
fn sized(rows: &[Value], (bench, words): (&str, &str), (nodes, times): (u64, f64)) -> String {
    let peer = of(rows, bench, PEER, Some(nodes));
    let Some(links) = peer.first().map(|row| &row["links"]) else { return String::new() };
    let mut text = format!("{nodes} nodes, {links} links, {words}; to hold {times} x {PEER}\n");
    let _ = writeln!(text, "{:<14}{:>26}{:>26}{:>22}", "", "ms a frame [min..max]", "of these in its own call", "x force-graph");
    for engine in engines(rows) {
        let own = of(rows, bench, engine, Some(nodes));
        if own.is_empty() {
            continue;
        }
        let (frames, calls) = (figures(&own, "frame_ms"), figures(&own, "own_ms"));
        let ratios = figures(&peer, "frame_ms").iter().zip(&frames).map(|(theirs, ours)| theirs / ours).collect();
        let _ = writeln!(text, "{engine:<14}{:>26}{:>26}{:>22}", spread(frames), spread(calls), spread(ratios));
    }
    text + "\n"
}

fn firsts(rows: &[&Value]) -> String {
    let Some(row) = rows.first() else { return String::new() };
    let (stable, laid) = (spread(figures(rows, "stable_ms")), spread(figures(rows, "laid_ms")));
    format!(
        "{} nodes, {} links: the first stable picture {stable} ms after the data, of which {laid} laying out; to hold 150 ms\n",
        row["nodes"], row["links"]
    )
}

fn heaps(rows: &[&Value]) -> String {
    let Some(row) = rows.first() else { return String::new() };
    let growth = row["growth_bytes"].as_f64().unwrap_or_default() / 1000.0;
    format!("{} events a second for {} s: the heap grew by {growth:.1} kB\n", row["events_per_second"], row["seconds"])
}

/// The renderers in the order in which they took turns.
fn engines(rows: &[Value]) -> Vec<&str> {
    let mut engines: Vec<&str> = Vec::new();
    for engine in rows.iter().filter_map(|row| row["engine"].as_str()) {
        if !engines.contains(&engine) {
            engines.push(engine);
        }
    }
    engines
}

fn of<'a>(rows: &'a [Value], bench: &str, engine: &str, nodes: Option<u64>) -> Vec<&'a Value> {
    let is_of = |row: &&Value| row["bench"] == bench && row["engine"] == engine && nodes.is_none_or(|nodes| row["nodes"] == nodes);
    rows.iter().filter(is_of).collect()
}

fn figures(rows: &[&Value], key: &str) -> Vec<f64> {
    rows.iter().filter_map(|row| row[key].as_f64()).collect()
}

/// The median, and between what the rounds lay; a dash for what was not measured.
fn spread(mut values: Vec<f64>) -> String {
    if values.is_empty() {
        return "-".to_owned();
    }
    let [median, least, most] = [0.5, 0.0, 1.0].map(|share| quantile(&mut values, share));
    format!("{median:.1} [{least:.1}..{most:.1}]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_renderer_is_a_line_with_its_ratio_round_by_round() {
        let row = |engine: &str, round: u64, frame: f64| json!({ "bench": "moving", "engine": engine, "nodes": 1_000, "links": 2_000, "round": round, "frame_ms": frame, "own_ms": 1.0 });
        let rows = [
            row("meshdeck", 0, 10.0),
            row(PEER, 0, 40.0),
            row("meshdeck", 1, 8.0),
            row(PEER, 1, 16.0),
            row("meshdeck", 2, 9.0),
            row(PEER, 2, 27.0),
        ];
        let text = text(&rows);
        let lines: Vec<String> = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(lines[0], "1000 nodes, 2000 links, all of them moving; to hold 2 x force-graph");
        assert_eq!(lines[2], "meshdeck 9.0 [8.0..10.0] 1.0 [1.0..1.0] 3.0 [2.0..4.0]");
        assert_eq!(lines[3], "force-graph 27.0 [16.0..40.0] 1.0 [1.0..1.0] 1.0 [1.0..1.0]");
    }

    #[test]
    fn who_has_no_layout_of_its_own_is_not_told_of_where_all_lay_out() {
        let row = |bench: &str, engine: &str, frame: f64| json!({ "bench": bench, "engine": engine, "nodes": 10_000, "links": 20_000, "frame_ms": frame });
        let rows = [row("moving", "sigma", 400.0), row("live", "meshdeck", 20.0), row("live", PEER, 90.0)];
        let text = text(&rows);
        let lines: Vec<String> = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(lines[0], "10000 nodes, 20000 links, laid out and drawn in every frame; to hold 4 x force-graph");
        assert_eq!(lines[2], "meshdeck 20.0 [20.0..20.0] - 4.5 [4.5..4.5]");
        assert!(!text.contains("sigma"));
    }

    #[test]
    fn what_was_not_measured_is_not_told() {
        assert_eq!(text(&[]), "");
        let heap = json!({ "bench": "heap", "engine": "meshdeck", "seconds": 120, "events_per_second": 1000, "growth_bytes": 2500 });
        assert_eq!(text(&[heap]), "1000 events a second for 120 s: the heap grew by 2.5 kB\n");
    }
}
