//! ContextForge, the peer whose start, memory and console page are measured beside ours: installed from Python's registry,
//! with a database of its own, open to this machine alone and signed in as its administrator.

use crate::{
    fault::{Explain as _, Fault, Result},
    http, paths, process,
    server::Server,
};
use serde_json::json;
use std::{fs, path::PathBuf, process::Command};

/// What is installed.
const PACKAGE: &str = "mcp-contextforge-gateway==1.0.7.post20260921";

/// Where it says that it is ready.
const READY: &str = "/health";

/// Its administrator.
const ADMIN: &str = "admin@example.com";

/// How many tools its console shows; the figures for it are of as many.
const TOOLS: usize = 1000;

/// What it needs to be started as for a trial: no sign-in to register, no limits that would slow it down.
const SETTINGS: [(&str, &str); 14] = [
    ("ENVIRONMENT", "development"),
    ("MCPGATEWAY_UI_ENABLED", "true"),
    ("MCPGATEWAY_ADMIN_API_ENABLED", "true"),
    ("AUTH_REQUIRED", "false"),
    ("ALLOW_UNAUTHENTICATED_ADMIN", "true"),
    ("RATE_LIMITING_ENABLED", "false"),
    ("SSRF_ALLOW_LOCALHOST", "true"),
    ("CACHE_TYPE", "memory"),
    ("PLATFORM_ADMIN_EMAIL", ADMIN),
    ("PLATFORM_ADMIN_PASSWORD", "Changeme-1234"),
    ("DEFAULT_USER_PASSWORD", "Changeme-1234"),
    ("BASIC_AUTH_PASSWORD", "Changeme-1234"),
    ("ADMIN_REQUIRE_PASSWORD_CHANGE_ON_BOOTSTRAP", "false"),
    ("PASSWORD_CHANGE_ENFORCEMENT_ENABLED", "false"),
];

/// The peer, installed.
pub struct ContextForge {
    secret: String,
}

impl ContextForge {
    /// Installs it where it is not yet, with an empty database.
    pub fn install() -> Result<Self> {
        if !program("mcpgateway").exists() {
            process::quiet("peer", Command::new("python3").args(["-m", "venv"]).arg(folder()))?;
            process::quiet("peer", Command::new(program("pip")).args(["install", "--quiet", PACKAGE]))?;
        }
        // A database of an earlier run would be measured too.
        let _ = fs::remove_file(database());
        Ok(Self { secret: secret()? })
    }

    /// Starts it and waits until it is ready.
    pub fn start(&self, port: u16) -> Result<Server> {
        let mut command = Command::new(program("mcpgateway"));
        self.set(&mut command).args(["--host", "127.0.0.1", "--port", &port.to_string()]);
        Server::launch_quietly(&mut command, port, READY)
    }

    /// What its administrator's browser sends along.
    pub fn authorization(&self) -> Result<String> {
        let mut python = Command::new(program("python3"));
        self.set(&mut python).args([
            "-m",
            "mcpgateway.utils.create_jwt_token",
            "--exp",
            "60",
            "--username",
            ADMIN,
            "--secret",
            &self.secret,
        ]);
        let printed = process::output(&mut python)?;
        let token = printed.lines().rfind(|line| line.starts_with("ey"));
        token.map(|token| format!("Bearer {token}")).ok_or_else(|| Fault::new("no token was made").at("contextforge"))
    }

    fn set<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(SETTINGS).env("DATABASE_URL", format!("sqlite:///{}", database().display()));
        command.current_dir(folder()).env("JWT_SECRET_KEY", &self.secret).env("AUTH_ENCRYPTION_SECRET", &self.secret)
    }
}

/// Registers its tools.
pub fn register(port: u16) -> Result {
    (0..TOOLS).try_for_each(|n| {
        let schema = json!({ "type": "object", "properties": { "q": { "type": "string" } }, "required": ["q"] });
        let tool = json!({
            "name": format!("bench-{n}"), "description": format!("Does what number {n} names."), "input_schema": schema,
            "url": format!("http://127.0.0.1:9/tool/{n}"), "integration_type": "REST", "request_type": "POST",
        });
        let answer = http::post(port, "/v1/tools", &json!({ "tool": tool }).to_string());
        let status = answer.map(|answer| answer.status);
        matches!(status, Some(200 | 201)).then_some(()).ok_or_else(|| Fault::new(format!("it answered {status:?}")).at("POST /v1/tools"))
    })
}

/// It wants a secret of some entropy, and each run has its own.
fn secret() -> Result<String> {
    let uuid = || fs::read_to_string("/proc/sys/kernel/random/uuid").explain("cannot read", "a random number");
    Ok(format!("{}{}", uuid()?.trim(), uuid()?.trim()))
}

fn folder() -> PathBuf {
    paths::memory().join("peers/contextforge")
}

fn program(name: &str) -> PathBuf {
    folder().join("bin").join(name)
}

fn database() -> PathBuf {
    folder().join("bench.db")
}
