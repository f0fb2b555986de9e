//! `websocket` call templates: a connection for the call, one message, one answer.
//!
//! The handshake is a request of the guarded client, so that the egress policy holds for it as for any other.

use super::headers::{self, Field};
use super::http::refused;
use super::output::{self, BYTES_MAX};
use super::parts::{denied, plain, text};
use super::template::{Answer, Miss, Ready, not_callable};
use crate::egress::{Outbound, Trouble};
use domain::Failure;
use domain::call::Outcome;
use futures::{SinkExt, StreamExt};
use reqwest::RequestBuilder;
use reqwest::header::{
    CONNECTION, HeaderName, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use serde_json::{Map, Value};
use std::time::Duration;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::error::{CapacityError, Error as SocketError, ProtocolError};
use tokio_tungstenite::tungstenite::handshake::{client::generate_key, derive_accept_key};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use url::Url;

/// The status of a handshake that stands.
const SWITCHED: u16 = 101;

/// How long an answer may take where the template does not say, in seconds.
const TIMEOUT_DEFAULT: u64 = 30;

/// What stands around an argument's name in a message.
const MARKS: (&str, &str) = ("UTCP_ARG_", "_UTCP_ARG");

/// A `websocket` call template that the gateway can follow.
#[derive(Clone, Debug)]
pub struct SocketTemplate {
    url: String,
    message: Option<Value>,
    protocol: Option<String>,
    is_json: bool,
    timeout: Duration,
    headers: Vec<(HeaderName, HeaderValue)>,
    header_fields: Vec<Field>,
}

/// A message on its way.
pub struct Said {
    handshake: RequestBuilder,
    key: String,
    message: String,
    is_json: bool,
    timeout: Duration,
}

impl Said {
    /// The same message after another handshake.
    pub fn with_handshake(self, change: impl FnOnce(RequestBuilder) -> Result<RequestBuilder, Miss>) -> Result<Self, Miss> {
        Ok(Self { handshake: change(self.handshake)?, ..self })
    }
}

impl SocketTemplate {
    /// Reads a tool's call template; a failure says why it cannot be called here.
    pub fn read(template: &Value) -> Result<Self, Failure> {
        let url = text(template, "url").ok_or_else(|| not_callable("its call template has no `url`"))?;
        // As the handshake is made, and as the service registers itself.
        let url = match url.split_once("://") {
            Some(("ws", rest)) => format!("http://{rest}"),
            Some(("wss", rest)) => format!("https://{rest}"),
            _ => return Err(not_callable("its call template's `url` is neither ws nor wss")),
        };
        Ok(Self {
            url,
            message: template.get("message").filter(|message| !message.is_null()).cloned(),
            protocol: text(template, "protocol").map(str::to_owned),
            is_json: text(template, "response_format") == Some("json"),
            timeout: Duration::from_secs(template.get("timeout").and_then(Value::as_u64).unwrap_or(TIMEOUT_DEFAULT)),
            headers: headers::fixed(template)?,
            header_fields: headers::fields(template)?,
        })
    }

    /// The URL it names, as its handshake has it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The message for `input`, which fits the schema, to a target's URL, and its bytes.
    pub fn request(&self, outbound: &Outbound, url: &str, input: &Value) -> Result<(Ready, u64), Failure> {
        let url = Url::parse(url).map_err(|error| not_callable(&format!("its call template's `url` is none: {error}")))?;
        let key = generate_key();
        let mut handshake = outbound.upgrade(url).map_err(|trouble| denied(&trouble))?;
        for (name, value) in self.headers.iter().cloned().chain(headers::given(&self.header_fields, input)?) {
            handshake = handshake.header(name, value);
        }
        if let Some(protocol) = &self.protocol {
            handshake = handshake.header(SEC_WEBSOCKET_PROTOCOL, protocol);
        }
        let handshake = handshake.header(CONNECTION, "Upgrade").header(UPGRADE, "websocket");
        let handshake = handshake.header(SEC_WEBSOCKET_VERSION, "13").header(SEC_WEBSOCKET_KEY, &key);
        let message = self.message(input);
        let size = message.len() as u64;
        Ok((Ready::Socket(Said { handshake, key, message, is_json: self.is_json, timeout: self.timeout }), size))
    }

    /// The template's message with the arguments in it; without one, the input itself.
    fn message(&self, input: &Value) -> String {
        let empty = Map::new();
        let arguments = input.as_object().unwrap_or(&empty);
        match &self.message {
            None => input.to_string(),
            // In a text that is JSON an argument must not end the string it stands in.
            Some(Value::String(text)) => fill(text, arguments, text.trim_start().starts_with(['{', '['])),
            Some(message) => fill_leaves(message, arguments).to_string(),
        }
    }
}

fn fill_leaves(message: &Value, arguments: &Map<String, Value>) -> Value {
    match message {
        Value::String(text) => fill(text, arguments, false).into(),
        Value::Array(list) => list.iter().map(|item| fill_leaves(item, arguments)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), fill_leaves(value, arguments))).collect(),
        other => other.clone(),
    }
}

