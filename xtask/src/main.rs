//! Every command of the project, behind `cargo xtask`. It needs cargo and what cargo fetches, and gets the rest
//! by itself; it knows nothing of what the product does.

mod build;
mod debian;
mod fault;
mod node;
mod paths;
mod process;
mod site;
mod step;
mod toolchain;

use fault::{Fault, Result};
use std::process::ExitCode;

/// A command: its name, what it takes, what it does in one line, and the function that does it.
struct Command {
    name: &'static str,
    takes: &'static str,
    does: &'static str,
    run: fn(&[String]) -> Result,
}

const COMMANDS: [Command; 2] = [
    Command {
        name: "build",
        takes: "[--release]",
        does: "builds server and site; a release is one file with the site inside",
        run: build::command,
    },
    Command {
        name: "wasm-std",
        takes: "[--debian]",
        does: "gets the standard library for the browser; --debian: from Debian's sources",
        run: toolchain::command,
    },
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.split_first() {
        None => Ok(help(&COMMANDS)),
        Some((first, _)) if first == "help" || first == "--help" || first == "-h" => Ok(help(&COMMANDS)),
        Some((name, rest)) => run(name, rest),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("\nerror: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(name: &str, args: &[String]) -> Result {
    let found = COMMANDS.iter().position(|command| command.name == name);
    let found = found.ok_or_else(|| Fault::new(format!("no command {name}")).remedy("cargo xtask lists them"))?;
    if args.first().is_some_and(|arg| arg == "--help" || arg == "-h") {
        help(&COMMANDS[found..=found]);
        return Ok(());
    }
    (COMMANDS[found].run)(args)
}

fn help(commands: &[Command]) {
    println!("cargo xtask <command>\n");
    for Command { name, takes, does, .. } in commands {
        println!("  {:<32}{does}", format!("{name} {takes}"));
    }
}
