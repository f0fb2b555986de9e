//! What the HTTP tests share: the real binary on a real port with a real SQLite file, and a small service to register.

#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::disallowed_methods,
    reason = "each test file uses its own part of it, and a test may build its own client"
)]

pub mod document;
pub mod memory;

use axum::Router;
use axum::extract::Query;
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// A running Meshdeck; it ends with the test.
pub struct Deck {
    /// Its URL.
    pub url: String,
    child: Child,
    client: reqwest::Client,
    log: Arc<Mutex<String>>,
    /// Absent once somebody else has it.
    folder: Option<TempDir>,
}

/// An answer: its status and its JSON body.
pub type Answer = (u16, Value);

impl Deck {
    /// Starts the binary on a free port, with loopback allowed and a fresh database.
    pub fn start(flags: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::start_in(tempfile::tempdir().expect("a temporary folder"), flags, variables)
    }

    /// The same with the database that is in `folder`, if there is one.
    pub fn start_in(folder: TempDir, flags: &[&str], variables: &[(&str, &str)]) -> Self {
        let database = format!("sqlite://{}", folder.path().join("meshdeck.db").display());
        let usual = ["serve", "--listen", "127.0.0.1:0", "--egress-allow", "127.0.0.0/8", "--database-url", &database];
        let mut child = command(variables).args(usual).args(flags).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let log = Arc::new(Mutex::new(String::new()));
        let mut noted = lines.by_ref().map_while(Result::ok).inspect(|line| note(&log, line));
        let line = noted.find(|line| line.contains("Meshdeck is at")).expect("it says where it is");
        // Read on, so that the server never waits for us to take its log.
        let further = Arc::clone(&log);
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| note(&further, &line)));
        let told: Value = serde_json::from_str(&line).expect("the log is JSON");
        let url = told["fields"]["url"].as_str().expect("a URL").to_owned();
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { url, child, client, log, folder: Some(folder) }
    }

    /// Starts the binary as most tests need it.
    pub fn usual() -> Self {
        Self::start(&["--rate-limit", "off", "--health-interval", "200ms"], &[])
    }

    /// What it has said so far.
    pub fn log(&self) -> String {
        self.log.lock().expect("whole").clone()
    }

    /// The folder of its database.
    pub fn folder(&self) -> &Path {
        self.folder.as_ref().expect("ours until the end").path()
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A request to it.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method.parse().expect("a method"), format!("{}{path}", self.url)).timeout(Duration::from_secs(30))
    }

    /// What a GET answers.
    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request("GET", path)).await
    }

    /// What a POST of JSON answers.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        answer(self.request("POST", path).json(body)).await
    }

    /// What a PATCH of JSON answers.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        answer(self.request("PATCH", path).json(body)).await
    }

    /// What a DELETE answers.
    pub async fn delete(&self, path: &str) -> Answer {
        answer(self.request("DELETE", path)).await
    }

    /// Asks again and again until `wanted` holds of what a GET answers; fails after half a minute.
    pub async fn until(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut pause = tokio::time::interval(Duration::from_millis(50));
        for _ in 0..600 {
            pause.tick().await;
            let (_, body) = self.get(path).await;
            if wanted(&body) {
                return body;
            }
        }
        panic!("{path} never became as wanted; last: {}", self.get(path).await.1)
    }

    /// Kills it as a power cut would, and leaves what it wrote.
    pub fn kill(mut self) -> TempDir {
        self.child.kill().expect("killed");
        self.child.wait().expect("it ends");
        self.folder.take().expect("ours until the end")
    }

    /// Sends SIGTERM and waits for the end.
    pub fn stop(mut self) -> ExitStatus {
        Command::new("kill").arg(self.child.id().to_string()).status().expect("kill runs");
        self.child.wait().expect("it ends")
    }
}

fn note(log: &Mutex<String>, line: &str) {
    log.lock().expect("whole").extend([line, "\n"]);
}

impl Drop for Deck {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary under test, with a clean environment.
pub fn command(variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshdeck"));
    let ours = std::env::vars().map(|(name, _)| name).filter(|name| name.starts_with("MESHDECK_"));
    ours.for_each(|name| {
        command.env_remove(name);
    });
    command.envs(variables.iter().copied());
    command
}

/// Sends a request and reads its JSON answer; null where there is none.
pub async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    (status, serde_json::from_slice(&response.bytes().await.expect("a body")).unwrap_or(Value::Null))
}

/// A small real service with one tool, `double`, and any further routes; its base URL.
pub async fn service(further: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base_url = format!("http://{}", listener.local_addr().expect("an address"));
    let manual = manual(&[double(&base_url)]);
    let router = Router::new()
        .route("/utcp-manual.json", get(move || async move { axum::Json(manual) }))
        .route("/health", get(|| async { "ok" }))
        .route("/double", get(double_it))
        .merge(further);
    tokio::spawn(async move { axum::serve(listener, router).await });
    base_url
}

/// A UTCP manual of these tools.
pub fn manual(tools: &[Value]) -> Value {
    json!({"utcp_version": "1.0.1", "manual_version": "1.0.0", "tools": tools})
}

/// The tool that doubles a number.
pub fn double(base_url: &str) -> Value {
    json!({
        "name": "double", "description": "Doubles a number.", "tags": ["read-only", "arithmetic"],
        "inputs": {"type": "object", "properties": {"number": {"type": "number", "minimum": 0, "description": "The number to double"}}, "required": ["number"]},
        "outputs": {"type": "object", "properties": {"doubled": {"type": "number"}}},
        "tool_call_template": {"call_template_type": "http", "url": format!("{base_url}/double"), "http_method": "GET"},
    })
}

async fn double_it(Query(query): Query<HashMap<String, f64>>) -> impl IntoResponse {
    axum::Json(json!({"doubled": query.get("number").copied().unwrap_or_default() * 2.0}))
}

/// A registration of `base_url` under `name`.
pub fn registration(name: &str, base_url: &str) -> Value {
    json!({"name": name, "base_url": base_url, "tags": ["custom", "ai"]})
}
