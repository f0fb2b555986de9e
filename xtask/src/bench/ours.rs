//! Our own server as benches start it: what services of this machine may be called, no limit on requests.

use crate::{
    fault::{Explain as _, Result},
    paths,
    server::{self, Server},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where a free port for it is looked for.
const PORT: u16 = 3100;

/// A server with an empty database of that name.
pub fn fresh(binary: &Path, name: &str) -> Result<Server> {
    // A database of an earlier run would be measured too.
    let _ = fs::remove_dir_all(folder(name));
    start(binary, name)
}

/// A server with the database of that name, as it is.
pub fn start(binary: &Path, name: &str) -> Result<Server> {
    let args = ["--database-url", &database(name)?, "--egress-allow", "127.0.0.0/8", "--rate-limit", "off"];
    Server::start_quietly(binary, server::free_port(PORT)?, &args.map(str::to_owned))
}

/// The URL of the database of that name, which need not be there yet.
pub fn database(name: &str) -> Result<String> {
    fs::create_dir_all(folder(name)).explain("cannot make", folder(name).display())?;
    Ok(format!("sqlite://{}", folder(name).join("meshdeck.db").display()))
}

fn folder(name: &str) -> PathBuf {
    paths::memory().join("bench").join(name)
}
