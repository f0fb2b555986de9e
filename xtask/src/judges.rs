//! What others wrote judges what we give and take: the official clients of UTCP and MCP, the official `OpenApiConverter` and its
//! documents, MCP servers, the conformance suite of MCP, Schemathesis. They come from the registries of Python and npm, at the
//! versions that `end2end/judges` names. A machine that cannot have them is told so and goes on: `server/tests` hold the same at
//! the wire.

use crate::{
    debian,
    fault::{Explain as _, Fault, Result},
    http, node, paths, process,
    server::{Server, free_port},
    step::{say, section, step},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

/// How long the demo mesh may take to register.
const PATIENCE: Duration = Duration::from_mins(1);

/// A judge in `end2end/judges`, and whether it needs what comes from npm; those in Python need Python's registry.
struct Judge {
    file: &'static str,
    needs_npm: bool,
}

/// The judges, each given the URL of the same server; the last one removes and registers as it likes.
const JUDGES: [Judge; 7] = [
    Judge { file: "utcp_client.py", needs_npm: false },
    Judge { file: "utcp_client.mjs", needs_npm: true },
    Judge { file: "mcp_client.py", needs_npm: false },
    Judge { file: "conformance.mjs", needs_npm: true },
    Judge { file: "mcp_servers.py", needs_npm: true },
    Judge { file: "manuals.py", needs_npm: false },
    Judge { file: "rest_api.py", needs_npm: false },
];

/// Lets every judge that can be had speak to the server.
pub fn judge(binary: &Path) -> Result {
    let python = had("Python", python());
    let npm = had("npm", node::packages(&folder()));
    let (able, unable): (Vec<_>, Vec<_>) = JUDGES.iter().partition(|judge| judge.can(python.is_some(), npm.is_some()));
    for judge in unable {
        say("judges", &format!("NOT JUDGED by {}", judge.file));
    }
    if able.is_empty() {
        return Ok(());
    }
    let data = paths::memory().join("judges.db");
    // What an earlier run left is no part of the judgement.
    let _ = fs::remove_file(&data);
    let args = ["--demo", "--rate-limit", "off", "--database-url", &format!("sqlite://{}", data.display())].map(str::to_owned);
    let server = Server::start_quietly(binary, free_port(3600)?, &args)?;
    step("judges", "waiting for the demo mesh", || until_there(server.port))?;
    let url = format!("http://127.0.0.1:{}", server.port);
    section("judges", "official clients, converters and suites", || {
        able.iter().try_for_each(|judge| {
            let runner = python.as_deref().filter(|_| judge.is_python()).unwrap_or(Path::new("node"));
            let mut program = Command::new(runner);
            program.arg(folder().join(judge.file)).arg(&url);
            let remedy = format!("end2end/judges/{} <url> says it again against any server with the demo mesh", judge.file);
            process::aloud(&mut program, &remedy)
        })
    })
}

impl Judge {
    fn is_python(&self) -> bool {
        Path::new(self.file).extension().is_some_and(|ending| ending == "py")
    }

    fn can(&self, python: bool, npm: bool) -> bool {
        (python || !self.is_python()) && (npm || !self.needs_npm)
    }
}

/// What a registry gave; where it gave nothing, that is said aloud.
fn had<T>(registry: &str, installed: Result<T>) -> Option<T> {
    installed.inspect_err(|fault| say("judges", &format!("what comes from {registry} cannot be installed: {fault}"))).ok()
}

/// Waits until the catalogue holds a tool of each kind of manual.
fn until_there(port: u16) -> Result {
    let end = Instant::now() + PATIENCE;
    for tool in ["units.convert", "almanac.moon_phase", "mcp-files.list_files"] {
        while http::get(port, &format!("/registry/tools/{tool}")).is_none_or(|answer| answer.status != 200) {
            if Instant::now() > end {
                return Err(Fault::new(format!("{tool} is not in the catalogue")).at("the demo mesh"));
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
    Ok(())
}

/// A Python with the clients, installed anew where they are not those that are asked for.
fn python() -> Result<PathBuf> {
    let (home, asked) = (paths::memory().join("judges"), folder().join("requirements.txt"));
    let (python, done) = (home.join("bin/python3"), home.join("requirements.txt"));
    let wanted = fs::read_to_string(&asked).explain("cannot read", asked.display())?;
    if fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    if !process::exists("python3") {
        debian::install("judges", &["python3-venv"])?;
    }
    step("judges", "installing the clients", || {
        process::quiet("judges", Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
        process::quiet("judges", Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&asked))
    })?;
    fs::write(&done, wanted).explain("cannot write", done.display())?;
    Ok(python)
}

fn folder() -> PathBuf {
    paths::end2end().join("judges")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(python: bool, npm: bool, expected: &[&str]) {
        let able = JUDGES.iter().filter(|judge| judge.can(python, npm)).map(|judge| judge.file);
        assert_eq!(able.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_judge_speaks_where_all_that_it_needs_is_there() {
        check(true, false, &["utcp_client.py", "mcp_client.py", "manuals.py", "rest_api.py"]);
        check(false, true, &["utcp_client.mjs", "conformance.mjs"]);
        check(false, false, &[]);
    }

    #[test]
    fn every_judge_is_there() {
        assert!(JUDGES.iter().all(|judge| folder().join(judge.file).exists()));
    }
}
