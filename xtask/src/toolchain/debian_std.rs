//! Debian's compiler has no standard library for the browser, but its sources are a package: built once with
//! cargo's own `build-std` in an empty crate, the libraries are copied into Debian's sysroot.

use super::{WASM, has_std};
use crate::{
    debian,
    fault::{Explain as _, Fault, Result},
    paths, process,
    step::step,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What the way needs, beside the linker that the compiler names.
pub const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];

const SYSROOT: &str = "/usr";
const SCRATCH: &str = "wasm-std";

/// Whether the libraries are there and of the compiler that is there.
pub fn ready() -> bool {
    // A library that someone else put there bears no stamp: it is believed.
    let fresh = fs::read_to_string(stamp()).map_or(true, |built_by| built_by == version());
    Path::new("/usr/bin/rustc").exists() && has_std(Path::new(SYSROOT)) && fresh
}

/// Installs what is missing and builds the libraries.
pub fn get() -> Result {
    debian::install("wasm std", &PACKAGES)?;
    let linker = debian::linker_package();
    let linker = linker.ok_or_else(|| Fault::new("no linker is named").at("/usr/bin/rust-lld"))?;
    debian::install("wasm std", &[&linker])?;
    if ready() {
        return Ok(());
    }
    step("wasm std", "building from Debian's sources (about 80 s)", || copy(&build()?))
}

/// Debian's cargo and compiler, whatever else the search path holds.
pub fn cargo(folder: &Path) -> Command {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(PathBuf::from("/usr/bin")).chain(std::env::split_paths(&path));
    let mut command = Command::new("/usr/bin/cargo");
    command.current_dir(folder).env("RUSTC", "/usr/bin/rustc").env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
    command.env("PATH", std::env::join_paths(folders).unwrap_or(path));
    command
}

fn build() -> Result<PathBuf> {
    let scratch = paths::memory().join(SCRATCH);
    let manifest = format!("[package]\nname = \"{SCRATCH}\"\nedition = \"2024\"\n\n[workspace]\n");
    fs::create_dir_all(scratch.join("src")).explain("cannot make the scratch crate", scratch.display())?;
    fs::write(scratch.join("Cargo.toml"), manifest).explain("cannot write", scratch.display())?;
    fs::write(scratch.join("src/lib.rs"), "#![no_std]\n").explain("cannot write", scratch.display())?;
    let mut command = cargo(&scratch);
    // `build-std` is the one unstable switch; nothing of the project itself is built with it.
    command.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", scratch.join("target"));
    command.args(["build", "--release", "-Zbuild-std=std,panic_abort,proc_macro,test", "--target", WASM]);
    process::quiet("wasm-std", &mut command)?;
    Ok(scratch.join("target").join(WASM).join("release/deps"))
}

fn copy(built: &Path) -> Result {
    let shelf = shelf();
    // Libraries of an older compiler beside the new ones would be ambiguous.
    if shelf.exists() {
        fs::remove_dir_all(&shelf).explain("cannot empty", shelf.display())?;
    }
    fs::create_dir_all(&shelf).explain("cannot make", shelf.display())?;
    for file in fs::read_dir(built).explain("cannot read", built.display())?.flatten() {
        let (from, name) = (file.path(), file.file_name());
        let library = from.extension().is_some_and(|kind| kind == "rlib");
        if library && !name.to_string_lossy().starts_with("libwasm_std") {
            fs::copy(&from, shelf.join(&name)).explain("cannot copy", from.display())?;
        }
    }
    fs::write(stamp(), version()).explain("cannot write", stamp().display())
}

fn shelf() -> PathBuf {
    Path::new(SYSROOT).join("lib/rustlib").join(WASM).join("lib")
}

fn stamp() -> PathBuf {
    shelf().join("built-by")
}

fn version() -> String {
    process::output(Command::new("/usr/bin/rustc").arg("-vV")).unwrap_or_default()
}
