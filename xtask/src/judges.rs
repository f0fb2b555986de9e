//! The official clients of UTCP and MCP, which judge what agents are given; installed from Python's registry, at the versions of
//! `end2end/judges/requirements.txt`. A machine that cannot have them is told so and goes on: `server/tests/agents.rs` holds the
//! same at the wire.

use crate::{
    debian,
    fault::{Explain as _, Fault, Result},
    http, paths, process,
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

/// What the clients run, each against a demo mesh of its own server.
const JUDGES: [&str; 2] = ["utcp_client.py", "mcp_client.py"];

/// Lets every judge speak to the server.
pub fn judge(binary: &Path) -> Result {
    let python = match python() {
        Ok(python) => python,
        Err(fault) => {
            say("judges", &format!("NOT JUDGED by the official clients, which cannot be installed: {fault}"));
            return Ok(());
        }
    };
    let data = paths::memory().join("judges.db");
    // What an earlier run left is no part of the judgement.
    let _ = fs::remove_file(&data);
    let args = ["--demo", "--rate-limit", "off", "--database-url", &format!("sqlite://{}", data.display())].map(str::to_owned);
    let server = Server::start_quietly(binary, free_port(3600)?, &args)?;
    step("judges", "waiting for the demo mesh", || until_there(server.port))?;
    let url = format!("http://127.0.0.1:{}", server.port);
    section("judges", "the official clients of UTCP and MCP", || {
        JUDGES.iter().try_for_each(|judge| {
            let mut client = Command::new(&python);
            client.arg(folder().join(judge)).arg(&url);
            process::aloud(&mut client, &format!("end2end/judges/{judge} <url> says it again against any server with the demo mesh"))
        })
    })
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
