//! The client that fetches addresses others give us.

use super::{Denied, Policy};
use futures::StreamExt;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// How long a connection may take to stand.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How long an idle connection is kept.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// How we introduce ourselves.
const USER_AGENT: &str = concat!("meshdeck/", env!("CARGO_PKG_VERSION"));

/// A client under the egress policy.
#[derive(Clone, Debug)]
pub struct Outbound {
    client: reqwest::Client,
    policy: Arc<Policy>,
}

/// An answer, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The HTTP status.
    pub status: u16,
    /// The content type, lower-case, without parameters.
    pub content_type: String,
    /// The body, decoded.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The policy forbids the address.
    Denied(String),
    /// No connection stood: nothing was sent.
    NotSent(String),
    /// The connection broke after the request may have been sent.
    Broken(String),
    /// The time was over.
    Timeout,
    /// The body is larger than the limit, in bytes.
    TooLarge(usize),
}

impl Trouble {
    /// The reason in words, without anything the other side sent.
    pub fn words(&self) -> String {
        match self {
            Self::Denied(reason) => format!("the egress policy forbids it: {reason}"),
            Self::NotSent(reason) | Self::Broken(reason) => reason.clone(),
            Self::Timeout => "no answer in time".to_owned(),
            Self::TooLarge(limit) => format!("the answer is larger than {limit} bytes"),
        }
    }
}

impl Outbound {
    /// A client that keeps to `policy`.
    #[expect(clippy::disallowed_methods, reason = "this is the guarded client")]
    pub fn new(policy: Policy) -> Result<Self, crate::Error> {
        let policy = Arc::new(policy);
        let client = reqwest::Client::builder()
            .dns_resolver(Arc::new(Guard(Arc::clone(&policy))))
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .user_agent(USER_AGENT)
            .build()
            .map_err(|error| crate::Error::Setting(format!("no HTTP client can be made: {error}")))?;
        Ok(Self { client, policy })
    }

    /// The policy it keeps to.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Begins a request; the URL's literal address is checked here, its name when it resolves.
    pub fn request(&self, method: reqwest::Method, url: Url) -> Result<reqwest::RequestBuilder, Trouble> {
        self.policy.check(&url).map_err(|Denied(reason)| Trouble::Denied(reason))?;
        Ok(self.client.request(method, url))
    }

    /// The client itself, for a library that sends to that URL alone.
    pub fn client_for(&self, url: &str) -> Result<reqwest::Client, Trouble> {
        let url = Url::parse(url).map_err(|error| Trouble::Denied(format!("not a URL: {error}")))?;
        self.policy.check(&url).map_err(|Denied(reason)| Trouble::Denied(reason))?;
        Ok(self.client.clone())
    }

    /// Sends a request and reads its answer, at most `limit` bytes of it, within `timeout`.
    pub async fn send(&self, request: reqwest::RequestBuilder, limit: usize, timeout: Duration) -> Result<Fetched, Trouble> {
        self.send_noting(request, "content-type", limit, timeout).await.map(|(fetched, _)| fetched)
    }

    /// The same, with what a header of the answer says.
    pub async fn send_noting(
        &self,
        request: reqwest::RequestBuilder,
        header: &str,
        limit: usize,
        timeout: Duration,
    ) -> Result<(Fetched, Option<String>), Trouble> {
        let answer = async {
            let response = request.send().await.map_err(|error| Trouble::from(&error))?;
            let status = response.status().as_u16();
            let said = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
            let (noted, header) = (said(header), said("content-type").unwrap_or_default());
            let content_type = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            let body = read_body(response, limit).await?;
            Ok((Fetched { status, content_type, body }, noted))
        };
        tokio::time::timeout(timeout, answer).await.unwrap_or(Err(Trouble::Timeout))
    }

    /// Fetches `url`.
    pub async fn get(&self, url: &str, limit: usize, timeout: Duration) -> Result<Fetched, Trouble> {
        let url = Url::parse(url).map_err(|error| Trouble::Denied(format!("not a URL: {error}")))?;
        self.send(self.request(reqwest::Method::GET, url)?, limit, timeout).await
    }
}

async fn read_body(response: reqwest::Response, limit: usize) -> Result<Vec<u8>, Trouble> {
    let mut body = Vec::new();
    let mut parts = response.bytes_stream();
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| Trouble::Broken("the connection broke while the answer came".to_owned()))?;
        if body.len() + part.len() > limit {
            return Err(Trouble::TooLarge(limit));
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// The same words for a blocked name and for one that does not exist.
impl From<&reqwest::Error> for Trouble {
    fn from(error: &reqwest::Error) -> Self {
        if error.is_timeout() && !error.is_connect() {
            return Self::Timeout;
        }
        let words = io_kind(error).map_or("no connection", |kind| match kind {
            std::io::ErrorKind::ConnectionRefused => "connection refused",
            std::io::ErrorKind::ConnectionReset | std::io::ErrorKind::BrokenPipe => "connection reset",
            std::io::ErrorKind::TimedOut => "no connection in time",
            _ => "no connection",
        });
        if error.is_connect() { Self::NotSent(words.to_owned()) } else { Self::Broken(broken_words(words).to_owned()) }
    }
}

fn broken_words(words: &'static str) -> &'static str {
    if words == "no connection" { "the connection broke before the answer" } else { words }
}

fn io_kind(error: &reqwest::Error) -> Option<std::io::ErrorKind> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            return Some(io.kind());
        }
        source = cause.source();
    }
    None
}

/// A resolver that hands out permitted addresses only, so that the address checked is the address dialled.
struct Guard(Arc<Policy>);

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let permitted: Vec<_> = found.filter(|address| policy.permits(address.ip())).collect();
            if permitted.is_empty() {
                return Err("no address of that name may be reached".into());
            }
            Ok(Box::new(permitted.into_iter()) as Addrs)
        })
    }
}
