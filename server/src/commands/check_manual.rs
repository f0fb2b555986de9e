//! `meshdeck check-manual`: which clients can call the tools of a manual, and why others cannot.

mod table;

use super::{refuse, wait_for};
use crate::config::{CheckManualArgs, read_ranges};
use domain::manual::BYTES_MAX;
use engine::egress::Policy;
use engine::manuals::check::{Checked, check_text, check_url};
use serde_json::{Value, json};
use std::fs::File;
use std::io::Read as _;
use std::process::ExitCode;

/// The exit code where there are findings.
const FINDINGS: u8 = 1;

/// The exit code where the manual cannot be read.
const UNREADABLE: u8 = 2;

/// Checks a manual and prints what was found.
pub fn run(args: &CheckManualArgs) -> ExitCode {
    let allow = match read_ranges(&args.egress_allow) {
        Ok(allow) => allow,
        Err(wrong) => return refuse(wrong),
    };
    let is_url = ["http://", "https://"].iter().any(|scheme| args.manual.starts_with(scheme));
    if !is_url {
        return tell(args, from_file(&args.manual));
    }
    wait_for(async { tell(args, check_url(Policy::new(allow, None), &args.manual).await) })
}

fn from_file(path: &str) -> Result<Checked, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).and_then(|file| file.take(BYTES_MAX as u64 + 1).read_to_end(&mut bytes));
    file.map_err(|error| format!("it cannot be opened: {error}"))?;
    check_text(std::str::from_utf8(&bytes).map_err(|_| "it is not UTF-8 text".to_owned())?)
}

fn tell(args: &CheckManualArgs, checked: Result<Checked, String>) -> ExitCode {
    match checked {
        Err(reason) => {
            eprintln!("meshdeck: {}: {reason}", args.manual);
            ExitCode::from(UNREADABLE)
        }
        Ok(checked) => {
            let text = if args.json { format!("{:#}", document(&checked)) } else { table::of(&args.manual, &checked) };
            println!("{}", text.trim_end());
            if is_clean(&checked) { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) }
        }
    }
}

/// Whether nothing is to be mended; what a client must be given is no fault of the manual.
fn is_clean(checked: &Checked) -> bool {
    checked.rejected.is_empty() && checked.tools.iter().all(|tool| tool.faults().next().is_none())
}

fn document(checked: &Checked) -> Value {
    let tool = |linted: &domain::lint::Linted| json!({ "tool": linted.tool, "callable_from": linted.callable_from(), "findings": linted.findings });
    json!({
        "kind": checked.kind,
        "clean": is_clean(checked),
        "tools": checked.tools.iter().map(tool).collect::<Vec<_>>(),
        "rejected": checked.rejected,
    })
}
