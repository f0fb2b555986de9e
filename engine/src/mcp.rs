//! MCP servers over streamable HTTP, whichever revision they speak: what they list, and calls of it.
//!
//! The only room that knows the SDK. A session is opened when an endpoint is first asked and kept for the next question;
//! a modern server has none, and one that lost ours is given another.

#[cfg(test)]
pub mod changer;
mod watch;

pub use watch::Watch;

use crate::clock;
use crate::egress::{Outbound, Trouble};
use domain::manual::BYTES_MAX;
use reqwest::header::HeaderMap;
use rmcp::ClientHandler;
use rmcp::model::{
    CallToolRequestParams, ClientCapabilities, ClientConfig, ClientRequest, DiscoverRequest, DiscoverRequestParams, Implementation,
    PaginatedRequestParams, PingRequest, ProtocolVersion,
};
use rmcp::service::{
    ClientCacheConfig, ClientInitializeError, ClientLifecycleMode, ClientServiceExt as _, Peer, RoleClient, RunningService, ServiceError,
};
use rmcp::transport::DynamicTransportError;
use rmcp::transport::streamable_http_client::{StreamableHttpClientTransport, StreamableHttpClientTransportConfig, StreamableHttpError};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The most bytes of one event of an answer that is streamed.
///
/// Less than an answer may have otherwise: the SDK gathers an event in a buffer that doubles, out of pieces that another
/// thread frees, and takes up to five times as much while it does.
const EVENT_MAX: usize = 4 * 1024 * 1024;

/// The most pages of a list of tools.
const PAGES_MAX: usize = 1000;

/// How much of what a server says of its failure is told on.
const WORDS_MAX: usize = 300;

/// What something else than a server of MCP gives.
const NO_MCP: &str = "an answer that is no MCP";

/// How long a session is kept that nobody uses.
const IDLE: Duration = Duration::from_mins(10);

/// Asks MCP servers.
#[derive(Clone, Debug)]
pub struct Mcp {
    outbound: Outbound,
    sessions: Arc<Mutex<HashMap<String, Slot>>>,
}

type Session = RunningService<RoleClient, ClientConfig>;

/// The place of one endpoint's session; it is held while the session is opened, so that each has one.
#[derive(Clone, Debug)]
struct Slot {
    session: Arc<tokio::sync::Mutex<Option<Session>>>,
    used: Instant,
}

/// Why a server gave no good answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Miss {
    /// It could not be asked.
    Trouble(Trouble),
    /// It does not know who asks.
    Unauthorized,
    /// It answered, and not well: with a status, or with an error in its own words.
    Refused(String),
}

impl From<Trouble> for Miss {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Miss {
    /// The reason in words.
    pub fn words(&self) -> String {
        match self {
            Self::Trouble(trouble) => trouble.words(),
            Self::Unauthorized => "status 401: it wants other credentials".to_owned(),
            Self::Refused(words) => words.clone(),
        }
    }
}

impl Mcp {
    /// Asks through `outbound`.
    pub fn new(outbound: Outbound) -> Self {
        Self { outbound, sessions: Arc::default() }
    }

    /// Everything that the server at `endpoint` lists, as the JSON of one `tools/list`.
    pub async fn tools(&self, endpoint: &str, timeout: Duration) -> Result<Value, Miss> {
        // Boxed, for what the SDK does is large.
        let (headers, place) = (HeaderMap::new(), place(endpoint, &HeaderMap::new()));
        let asked = Box::pin(async {
            let tools = every_page(&self.peer(endpoint, &headers, &place).await?).await?;
            Ok(json!({ "tools": tools }))
        });
        self.within(&place, timeout, asked).await
    }

