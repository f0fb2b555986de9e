//! Shrinks the wasm of a release with Binaryen, where node can fetch it.

use super::{names, order};
use crate::{
    fault::{Explain as _, Fault, Result},
    node, paths, process,
    step::{attempt, say, step},
};
use std::{
    fs,
    num::NonZero,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Distributions ship versions that do not know what today's compilers emit, so npm's is taken.
const PACKAGE: &str = "binaryen@132.0.0";

/// What every browser of the last years knows and Rust emits; with more, wasm-opt writes what Chromium refuses.
const FEATURES: [&str; 9] = [
    "bulk-memory",
    "bulk-memory-opt",
    "extended-const",
    "multivalue",
    "mutable-globals",
    "nontrapping-float-to-int",
    "reference-types",
    "sign-ext",
    "simd",
];

/// Putting functions in order pays from this many bytes on.
const LEAST: u64 = 8_000;

/// Shrinks every wasm file of a folder; says so where it cannot.
pub fn all(folder: &Path) -> Result {
    let Some(tool) = find() else {
        say("site", "wasm-opt skipped: node or its package binaryen is missing");
        return Ok(());
    };
    let files = names::wasm_in(folder)?;
    step("site", "wasm-opt", || at_once(&files, |file| shrink(&tool, file)))
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
    command.args(["--flexible-inline-max-function-size=0", "--strip-producers"]);
    run(&mut command, file)?;
    if fs::metadata(file).is_ok_and(|facts| facts.len() < LEAST) {
        return Ok(());
    }
    let bytes = fs::read(file).explain("cannot read", file.display())?;
    fs::write(file, order::named(&bytes)?).explain("cannot write", file.display())?;
    let mut command = Command::new(tool);
    run(command.arg("--reorder-functions-by-name"), file)
}

fn run(command: &mut Command, file: &Path) -> Result {
    let log = format!("wasm-opt-{}", file.file_stem().unwrap_or_default().to_string_lossy());
    command.args(FEATURES.map(|feature| format!("--enable-{feature}")));
    process::quiet(&log, command.args(["--strip-debug", "--strip-target-features", "-o"]).arg(file).arg(file))
}

/// Does one thing to many files, on every core.
fn at_once(files: &[PathBuf], act: impl Fn(&Path) -> Result + Sync) -> Result {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let next = AtomicUsize::new(0);
    let work = || std::iter::from_fn(|| files.get(next.fetch_add(1, Ordering::Relaxed))).try_for_each(|file| act(file));
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|_| Err(Fault::new("a worker panicked"))))
    })
}
