//! `cargo xtask check`: the invariants that machines keep. Each failure says what, where, and the remedy; all of them
//! are looked at, so that one run names everything.

pub mod budget;
mod directions;
mod lints;
mod words;

use crate::{
    fault::{Fault, Result},
    toolchain,
};

/// Runs every check.
pub fn command(_: &[String]) -> Result {
    let toolchain = toolchain::find()?;
    let results = [
        lints::format(),
        directions::members(),
        directions::browser(),
        words::all(),
        budget::keep(),
        lints::deny(),
        lints::native(),
        lints::browser(toolchain),
    ];
    let faults: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    if faults.is_empty() {
        return Ok(());
    }
    let list: Vec<_> = faults.iter().map(Fault::to_string).collect();
    Err(Fault::new(format!("{} of the checks failed\n\n{}", faults.len(), list.join("\n\n"))))
}