    /// Whether the server at `endpoint` answers at all: a modern one is asked what it is, an earlier one for a `ping`.
    pub async fn ping(&self, endpoint: &str, timeout: Duration) -> Result<(), Miss> {
        let (headers, place) = (HeaderMap::new(), place(endpoint, &HeaderMap::new()));
        let asked = Box::pin(async {
            let peer = self.peer(endpoint, &headers, &place).await?;
            let is_modern = peer.peer_info().is_some_and(|info| info.protocol_version >= ProtocolVersion::LATEST);
            // Not the SDK's own question: what it knows already it does not ask again.
            let question: ClientRequest =
                if is_modern { DiscoverRequest::new(DiscoverRequestParams {}).into() } else { PingRequest::default().into() };
            let answered = peer.send_request(question).await.map(drop);
            answered.map_err(|error| miss(&error))
        });
        self.within(&place, timeout, asked).await
    }

    /// What a tool answers: its structured output where it has one, else what it says. Every request bears `headers`.
    pub async fn call(
        &self,
        endpoint: &str,
        headers: &HeaderMap,
        name: &str,
        arguments: Map<String, Value>,
        timeout: Duration,
    ) -> Result<Value, Miss> {
        let place = place(endpoint, headers);
        let asked = Box::pin(async {
            let params = CallToolRequestParams::new(name.to_owned()).with_arguments(arguments);
            let answered = self.peer(endpoint, headers, &place).await?.call_tool(params).await;
            let answer = answered.map_err(|error| miss(&error))?;
            let is_error = answer.is_error == Some(true);
            let content = serde_json::to_value(answer.content).unwrap_or_default();
            if is_error { Err(in_its_words(&said(&content))) } else { Ok(answer.structured_content.unwrap_or_else(|| plain(content))) }
        });
        self.within(&place, timeout, asked).await
    }

    /// What comes within the time. A session whose connection broke is let go; one that only took too long serves others still.
    async fn within<T>(&self, place: &str, timeout: Duration, asked: impl Future<Output = Result<T, Miss>>) -> Result<T, Miss> {
        let answer = self.outbound.in_turn(timeout, asked).await;
        if let Err(Miss::Trouble(Trouble::NotSent(_) | Trouble::Broken(_))) = answer {
            self.locked().remove(place);
        }
        answer
    }

    /// The other side of the session with an endpoint, which is opened where there is none.
    async fn peer(&self, endpoint: &str, headers: &HeaderMap, place: &str) -> Result<Peer<RoleClient>, Miss> {
        let slot = self.slot(place);
        let mut session = slot.lock().await;
        if let Some(open) = session.as_ref().filter(|session| !session.is_closed()) {
            return Ok(open.peer().clone());
        }
        let opened = self.open(endpoint, headers, us()).await?;
        let peer = opened.peer().clone();
        *session = Some(opened);
        Ok(peer)
    }

    fn slot(&self, place: &str) -> Arc<tokio::sync::Mutex<Option<Session>>> {
        let now = clock::instant();
        let mut sessions = self.locked();
        sessions.retain(|_, slot| now.saturating_duration_since(slot.used) < IDLE);
        let slot = sessions.entry(place.to_owned()).or_insert_with(|| Slot { session: Arc::default(), used: now });
        slot.used = now;
        Arc::clone(&slot.session)
    }

