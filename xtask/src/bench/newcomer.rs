//! What a newcomer waits for: from a clone of this commit, with nothing built, to the first page of the demo mesh. Crates that
//! Cargo has on this machine are not fetched again.

use crate::{
    fault::{Explain as _, Fault, Result},
    http, paths, process,
};
use std::{
    fs::{self, File},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

/// The minutes from the command to the page.
pub fn first_page_minutes() -> Result<f64> {
    let clone = clone()?;
    let begun = Instant::now();
    let log = paths::memory().join("newcomer.log");
    let mut run = run(&clone, &log)?;
    let seen = port(&mut run, &log).filter(|port| http::get(*port, "/").is_some_and(|page| page.status == 200));
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    // The whole group: Cargo waits for what it runs, which stops the server.
    let _ = Command::new("kill").args(["-TERM", "--", &format!("-{}", run.id())]).status();
    let _ = run.wait();
    let _ = fs::remove_dir_all(&clone);
    seen.map(|_| minutes).ok_or_else(|| Fault::new("no page came").at("cargo xtask run").remedy(format!("{} says why", log.display())))
}

/// Outside of this checkout, whose Cargo settings would count there as well.
fn clone() -> Result<PathBuf> {
    let place = std::env::temp_dir().join(format!("meshdeck-newcomer-{}", std::process::id()));
    process::quiet("clone", Command::new("git").args(["clone", "--quiet"]).arg(paths::root()).arg(&place))?;
    Ok(place)
}

fn run(clone: &Path, log: &Path) -> Result<Child> {
    let out = File::create(log).explain("cannot write the log", log.display())?;
    let twin = out.try_clone().explain("cannot share the log", log.display())?;
    let mut command = process::cargo();
    command.current_dir(clone).args(["xtask", "run"]).process_group(0).stdout(out).stderr(twin);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_") && name != "CARGO_HOME") {
        command.env_remove(name);
    }
    command.spawn().explain("cannot start", "cargo xtask run")
}

/// Where the page is, once that is said.
fn port(run: &mut Child, log: &Path) -> Option<u16> {
    loop {
        let said = fs::read_to_string(log).unwrap_or_default();
        match said.lines().find_map(port_in) {
            None if run.try_wait().is_ok_and(|ended| ended.is_none()) => thread::sleep(Duration::from_millis(100)),
            port => return port,
        }
    }
}

fn port_in(line: &str) -> Option<u16> {
    let after = line.strip_prefix("open")?.split_once("http://127.0.0.1:")?.1;
    after.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_says_where_the_page_is_is_found() {
        assert_eq!(port_in("open          http://127.0.0.1:3002   (Ctrl-C stops it)"), Some(3002));
        assert_eq!(port_in("server        listening on http://127.0.0.1:3002"), None);
    }
}
