//! Every command of the project, behind `cargo xtask`. It needs cargo and what cargo fetches, and gets the rest
//! by itself; it knows nothing of what the product does.

mod bench;
mod build;
mod check;
mod debian;
mod fault;
mod fuzz;
mod http;
mod judges;
mod node;
mod paths;
mod process;
mod run;
mod server;
mod site;
mod step;
mod test;
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

const COMMANDS: [Command; 8] = [
    Command {
        name: "run",
        takes: "[-- server arguments]",
        does: "builds, starts the server with the demo mesh, says where it is",
        run: run::command,
    },
    Command { name: "test", takes: "[name]", does: "runs every test, the browser stories among them", run: test::all },
    Command {
        name: "check",
        takes: "",
        does: "format, clippy for both targets, directions, words, licences, page weight",
        run: check::command,
    },
    Command {
        name: "build",
        takes: "[--release]",
        does: "builds server and site; a release is one file with the site inside",
        run: build::command,
    },
    Command { name: "e2e", takes: "[-- node --test arguments]", does: "runs the browser stories alone", run: test::e2e },
    Command {
        name: "bench",
        takes: "<name> [--json FILE] [--meshdeck BINARY] [--graph FILE]",
        does: "measures and prints figures beside their targets; lists the names",
        run: bench::command,
    },
    Command {
        name: "fuzz",
        takes: "[--inputs N]",
        does: "feeds each parser of what others send with a million broken inputs",
        run: fuzz::command,
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
        Some((name, rest)) if !["help", "--help", "-h"].contains(&name.as_str()) => run(name, rest),
        _ => {
            help(&COMMANDS);
            Ok(())
        }
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
        println!("  {:<48}{does}", format!("{name} {takes}"));
    }
}
