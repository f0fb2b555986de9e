//! Compiles the browser half and splits it into a script and the wasm that the script loads.

use super::{Kind, Parts};
use crate::{
    fault::{Explain as _, Fault, Result},
    paths, process,
    step::step,
    toolchain::{Toolchain, WASM},
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use wasm_bindgen_cli_support::Bindgen;

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

/// Runs wasm-bindgen over the compiler's wasm.
pub fn split(wasm: &Path, style: String, kind: Kind) -> Result<Parts> {
    let out = paths::memory().join("bindgen");
    // Snippets of an earlier build must not survive.
    let _ = fs::remove_dir_all(&out);
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("meshdeck").typescript(false);
    bindgen.remove_name_section(kind == Kind::Release).remove_producers_section(true);
    let generated = bindgen.web(true).and_then(|bindgen| bindgen.generate(&out));
    generated.map_err(|error| version_fault(&error.to_string()).at(wasm.display()))?;
    let script = out.join("meshdeck.js");
    let wasm = out.join("meshdeck_bg.wasm");
    Ok(Parts {
        script: fs::read_to_string(&script).explain("cannot read", script.display())?,
        wasm: fs::read(&wasm).explain("cannot read", wasm.display())?,
        style,
        snippets: out.join("snippets"),
    })
}

fn version_fault(error: &str) -> Fault {
    let fault = Fault::new(format!("wasm-bindgen refused the wasm: {error}"));
    fault.remedy("the versions of wasm-bindgen in Cargo.toml and xtask/Cargo.toml must be the same")
}
