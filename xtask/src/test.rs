//! `cargo xtask test` and `cargo xtask e2e`: every test, the browser's among them. A test that cannot run fails.

use crate::{
    build, debian,
    fault::{Explain as _, Result},
    judges, node, paths, process,
    site::Kind,
    step::section,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Runs the tests of the crates, then the official clients, then the browser stories.
pub fn all(args: &[String]) -> Result {
    // Built first, so that the tests share what the build compiled.
    let server = build::both(Kind::Dev)?;
    postgresql()?;
    section("tests", "every crate but the browser's entry", || crates(args))?;
    judges::judge(&server)?;
    browser(&server, &[])
}

/// Runs the browser stories; arguments go to `node --test`.
pub fn e2e(args: &[String]) -> Result {
    let server = build::both(Kind::Dev)?;
    browser(&server, args)
}

fn crates(args: &[String]) -> Result {
    let mut cargo = process::cargo();
    if process::exists("cargo-nextest") {
        cargo.args(["nextest", "run"])
    } else {
        cargo.arg("test")
    };
    process::aloud(cargo.args(args), "mend the test that failed; `cargo xtask test <name>` runs those that bear the name")
}

fn browser(server: &Path, args: &[String]) -> Result {
    node::packages(&paths::end2end())?;
    let chromium = chromium()?;
    let mut stories = stories(args)?;
    stories.env("MESHDECK_BIN", server).env("CHROMIUM", &chromium);
    section("end2end", "stories in Chromium", || process::aloud(&mut stories, "pictures and traces are in end2end/artefacts"))
}

/// All of them, or those whose file bears one of the words; what begins with a dash goes to `node --test`.
fn stories(args: &[String]) -> Result<Command> {
    let folder = paths::end2end();
    let args: Vec<_> = args.iter().filter(|arg| *arg != "--").collect();
    if args.is_empty() {
        let mut npm = node::npm(&folder);
        npm.args(["--silent", "test"]);
        return Ok(npm);
    }
    let (options, words): (Vec<_>, Vec<_>) = args.into_iter().partition(|arg| arg.starts_with('-'));
    let mut node = Command::new("node");
    node.current_dir(&folder).args(["--test", "--test-concurrency=1"]).args(options);
    node.args(chosen(&specs(&folder.join("tests"))?, &words));
    Ok(node)
}

fn specs(folder: &Path) -> Result<Vec<String>> {
    let files = fs::read_dir(folder).explain("cannot read the stories", folder.display())?.flatten();
    let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.filter(|name| name.contains(".spec.")).collect();
    names.sort();
    Ok(names)
}

fn chosen(names: &[String], words: &[&String]) -> Vec<String> {
    let wanted = |name: &&String| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    names.iter().filter(wanted).map(|name| format!("tests/{name}")).collect()
}

/// The browser of the stories, installed where it is missing.
pub fn chromium() -> Result<PathBuf> {
    let place = PathBuf::from("/usr/bin/chromium");
    if !place.exists() {
        debian::install("end2end", &["chromium"])?;
    }
    Ok(place)
}

/// The second database of the tests, installed where it is missing; they start it themselves.
fn postgresql() -> Result {
    if Path::new("/usr/lib/postgresql").exists() { Ok(()) } else { debian::install("tests", &["postgresql"]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str], expected: &[&str]) {
        let names = ["mesh.spec.js", "runs.spec.js"].map(str::to_owned);
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        assert_eq!(chosen(&names, &words.iter().collect::<Vec<_>>()), expected);
    }

    #[test]
    fn a_word_chooses_the_stories_that_bear_it() {
        check(&[], &["tests/mesh.spec.js", "tests/runs.spec.js"]);
        check(&["run"], &["tests/runs.spec.js"]);
        check(&["nothing"], &[]);
    }
}
