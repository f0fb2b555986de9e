//! The style sheets: one that every page loads and one a feature, which its pages load besides. `@import "x.css";` lines
//! become the file they name; comments and blank lines go.

use crate::fault::{Explain as _, Fault, Result};
use crate::paths;
use std::{collections::BTreeMap, fs, path::Path};

/// The sheet that every page loads.
pub const MAIN: &str = "main.css";

/// The sheet of each part that has one beside the main sheet.
const SHEETS: [(&str, &str); 15] = [
    ("alerts", "alerts.css"),
    ("analytics", "analytics.css"),
    ("call", "calls.css"),
    ("calls", "calls.css"),
    ("catalogue", "tools.css"),
    ("kept_report", "analytics.css"),
    ("mesh", "mesh.css"),
    ("overview", "overview.css"),
    ("report", "analytics.css"),
    ("run", "runs.css"),
    ("runs", "runs.css"),
    ("service", "services.css"),
    ("services", "services.css"),
    ("settings", "settings.css"),
    ("tool", "tools.css"),
];

/// The sheet that a part's page loads besides.
pub fn of_part(part: &str) -> Option<&'static str> {
    SHEETS.iter().find(|(named, _)| *named == part).map(|(_, sheet)| *sheet)
}

/// The parts whose page loads the sheet of that name, without its ending.
pub fn parts_with(sheet: &str) -> impl Iterator<Item = &'static str> {
    SHEETS.iter().filter(move |(_, named)| named.strip_suffix(".css") == Some(sheet)).map(|(part, _)| *part)
}

/// Every sheet that is sent, whole, by its name.
pub fn all() -> Result<BTreeMap<&'static str, String>> {
    let names = SHEETS.iter().map(|(_, sheet)| *sheet).chain([MAIN]);
    names.map(|name| Ok((name, whole(&paths::root().join("style").join(name))?))).collect()
}

/// The sheet with everything it imports.
fn whole(sheet: &Path) -> Result<String> {
    let text = fs::read_to_string(sheet).explain("cannot read the style", sheet.display())?;
    let folder = sheet.parent().unwrap_or(Path::new("."));
    let mut whole = String::new();
    for line in without_comments(&text).lines() {
        match imported(line) {
            Some(name) => whole.push_str(&part(&folder.join(name), sheet)?),
            None => push_line(&mut whole, line),
        }
    }
    Ok(whole)
}

fn part(file: &Path, sheet: &Path) -> Result<String> {
    if file.exists() {
        return whole(file);
    }
    let fault = Fault::new(format!("{} is imported but not there", file.display())).at(sheet.display());
    Err(fault.remedy("write the file or take its @import line away"))
}

fn imported(line: &str) -> Option<&str> {
    line.trim().strip_prefix("@import \"")?.strip_suffix("\";")
}

fn push_line(whole: &mut String, line: &str) {
    let line = line.trim();
    if !line.is_empty() {
        whole.push_str(line);
        whole.push('\n');
    }
}

/// Takes comments away, but not what only looks like one inside a string.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['/', '"', '\'']) {
        let (before, here) = rest.split_at(at);
        kept.push_str(before);
        let end = if here.starts_with("/*") {
            here.find("*/").map_or(here.len(), |end| end + 2)
        } else {
            let end = string_end(here);
            kept.push_str(&here[..end]);
            end
        };
        rest = &here[end..];
    }
    kept + rest
}

/// Where the string that may start here ends; a lone slash is one letter.
fn string_end(text: &str) -> usize {
    let quote = text.as_bytes()[0];
    if quote == b'/' {
        return 1;
    }
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sheet: &str, expected: &str) {
        let kept: Vec<_> = without_comments(sheet).lines().map(|line| line.trim().to_owned()).collect();
        let kept: Vec<_> = kept.into_iter().filter(|line| !line.is_empty()).collect();
        assert_eq!(kept.join("\n"), expected);
    }

    #[test]
    fn comments_and_blank_lines_go() {
        check("/* a\n b */\n\n.a { color: red; } /* c */\n", ".a { color: red; }");
    }

    #[test]
    fn a_comment_in_a_string_stays() {
        check(".a::after { content: \"/* x */ \\\" /* y */\"; }", ".a::after { content: \"/* x */ \\\" /* y */\"; }");
    }

    #[test]
    fn a_slash_that_opens_no_comment_stays() {
        check("a { font: 1rem/1.5 x; }", "a { font: 1rem/1.5 x; }");
    }

    #[test]
    fn only_a_whole_line_imports() {
        assert_eq!(imported("  @import \"mesh.css\";"), Some("mesh.css"));
        assert_eq!(imported("@import url(x.css);"), None);
    }

    #[test]
    fn the_sheets_of_the_project_are_whole() {
        let sheets = all().expect("sheets");
        assert!(sheets.len() == 10 && sheets.values().all(|sheet| !sheet.contains("@import")));
    }

    #[test]
    fn no_two_sheets_begin_a_selector_with_the_same_class() {
        let mut owners = BTreeMap::new();
        for (name, sheet) in all().expect("sheets") {
            for class in first_classes(&sheet) {
                let owner = *owners.entry(class.clone()).or_insert(name);
                assert_eq!(owner, name, "`.{class}` begins a selector in both");
            }
        }
    }

    /// The class that each selector begins with, where it begins with one.
    fn first_classes(sheet: &str) -> Vec<String> {
        let selectors = sheet.split(['{', '}']).flat_map(|text| text.split([',', '\n'])).map(str::trim);
        let classes = selectors.filter_map(|selector| selector.strip_prefix('.'));
        classes.map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '-')).next().unwrap_or_default().to_owned()).collect()
    }
}
