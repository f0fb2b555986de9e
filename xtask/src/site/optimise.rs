//! Shrinks the wasm of a release with Binaryen, where node can fetch it.

use super::{Kind, Parts};
use crate::{
    fault::{Explain as _, Result},
    node, paths, process,
    step::{attempt, say, step},
};
use std::{fs, path::PathBuf, process::Command};

/// Distributions ship versions that do not know what today's compilers emit, so npm's is taken.
const PACKAGE: &str = "binaryen@132.0.0";

/// Shrinks a release's wasm; says so where it cannot.
pub fn wasm(mut parts: Parts, kind: Kind) -> Result<Parts> {
    if kind == Kind::Dev {
        return Ok(parts);
    }
    if let Some(tool) = find() {
        parts.wasm = step("site", "wasm-opt", || shrunk(&tool, &parts.wasm))?;
    } else {
        say("site", "wasm-opt skipped: node or its package binaryen is missing");
    }
    Ok(parts)
}

fn find() -> Option<PathBuf> {
    let folder = paths::memory().join("binaryen");
    let tool = folder.join("node_modules/.bin/wasm-opt");
    if tool.exists() {
        return Some(tool);
    }
    if !process::exists("npm") {
        return None;
    }
    attempt("site", "fetching wasm-opt (npm binaryen)", || {
        fs::create_dir_all(&folder).ok()?;
        process::quiet("binaryen", node::npm(&folder).args(["install", "--no-save", PACKAGE])).ok()?;
        tool.exists().then_some(tool)
    })
}

fn shrunk(tool: &PathBuf, wasm: &[u8]) -> Result<Vec<u8>> {
    let [before, after] = ["before.wasm", "after.wasm"].map(|name| paths::memory().join(name));
    fs::write(&before, wasm).explain("cannot write", before.display())?;
    let mut command = Command::new(tool);
    // More than -O1 makes the wasm a quarter smaller and its brotli, which is what travels, a tenth larger: inlining hides
    // from the compressor what functions have in common.
    command.args(["-O1", "--all-features", "--strip-debug", "--strip-producers", "-o"]);
    process::quiet("wasm-opt", command.arg(&after).arg(&before))?;
    fs::read(&after).explain("cannot read", after.display())
}
