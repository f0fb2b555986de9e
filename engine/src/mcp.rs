//! MCP servers over streamable HTTP, whichever revision they speak: what they list, and calls of it.
//!
//! The only file that knows the SDK. A session is opened when an endpoint is first asked and kept for the next question;
//! a modern server has none, and one that lost ours is given another.

use crate::clock;
use crate::egress::{Outbound, Trouble};
use rmcp::model::{
    CallToolRequestParams, ClientCapabilities, ClientConfig, ClientRequest, DiscoverRequest, DiscoverRequestParams, Implementation,
    PingRequest, ProtocolVersion,
};
use rmcp::service::{ClientInitializeError, ClientLifecycleMode, ClientServiceExt as _, Peer, RoleClient, RunningService, ServiceError};
use rmcp::transport::DynamicTransportError;
use rmcp::transport::streamable_http_client::{StreamableHttpClientTransport, StreamableHttpClientTransportConfig, StreamableHttpError};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The most bytes of one event of an answer that is streamed.
const EVENT_MAX: usize = 10 * 1024 * 1024;

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
    /// It answered, and not well: with a status, or with an error in its own words.
    Refused(String),
}

impl Miss {
    /// The reason in words.
    pub fn words(&self) -> String {
        match self {
            Self::Trouble(trouble) => trouble.words(),
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
        let asked = Box::pin(async {
            let listed = self.peer(endpoint).await?.list_all_tools().await;
            let tools = listed.map_err(|error| miss(&error))?;
            serde_json::to_value(tools).map(|tools| json!({ "tools": tools })).map_err(|error| refused(&error.to_string()))
        });
        self.within(endpoint, timeout, asked).await
    }

    /// Whether the server at `endpoint` answers at all: a modern one is asked what it is, an earlier one for a `ping`.
    pub async fn ping(&self, endpoint: &str, timeout: Duration) -> Result<(), Miss> {
        let asked = Box::pin(async {
            let peer = self.peer(endpoint).await?;
            let is_modern = peer.peer_info().is_some_and(|info| info.protocol_version >= ProtocolVersion::LATEST);
            // Not the SDK's own question: what it knows already it does not ask again.
            let question: ClientRequest =
                if is_modern { DiscoverRequest::new(DiscoverRequestParams {}).into() } else { PingRequest::default().into() };
            let answered = peer.send_request(question).await.map(drop);
            answered.map_err(|error| miss(&error))
        });
        self.within(endpoint, timeout, asked).await
    }

    /// What a tool answers: its structured output where it has one, else what it says.
    pub async fn call(&self, endpoint: &str, name: &str, arguments: Map<String, Value>, timeout: Duration) -> Result<Value, Miss> {
        let asked = Box::pin(async {
            let params = CallToolRequestParams::new(name.to_owned()).with_arguments(arguments);
            let answered = self.peer(endpoint).await?.call_tool(params).await;
            let answer = answered.map_err(|error| miss(&error))?;
            let is_error = answer.is_error == Some(true);
            let content = serde_json::to_value(answer.content).unwrap_or_default();
            if is_error { Err(in_its_words(&said(&content))) } else { Ok(answer.structured_content.unwrap_or_else(|| plain(content))) }
        });
        self.within(endpoint, timeout, asked).await
    }

    /// What comes within the time. A session whose connection broke is let go; one that only took too long serves others still.
    async fn within<T>(&self, endpoint: &str, timeout: Duration, asked: impl Future<Output = Result<T, Miss>>) -> Result<T, Miss> {
        let answer = tokio::time::timeout(timeout, asked).await.unwrap_or(Err(Miss::Trouble(Trouble::Timeout)));
        if let Err(Miss::Trouble(Trouble::NotSent(_) | Trouble::Broken(_))) = answer {
            self.locked().remove(endpoint);
        }
        answer
    }

    /// The other side of the session with an endpoint, which is opened where there is none.
    async fn peer(&self, endpoint: &str) -> Result<Peer<RoleClient>, Miss> {
        let slot = self.slot(endpoint);
        let mut session = slot.lock().await;
        if let Some(open) = session.as_ref().filter(|session| !session.is_closed()) {
            return Ok(open.peer().clone());
        }
        let opened = self.open(endpoint).await?;
        let peer = opened.peer().clone();
        *session = Some(opened);
        Ok(peer)
    }

    fn slot(&self, endpoint: &str) -> Arc<tokio::sync::Mutex<Option<Session>>> {
        let now = clock::instant();
        let mut sessions = self.locked();
        sessions.retain(|_, slot| now.saturating_duration_since(slot.used) < IDLE);
        let slot = sessions.entry(endpoint.to_owned()).or_insert_with(|| Slot { session: Arc::default(), used: now });
        slot.used = now;
        Arc::clone(&slot.session)
    }

    async fn open(&self, endpoint: &str) -> Result<Session, Miss> {
        let client = self.outbound.client_for(endpoint).map_err(Miss::Trouble)?;
        let config = StreamableHttpClientTransportConfig::with_uri(endpoint).max_sse_event_size(EVENT_MAX);
        let transport = StreamableHttpClientTransport::with_client(client, config);
        let us = Implementation::new("meshdeck", env!("CARGO_PKG_VERSION"));
        let newest_first = ClientLifecycleMode::Auto {
            preferred_versions: vec![ProtocolVersion::LATEST],
            legacy_version: Some(ProtocolVersion::LATEST_WITH_INITIALIZE),
        };
        let opened = ClientConfig::new(ClientCapabilities::default(), us).serve_with_lifecycle(transport, newest_first).await;
        opened.map_err(|error| unopened(&error))
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<String, Slot>> {
        self.sessions.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
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
mod tests;
