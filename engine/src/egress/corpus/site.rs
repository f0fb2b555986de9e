//! The corpus itself, and the site that its URLs lead to.

use axum::extract::{Request, State};
use axum::http::header::{HOST, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// What a case should come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Deny,
    Allow,
    Safe,
}

/// One URL.
#[derive(Clone, Debug)]
pub struct Case {
    pub verdict: Verdict,
    pub url: String,
}

/// The URLs, and the names in them.
#[derive(Debug, Default)]
pub struct Corpus {
    pub cases: Vec<Case>,
    names: HashMap<String, Vec<Vec<IpAddr>>>,
    looked_up: Mutex<HashMap<String, usize>>,
}

impl Corpus {
    fn read(port: u16, own: u16) -> Self {
        let text = include_str!("../corpus.txt").replace("{port}", &port.to_string()).replace("{own}", &own.to_string());
        let mut corpus = Self::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (word, rest) = line.split_once(' ').expect("a word and more");
            let verdict = match word {
                "deny" => Verdict::Deny,
                "allow" => Verdict::Allow,
                "safe" => Verdict::Safe,
                _ => {
                    corpus.name(rest);
                    continue;
                }
            };
            corpus.cases.push(Case { verdict, url: rest.to_owned() });
        }
        corpus
    }

    fn name(&mut self, line: &str) {
        let mut words = line.split(' ');
        let name = words.next().expect("a name").to_owned();
        let answer = |word: &str| word.split(',').map(|ip| ip.parse().expect("an address")).collect();
        self.names.insert(name, words.map(answer).collect());
    }

    /// What a name resolves to this time.
    pub fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let answers = self.names.get(&name).ok_or(io::ErrorKind::NotFound)?;
        let mut looked_up = self.looked_up.lock().expect("whole");
        let turn = looked_up.entry(name).or_default();
        *turn += 1;
        Ok(answers[(*turn - 1) % answers.len()].clone())
    }

    /// How many cases have that verdict.
    pub fn of(&self, verdict: Verdict) -> usize {
        self.cases.iter().filter(|case| case.verdict == verdict).count()
    }
}

/// A site on every address of this machine that counts the connections to each, and Meshdeck's own address, at which it is not.
pub struct Site {
    pub corpus: Arc<Corpus>,
    pub own: SocketAddr,
    port: u16,
    reached: Reached,
}

/// How many connections came in at which address.
type Reached = Arc<Mutex<BTreeMap<SocketAddr, usize>>>;

impl Site {
    pub async fn open() -> Self {
        let (everywhere, own) = (listener("[::]:0").await, listener("127.1.0.1:0").await);
        let (port, own_at) = (everywhere.local_addr().expect("an address").port(), own.local_addr().expect("an address"));
        let corpus = Arc::new(Corpus::read(port, own_at.port()));
        let reached = Reached::default();
        for listener in [everywhere, own] {
            tokio::spawn(serve(listener, Arc::clone(&corpus), Arc::clone(&reached)));
        }
        Self { corpus, own: own_at, port, reached }
    }

    /// Where the services of the tests live.
    pub fn home(&self) -> String {
        format!("http://127.1.0.1:{}", self.port)
    }

    /// The connections to each address.
    pub fn reached(&self) -> BTreeMap<SocketAddr, usize> {
        self.reached.lock().expect("whole").clone()
    }

    /// The addresses that were reached and must not be.
    pub fn denied(&self) -> Vec<String> {
        let may = |at: &SocketAddr| at.port() == self.port && matches!(at.ip(), IpAddr::V4(ip) if ip.octets()[..2] == [127, 1]);
        self.reached().keys().filter(|at| !may(at)).map(ToString::to_string).collect()
    }
}

async fn listener(at: &str) -> TcpListener {
    TcpListener::bind(at).await.expect("a port")
}

/// Counts each connection and answers its requests.
async fn serve(listener: TcpListener, corpus: Arc<Corpus>, reached: Reached) {
    let listener = listener.tap_io(move |socket| {
        let at = socket.local_addr().expect("an address");
        *reached.lock().expect("whole").entry(SocketAddr::new(at.ip().to_canonical(), at.port())).or_default() += 1;
    });
    let router = Router::new().fallback(answer).with_state(corpus);
    axum::serve(listener, router).await.expect("it goes on");
}

/// At each path what its first step asks for; anywhere else a manual of one tool.
async fn answer(State(corpus): State<Arc<Corpus>>, request: Request) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let home = format!("http://{host}");
    let mut steps = request.uri().path().split('/').skip(1);
    let (first, case) = (steps.next().unwrap_or_default(), steps.next().and_then(|at| corpus.cases.get(at.parse::<usize>().ok()?)));
    match (first, case) {
        ("redirect", Some(case)) => {
            let there = HeaderValue::from_bytes(case.url.as_bytes()).expect("a header can hold it");
            (StatusCode::FOUND, [(LOCATION, there)]).into_response()
        }
        ("openapi", Some(case)) => Json(document(&case.url)).into_response(),
        ("every-case", _) => Json(every_case(&home, &corpus.cases)).into_response(),
        _ => Json(manual(vec![http("tool", &format!("{home}/tool"))])).into_response(),
    }
}

fn manual(tools: Vec<Value>) -> Value {
    json!({"utcp_version": "1.0.1", "tools": tools})
}

fn http(name: &str, url: &str) -> Value {
    json!({"name": name, "tool_call_template": {"call_template_type": "http", "url": url}})
}

/// A manual whose tools lead to every case.
fn every_case(home: &str, cases: &[Case]) -> Value {
    let tools = cases.iter().enumerate().flat_map(|(at, Case { url, .. })| {
        let mcp = json!({"call_template_type": "mcp", "config": {"mcpServers": {"a": {"url": url}}}});
        let redirect = http(&format!("redirect-{at}"), &format!("{home}/redirect/{at}"));
        [http(&format!("http-{at}"), url), json!({"name": format!("mcp-{at}"), "tool_call_template": mcp}), redirect]
    });
    manual(tools.collect())
}

/// A document whose operations are called at a URL, and that refers to a schema there.
fn document(url: &str) -> Value {
    let refers = json!({"operationId": "refers", "parameters": [{"name": "q", "in": "query", "schema": {"$ref": url}}]});
    json!({"openapi": "3.1.0", "servers": [{"url": url}], "paths": {"/at": {"get": {"operationId": "at"}}, "/refers": {"get": refers}}})
}