/// Puts arguments where a text names them; a name that is no argument stays as it stands.
fn fill(text: &str, arguments: &Map<String, Value>, is_json: bool) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut left = text;
    while let Some((before, after)) = left.split_once(MARKS.0) {
        let named = after.split_once(MARKS.1).and_then(|(name, after)| Some((arguments.get(name)?, after)));
        filled.push_str(before);
        left = if let Some((value, after)) = named {
            filled.push_str(&argument(value, is_json));
            after
        } else {
            filled.push_str(MARKS.0);
            after
        };
    }
    filled + left
}

fn argument(value: &Value, is_json: bool) -> String {
    let quoted = value.to_string();
    match value {
        Value::String(_) if is_json => quoted[1..quoted.len() - 1].to_owned(),
        value => plain(value),
    }
}

/// Says the message and waits for the answer.
pub async fn send(outbound: &Outbound, said: Said, timeout: Duration) -> Result<Answer, Miss> {
    let timeout = timeout.min(said.timeout);
    outbound.in_turn(timeout, converse(outbound, said)).await
}

async fn converse(outbound: &Outbound, said: Said) -> Result<Answer, Miss> {
    let flow = outbound.open(said.handshake, BYTES_MAX).await?;
    if flow.status != SWITCHED {
        let fetched = flow.failed().await;
        return Err(match output::outcome(fetched.status) {
            Some(outcome) => refused(&fetched, outcome),
            None => Miss::of(Outcome::Unusable, "the answer is no WebSocket"),
        });
    }
    if flow.header(&SEC_WEBSOCKET_ACCEPT) != Some(&derive_accept_key(said.key.as_bytes())) {
        return Err(Miss::of(Outcome::Unusable, "the answer is no WebSocket: it does not prove that it read the handshake"));
    }
    let limits = WebSocketConfig::default().max_message_size(Some(BYTES_MAX)).max_frame_size(Some(BYTES_MAX));
    let mut socket = WebSocketStream::from_raw_socket(flow.upgraded().await?, Role::Client, Some(limits)).await;
    socket.send(Message::text(said.message)).await.map_err(|error| broken(&error))?;
    let answer = loop {
        match socket.next().await.ok_or_else(silence)?.map_err(|error| broken(&error))? {
            Message::Text(text) => break read(text.as_bytes(), said.is_json)?,
            Message::Binary(bytes) => break read(&bytes, false)?,
            Message::Close(_) => return Err(silence()),
            _ => {}
        }
    };
    // The answer is here; whether the service hears the farewell changes nothing.
    let _ = socket.close(None).await;
    Ok(answer)
}

fn read(bytes: &[u8], is_json: bool) -> Result<Answer, Miss> {
    let json = is_json.then(|| serde_json::from_slice(bytes).ok()).flatten();
    let output = json.map_or_else(|| output::text(bytes), Ok).map_err(|words| Miss::of(Outcome::Unusable, words))?;
    Ok(Answer { status: SWITCHED, output, bytes: bytes.len() as u64 })
}

fn silence() -> Miss {
    Trouble::Broken("the connection was closed before the answer".to_owned()).into()
}

fn broken(error: &SocketError) -> Miss {
    match error {
        SocketError::Capacity(CapacityError::MessageTooLong { .. }) => Trouble::TooLarge(BYTES_MAX).into(),
        SocketError::Protocol(ProtocolError::ResetWithoutClosingHandshake) => silence(),
        SocketError::Protocol(_) | SocketError::Utf8(_) => Miss::of(Outcome::Unusable, "what the service sent is no WebSocket"),
        _ => silence(),
    }
}

#[cfg(test)]
mod tests;
