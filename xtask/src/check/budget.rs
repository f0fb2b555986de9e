//! What a page may weigh. `xtask/budget.txt` holds the size of each part when it was last agreed to, in bytes of
//! brotli; a release build leaves the sizes of today.

use crate::{
    fault::{Explain as _, Fault, Result},
    paths,
    step::say,
};
use std::{cmp::Reverse, collections::BTreeMap, fs, path::PathBuf};

/// What a page may load, in bytes of brotli: script, wasm and style that every page has, and its own part.
const LIMIT: u64 = 300_000;

/// What every page loads, by kind of file; the other names are those of the parts.
const COMMON: [&str; 3] = ["css", "js", "wasm"];

/// Parts that a page loads when somebody asks for what is in them, or has so much that it is needed: the find box's hits, what
/// lays out a large mesh, what completes a query, what keeps a pin, the map's panel,
/// its scrubber, what changed between two moments, the map as tables, what saves a picture.
const LATER: [&str; 9] =
    ["found", "mesh_changes", "mesh_completion", "mesh_large", "mesh_panel", "mesh_pins", "mesh_time", "mesh_twin", "picture"];

/// What is loaded, with its size.
pub type Sizes = BTreeMap<String, u64>;

/// The last release is within the limit; what grew since the budget was agreed to is said.
pub fn keep() -> Result {
    let Some(sizes) = measured()? else {
        say("budget", "skipped: no release is built (cargo xtask build --release)");
        return Ok(());
    };
    let budget = read(&budget_file())?;
    for (part, size) in &sizes {
        say("budget", &line(part, *size, budget.get(part).copied()));
    }
    let pages = pages(&sizes);
    for (page, total) in &pages {
        say("budget", &format!("{total:>9} of {LIMIT} bytes (brotli) for the page {page}"));
    }
    let Some((page, total)) = pages.iter().find(|(_, total)| *total > LIMIT) else {
        return Ok(());
    };
    let fault = Fault::new(format!("the page {page} weighs {total} bytes, {} too many", total - LIMIT)).at("target/site/pkg");
    Err(fault.remedy("twiggy top on target/wasm32-unknown-unknown/wasm-release/frontend.wasm names the heavy functions"))
}

/// What each page weighs, its own part and what every page loads; the heaviest first.
pub fn pages(sizes: &Sizes) -> Vec<(String, u64)> {
    let common: u64 = COMMON.iter().filter_map(|kind| sizes.get(*kind)).sum();
    let parts = sizes.iter().filter(|(name, _)| !COMMON.contains(&name.as_str()) && !LATER.contains(&name.as_str()));
    let mut pages: Vec<_> = parts.map(|(name, size)| (name.clone(), common + size)).collect();
    pages.sort_by_key(|(_, total)| Reverse(*total));
    pages
}

/// The sizes of the last release, where there is one.
pub fn measured() -> Result<Option<Sizes>> {
    let file = sizes_file();
    if file.exists() { read(&file).map(Some) } else { Ok(None) }
}

/// Leaves the sizes of a release for the check and the bench.
pub fn leave(sizes: &Sizes) -> Result {
    let lines: Vec<_> = sizes.iter().map(|(part, size)| format!("{part} {size}\n")).collect();
    fs::write(sizes_file(), lines.concat()).explain("cannot write", sizes_file().display())
}

fn line(part: &str, size: u64, agreed: Option<u64>) -> String {
    let change = agreed.map_or("new".to_owned(), |agreed| format!("{:+}", size.cast_signed() - agreed.cast_signed()));
    format!("{part:<10}{size:>9} bytes, {change} since agreed")
}

fn read(file: &PathBuf) -> Result<Sizes> {
    let text = fs::read_to_string(file).explain("cannot read the sizes", file.display())?;
    Ok(parse(&text))
}

fn parse(text: &str) -> Sizes {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).filter_map(|(part, size)| Some((part.to_owned(), size.trim().parse().ok()?))).collect()
}

fn budget_file() -> PathBuf {
    paths::root().join("xtask/budget.txt")
}

fn sizes_file() -> PathBuf {
    paths::memory().join("sizes.txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_words_are_not() {
        assert_eq!(parse("# brotli\nwasm 123\njs  7\n"), Sizes::from([("js".into(), 7), ("wasm".into(), 123)]));
    }

    #[test]
    fn growth_and_shrinking_are_said() {
        assert_eq!(line("wasm", 110, Some(100)), "wasm            110 bytes, +10 since agreed");
        assert_eq!(line("js", 90, Some(100)), "js               90 bytes, -10 since agreed");
        assert_eq!(line("css", 5, None), "css               5 bytes, new since agreed");
    }

    #[test]
    fn a_page_is_what_every_page_loads_and_its_own_part_without_what_comes_later() {
        let sizes = parse("css 1\njs 2\nwasm 30\nmesh 200\nmesh_panel 1000\nruns 100\n");
        assert_eq!(pages(&sizes), [("mesh".to_owned(), 233), ("runs".to_owned(), 133)]);
    }

    #[test]
    fn the_agreed_sizes_are_within_the_limit() {
        let pages = pages(&read(&budget_file()).expect("sizes"));
        assert!(pages.len() == 10 && pages.iter().all(|(_, total)| *total <= LIMIT), "{pages:?}");
    }
}
