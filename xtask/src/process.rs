//! Runs other programs: silently with a log, aloud, or within a bound of time.

use crate::{
    fault::{Explain as _, Fault, Result},
    paths,
};
use std::{
    fs::{self, File},
    path::Path,
    process::{Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// Runs a command whose output goes to a log; a failure shows the log's end.
pub fn quiet(log: &str, command: &mut Command) -> Result {
    let path = paths::memory().join(format!("{log}.log"));
    fs::create_dir_all(paths::memory()).explain("cannot make the folder", paths::memory().display())?;
    let file = File::create(&path).explain("cannot write the log", path.display())?;
    let twin = file.try_clone().explain("cannot share the log", path.display())?;
    let status = spawned(command.stdin(Stdio::null()).stdout(file).stderr(twin).status(), command)?;
    if status.success() {
        return Ok(());
    }
    let text = fs::read_to_string(&path).unwrap_or_default();
    let what = format!("{} ended with {status}\n\n{}\n", named(command), tail(&text, 60));
    Err(Fault::new(what).at(paths::short(&path)))
}

/// Runs a command that speaks for itself.
pub fn aloud(command: &mut Command, remedy: &str) -> Result {
    let status = spawned(command.status(), command)?;
    if status.success() {
        return Ok(());
    }
    Err(Fault::new(format!("{} ended with {status}", named(command))).at("the lines above").remedy(remedy))
}

/// The standard output of a command that must succeed.
pub fn output(command: &mut Command) -> Result<String> {
    let answer = command.stdin(Stdio::null()).output();
    let answer = answer.explain("cannot start", named(command))?;
    if answer.status.success() {
        return Ok(String::from_utf8_lossy(&answer.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&answer.stderr);
    Err(Fault::new(format!("{} ended with {}\n\n{}\n", named(command), answer.status, tail(&words, 30))))
}

/// The standard output of a command that must succeed and tells on its standard error, aloud, what it does meanwhile.
pub fn output_beside(command: &mut Command) -> Result<String> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn();
    let answer = child.explain("cannot start", named(command))?.wait_with_output().explain("cannot read", named(command))?;
    if answer.status.success() {
        return Ok(String::from_utf8_lossy(&answer.stdout).into_owned());
    }
    Err(Fault::new(format!("{} ended with {}", named(command), answer.status)).at("the lines above"))
}

/// Whether a command succeeds within the bound; it is killed where it does not end in time.
pub fn within(bound: Duration, command: &mut Command) -> bool {
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = child else { return false };
    let end = Instant::now() + bound;
    while Instant::now() < end {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(Duration::from_millis(100)),
            Err(_) => return false,
        }
    }
    // It may have ended in this very moment: then there is nothing left to kill.
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// Whether a program of this name can be started from the search path.
pub fn exists(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// The cargo that runs this tool, in the workspace.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(paths::root());
    command
}

fn spawned(status: std::io::Result<ExitStatus>, command: &Command) -> Result<ExitStatus> {
    status.explain("cannot start", named(command))
}

fn named(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn tail(text: &str, lines: usize) -> String {
    let all: Vec<_> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_holds_the_last_lines() {
        assert_eq!(tail("a\nb\nc", 2), "b\nc");
        assert_eq!(tail("a", 2), "a");
    }

    #[test]
    fn a_command_that_outlives_its_bound_counts_as_failed() {
        assert!(!within(Duration::from_millis(150), Command::new("sleep").arg("60")));
        assert!(within(Duration::from_mins(1), &mut Command::new("true")));
    }

    #[test]
    fn a_failed_command_is_named_without_its_folder() {
        let fault = output(Command::new("/bin/false").arg("-x")).expect_err("it failed");
        assert!(fault.to_string().starts_with("false -x ended with exit status: 1"));
    }
}
