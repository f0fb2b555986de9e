//! The commands, each from its arguments to its exit code.

mod call;
mod check_manual;
mod demo;
mod healthcheck;
mod serve;

use crate::config::{Cli, Command};
use clap::Parser;
use std::fmt::Display;
use std::process::ExitCode;
use std::time::Duration;

/// The exit code of a wrong setting, after `sysexits.h`.
const CONFIG: u8 = 78;

/// Runs the command that the command line asks for.
pub fn run() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(args) => serve::run(&args),
        Command::Demo(args) => demo::run(args),
        Command::Call(args) => call::run(&args),
        Command::CheckManual(args) => check_manual::run(&args),
        Command::Healthcheck(args) => healthcheck::run(&args),
    }
}

/// Says in one line why nothing was started.
fn refuse(reason: impl Display) -> ExitCode {
    eprintln!("meshdeck: {reason}");
    ExitCode::from(CONFIG)
}

/// Says in one line what went wrong.
fn fail(reason: impl Display) -> ExitCode {
    eprintln!("meshdeck: {reason}");
    ExitCode::FAILURE
}

/// A client for the server that the command line names: a person gave the address, no stranger.
#[expect(clippy::disallowed_methods, reason = "no registered address is called with it")]
fn client(timeout: Duration) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder().no_proxy().timeout(timeout).build()
}

/// A runtime for one command that waits for one thing.
fn wait_for<F: Future<Output = ExitCode>>(task: F) -> ExitCode {
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(task),
        Err(error) => fail(format!("no runtime: {error}")),
    }
}
