//! The binary: reads the settings, opens the engine, serves the pages and the machine API, drains.

mod assets;
mod commands;
mod config;
#[cfg(test)]
mod fuzz;
mod http;
mod limit;
mod listen;
mod mcp;
mod openapi;
mod pages;
mod rights;
mod router;
mod stay;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::run()
}
