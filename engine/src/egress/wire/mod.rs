//! HTTP/1.1 without encryption, over connections of our own: a request is sent and its answer read where it is awaited, without
//! a task beside it. `cargo xtask bench gateway` says what a call costs so.

mod answer;
mod chunks;
mod connection;
#[cfg(test)]
pub mod fuzzed;
mod head;
mod pool;
mod request;

pub use answer::Answer;

use super::guard::Guard;
use super::{Policy, Trouble};
use connection::Connection;
use head::Head;
use pool::Pool;
use reqwest::header::UPGRADE;
use reqwest::{Method, Request};
use std::sync::Arc;
use url::{Position, Url};

/// A client for one kind of URL, `http:`.
#[derive(Clone, Debug)]
pub struct Wire {
    policy: Arc<Policy>,
    pool: Arc<Pool>,
}

impl Wire {
    /// A client that keeps to `policy`.
    pub fn new(policy: Arc<Policy>) -> Self {
        Self { policy, pool: Arc::default() }
    }

    /// Whether it can send a request: without encryption, with its body at hand, an answer of the usual kind and no other protocol
    /// after it.
    pub fn takes(request: &Request) -> bool {
        let is_at_hand = request.body().is_none_or(|body| body.as_bytes().is_some());
        let is_plain = ![Method::HEAD, Method::CONNECT].contains(request.method()) && !request.headers().contains_key(UPGRADE);
        request.url().scheme() == "http" && is_at_hand && is_plain
    }

    /// Sends a request and waits for the head of its answer.
    pub async fn send(&self, request: &Request) -> Result<Answer, Trouble> {
        let (bytes, is_last) = (request::written(request), request::says_close(request));
        let place = &request.url()[Position::BeforeHost..Position::AfterPort];
        if let Some(mut kept) = (!is_last).then(|| self.pool.take(place)).flatten() {
            match kept.converse(&bytes).await {
                // It was closed when nobody looked; what nobody has seen, or may see twice, goes over another.
                Err(_) if kept.is_unanswered() && (kept.is_unsent() || request.method().is_safe()) => {}
                said => return Ok(self.answer(said?, kept, is_last)),
            }
        }
        let mut fresh = Box::pin(self.open(request.url(), place)).await?;
        let said = fresh.converse(&bytes).await?;
        Ok(self.answer(said, fresh, is_last))
    }

    async fn open(&self, url: &Url, place: &str) -> Result<Connection, Trouble> {
        let guard = Guard { policy: Arc::clone(&self.policy), for_own_port: self.policy.is_own_port(url) };
        Connection::open(&guard, url, place).await
    }

    fn answer(&self, (head, is_whole): (Head, bool), connection: Connection, is_last: bool) -> Answer {
        let keeps = is_whole && head.keeps && !is_last;
        Answer::new(head, connection, keeps.then(|| Arc::clone(&self.pool)))
    }
}

#[cfg(test)]
mod tests;
