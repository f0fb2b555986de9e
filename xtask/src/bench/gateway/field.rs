//! Who is measured: the backend called directly, nginx, the naive pass-through, and the server, each with the same call.

use super::{super::ours, load::Target, nginx};
use crate::{
    fault::{Fault, Result},
    http, paths,
    server::{self, Server},
    step::step,
};
use serde_json::json;
use std::{path::Path, process::Command};

/// Where free ports for the parts of the bench are looked for.
const PORT: u16 = 3440;

/// What the backend's tools take.
const ORDER: &str = r#"{"sku":"A-7","qty":2}"#;

/// The same as a tool's input.
pub const INPUT: &str = r#"{"order":{"sku":"A-7","qty":2}}"#;

/// Everyone, running.
pub struct Field {
    /// Who answers in the end.
    pub backend: Server,
    nginx: Server,
    naive: Server,
    /// The server, which knows a few tools.
    pub meshdeck: Server,
}

/// One of them.
pub struct Runner {
    /// Its row.
    pub name: &'static str,
    /// Its process.
    pub process: u32,
    /// What it is asked.
    pub target: Target,
}

impl Field {
    /// Starts everyone; the backend counts as two instances, so that there is something to balance.
    pub fn open(binary: &Path) -> Result<Self> {
        let backend = part("backend", "0.0.0.0", &[])?;
        let nginx = nginx::start(backend.port)?;
        let naive = part("through", "127.0.0.1", &["--to".to_owned(), format!("127.0.0.1:{}", backend.port)])?;
        let meshdeck = ours::fresh(binary, "gateway")?;
        let field = Self { backend, nginx, naive, meshdeck };
        step("bench", "registering two instances", || {
            ["127.0.0.1", "127.0.0.2"].iter().try_for_each(|host| register(field.meshdeck.port, "shop", &field.service(host, 1, 0)))
        })?;
        Ok(field)
    }

    /// A service of the backend with so many tools, each about so many bytes larger than it needs to be.
    pub fn service(&self, host: &str, tools: usize, size: usize) -> String {
        format!("http://{host}:{}/m/{tools}/{size}", self.backend.port)
    }

    /// All of them, ours at the end.
    pub fn runners(&self) -> [Runner; 4] {
        let plain = |name, server: &Server| {
            let target = Target { port: server.port, paths: vec!["/m/1/0/tool/0".to_owned()], body: Some(ORDER) };
            Runner { name, process: server.id(), target }
        };
        let ours = Runner { name: "meshdeck", process: self.meshdeck.id(), target: tool(self.meshdeck.port, "shop.order_0") };
        [plain("direct", &self.backend), plain("nginx", &self.nginx), plain("naive", &self.naive), ours]
    }
}

/// A tool of the backend, called through the gateway.
pub fn tool(port: u16, id: &str) -> Target {
    Target { port, paths: vec![format!("/registry/tools/{id}/invoke")], body: Some(INPUT) }
}

/// Registers an instance.
pub fn register(port: u16, name: &str, base_url: &str) -> Result {
    let body = json!({ "name": name, "base_url": base_url, "protocol": "utcp" }).to_string();
    let answer = http::post(port, "/registry/services", &body).ok_or_else(|| Fault::new("nobody answers").at("POST /registry/services"))?;
    if matches!(answer.status, 200 | 201) {
        return Ok(());
    }
    Err(Fault::new(format!("registering {base_url} gave {}: {}", answer.status, answer.body)).at("POST /registry/services"))
}

/// A part of the bench that serves.
fn part(name: &str, host: &str, args: &[String]) -> Result<Server> {
    let port = server::free_port(PORT)?;
    let mut command = Command::new(paths::bench());
    command.args([name, "--listen", &format!("{host}:{port}")]).args(args);
    Server::launch_quietly(&mut command, port, "/health")
}
