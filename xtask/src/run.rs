//! `cargo xtask run`: from nothing to a page with a living mesh on it.

use crate::{
    build,
    fault::{Explain as _, Fault, Result},
    paths,
    server::{self, Server},
    site::Kind,
    step::{say, section, step},
};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// Where people look first.
const PORT: u16 = 3000;

/// Builds, starts the server with the demo mesh, says where, and stops it with Ctrl-C.
pub fn command(args: &[String]) -> Result {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).explain("cannot listen for signals", "xtask")?;
    }
    let binary = build::both(Kind::Dev)?;
    fs::create_dir_all(paths::root().join("target/run")).explain("cannot make the folder", "target/run")?;
    let port = server::free_port(PORT)?;
    let mut all = vec!["--demo".to_owned(), "--database-url".to_owned(), "sqlite://target/run/meshdeck.db".to_owned()];
    all.extend(args.iter().filter(|arg| *arg != "--").cloned());
    let mut server = section("server", "starting with the demo mesh", || Server::start(&binary, port, &all))?;
    say("open", &format!("http://127.0.0.1:{port}   (Ctrl-C stops it)"));
    watch(&mut server, &stop)
}

fn watch(server: &mut Server, stop: &AtomicBool) -> Result {
    while !stop.load(Ordering::Relaxed) {
        if let Some(status) = server.ended() {
            return Err(Fault::new(format!("the server ended with {status}")).remedy("its log above says why"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    println!();
    step("server", "stopping", || {
        server.stop();
        Ok(())
    })
}
