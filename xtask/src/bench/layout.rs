//! The layout engine in wasm, beside the engines that other maps use: `bench/layout` is the
//! engine with its graphs and its measures, `end2end/bench/layout` lets all engines take turns in node.

use super::Report;
use crate::{
    fault::{Explain as _, Fault, Result},
    node, paths, process,
    step::{say, step},
    toolchain::{self, WASM},
};
use serde_json::Value;
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use wasm_bindgen_cli_support::Bindgen;

/// What is to hold, by the size from which on it is asked: times d3-force's speed, and what is to be reached.
const TARGETS: [(u64, f64, f64); 3] = [(100_000, 60.0, 120.0), (10_000, 45.0, 75.0), (1_000, 30.0, 50.0)];

/// Measures on the graphs that are made from seeds, or on one from a file.
pub fn run(graph: Option<&Path>) -> Result<Report> {
    let graph = graph.map(|file| file.canonicalize().explain("cannot find", file.display())).transpose()?;
    let folder = paths::end2end().join("bench/layout");
    node::packages(&folder)?;
    let script = engine()?;
    say("bench", "engines take turns; the large graphs take minutes");
    let mut command = Command::new("node");
    command.current_dir(&folder).args(["--expose-gc", "--max-old-space-size=4096", "bench.mjs"]).arg(script).args(graph);
    let printed = process::output(command.stderr(Stdio::inherit()))?;
    let graphs: Value = serde_json::from_str(&printed).explain("cannot read what it printed", "end2end/bench/layout/bench.mjs")?;
    let graphs = graphs.as_array().ok_or_else(|| Fault::new("no graph was measured"))?;
    let rows: Vec<&Value> = graphs.iter().flat_map(rows_of).map(|row| &row["row"]).collect();
    Ok(Report {
        text: graphs.iter().map(table).collect(),
        json: format!("{:#}\n", Value::from(rows.into_iter().cloned().collect::<Vec<_>>())),
        fault: None,
    })
}

/// Compiles the engine for speed; the map's part of it is the same code built for size, and slower by half or more. The answer
/// is the script that node loads.
fn engine() -> Result<PathBuf> {
    let mut cargo = toolchain::find()?.cargo();
    cargo.args(["build", "--package", "bench-layout", "--lib", "--target", WASM, "--profile", "wasm-release"]);
    cargo.args(["--config", "profile.wasm-release.opt-level=3"]);
    step("bench", "compiling the layout engine", || process::quiet("bench-layout", &mut cargo))?;
    let (wasm, out) = (paths::target().join(WASM).join("wasm-release/bench_layout.wasm"), paths::memory().join("bench-layout"));
    fs::create_dir_all(&out).explain("cannot make the folder", out.display())?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&wasm).out_name("layout").typescript(false);
    let bound = bindgen.nodejs(true).and_then(|bindgen| bindgen.generate(&out));
    bound.map_err(|error| Fault::new(format!("wasm-bindgen refused the wasm: {error}")).at(wasm.display()))?;
    // A script that node takes for what it is, whatever lies in the folders above.
    let (made, script) = (out.join("layout.js"), out.join("layout.cjs"));
    fs::rename(&made, &script).explain("cannot rename", made.display())?;
    Ok(script)
}

fn rows_of(graph: &Value) -> &[Value] {
    graph["rows"].as_array().map_or(&[], Vec::as_slice)
}

/// One graph: a line an engine, and how fast it is laid out.
fn table(graph: &Value) -> String {
    let rows = rows_of(graph);
    let Some(first) = rows.first().map(|row| &row["row"]) else { return String::new() };
    let (nodes, links) = (first["nodes"].as_u64().unwrap_or_default(), &first["links"]);
    let mut text = format!("{}: {nodes} nodes, {links} links{}\n", first["graph"].as_str().unwrap_or_default(), target(nodes));
    let head = ["CPU ms/tick", "x d3 [min..max]", "force error", "stress", "kruskal", "edge cv"];
    let _ = writeln!(text, "{:<32}{:>12}{:>22}{:>13}{:>9}{:>9}{:>9}", "", head[0], head[1], head[2], head[3], head[4], head[5]);
    for row in rows {
        text += &line(&row["row"], &row["ratio"]);
    }
    text + &settled(&graph["settled"]) + "\n"
}

fn line(row: &Value, ratio: &Value) -> String {
    let cell = |key: &str, digits: usize| row[key].as_f64().map_or("-".to_owned(), |figure| format!("{figure:.digits$}"));
    let [median, min, max] = ["median", "min", "max"].map(|key| ratio[key].as_f64().unwrap_or_default());
    let ratio = format!("{median:.1} [{min:.1}..{max:.1}]");
    let engine = row["engine"].as_str().unwrap_or_default();
    let (error, stress, kruskal) = (cell("force_rms_error", 5), cell("stress", 4), cell("kruskal", 4));
    format!("{engine:<32}{:>12}{ratio:>22}{error:>13}{stress:>9}{kruskal:>9}{:>9}\n", cell("ms_per_tick", 3), cell("edge_cv", 3))
}

fn settled(settled: &Value) -> String {
    let Some(ms) = settled["ms"].as_f64() else { return String::new() };
    let [median, min, max] = ["median", "min", "max"].map(|key| settled["stress_to_d3"][key].as_f64().unwrap_or_default());
    format!("settled from nothing in {ms:.1} ms of CPU, at {median:.4} [{min:.4}..{max:.4}] of d3's stress after 300 ticks\n")
}

fn target(nodes: u64) -> String {
    let target = TARGETS.iter().find(|(from, ..)| nodes >= *from);
    target.map_or(String::new(), |(_, hold, reach)| format!("; to hold {hold} x d3, to reach {reach} x"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_graph_is_a_line_an_engine_and_how_fast_it_settles() {
        let row = json!({ "engine": "force-layout", "graph": "mesh-1000", "nodes": 1000, "links": 1900, "ms_per_tick": 0.1, "force_rms_error": 0.005, "stress": null });
        let spread = json!({ "median": 50.0, "min": 40.0, "max": 60.0 });
        let text = table(&json!({ "rows": [{ "row": row, "ratio": spread }], "settled": { "ms": 12.5, "stress_to_d3": spread } }));
        let lines: Vec<Vec<_>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[0].join(" "), "mesh-1000: 1000 nodes, 1900 links; to hold 30 x d3, to reach 50 x");
        assert_eq!(lines[2], ["force-layout", "0.100", "50.0", "[40.0..60.0]", "0.00500", "-", "-", "-"]);
        assert!(text.contains("settled from nothing in 12.5 ms of CPU, at 50.0000"));
    }

    #[test]
    fn a_graph_smaller_than_all_targets_has_none() {
        assert_eq!(target(999), "");
        assert_eq!(target(250_000), "; to hold 60 x d3, to reach 120 x");
    }
}
