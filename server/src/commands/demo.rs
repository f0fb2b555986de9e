//! `meshdeck demo`.

use super::{fail, wait_for};
use crate::config::{DemoArgs, token};
use std::process::ExitCode;

/// Runs one service of the demo mesh, or lists them all.
pub fn run(args: DemoArgs) -> ExitCode {
    let Some(name) = args.name else { return list() };
    let options = demo::Options { registry: args.registry, port: args.port, token: token(), services: args.services, parent: args.parent };
    wait_for(async move {
        match demo::run(&name, options).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(error),
        }
    })
}

fn list() -> ExitCode {
    for service in demo::SERVICES {
        println!("{:<24}{}", service.name, service.sentence);
    }
    ExitCode::SUCCESS
}
