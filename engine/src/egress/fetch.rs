//! The client that fetches addresses others give us.

use super::guard::Guard;
use super::wire::Wire;
use super::{Denied, Flow, Policy, Response, Trouble, body, head};
use reqwest::header::{ACCEPT_ENCODING, CONNECTION};
use reqwest::redirect;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use url::Url;

/// How long a connection may take to stand.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How long an idle connection is kept.
pub(super) const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// How many fetches may be under way at once; more wait in line, within their own time.
pub const FETCHES_MAX: usize = 1024;

/// How much of an answer is read that tells of a failure, in bytes.
pub const FAILED_MAX: usize = 64 * 1024;

/// What is said where no turn came in time.
const BUSY: &str = "too many other fetches are under way";

/// How we introduce ourselves.
pub(super) const USER_AGENT: &str = concat!("meshdeck/", env!("CARGO_PKG_VERSION"));

/// Two clients that differ in what their names may resolve to.
#[derive(Clone, Debug)]
struct Clients {
    usual: reqwest::Client,
    /// The one for our own port, under which our own addresses are out of reach by any name.
    to_own_port: reqwest::Client,
}

/// A client under the egress policy.
#[derive(Clone, Debug)]
pub struct Outbound {
    clients: Clients,
    /// The same, for connections that become something else, which only HTTP/1.1 allows.
    upgradable: Clients,
    /// What sends nearly everything that goes without encryption.
    wire: Wire,
    policy: Arc<Policy>,
    slots: Arc<Semaphore>,
}

/// An answer, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The HTTP status.
    pub status: u16,
    /// The content type, lower-case, without parameters.
    pub content_type: String,
    /// The seconds after which to come again, where it says so in numbers.
    pub retry_after: Option<u32>,
    /// The body, decoded.
    pub body: Vec<u8>,
}

impl Outbound {
    /// A client that keeps to `policy`.
    pub fn new(policy: Policy) -> Result<Self, crate::Error> {
        Self::with_slots(policy, FETCHES_MAX)
    }

    fn with_slots(policy: Policy, slots: usize) -> Result<Self, crate::Error> {
        let policy = Arc::new(policy);
        let clients = Clients::new(&policy, |builder| builder)?;
        let upgradable = Clients::new(&policy, reqwest::ClientBuilder::http1_only)?;
        let wire = Wire::new(Arc::clone(&policy));
        Ok(Self { clients, upgradable, wire, policy, slots: Arc::new(Semaphore::new(slots)) })
    }

    /// The policy it keeps to.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What sends nearly everything that goes without encryption.
    #[cfg(test)]
    pub(super) const fn wire(&self) -> &Wire {
        &self.wire
    }

    /// Begins a request; the URL's literal address is checked here, its name when it resolves.
    pub fn request(&self, method: reqwest::Method, url: Url) -> Result<reqwest::RequestBuilder, Trouble> {
        Ok(self.permitted(&self.clients, &url)?.request(method, url))
    }

    /// Begins a GET that asks for another protocol than HTTP; the URL is checked as ever.
    pub fn upgrade(&self, url: Url) -> Result<reqwest::RequestBuilder, Trouble> {
        Ok(self.permitted(&self.upgradable, &url)?.get(url))
    }

    /// The client itself, for a library that sends to that URL alone.
    pub fn client_for(&self, url: &str) -> Result<reqwest::Client, Trouble> {
        let url = Url::parse(url).map_err(|error| Trouble::Denied(format!("not a URL: {error}")))?;
        self.permitted(&self.clients, &url).cloned()
    }

    fn permitted<'a>(&self, clients: &'a Clients, url: &Url) -> Result<&'a reqwest::Client, Trouble> {
        self.policy.check(url).map_err(|Denied(reason)| Trouble::Denied(reason))?;
        Ok(if self.policy.is_own_port(url) { &clients.to_own_port } else { &clients.usual })
    }

    /// Waits for its turn and does `work` within `timeout`; what never had its turn was not sent.
    pub async fn in_turn<T, E: From<Trouble>>(&self, timeout: Duration, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let mut waits = true;
        let turn = async {
            let _slot = self.slots.acquire().await;
            waits = false;
            work.await
        };
        let done = tokio::time::timeout(timeout, turn).await;
        done.unwrap_or_else(|_| Err(if waits { Trouble::NotSent(BUSY.to_owned()) } else { Trouble::Timeout }.into()))
    }

    /// Sends a request and reads its answer within `timeout`: at most `limit` bytes of it, encoded or decoded, and of one that
    /// tells of a failure the first [`FAILED_MAX`].
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
            let response = self.begin(request, body::ENCODING).await?;
            let (status, content_type, retry_after) = (response.status(), response.content_type(), response.retry_after());
            let noted = response.header(header).map(str::to_owned);
            let is_good = (200..300).contains(&status);
            let body = if is_good { body::read(response, limit).await? } else { body::read_start(response, FAILED_MAX).await };
            Ok((Fetched { status, content_type, retry_after, body }, noted))
        };
        self.in_turn(timeout, answer).await
    }

    /// Sends a request and reads the head of its answer; at most `limit` bytes of the body may follow.
    pub async fn open(&self, request: reqwest::RequestBuilder, limit: usize) -> Result<Flow, Trouble> {
        Flow::new(self.begin(request, "identity").await?, limit)
    }

    /// Sends a request and reads the head of its answer, which is encoded in that way or not at all.
    async fn begin(&self, request: reqwest::RequestBuilder, encoding: &'static str) -> Result<Response, Trouble> {
        let (client, request) = request.header(ACCEPT_ENCODING, encoding).build_split();
        let request = request.map_err(|error| Trouble::from(&error))?;
        let response = if Wire::takes(&request) {
            Response::Wire(self.wire.send(&request).await?)
        } else {
            Response::Library(Box::pin(client.execute(request)).await.map_err(|error| Trouble::from(&error))?)
        };
        head::check(response.headers())?;
        Ok(response)
    }

    /// Fetches `url` over a connection of its own: thousands of services that are looked at now and then would leave as many
    /// sockets waiting.
    pub async fn get(&self, url: &str, limit: usize, timeout: Duration) -> Result<Fetched, Trouble> {
        let url = Url::parse(url).map_err(|error| Trouble::Denied(format!("not a URL: {error}")))?;
        self.send(self.request(reqwest::Method::GET, url)?.header(CONNECTION, "close"), limit, timeout).await
    }
}

impl Clients {
    fn new(policy: &Arc<Policy>, adapt: fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder) -> Result<Self, crate::Error> {
        let guarded = |for_own_port| client(adapt, Guard { policy: Arc::clone(policy), for_own_port });
        Ok(Self { usual: guarded(false)?, to_own_port: guarded(true)? })
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the guarded client")]
fn client(adapt: fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder, guard: Guard) -> Result<reqwest::Client, crate::Error> {
    let client = adapt(reqwest::Client::builder())
        .dns_resolver(Arc::new(guard))
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .http1_max_headers(head::FIELDS_MAX)
        .http2_max_header_list_size(head::HEAD_MAX as u32)
        .user_agent(USER_AGENT);
    client.build().map_err(|error| crate::Error::Setting(format!("no HTTP client can be made: {error}")))
}

#[cfg(test)]
mod tests;
