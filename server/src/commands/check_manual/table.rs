//! What was found, for people: a row a tool, then the reasons, each with its remedy.

use domain::lint::{Client, Finding, Linted, Weight};
use engine::manuals::check::Checked;
use std::fmt::Write as _;

/// The widest that the names of tools may make their column.
const NAME_WIDTH_MAX: usize = 40;

/// The report on the manual called `name`.
pub fn of(name: &str, checked: &Checked) -> String {
    let count = checked.tools.len();
    let mut out = format!("{name}: {}, {count} {}\n", checked.kind.name(), if count == 1 { "tool" } else { "tools" });
    if count > 0 {
        out.push('\n');
        rows(&checked.tools, &mut out);
    }
    checked.tools.iter().filter(|tool| !tool.findings.is_empty()).for_each(|tool| reasons(tool, &mut out));
    if !checked.rejected.is_empty() {
        out.push_str("\nleft out\n");
        checked.rejected.iter().for_each(|left| line(&mut out, &format!("  {}: {}", left.tool, left.reason)));
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn rows(tools: &[Linted], out: &mut String) {
    let longest = tools.iter().map(|tool| tool.tool.chars().count()).max().unwrap_or_default();
    let width = longest.clamp(4, NAME_WIDTH_MAX);
    let head = Client::ALL.map(|client| client.name().to_owned());
    row("tool", &head, width, out);
    for tool in tools {
        row(&tool.tool, &Client::ALL.map(|client| word(tool, client).to_owned()), width, out);
    }
}

fn row(name: &str, cells: &[String], width: usize, out: &mut String) {
    let cells: String = cells.iter().zip(Client::ALL).fold(String::new(), |mut line, (cell, client)| {
        // As wide as the head of its column; writing to a String cannot fail.
        let _ = write!(line, "  {cell:<width$}", width = client.name().len());
        line
    });
    line(out, format!("{name:<width$}{cells}").trim_end());
}

/// Whether a client can call a tool, in a word.
fn word(tool: &Linted, client: Client) -> &'static str {
    match tool.findings.iter().find(|finding| finding.client == client).map(|finding| finding.weight) {
        None => "yes",
        Some(Weight::Blocks) => "no",
        Some(Weight::Limits) => "partly",
        Some(Weight::Asks) => "asks",
    }
}

/// The findings of a tool; the same one for several clients is said once.
fn reasons(tool: &Linted, out: &mut String) {
    line(out, &format!("\n{}", tool.tool));
    for (index, finding) in tool.findings.iter().enumerate() {
        let same = |other: &Finding| other.rule == finding.rule && other.because == finding.because;
        if tool.findings[..index].iter().any(same) {
            continue;
        }
        let clients: Vec<&str> = tool.findings.iter().filter(|other| same(other)).map(|other| other.client.name()).collect();
        line(out, &format!("  {} {} [{}] {}", word(tool, finding.client), clients.join(", "), finding.rule, finding.because));
        line(out, &format!("     {}", finding.remedy));
    }
}
