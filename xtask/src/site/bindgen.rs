//! Compiles the browser half, takes it apart into what every page loads and what some pages load, and makes the script
//! that loads it.

use super::Kind;
use crate::{
    fault::{Explain as _, Fault, Result},
    paths, process,
    step::step,
    toolchain::{Toolchain, WASM},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

/// The script, and the wasm that it loads for every page.
pub const SCRIPT: &str = "meshdeck.js";
/// What every page loads.
pub const WASM_FILE: &str = "meshdeck_bg.wasm";
/// The script that loads the parts.
const PARTS_SCRIPT: &str = "parts.js";

/// The files of each part, by its name.
pub type Parts = BTreeMap<String, Vec<String>>;

/// Compiles `frontend`; the answer is the compiler's wasm.
pub fn compile(toolchain: Toolchain, kind: Kind) -> Result<PathBuf> {
    let (profile, folder) = match kind {
        Kind::Dev => ("dev", "debug"),
        Kind::Release => ("wasm-release", "wasm-release"),
    };
    let mut cargo = toolchain.cargo();
    cargo.args(["build", "--package", "frontend", "--lib", "--target", WASM, "--profile", profile]);
    // The browser reads names, not line tables: without them the wasm is a third of its size.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "none");
    step("frontend", &format!("compiling for the browser ({profile})"), || process::quiet("frontend", &mut cargo))?;
    Ok(paths::target().join(WASM).join(folder).join("frontend.wasm"))
}

/// Fills `out` with the scripts and the wasm files that they load; tells which files each part is made of.
pub fn generate(wasm: &Path, out: &Path, kind: Kind) -> Result<Parts> {
    let common = paths::memory().join("common.wasm");
    let whole = fs::read(wasm).explain("cannot read", wasm.display())?;
    let mut options = Options::new(&whole);
    (options.output_dir, options.main_out_path) = (out, &common);
    let (script, parts_script) = (format!("./{SCRIPT}"), format!("./{PARTS_SCRIPT}"));
    (options.main_module, options.link_name) = (&script, &parts_script);
    let split = transform(options).map_err(|error| Fault::new(format!("cannot take the wasm apart: {error:#}")).at(wasm.display()))?;
    bind(&common, out, kind)?;
    let files = |files: Vec<String>| files.into_iter().map(|stem| format!("{stem}.wasm")).collect();
    Ok(split.prefetch_map.into_iter().map(|(part, stems)| (part, files(stems))).collect())
}

/// Runs wasm-bindgen over what every page loads.
fn bind(wasm: &Path, out: &Path, kind: Kind) -> Result {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("meshdeck").typescript(false);
    bindgen.remove_name_section(kind == Kind::Release).remove_producers_section(true);
    // The parts find what they share with the rest by the names that the linker gave.
    bindgen.keep_lld_exports(true).demangle(false);
    let generated = bindgen.web(true).and_then(|bindgen| bindgen.generate(out));
    generated.map_err(|error| version_fault(&error.to_string()).at(wasm.display()))
}

fn version_fault(error: &str) -> Fault {
    let fault = Fault::new(format!("wasm-bindgen refused the wasm: {error}"));
    fault.remedy("the versions of wasm-bindgen in Cargo.toml and xtask/Cargo.toml must be the same")
}
