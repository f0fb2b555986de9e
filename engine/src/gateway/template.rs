//! Call templates: where a call goes, and how it is made there.

use super::auth::Auth;
use super::fixed::TextTemplate;
use super::graphql::GraphqlTemplate;
use super::http::HttpTemplate;
use super::mcp::McpTemplate;
use super::socket::{self, SocketTemplate};
use super::stream::{self, Reading, StreamTemplate};
use crate::egress::{Policy, Trouble};
use crate::means::Means;
use crate::registry::{Entry, InstanceState};
use domain::Failure;
use domain::call::Outcome;
use domain::failure::Kind;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Who answers where the answer stands in the manual.
const MANUAL: &str = "manual";

/// A call template that the gateway can follow.
#[derive(Clone, Debug)]
pub enum Template {
    /// One HTTP request.
    Http(HttpTemplate),
    /// A tool of an MCP server.
    Mcp(McpTemplate),
    /// One HTTP request whose answer comes in pieces.
    Stream(StreamTemplate),
    /// A query or a mutation.
    Graphql(GraphqlTemplate),
    /// One message over a WebSocket.
    Socket(SocketTemplate),
    /// A text that is there already.
    Text(TextTemplate),
}

/// One instance that a call may try.
#[derive(Clone, Debug)]
pub struct Target {
    /// The template's URL at this instance, still with its `{x}`.
    pub url: String,
    /// The instance's base URL, or the URL's origin where the template names a place of its own.
    pub name: String,
    /// The instance, where it is one of ours.
    pub instance: Option<Arc<InstanceState>>,
}

/// A call ready to be made at a target.
pub enum Ready {
    /// A request.
    Http(reqwest::RequestBuilder),
    /// A tool of an MCP server by its endpoint and name, with the arguments and the headers.
    Mcp(String, String, serde_json::Map<String, Value>, HeaderMap),
    /// A request whose answer comes in pieces, and how they are read.
    Stream(reqwest::RequestBuilder, Reading),
    /// A request whose answer is GraphQL's.
    Graphql(reqwest::RequestBuilder),
    /// A handshake and a message.
    Socket(socket::Said),
    /// The answer itself.
    Text(Answer),
}

/// A good answer.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The output.
    pub output: Value,
    /// Bytes of the answer.
    pub bytes: u64,
}

/// Why there is none.
pub struct Miss {
    /// How it counts.
    pub outcome: Outcome,
    /// Whether the call certainly never reached the target.
    pub never_sent: bool,
    /// The reason.
    pub words: String,
    /// For how long the target wants no more calls, where it said so.
    pub retry_after: Option<Duration>,
    /// The HTTP status, where that is the reason.
    pub status: Option<u16>,
}

impl Template {
    /// Reads the call template of the tool that its service calls `name`; a failure says why it cannot be called here.
    pub fn read(name: &str, template: &Value) -> Result<Self, Failure> {
        let read = match template.get("call_template_type").and_then(Value::as_str).unwrap_or_default() {
            "http" => HttpTemplate::read(template).map(Self::Http)?,
            "mcp" => McpTemplate::read(name, template).map(Self::Mcp)?,
            "sse" => StreamTemplate::read_sse(template).map(Self::Stream)?,
            "streamable_http" => StreamTemplate::read_http(template).map(Self::Stream)?,
            "graphql" => GraphqlTemplate::read(name, template).map(Self::Graphql)?,
            "websocket" => SocketTemplate::read(template).map(Self::Socket)?,
            "text" => TextTemplate::read(template).map(Self::Text)?,
            kind => return Err(not_callable(&strange(kind))),
        };
        Auth::read(template)?;
        Ok(read)
    }

    /// Whether answers come in pieces.
    pub const fn streams(&self) -> bool {
        matches!(self, Self::Stream(_))
    }

