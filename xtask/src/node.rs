//! Node and its packages: the browser stories and Binaryen come through it.

use crate::{
    fault::{Fault, Result},
    process,
    step::step,
};
use std::{fs, path::Path, process::Command};

/// npm, quiet and in a folder.
pub fn npm(folder: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(folder).env("npm_config_audit", "false").env("npm_config_fund", "false");
    command
}

/// Installs the packages of a folder where they are not those of its lock file.
pub fn packages(folder: &Path) -> Result {
    if !process::exists("npm") {
        return Err(Fault::new("npm is missing").remedy("install node 20 or newer"));
    }
    if installed(folder) {
        return Ok(());
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    step(&name, "npm packages", || process::quiet("npm", npm(folder).arg("ci")))
}

fn installed(folder: &Path) -> bool {
    let changed = |file: &str| fs::metadata(folder.join(file)).and_then(|facts| facts.modified()).ok();
    let made = changed("node_modules/.package-lock.json");
    made.is_some() && made >= changed("package-lock.json") && made >= changed("package.json")
}
