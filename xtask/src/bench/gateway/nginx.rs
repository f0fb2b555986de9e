//! nginx from Debian's packages, as a plain reverse proxy: connections are kept on both sides, nothing is logged.

use crate::{
    debian,
    fault::{Explain as _, Result},
    paths,
    server::{self, Server},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Where a free port for it is looked for.
const PORT: u16 = 3420;

/// Starts it in front of a port of this machine.
pub fn start(backend: u16) -> Result<Server> {
    let (program, port) = (program()?, server::free_port(PORT)?);
    let folder = folder();
    fs::create_dir_all(folder.join("logs")).explain("cannot make", folder.display())?;
    let file = folder.join("nginx.conf");
    fs::write(&file, configuration(port, backend)).explain("cannot write", file.display())?;
    let mut command = Command::new(program);
    command.arg("-p").arg(&folder).arg("-c").arg(&file);
    Server::launch_quietly(&mut command, port, "/health")
}

/// The machine's own, or one unpacked beside it.
fn program() -> Result<PathBuf> {
    let unpacked = folder().join("usr/sbin/nginx");
    let known = [Path::new("/usr/sbin/nginx"), &unpacked].into_iter().find(|program| program.exists());
    if let Some(known) = known {
        return Ok(known.to_owned());
    }
    debian::unpack("nginx", &["nginx"], &folder())?;
    Ok(unpacked)
}

fn folder() -> PathBuf {
    paths::memory().join("peers/nginx")
}

fn configuration(port: u16, backend: u16) -> String {
    format!(
        "daemon off; worker_processes auto; pid nginx.pid; error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    keepalive_requests 1000000000;
    upstream backend {{ server 127.0.0.1:{backend}; keepalive 128; keepalive_requests 1000000000; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection \"\"; }}
    }}
}}
"
    )
}
