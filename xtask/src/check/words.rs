//! Rules about the text of the code: what may be named only in one place. Clippy cannot know places.

use crate::{
    fault::{Explain as _, Fault, Result},
    paths,
    step::step,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The crates whose text is read. `demo` stands for other people's programs; `xtask` and `bench` are no part of the product.
const CRATES: [&str; 6] = ["app", "domain", "engine", "force-layout", "frontend", "server"];

/// Something that may be named only in some places.
struct Rule {
    what: &'static str,
    signs: &'static [&'static str],
    place: &'static str,
    allowed: fn(&str) -> bool,
}

const RULES: [Rule; 5] = [
    Rule {
        what: "SQL",
        signs: &[
            "\"select ",
            "\"insert into ",
            "\"update ",
            "\"delete from ",
            "\"SELECT ",
            "\"INSERT INTO ",
            "\"UPDATE ",
            "\"DELETE FROM ",
        ],
        place: "a store.rs of engine",
        allowed: |file| file.starts_with("engine/src/") && file.ends_with("store.rs"),
    },
    Rule {
        what: "the time",
        signs: &["SystemTime::now", "Instant::now"],
        place: "engine/src/clock.rs",
        allowed: |file| file == "engine/src/clock.rs",
    },
    Rule { what: "web_sys", signs: &["web_sys", "js_sys"], place: "app/src/browser/", allowed: |file| file.starts_with("app/src/browser") },
    Rule { what: "the feature ssr", signs: &["feature = \"ssr\""], place: "app/src/api.rs", allowed: |file| file == "app/src/api.rs" },
    Rule {
        what: "the environment",
        signs: &["env::var", "env = \"MESHDECK"],
        place: "server/src/config.rs",
        allowed: |file| file.starts_with("server/src/config"),
    },
];

/// Every rule holds in every file.
pub fn all() -> Result {
    step("words", "what is named where", || {
        let mut faults = Vec::new();
        for file in CRATES.iter().flat_map(|name| sources(&paths::root().join(name).join("src"))) {
            let text = fs::read_to_string(&file).explain("cannot read", file.display())?;
            faults.extend(in_text(&paths::short(&file), &text));
        }
        if faults.is_empty() { Ok(()) } else { Err(Fault::new(format!("named in the wrong place:\n  {}", faults.join("\n  ")))) }
    })
}

fn in_text(file: &str, text: &str) -> Vec<String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    lines.flat_map(|(at, line)| in_line(file, at + 1, line)).collect()
}

fn in_line(file: &str, at: usize, line: &str) -> Vec<String> {
    let broken = RULES.iter().filter(|rule| !(rule.allowed)(file) && rule.signs.iter().any(|sign| line.contains(sign)));
    broken.map(|rule| format!("{file}:{at}  {} belongs in {}", rule.what, rule.place)).collect()
}

/// The Rust files under a folder, sorted.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<_> = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "rs"));
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &str, line: &str, expected: &[&str]) {
        assert_eq!(in_text(file, line), expected, "{file}: {line}");
    }

    #[test]
    fn what_stands_in_its_place_passes() {
        check("engine/src/registry/store.rs", "query(\"select 1\")", &[]);
        check("engine/src/clock.rs", "SystemTime::now()", &[]);
        check("app/src/browser/dom.rs", "use web_sys::Element;", &[]);
        check("server/src/config.rs", "env = \"MESHDECK_LISTEN\"", &[]);
        check("engine/src/mesh.rs", "// not web_sys, not Instant::now", &[]);
    }

    #[test]
    fn what_stands_elsewhere_is_named_with_its_line() {
        check("server/src/main.rs", "\nquery(\"delete from x\")", &["server/src/main.rs:2  SQL belongs in a store.rs of engine"]);
        check("engine/src/mesh.rs", "Instant::now()", &["engine/src/mesh.rs:1  the time belongs in engine/src/clock.rs"]);
        check("app/src/live.rs", "js_sys::Date", &["app/src/live.rs:1  web_sys belongs in app/src/browser/"]);
        check("app/src/lib.rs", "#[cfg(feature = \"ssr\")]", &["app/src/lib.rs:1  the feature ssr belongs in app/src/api.rs"]);
    }

    #[test]
    fn words_for_people_are_not_sql() {
        check("app/src/ui.rs", "\"Select a service\"", &[]);
    }
}
