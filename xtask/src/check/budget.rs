//! What a page may weigh. `xtask/budget.txt` holds the size of each part when it was last agreed to, in bytes of
//! brotli; a release build leaves the sizes of today.

use crate::{
    fault::{Explain as _, Fault, Result},
    paths,
    step::say,
};
use std::{collections::BTreeMap, fs, path::PathBuf};

/// Script, wasm and style together, in bytes of brotli.
pub const LIMIT: u64 = 300_000;

/// The parts and their sizes, by kind.
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
    let total: u64 = sizes.values().sum();
    say("budget", &format!("{:<6}{total:>9} of {LIMIT} bytes (brotli)", "page"));
    if total <= LIMIT {
        return Ok(());
    }
    let fault = Fault::new(format!("the page weighs {total} bytes, {} too many", total - LIMIT)).at("target/site/pkg");
    Err(fault.remedy("twiggy top on target/wasm32-unknown-unknown/wasm-release/frontend.wasm names the heavy parts"))
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
    format!("{part:<6}{size:>9} bytes, {change} since agreed")
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
        assert_eq!(line("wasm", 110, Some(100)), "wasm        110 bytes, +10 since agreed");
        assert_eq!(line("js", 90, Some(100)), "js           90 bytes, -10 since agreed");
        assert_eq!(line("css", 5, None), "css           5 bytes, new since agreed");
    }

    #[test]
    fn the_agreed_sizes_are_within_the_limit() {
        assert!(read(&budget_file()).expect("sizes").values().sum::<u64>() <= LIMIT);
    }
}