    /// The URL it names, still with its `{x}`; a text has none.
    fn url(&self) -> Option<&str> {
        match self {
            Self::Http(http) => Some(http.url()),
            Self::Mcp(mcp) => Some(mcp.url()),
            Self::Stream(stream) => Some(stream.url()),
            Self::Graphql(graphql) => Some(graphql.url()),
            Self::Socket(socket) => Some(socket.url()),
            Self::Text(_) => None,
        }
    }

    /// Where the call goes: the template's path at the instance.
    ///
    /// A URL that lies at one instance of the service is moved to the one that is asked for. One that lies elsewhere must be on a
    /// host the service registered, so that a manual cannot lead calls to strangers.
    pub fn target(&self, entry: &Entry, instance: &Arc<InstanceState>) -> Result<Target, Failure> {
        let Some(own_url) = self.url() else { return Ok(Target { url: String::new(), name: MANUAL.to_owned(), instance: None }) };
        let home = entry.instances.iter().map(|instance| instance.base_url.as_str()).find(|base| lies_at(own_url, base));
        if let Some(home) = home {
            let path = &own_url[home.len()..];
            let (url, name) = (format!("{}{path}", instance.base_url), instance.base_url.clone());
            return Ok(Target { url, name, instance: Some(Arc::clone(instance)) });
        }
        stays_with(own_url, entry)?;
        let name = own_url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        Ok(Target { url: own_url.to_owned(), name, instance: None })
    }

    /// Whether it leads to a host that the service registered, at an address that may be called.
    pub fn leads_home(&self, entry: &Entry, policy: &Policy) -> Result<(), Failure> {
        let Some(own_url) = self.url() else { return Ok(()) };
        let url = stays_with(own_url, entry)?;
        policy.check(&url).map_err(|denied| {
            Failure::new(Kind::EgressDenied, format!("The tool is not callable here, because the egress policy forbids it: {}.", denied.0))
        })
    }

    /// The call with `input`, which fits the schema, at a target's URL, and the bytes of what is sent.
    pub fn ready(&self, means: &Means, url: &str, input: &Value) -> Result<(Ready, u64), Failure> {
        match self {
            Self::Http(http) => http.request(&means.outbound, url, input),
            Self::Mcp(mcp) => Ok(mcp.call(url, input)),
            Self::Stream(stream) => stream.request(&means.outbound, url, input),
            Self::Graphql(graphql) => graphql.request(&means.outbound, url, input),
            Self::Socket(socket) => socket.request(&means.outbound, url, input),
            Self::Text(text) => Ok((Ready::Text(text.answer()), 0)),
        }
    }
}

impl Ready {
    /// Makes the call and waits for its answer, no longer than `timeout`.
    ///
    /// Where most calls go has its place in each call; the other ways are larger, and take theirs when they are gone.
    pub async fn send(self, means: &Means, timeout: Duration) -> Result<Answer, Miss> {
        match self {
            Self::Http(request) => super::http::send(&means.outbound, request, timeout).await,
            Self::Mcp(endpoint, name, arguments, headers) => {
                Box::pin(super::mcp::send(&means.mcp, &endpoint, &headers, &name, arguments, timeout)).await
            }
            Self::Stream(request, reading) => Box::pin(stream::send(means, request, reading, timeout)).await,
            Self::Graphql(request) => super::graphql::send(&means.outbound, request, timeout).await,
            Self::Socket(said) => Box::pin(socket::send(&means.outbound, said, timeout)).await,
            Self::Text(answer) => Ok(answer),
        }
    }

    /// The same call once more; none where its body cannot be sent twice.
    pub fn twin(&self) -> Option<Self> {
        match self {
            Self::Http(request) => request.try_clone().map(Self::Http),
            Self::Mcp(endpoint, name, arguments, headers) => {
                Some(Self::Mcp(endpoint.clone(), name.clone(), arguments.clone(), headers.clone()))
            }
            Self::Stream(request, reading) => request.try_clone().map(|request| Self::Stream(request, reading.clone())),
            Self::Graphql(request) => request.try_clone().map(Self::Graphql),
            Self::Socket(_) | Self::Text(_) => None,
        }
    }
}

