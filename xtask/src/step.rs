//! The voice of the tool: one line a step, with what it waits for and how long that took.

use crate::fault::Result;
use std::{io::Write as _, time::Instant};

/// Does one piece of work under its line; the time follows when the work is done.
pub fn step<T>(name: &str, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let begun = begin(name, what);
    let result = work();
    end(begun, if result.is_ok() { "" } else { "failed" });
    result
}

/// Tries something that may well not work: `None` is an answer, not a failure.
pub fn attempt<T>(name: &str, what: &str, work: impl FnOnce() -> Option<T>) -> Option<T> {
    let begun = begin(name, what);
    let result = work();
    end(begun, if result.is_some() { "" } else { "no" });
    result
}

/// Says one fact on a line of the same shape.
pub fn say(name: &str, what: &str) {
    println!("{name:<14}{what}");
}

/// Opens a step whose work writes lines of its own, and closes it with its time.
pub fn section<T>(name: &str, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(name, what);
    let begun = Instant::now();
    let result = work();
    let verdict = if result.is_ok() { "done" } else { "failed" };
    println!("{name:<14}{verdict:<50}{:>7.1} s", begun.elapsed().as_secs_f64());
    result
}

fn begin(name: &str, what: &str) -> Instant {
    print!("{name:<14}{what:<50}");
    // A terminal shows what is waited for; a lost flush only delays that.
    let _ = std::io::stdout().flush();
    Instant::now()
}

fn end(begun: Instant, note: &str) {
    let gap = if note.is_empty() { "" } else { "  " };
    println!("{:>7.1} s{gap}{note}", begun.elapsed().as_secs_f64());
}
