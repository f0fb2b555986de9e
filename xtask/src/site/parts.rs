//! Takes the browser half apart into what every page loads and what the pages of a part load besides.

use super::{bindgen::SCRIPT, css};
use crate::fault::{Explain as _, Fault, Result};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use wasm_split_cli_support::{Options, transform};

/// The script that loads the parts.
const PARTS_SCRIPT: &str = "parts.js";
const LOADER: &str = include_str!("parts.js");

/// The modules of each part, by its name.
pub type Parts = BTreeMap<String, Vec<String>>;

/// Leaves what every page loads at `common` and the modules of the parts in `out`.
pub fn split(wasm: &Path, common: &Path, out: &Path) -> Result<Parts> {
    let whole = fs::read(wasm).explain("cannot read", wasm.display())?;
    let mut options = Options::new(&whole);
    (options.output_dir, options.main_out_path) = (out, common);
    let (script, parts_script) = (format!("./{SCRIPT}"), format!("./{PARTS_SCRIPT}"));
    (options.main_module, options.link_name) = (&script, &parts_script);
    let split = transform(options).map_err(|error| Fault::new(format!("cannot take the wasm apart: {error:#}")).at(wasm.display()))?;
    Ok(beyond(split.prefetch_map.into_iter().collect()))
}

/// A part that is named after another, as `mesh_panel` after `mesh`, is loaded after it and brings nothing that is there by then.
fn beyond(parts: Parts) -> Parts {
    let before = |part: &str| part.split_once('_').and_then(|(outer, _)| parts.get(outer));
    let rest = |part: &str, modules: &[String]| match before(part) {
        Some(there) => modules.iter().filter(|module| !there.contains(module)).cloned().collect(),
        None => modules.to_vec(),
    };
    parts.iter().map(|(part, modules)| (part.clone(), rest(part, modules))).collect()
}

/// Lays the modules of each part end to end in one file, `<part>.bin`: one request, and what parts have in common is
/// instantiated once. The file begins with how many there are, and the number and the length of each, as the loader reads them.
pub fn join(out: &Path, parts: &Parts) -> Result {
    let modules: BTreeSet<&String> = parts.values().flatten().collect();
    let modules = modules.into_iter().map(|module| Ok((module, read(out, module)?))).collect::<Result<BTreeMap<_, _>>>()?;
    let mut script = vec![LOADER.to_owned()];
    for (part, of) in parts {
        let numbered = modules.iter().enumerate().filter(|(_, (name, _))| of.contains(name));
        save(&out.join(file(part)), &end_to_end(&numbered.map(|(number, (_, module))| (number, module.as_slice())).collect::<Vec<_>>()))?;
        let sheet = css::of_part(part).map(|sheet| format!(", '{sheet}'")).unwrap_or_default();
        script.push(format!("export const __wasm_split_load_{part} = part('{part}'{sheet});\n"));
    }
    save(&out.join(PARTS_SCRIPT), script.concat().as_bytes())?;
    modules.keys().try_for_each(|module| remove(out, module))
}

fn end_to_end(modules: &[(usize, &[u8])]) -> Vec<u8> {
    let head = modules.iter().flat_map(|(number, module)| [*number, module.len()]);
    let head = std::iter::once(modules.len()).chain(head).flat_map(|number| (number as u32).to_le_bytes());
    head.chain(modules.iter().flat_map(|(_, module)| module.iter().copied())).collect()
}

/// The file of a part.
pub fn file(part: &str) -> String {
    format!("{part}.bin")
}

fn read(out: &Path, module: &str) -> Result<Vec<u8>> {
    let place = out.join(module).with_extension("wasm");
    fs::read(&place).explain("cannot read", place.display())
}

fn save(place: &Path, bytes: &[u8]) -> Result {
    fs::write(place, bytes).explain("cannot write", place.display())
}

fn remove(out: &Path, module: &str) -> Result {
    let place = out.join(module).with_extension("wasm");
    fs::remove_file(&place).explain("cannot remove", place.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_part_within_another_brings_only_what_that_one_does_not() {
        let parts = [("mesh", modules(&["chunk_1", "split_mesh"])), ("mesh_panel", modules(&["chunk_1", "chunk_2", "split_mesh_panel"]))];
        let parts = beyond(parts.map(|(part, modules)| (part.to_owned(), modules)).into());
        assert_eq!(parts["mesh"], modules(&["chunk_1", "split_mesh"]));
        assert_eq!(parts["mesh_panel"], modules(&["chunk_2", "split_mesh_panel"]));
    }

    #[test]
    fn a_part_is_its_modules_end_to_end_and_comes_with_its_sheet() {
        let folder = std::env::temp_dir().join(format!("parts-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        for (module, text) in [("chunk_1", "one"), ("split_a", "a"), ("split_b", "bee")] {
            fs::write(folder.join(module).with_extension("wasm"), text).expect("written");
        }
        let parts = Parts::from([("runs".into(), modules(&["chunk_1", "split_a"])), ("found".into(), modules(&["chunk_1", "split_b"]))]);
        join(&folder, &parts).expect("joined");
        assert_eq!(fs::read(folder.join("runs.bin")).expect("runs"), b"\x02\0\0\0\0\0\0\0\x03\0\0\0\x01\0\0\0\x01\0\0\0onea");
        assert_eq!(fs::read(folder.join("found.bin")).expect("found"), b"\x02\0\0\0\0\0\0\0\x03\0\0\0\x02\0\0\0\x03\0\0\0onebee");
        let script = fs::read_to_string(folder.join("parts.js")).expect("a script");
        let loads =
            "export const __wasm_split_load_found = part('found');\nexport const __wasm_split_load_runs = part('runs', 'runs.css');\n";
        assert!(script.ends_with(loads), "{script}");
        assert!(!folder.join("chunk_1.wasm").exists());
        fs::remove_dir_all(&folder).expect("removed");
    }
}
