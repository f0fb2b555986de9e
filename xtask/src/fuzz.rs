//! `cargo xtask fuzz`: the fuzzing tests with as many inputs as one likes; what they find is theirs to say.

use crate::{
    fault::{Fault, Result},
    process,
    step::section,
};
use std::process::Command;

/// How many inputs each parser gets where it is not said.
const INPUTS: usize = 1_000_000;

/// The crates with parsers of what others send.
const CRATES: [&str; 2] = ["engine", "server"];

/// Our code optimised, but with the checks of a development build: an overflow is a panic too.
const OPTIMISED: [&str; 3] = ["domain", "engine", "server"];

/// Runs the fuzzing tests, one parser after the other.
pub fn command(args: &[String]) -> Result {
    let inputs = inputs(args)?;
    CRATES.iter().try_for_each(|name| {
        let remedy = "make the input above a test beside its parser, and mend it there";
        section("fuzz", &format!("{name}, {inputs} inputs a parser"), || process::aloud(&mut tests(name, inputs), remedy))
    })
}

fn tests(name: &str, inputs: usize) -> Command {
    let mut cargo = process::cargo();
    cargo.env("MESHDECK_FUZZ_INPUTS", inputs.to_string()).args(["test", "--package", name]);
    for optimised in OPTIMISED {
        cargo.args(["--config", &format!("profile.dev.package.{optimised}.opt-level=2")]);
    }
    cargo.args(["fuzz::", "--", "--nocapture", "--test-threads", "1"]);
    cargo
}

fn inputs(args: &[String]) -> Result<usize> {
    match args {
        [] => Ok(INPUTS),
        [flag, number] if flag == "--inputs" => {
            number.parse().map_err(|_| Fault::new(format!("`{number}` is no number of inputs")).remedy("cargo xtask fuzz --inputs 100000"))
        }
        _ => Err(Fault::new("fuzz takes nothing but --inputs N").remedy("cargo xtask fuzz --inputs 100000")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(args: &[&str], expected: Option<usize>) {
        let args: Vec<_> = args.iter().map(|arg| (*arg).to_owned()).collect();
        assert_eq!(inputs(&args).ok(), expected, "{args:?}");
    }

    #[test]
    fn the_number_of_inputs_may_be_said() {
        check(&[], Some(1_000_000));
        check(&["--inputs", "5"], Some(5));
        check(&["--inputs", "many"], None);
        check(&["5"], None);
    }
}
