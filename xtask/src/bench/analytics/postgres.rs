//! A PostgreSQL server of our own, with the settings that it comes with.

use crate::{
    debian,
    fault::{Explain as _, Fault, Result},
    process,
    server::free_port,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// The user who runs it where we are root, which it refuses; Debian's package makes him.
const USER: &str = "postgres";

/// How long it may take to come up.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; it ends with this value.
pub struct Postgres {
    child: Child,
    /// Where it is.
    pub url: String,
}

impl Postgres {
    /// Starts one whose data lie in `folder`.
    pub fn start(folder: &Path) -> Result<Self> {
        debian::install("bench", &["postgresql"])?;
        let programs = programs()?;
        // Its user must reach the data through every folder above them.
        let data = std::env::temp_dir().join(format!("meshdeck-bench-{}", std::process::id()));
        fs::create_dir_all(&data).explain("cannot make", data.display())?;
        if debian::usable() {
            process::quiet("chown", Command::new("chown").arg(USER).arg(&data))?;
        }
        let initdb = &mut unprivileged(&programs.join("initdb"));
        process::quiet("initdb", initdb.arg("-D").arg(data.join("data")).args(["-A", "trust", "-U", "meshdeck", "--no-sync"]))?;
        let port = free_port(5600)?;
        let log = fs::File::create(folder.join("postgres.log")).explain("cannot write", "postgres.log")?;
        let mut postgres = unprivileged(&programs.join("postgres"));
        postgres.arg("-D").arg(data.join("data")).arg("-k").arg(&data).args(["-p", &port.to_string()]);
        let child = postgres.stdout(Stdio::null()).stderr(log).spawn().explain("cannot start", "postgres")?;
        let server = Self { child, url: format!("postgres://meshdeck@127.0.0.1:{port}/postgres") };
        let asked = |port: &str| process::output(Command::new(programs.join("pg_isready")).args(["-h", "127.0.0.1", "-p", port])).is_ok();
        let end = Instant::now() + PATIENCE;
        while !asked(&port.to_string()) {
            if Instant::now() > end {
                return Err(Fault::new("PostgreSQL did not come up").at(folder.join("postgres.log").display()));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(server)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Nothing of it is wanted afterwards, so there is no need to ask it kindly.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(std::env::temp_dir().join(format!("meshdeck-bench-{}", std::process::id())));
    }
}

fn programs() -> Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|version| version.path().join("bin"));
    let mut complete = versions.filter(|bin| bin.join("initdb").exists());
    complete.next().ok_or_else(|| Fault::new("PostgreSQL is not there").remedy("apt-get install postgresql"))
}

/// The program as the user who may run it.
fn unprivileged(program: &Path) -> Command {
    if !debian::usable() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", USER, "--regid", USER, "--clear-groups"]).arg(program);
    command
}