impl From<Trouble> for Miss {
    fn from(trouble: Trouble) -> Self {
        let outcome = match &trouble {
            Trouble::Denied(_) => Outcome::Denied,
            Trouble::NotSent(_) | Trouble::Broken(_) => Outcome::Unreachable,
            Trouble::Timeout => Outcome::Timeout,
            Trouble::TooLarge(_) | Trouble::Unusable(_) => Outcome::Unusable,
        };
        Self { never_sent: matches!(trouble, Trouble::NotSent(_)), ..Self::of(outcome, trouble.words()) }
    }
}

impl Miss {
    /// A miss of something that was sent.
    pub fn of(outcome: Outcome, words: impl Into<String>) -> Self {
        Self { outcome, never_sent: false, words: words.into(), retry_after: None, status: None }
    }
}

/// A template's URL, which must lie on a host on which the service has an instance, whatever its `{x}` become.
fn stays_with(own_url: &str, entry: &Entry) -> Result<Url, Failure> {
    let host = |url: &Url| url.host_str().map(str::to_owned);
    let known: HashSet<String> = entry.instances.iter().filter_map(|instance| host(&Url::parse(&instance.base_url).ok()?)).collect();
    let own = Url::parse(&own_url.replace(['{', '}'], "_")).ok();
    own.filter(|own| host(own).is_some_and(|host| known.contains(&host))).ok_or_else(|| {
        Failure::new(
            Kind::EgressDenied,
            "Its call template leads to a host on which the service has no instance; the service must register one there.",
        )
    })
}

fn lies_at(url: &str, base: &str) -> bool {
    url.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// Why a type is not called here, and what it would take.
fn strange(kind: &str) -> String {
    let needs = match kind {
        "" => return "its call template has no `call_template_type`".to_owned(),
        "cli" => "it starts a program on its client's machine",
        "file" => "it reads a file on its client's machine",
        "tcp" | "udp" => "it needs a client of the service's own protocol",
        "grpc" => "it needs a gRPC client with the service's own definitions",
        "webrtc" => "it needs a WebRTC peer",
        _ => "the gateway does not know it",
    };
    format!("its call template is of type `{kind}`: {needs}")
}

/// Says why a tool cannot be called here.
pub fn not_callable(because: &str) -> Failure {
    Failure::new(Kind::NotCallable, format!("The tool is not callable here, because {because}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_stays_at_its_own_base_url() {
        assert!(lies_at("http://h:1/x", "http://h:1") && lies_at("http://h:1?x", "http://h:1"));
        assert!(!lies_at("http://h:10/x", "http://h:1") && !lies_at("http://h:1.evil.org/", "http://h:1"));
    }

    #[test]
    fn credentials_that_cannot_be_given_are_said_whatever_the_type() {
        let http = json!({"call_template_type": "http", "url": "http://h"});
        let mcp = json!({"call_template_type": "mcp", "config": {"mcpServers": {"a": {"url": "http://h/mcp"}}}});
        for mut template in [http, mcp] {
            template["auth"] = json!({"auth_type": "oauth2_user"});
            assert!(Template::read("t", &template).expect_err("not callable").detail.contains("the gateway gives `api_key`"));
        }
    }

    #[test]
    fn a_type_that_is_not_called_here_says_what_it_would_take() {
        let why = |kind: &str| Template::read("t", &json!({"call_template_type": kind})).expect_err("not callable").detail;
        assert_eq!(
            why("cli"),
            "The tool is not callable here, because its call template is of type `cli`: it starts a program on its client's machine."
        );
        assert!(why("grpc").contains("`grpc`: it needs a gRPC client"));
        assert!(why("smoke").contains("`smoke`: the gateway does not know it"));
    }
}
