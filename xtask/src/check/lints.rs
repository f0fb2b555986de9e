//! What other tools judge: rustfmt, clippy for both targets, cargo-deny.

use crate::{
    debian,
    fault::Result,
    process,
    step::{say, section, step},
    toolchain::{Toolchain, WASM},
};
use std::process::Command;

/// The code is laid out as rustfmt does it.
pub fn format() -> Result {
    step("format", "cargo fmt --check", || process::quiet("fmt", process::cargo().args(["fmt", "--all", "--check"])))
        .map_err(|fault| fault.remedy("cargo fmt --all"))
}

/// Clippy has nothing to say about the native crates.
pub fn native() -> Result {
    let mut cargo = process::cargo();
    cargo.args([
        "clippy",
        "--quiet",
        "--workspace",
        "--exclude",
        "frontend",
        "--exclude",
        "bench-render",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]);
    section("clippy", "native, every target", || process::aloud(&mut cargo, "mend what it names, or #[expect(…, reason = \"…\")]"))
}

/// Clippy has nothing to say about what is compiled for the browser.
pub fn browser(toolchain: Toolchain) -> Result {
    let mut cargo = clippy(toolchain)?;
    cargo.args(["--quiet", "--package", "frontend", "--package", "bench-render", "--target", WASM, "--", "-D", "warnings"]);
    section("clippy", "for the browser", || process::aloud(&mut cargo, "mend what it names, or #[expect(…, reason = \"…\")]"))
}

/// Debian's clippy is a package of its own, and must not be mistaken for another in the search path.
fn clippy(toolchain: Toolchain) -> Result<Command> {
    if toolchain == Toolchain::Debian {
        debian::install("clippy", &["rust-web-clippy"])?;
    }
    let mut cargo = toolchain.cargo();
    cargo.arg("clippy");
    Ok(cargo)
}

/// Licences, sources and banned crates, where cargo-deny is installed.
pub fn deny() -> Result {
    if !process::exists("cargo-deny") {
        say("deny", "skipped: cargo-deny is not installed");
        return Ok(());
    }
    let mut cargo = process::cargo();
    cargo.args(["deny", "--offline", "check", "bans", "licenses", "sources"]);
    step("deny", "licences, sources, bans", || process::quiet("deny", &mut cargo))
        .map_err(|fault| fault.remedy("deny.toml gives the reasons"))
}
