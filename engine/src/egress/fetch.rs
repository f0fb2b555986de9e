//! The client that fetches addresses others give us.

use super::{Denied, Flow, Policy};
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
    /// The same, for connections that become something else, which only HTTP/1.1 allows.
    upgradable: reqwest::Client,
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
        let guarded = || {
            reqwest::Client::builder()
                .dns_resolver(Arc::new(Guard(Arc::clone(&policy))))
                .redirect(redirect::Policy::none())
                .no_proxy()
                .connect_timeout(CONNECT_TIMEOUT)
                .pool_idle_timeout(IDLE_TIMEOUT)
                .user_agent(USER_AGENT)
        };
        let made = |error| crate::Error::Setting(format!("no HTTP client can be made: {error}"));
        let client = guarded().build().map_err(made)?;
        let upgradable = guarded().http1_only().build().map_err(made)?;
        Ok(Self { client, upgradable, policy })
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

    /// Begins a GET that asks for another protocol than HTTP; the URL is checked as ever.
    pub fn upgrade(&self, url: Url) -> Result<reqwest::RequestBuilder, Trouble> {
        self.policy.check(&url).map_err(|Denied(reason)| Trouble::Denied(reason))?;
        Ok(self.upgradable.get(url))
    }

    /// The client itself, for a library that sends to that URL alone.
    pub fn client_for(&self, url: &str) -> Result<reqwest::Client, Trouble> {
        let url = Url::parse(url).map_err(|error| Trouble::Denied(format!("not a URL: {error}")))?;
        self.policy.check(&url).map_err(|Denied(reason)| Trouble::Denied(reason))?;
        Ok(self.client.clone())
    }

    /// Sends a request and reads its answer, at most `limit` bytes of it, within `timeout`.
    pub async fn send(&self, request: reqwest::RequestBuilder, limit: usize, timeout: Duration) -> Result<Fetched, Trouble> {
        let answer = async { self.open(request, limit).await?.whole().await };
        tokio::time::timeout(timeout, answer).await.unwrap_or(Err(Trouble::Timeout))
    }

    /// Sends a request and reads the head of its answer; at most `limit` bytes of the body may follow.
    pub async fn open(&self, request: reqwest::RequestBuilder, limit: usize) -> Result<Flow, Trouble> {
        let response = request.send().await.map_err(|error| Trouble::from(&error))?;
        Ok(Flow::new(response, limit))
    }

    /// Fetches `url`.
    pub async fn get(&self, url: &str, limit: usize, timeout: Duration) -> Result<Fetched, Trouble> {
        let url = Url::parse(url).map_err(|error| Trouble::Denied(format!("not a URL: {error}")))?;
        self.send(self.request(reqwest::Method::GET, url)?, limit, timeout).await
    }
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
