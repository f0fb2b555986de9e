//! What only a browser can measure: a script of `end2end/bench` opens the page and prints its figures as JSON.

use crate::{
    fault::{Explain as _, Result},
    node, paths, process, test,
};
use serde_json::Value;
use std::process::Command;

/// Runs a script against a server; the answer is the JSON that it prints.
pub fn measure(script: &str, args: &[&str]) -> Result<Value> {
    node::packages(&paths::end2end())?;
    let chromium = test::chromium()?;
    let mut node = Command::new("node");
    node.current_dir(paths::end2end()).env("CHROMIUM", chromium).arg(format!("bench/{script}")).args(args);
    let printed = process::output(&mut node)?;
    serde_json::from_str(&printed).explain("cannot read what it printed", format!("end2end/bench/{script}"))
}
