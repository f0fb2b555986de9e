//! `cargo xtask build`: the server and the site; a release is one file with the site inside.

use crate::{
    fault::{Explain as _, Fault, Result},
    paths, process,
    site::{self, Kind},
    step::{say, step},
    toolchain,
};
use std::{
    fs::{self, File},
    path::PathBuf,
};

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
    let _turn = turn()?;
    let toolchain = toolchain::find()?;
    // The site first: a release embeds it.
    site::build(toolchain, kind)?;
    server(kind)
}

/// Two builds at once would write one site: the second waits. The lock ends with the file that is returned.
fn turn() -> Result<File> {
    fs::create_dir_all(paths::memory()).explain("cannot make", paths::memory().display())?;
    let place = paths::memory().join("turn");
    let file = File::create(&place).explain("cannot write", place.display())?;
    if file.try_lock().is_err() {
        step("build", "waiting for another build to end", || file.lock().explain("cannot lock", place.display()))?;
    }
    Ok(file)
}

/// In development the crates are chosen as `cargo test` chooses them, so that both share what is compiled;
/// a release takes only what the server asks for.
fn server(kind: Kind) -> Result<PathBuf> {
    let (args, folder): (&[&str], _) = match kind {
        Kind::Dev => (&["--bin", "meshdeck"], "debug"),
        Kind::Release => (&["--package", "server", "--release"], "release"),
    };
    let mut cargo = process::cargo();
    cargo.arg("build").args(args);
    step("server", &format!("compiling ({folder})"), || process::quiet("server", &mut cargo))?;
    Ok(paths::server(folder))
}
