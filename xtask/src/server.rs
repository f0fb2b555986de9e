//! A server that this tool started: waited for until it is ready, and stopped with the tool.

use crate::{
    fault::{Explain as _, Fault, Result},
    http, paths,
};
use std::{
    fs::File,
    net::TcpListener,
    path::Path,
    process::{Child, Command, ExitStatus},
    time::{Duration, Instant},
};

/// Where ours says that it is ready.
const READY: &str = "/health/ready";

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long it may take to finish what it is doing.
const DRAIN: Duration = Duration::from_secs(15);

/// A running server; dropping it stops it.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub port: u16,
    /// How long it took until it was ready.
    pub ready_after: Duration,
}

impl Server {
    /// Starts `meshdeck serve` on a port and waits until it is ready.
    pub fn start(binary: &Path, port: u16, args: &[String]) -> Result<Self> {
        Self::launch(&mut command(binary, port, args), port, READY)
    }

    /// The same, with its log put aside.
    pub fn start_quietly(binary: &Path, port: u16, args: &[String]) -> Result<Self> {
        Self::launch_quietly(&mut command(binary, port, args), port, READY)
    }

    /// Starts any server, with its log put aside, and waits until it answers 200 at `ready`.
    pub fn launch_quietly(command: &mut Command, port: u16, ready: &str) -> Result<Self> {
        let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
        let place = paths::memory().join(format!("{program}.log"));
        let log = File::create(&place).explain("cannot write the log", place.display())?;
        let twin = log.try_clone().explain("cannot share the log", place.display())?;
        Self::launch(command.stdout(log).stderr(twin), port, ready)
    }

    fn launch(command: &mut Command, port: u16, ready: &str) -> Result<Self> {
        // In a group of its own it hears of Ctrl-C from us, once.
        std::os::unix::process::CommandExt::process_group(command, 0);
        let begun = Instant::now();
        let child = command.spawn().explain("cannot start the server", command.get_program().display())?;
        let mut server = Self { child, port, ready_after: Duration::ZERO };
        server.wait_until_ready(begun, ready)?;
        server.ready_after = begun.elapsed();
        Ok(server)
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it ended by itself.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Asks it to finish and waits; one that does not is killed.
    pub fn stop(&mut self) {
        if self.ended().is_some() {
            return;
        }
        let _ = Command::new("kill").args(["-TERM", &self.id().to_string()]).status();
        let end = Instant::now() + DRAIN;
        while self.ended().is_none() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(20));
        }
        // Nothing to do where it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn wait_until_ready(&mut self, begun: Instant, ready: &str) -> Result {
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.ended() {
                return Err(Fault::new(format!("the server ended with {status}")).remedy("the lines above say why"));
            }
            if http::get(self.port, ready).is_some_and(|answer| answer.status == 200) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let fault = Fault::new(format!("the server is not ready after {} s", PATIENCE.as_secs()));
        Err(fault.at(format!("http://127.0.0.1:{}{ready}", self.port)).remedy("its log above says what it waits for"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn command(binary: &Path, port: u16, args: &[String]) -> Command {
    let mut command = Command::new(binary);
    command.current_dir(paths::root()).args(["serve", "--listen", &format!("127.0.0.1:{port}")]).args(args);
    command
}

/// The first free port from a number on.
pub fn free_port(first: u16) -> Result<u16> {
    let mut near = first..first.saturating_add(200);
    let found = near.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    found.ok_or_else(|| Fault::new(format!("no free port from {first} on")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = taken.local_addr().expect("an address").port();
        assert!(free_port(port).expect("a free port") > port);
    }
}
