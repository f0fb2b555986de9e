//! Which compiler builds for the browser. The machine's own is taken where it has, or can get, the standard
//! library for `wasm32-unknown-unknown`; else Debian's, whose library is built once from Debian's sources.

mod debian_std;

use crate::{
    fault::{Fault, Result},
    paths, process,
    step::{attempt, say},
};
use std::{fs, path::Path, process::Command, time::Duration};

/// The target of the browser half.
pub const WASM: &str = "wasm32-unknown-unknown";

/// A compiler that can build for the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The one that also builds the server.
    Own,
    /// Debian's `rustc-web`.
    Debian,
}

impl Toolchain {
    /// This toolchain's cargo, in the workspace.
    pub fn cargo(self) -> Command {
        match self {
            Self::Own => process::cargo(),
            Self::Debian => debian_std::cargo(&paths::root()),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Debian => "debian",
        }
    }

    fn ready(self) -> bool {
        match self {
            Self::Own => own_sysroot().is_some_and(|sysroot| has_std(Path::new(&sysroot))),
            Self::Debian => debian_std::ready(),
        }
    }
}

/// Finds or gets a toolchain for the browser half, and remembers which.
pub fn find() -> Result<Toolchain> {
    if let Some(known) = remembered().filter(|known| known.ready()) {
        return Ok(known);
    }
    let found = present().or_else(from_rustup).map_or_else(from_debian, Ok)?;
    remember(found);
    Ok(found)
}

/// `cargo xtask wasm-std`: only this step, in the usual order or by Debian's way.
pub fn command(args: &[String]) -> Result {
    match args {
        [] => find().map(drop),
        [flag] if flag == "--debian" => from_debian().map(remember),
        _ => Err(Fault::new("unknown argument").remedy("cargo xtask wasm-std [--debian]")),
    }
}

fn present() -> Option<Toolchain> {
    let found = [Toolchain::Own, Toolchain::Debian].into_iter().find(|toolchain| toolchain.ready())?;
    say("wasm std", &format!("found in the sysroot ({})", found.name()));
    Some(found)
}

fn from_rustup() -> Option<Toolchain> {
    if !process::exists("rustup") {
        return None;
    }
    attempt("wasm std", "rustup target add (60 s at most)", || {
        let mut add = Command::new("rustup");
        let added = process::within(Duration::from_mins(1), add.args(["target", "add", WASM]));
        (added && Toolchain::Own.ready()).then_some(Toolchain::Own)
    })
}

fn from_debian() -> Result<Toolchain> {
    debian_std::get().map(|()| Toolchain::Debian).map_err(|fault| {
        let remedy = format!(
            "one of three: a compiler whose sysroot holds {WASM};\n`rustup target add {WASM}`;\n\
             as root on Debian: apt-get install {}",
            debian_std::PACKAGES.join(" ")
        );
        Fault::new(format!("no standard library for {WASM}: {fault}")).remedy(remedy)
    })
}

fn own_sysroot() -> Option<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let asked = process::output(Command::new(rustc).args(["--print", "sysroot"])).ok()?;
    Some(asked.trim().to_owned())
}

fn has_std(sysroot: &Path) -> bool {
    let files = fs::read_dir(sysroot.join("lib/rustlib").join(WASM).join("lib"));
    files.is_ok_and(|files| files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libcore-")))
}

fn remembered() -> Option<Toolchain> {
    let name = fs::read_to_string(paths::memory().join("toolchain")).ok()?;
    [Toolchain::Own, Toolchain::Debian].into_iter().find(|toolchain| toolchain.name() == name.trim())
}

/// A lost memory only costs a second look.
fn remember(toolchain: Toolchain) {
    let _ = fs::create_dir_all(paths::memory());
    let _ = fs::write(paths::memory().join("toolchain"), toolchain.name());
}
