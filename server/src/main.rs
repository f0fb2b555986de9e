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
use tikv_jemallocator::Jemalloc;

/// What one thread takes and another gives back, as calls and their records do, costs the system's allocator a tenth of a call.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    commands::run()
}