    /// A session in which `handler` hears what the server says.
    async fn open<H: ClientHandler>(&self, endpoint: &str, headers: &HeaderMap, handler: H) -> Result<RunningService<RoleClient, H>, Miss> {
        let client = self.outbound.client_for(endpoint).map_err(Miss::Trouble)?;
        let config = StreamableHttpClientTransportConfig::with_uri(endpoint).max_sse_event_size(EVENT_MAX);
        let config = config.custom_headers(headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect());
        let transport = StreamableHttpClientTransport::with_client(client, config);
        let newest_first = ClientLifecycleMode::Auto {
            preferred_versions: vec![ProtocolVersion::LATEST],
            legacy_version: Some(ProtocolVersion::LATEST_WITH_INITIALIZE),
        };
        let opened = handler.serve_with_lifecycle(transport, newest_first).await.map_err(|error| unopened(&error))?;
        // Who asks wants to know how it is now; the SDK would answer for a server that has gone.
        opened.peer().set_response_cache_config(ClientCacheConfig::disabled()).await;
        Ok(opened)
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<String, Slot>> {
        self.sessions.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The tools of every page of a list; one that does not end is left.
async fn every_page(peer: &Peer<RoleClient>) -> Result<Vec<Value>, Miss> {
    let (mut tools, mut bytes, mut cursor) = (Vec::new(), 0, None);
    for _ in 0..PAGES_MAX {
        let params = PaginatedRequestParams::default().with_cursor(cursor.take());
        let page = peer.list_tools(Some(params)).await.map_err(|error| miss(&error))?;
        for tool in page.tools {
            let tool = serde_json::to_value(tool).map_err(|error| refused(&error.to_string()))?;
            bytes += tool.to_string().len();
            tools.push(tool);
        }
        if bytes > BYTES_MAX {
            return Err(Miss::Trouble(Trouble::TooLarge(BYTES_MAX)));
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(tools);
        }
    }
    Err(refused(&format!("its list of tools has more than {PAGES_MAX} pages")))
}

/// How we introduce ourselves.
fn us() -> ClientConfig {
    ClientConfig::new(ClientCapabilities::default(), Implementation::new("meshdeck", env!("CARGO_PKG_VERSION")))
}

/// Where a session is kept: each set of headers has its own, since a server may know callers by them.
fn place(endpoint: &str, headers: &HeaderMap) -> String {
    let mut lines: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))).collect();
    lines.sort_unstable();
    if lines.is_empty() { endpoint.to_owned() } else { format!("{endpoint} {}", crate::ids::sha256_hex(&lines.join("\n"))) }
}

fn unopened(error: &ClientInitializeError) -> Miss {
    match error {
        ClientInitializeError::JsonRpcError(error) => in_its_words(&error.message),
        ClientInitializeError::TransportError { error, .. } => untransported(error),
        _ => refused(NO_MCP),
    }
}

fn miss(error: &ServiceError) -> Miss {
    match error {
        ServiceError::McpError(error) => in_its_words(&error.message),
        ServiceError::TransportSend(error) => untransported(error),
        ServiceError::Timeout { .. } => Miss::Trouble(Trouble::Timeout),
        ServiceError::TransportClosed => Miss::Trouble(Trouble::Broken("the connection broke before the answer".to_owned())),
        error => refused(&error.to_string()),
    }
}

fn untransported(error: &DynamicTransportError) -> Miss {
    match error.error.downcast_ref() {
        Some(StreamableHttpError::<reqwest::Error>::Client(error)) => match error.status() {
            Some(status) => refused(&format!("status {}", status.as_u16())),
            None => Miss::Trouble(Trouble::from(error)),
        },
        Some(StreamableHttpError::AuthRequired(_)) => Miss::Unauthorized,
        Some(StreamableHttpError::UnexpectedServerResponse(words)) if words.starts_with("HTTP 401") => Miss::Unauthorized,
        // The SDK's words for it name its own types.
        Some(StreamableHttpError::UnexpectedContentType(_)) => refused(NO_MCP),
        Some(error) => refused(&error.to_string()),
        None => Miss::Trouble(Trouble::Broken("the connection broke before the answer".to_owned())),
    }
}

fn in_its_words(message: &str) -> Miss {
    refused(&format!("error: {message}"))
}

/// What came instead of an answer, in one line that is not too long.
fn refused(words: &str) -> Miss {
    let line = words.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    Miss::Refused(line.chars().take(WORDS_MAX).collect())
}

/// Content as an output: one text as what it holds, anything else as it came.
fn plain(content: Value) -> Value {
    let only = content.as_array().filter(|blocks| blocks.len() == 1).and_then(|blocks| blocks[0].get("text")?.as_str());
    match only {
        Some(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
        None => content,
    }
}

/// The texts of some content.
fn said(content: &Value) -> String {
    let texts = content.as_array().into_iter().flatten().filter_map(|block| block.get("text")?.as_str());
    texts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
pub(crate) mod tests;
