//! `cargo xtask build`: the server and the site; a release is one file with the site inside.

use crate::{
    fault::{Fault, Result},
    paths, process,
    site::{self, Kind},
    step::{say, step},
    toolchain,
};
use std::path::PathBuf;

/// Builds both halves and says where the result lies.
pub fn command(args: &[String]) -> Result {
    let kind = match args {
        [] => Kind::Dev,
        [flag] if flag == "--release" => Kind::Release,
        _ => return Err(Fault::new(format!("unknown: {}", args.join(" "))).remedy("cargo xtask build [--release]")),
    };
    let server = both(kind)?;
    say("ready", &paths::short(&server));
    Ok(())
}

/// Builds both halves; the answer is the server's binary.
pub fn both(kind: Kind) -> Result<PathBuf> {
    let toolchain = toolchain::find()?;
    // The site first: a release embeds it.
    site::build(toolchain, kind)?;
    server(kind)
}

fn server(kind: Kind) -> Result<PathBuf> {
    let (profile, folder) = match kind {
        Kind::Dev => ("dev", "debug"),
        Kind::Release => ("release", "release"),
    };
    let mut cargo = process::cargo();
    cargo.args(["build", "--package", "server", "--profile", profile]);
    step("server", &format!("compiling ({profile})"), || process::quiet("server", &mut cargo))?;
    Ok(paths::server(folder))
}
