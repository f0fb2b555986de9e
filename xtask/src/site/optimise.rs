//! Shrinks the wasm of a release with Binaryen, where node can fetch it.

use super::names;
use crate::{
    fault::Result,
    node, paths, process,
    step::{attempt, say, step},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Distributions ship versions that do not know what today's compilers emit, so npm's is taken.
const PACKAGE: &str = "binaryen@132.0.0";

/// Shrinks every wasm file of a folder; says so where it cannot.
pub fn all(folder: &Path) -> Result {
    let Some(tool) = find() else {
        say("site", "wasm-opt skipped: node or its package binaryen is missing");
        return Ok(());
    };
    let files = names::files_in(folder)?;
    let mut files = files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "wasm"));
    step("site", "wasm-opt", || files.try_for_each(|file| shrink(&tool, file)))
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

fn shrink(tool: &Path, file: &Path) -> Result {
    let mut command = Command::new(tool);
    // Inlining makes the wasm smaller and its brotli, which is what travels, a tenth larger: it hides from the compressor what
    // functions have in common.
    command.args(["-O2", "--one-caller-inline-max-function-size=0", "--always-inline-max-function-size=0"]);
    command.args(["--flexible-inline-max-function-size=0", "--all-features", "--strip-debug", "--strip-producers", "-o"]);
    process::quiet("wasm-opt", command.arg(file).arg(file))
}
