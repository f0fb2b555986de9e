//! Where things lie. Every path the tool reads or writes is named here.

use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("xtask lies in the workspace").to_path_buf()
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    let chosen = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    root().join(chosen.unwrap_or_else(|| PathBuf::from("target")))
}

/// The site root: what the server serves, and embeds in a release.
pub fn site() -> PathBuf {
    root().join("target/site")
}

/// What the tool remembers from run to run, and its logs.
pub fn memory() -> PathBuf {
    root().join("target/xtask")
}

/// The browser stories and their packages.
pub fn end2end() -> PathBuf {
    root().join("end2end")
}

/// The server binary of a profile (`debug` or `release`).
pub fn server(profile: &str) -> PathBuf {
    target().join(profile).join("meshdeck")
}

/// What benches measure with, built with optimisation.
pub fn bench() -> PathBuf {
    target().join("release/bench")
}

/// A path as a reader would type it from the root.
pub fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
