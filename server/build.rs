//! Lets a clean clone compile: the folder that the assets are embedded from is there, if only empty.

use std::{fs, path::Path};

#[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]
fn main() {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site");
    fs::create_dir_all(&site).expect("the target folder can be written");
    println!("cargo::rerun-if-changed=build.rs");
    // Only a release embeds the files; otherwise they are read when asked for, and a new site needs no new server.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed={}", site.join("manifest.json").display());
    }
}
