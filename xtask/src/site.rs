//! Puts the site together: what the browser is sent, under names that change with their contents.
//!
//! `target/site/` holds `pkg/` (script, wasm, style), the files of `public/`, and `manifest.json`.

mod bindgen;
mod compress;
mod css;
mod names;
mod optimise;
mod order;
mod parts;
mod sound;

use crate::{
    check::budget,
    fault::{Explain as _, Result},
    paths,
    step::step,
    toolchain::Toolchain,
};
use parts::Parts;
use serde_json::json;
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

/// How a site is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Quick to build.
    Dev,
    /// Small to send: optimised and compressed beforehand.
    Release,
}

/// Builds the site where any of its inputs changed since the last time.
pub fn build(toolchain: Toolchain, kind: Kind) -> Result {
    let wasm = bindgen::compile(toolchain, kind)?;
    let sheets = css::all()?;
    // This program is an input too: it decides how the rest is put together.
    let this = env::current_exe().explain("cannot find", "the program that runs")?;
    let inputs = names::digest_of(&[&this, &wasm, &paths::root().join("public")], &format!("{kind:?}{sheets:?}"))?;
    if fs::read_to_string(stamp()).is_ok_and(|last| last == inputs) {
        return Ok(());
    }
    let out = paths::memory().join("browser");
    empty(&out)?;
    let parts = step("site", "parts and script", || take_apart(&wasm, &out, kind))?;
    if kind == Kind::Release {
        optimise::all(&out)?;
    }
    sound::all(&out)?;
    parts::join(&out, &parts)?;
    for (name, sheet) in &sheets {
        fs::write(out.join(name), sheet).explain("cannot write", name)?;
    }
    step("site", "names and files", || write(&out, &parts))?;
    if kind == Kind::Release {
        step("site", "compressing (br, gz)", || compress::all(&paths::site()))?;
        budget::leave(&sizes()?)?;
    }
    fs::write(stamp(), inputs).explain("cannot write", stamp().display())
}

fn take_apart(wasm: &Path, out: &Path, kind: Kind) -> Result<Parts> {
    let common = paths::memory().join("common.wasm");
    let parts = parts::split(wasm, &common, out)?;
    bindgen::bind(&common, out, kind)?;
    Ok(parts)
}

/// The server reads this file to know the names, so it is written last.
fn write(browser: &Path, parts: &Parts) -> Result {
    let site = paths::site();
    // A half-written site must never pass for the last one.
    let _ = fs::remove_file(stamp());
    empty(&site)?;
    copy_folder(&paths::root().join("public"), &site)?;
    // The scripts name each other, their wasm and their sheets, so what changes with them is the name of their folder.
    let folder = format!("pkg/{}", names::digest_of_contents(browser)?);
    copy_folder(browser, &site.join(&folder))?;
    let url = |file: &str| format!("/{folder}/{file}");
    let sheets: BTreeMap<_, _> = parts.keys().filter_map(|part| Some((part, url(css::of_part(part)?)))).collect();
    let parts: BTreeMap<_, _> = parts.keys().map(|part| (part, url(&parts::file(part)))).collect();
    let (js, wasm, css) = (url(bindgen::SCRIPT), url(bindgen::WASM_FILE), url(css::MAIN));
    let manifest = json!({ "js": js, "wasm": wasm, "css": css, "parts": parts, "sheets": sheets });
    let place = site.join("manifest.json");
    fs::write(&place, format!("{manifest:#}\n")).explain("cannot write", place.display())
}

/// What is loaded, and its weight as brotli: what every page loads by its kind, each part with its sheet by its name.
fn sizes() -> Result<budget::Sizes> {
    let mut sizes = budget::Sizes::new();
    let mut add = |name: &str, size: u64| *sizes.entry(name.to_owned()).or_default() += size;
    for file in names::files_in(&paths::site().join("pkg"))? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some((stem, kind)) = name.strip_suffix(".br").and_then(|name| name.rsplit_once('.')) {
            let size = fs::metadata(&file).explain("cannot read", &name)?.len();
            match kind {
                "bin" => add(stem, size),
                "css" if !css::MAIN.starts_with(stem) => css::parts_with(stem).for_each(|part| add(part, size)),
                kind => add(kind, size),
            }
        }
    }
    Ok(sizes)
}

/// Empties the folder but keeps it: a running server of the dev profile reads from it.
fn empty(folder: &Path) -> Result {
    if folder.exists() {
        fs::remove_dir_all(folder).explain("cannot empty", folder.display())?;
    }
    fs::create_dir_all(folder).explain("cannot make", folder.display())
}

fn copy_folder(from: &Path, to: &Path) -> Result {
    for file in names::files_in(from)? {
        let place = to.join(file.strip_prefix(from).unwrap_or(&file));
        let folder = place.parent().unwrap_or(to);
        fs::create_dir_all(folder).explain("cannot make", folder.display())?;
        fs::copy(&file, &place).explain("cannot copy", file.display())?;
    }
    Ok(())
}

fn stamp() -> PathBuf {
    paths::memory().join("site")
}
