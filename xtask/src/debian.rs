//! Debian's packages: the one source of programs that a machine behind a closed network has.

use crate::{
    fault::{Explain as _, Fault, Result},
    process,
    step::step,
};
use std::{fs, path::Path, process::Command};

/// Whether this is a machine whose packages we may install.
pub fn usable() -> bool {
    process::exists("apt-get") && is_root()
}

/// Installs what is missing of these packages.
pub fn install(name: &str, packages: &[&str]) -> Result {
    let missing: Vec<_> = packages.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if !usable() {
        return Err(Fault::new(format!("missing: {list}")).remedy(format!("as root: apt-get install {list}")));
    }
    step(name, &format!("installing {list}"), || {
        process::quiet("apt-update", apt().arg("update"))?;
        process::quiet("apt-install", apt().args(["install", "-y", "--no-install-recommends"]).args(&missing))
    })
}

/// Unpacks packages into a folder, for programs that need not be installed to run.
pub fn unpack(name: &str, packages: &[&str], folder: &Path) -> Result {
    step(name, &format!("unpacking {}", packages.join(" ")), || {
        fs::create_dir_all(folder).explain("cannot make", folder.display())?;
        let download = process::quiet("apt-download", apt().current_dir(folder).arg("download").args(packages));
        download.map_err(|fault| fault.remedy("as root: apt-get update"))?;
        let files = fs::read_dir(folder).explain("cannot read", folder.display())?.flatten().map(|entry| entry.path());
        let mut archives = files.filter(|file| file.extension().is_some_and(|kind| kind == "deb"));
        archives.try_for_each(|archive| process::quiet("dpkg", Command::new("dpkg").arg("-x").arg(archive).arg(folder)))
    })
}

fn installed(package: &str) -> bool {
    let asked = Command::new("dpkg-query").args(["-W", "-f=${Status}", package]).output();
    asked.is_ok_and(|answer| answer.stdout == b"install ok installed")
}

fn is_root() -> bool {
    let asked = process::output(Command::new("id").arg("-u"));
    asked.is_ok_and(|id| id.trim() == "0")
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "-o", "DPkg::Lock::Timeout=120"]);
    command
}

/// The version of LLVM that a link such as `/usr/bin/rust-lld -> lld-22` names, as the package to install.
pub fn linker_package() -> Option<String> {
    let link = fs::read_link(Path::new("/usr/bin/rust-lld")).ok()?;
    link.file_name()?.to_str().map(str::to_owned)
}
