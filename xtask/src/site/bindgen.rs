//! Compiles the browser half, and makes the script that loads it.

use super::Kind;
use crate::{
    fault::{Explain as _, Fault, Result},
    paths, process,
    step::step,
    toolchain::{Toolchain, WASM},
};
use std::{
    env, fs, mem,
    path::{Path, PathBuf},
};
use walrus::{Export, Module};
use wasm_bindgen_cli_support::Bindgen;

/// The script of every page.
pub const SCRIPT: &str = "meshdeck.js";
/// The wasm that it loads.
pub const WASM_FILE: &str = "meshdeck_bg.wasm";

/// What wasm-streams exports for bodies that are streamed to a server, which no page sends.
const UNCALLED: &str = "intounderlying";

/// Compiles `frontend`; the answer is the compiler's wasm.
pub fn compile(toolchain: Toolchain, kind: Kind) -> Result<PathBuf> {
    let (profile, folder) = match kind {
        Kind::Dev => ("dev", "debug"),
        Kind::Release => ("wasm-release", "wasm-release"),
    };
    let mut cargo = toolchain.cargo();
    cargo.args(["build", "--package", "frontend", "--lib", "--target", WASM, "--profile", profile]);
    // The browser reads names, not line tables: without them the wasm is a third of its size.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "none");
    if kind == Kind::Release {
        cargo.args(["--config", &without_paths_of_this_machine()]);
    }
    step("frontend", &format!("compiling for the browser ({profile})"), || process::quiet("frontend", &mut cargo))?;
    Ok(paths::target().join(WASM).join(folder).join("frontend.wasm"))
}

/// Panics name the source they stand in: as `<crate>/src/…`, not as this machine has it.
fn without_paths_of_this_machine() -> String {
    let home = env::var("CARGO_HOME").or_else(|_| env::var("HOME").map(|home| home + "/.cargo")).unwrap_or_default();
    let registries = fs::read_dir(format!("{home}/registry/src")).into_iter().flatten().flatten();
    let flags = registries.map(|registry| format!("'--remap-path-prefix={}/='", registry.path().display()));
    format!("target.{WASM}.rustflags=[{}]", flags.collect::<Vec<_>>().join(", "))
}

/// Runs wasm-bindgen over what every page loads; fills `out` with the script and its wasm.
pub fn bind(wasm: &Path, out: &Path, kind: Kind) -> Result {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("meshdeck").typescript(false);
    bindgen.remove_name_section(kind == Kind::Release).remove_producers_section(true);
    // The parts find what they share with the rest by the names that the linker gave.
    bindgen.keep_lld_exports(true).demangle(false);
    let generated = bindgen.web(true).and_then(|bindgen| {
        let mut output = bindgen.generate_output()?;
        forget_uncalled(output.wasm_mut());
        let short = if kind == Kind::Release { shorten_imports(output.wasm_mut()) } else { Vec::new() };
        output.emit(out).map(|()| short)
    });
    let short = generated.map_err(|error| version_fault(&error.to_string()).at(wasm.display()))?;
    rename(&out.join(SCRIPT), &short)
}

/// What is exported is never dropped as dead, so the exports that no page calls are taken away before the rest is optimised.
fn forget_uncalled(wasm: &mut Module) {
    let uncalled = |name: &str| name.trim_start_matches("__wbg_").starts_with(UNCALLED);
    let exports: Vec<_> = wasm.exports.iter().filter(|export| uncalled(&export.name)).map(Export::id).collect();
    exports.into_iter().for_each(|export| wasm.exports.delete(export));
}

/// Gives the script's functions names of a few letters; theirs hold a digest each, which no compressor makes smaller.
fn shorten_imports(wasm: &mut Module) -> Vec<(String, String)> {
    let script = format!("./{}", SCRIPT.replace(".js", "_bg.js"));
    let imports = wasm.imports.iter_mut().filter(|import| import.module == script);
    imports.enumerate().map(|(number, import)| (mem::replace(&mut import.name, format!("i{number}")), format!("i{number}"))).collect()
}

/// Renames what the script calls `<old>:` in the list of what it gives to the wasm.
fn rename(script: &Path, names: &[(String, String)]) -> Result {
    let text = fs::read_to_string(script).explain("cannot read", script.display())?;
    let renamed = renamed(text, names).map_err(|fault| fault.at(script.display()))?;
    fs::write(script, renamed).explain("cannot write", script.display())
}

fn renamed(mut text: String, names: &[(String, String)]) -> Result<String> {
    for (old, new) in names {
        let named = text.replacen(&format!(" {old}:"), &format!(" {new}:"), 1);
        if named == text {
            return Err(Fault::new(format!("the script does not give `{old}` to the wasm")));
        }
        text = named;
    }
    Ok(text)
}

fn version_fault(error: &str) -> Fault {
    let fault = Fault::new(format!("wasm-bindgen refused the wasm: {error}"));
    fault.remedy("the versions of wasm-bindgen in Cargo.toml and xtask/Cargo.toml must be the same")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "const imports = { __wbg_log_1a2b: function() { log(); }, __wbg_now_3c4d: Date.now };";

    fn names(old: &str) -> Vec<(String, String)> {
        vec![(old.to_owned(), "i0".to_owned())]
    }

    #[test]
    fn what_the_script_gives_is_renamed_where_it_is_given() {
        let text = renamed(SCRIPT.to_owned(), &names("__wbg_now_3c4d")).expect("renamed");
        assert_eq!(text, SCRIPT.replace("__wbg_now_3c4d", "i0"));
    }

    #[test]
    fn what_it_does_not_give_stops_the_build() {
        let fault = renamed(SCRIPT.to_owned(), &names("__wbg_no")).expect_err("a fault").to_string();
        assert!(fault.contains("the script does not give `__wbg_no` to the wasm"), "{fault}");
    }
}
