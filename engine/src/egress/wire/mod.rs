//! HTTP/1.1 without encryption, over connections of our own: a request is sent and its answer read where it is awaited, without
//! a task beside it. A call is a fifth cheaper so than through a client made for everything (`cargo xtask bench gateway`).

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
use pool::Pool;
use reqwest::Request;
use reqwest::header::UPGRADE;
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

    /// Whether it can send a request: without encryption, with its body at hand, and no other protocol after it.
    pub fn takes(request: &Request) -> bool {
        let is_at_hand = request.body().is_none_or(|body| body.as_bytes().is_some());
        request.url().scheme() == "http" && is_at_hand && !request.headers().contains_key(UPGRADE)
    }

    /// Sends a request and waits for the head of its answer.
    pub async fn send(&self, request: &Request) -> Result<Answer, Trouble> {
        let mut connection = self.connection(request.url()).await?;
        let whole = connection.send(&request::written(request)).await?;
        let head = connection.head().await?;
        let keeps = whole && head.keeps && !request::says_close(request);
        Ok(Answer::new(head, connection, keeps.then(|| Arc::clone(&self.pool))))
    }

    async fn connection(&self, url: &Url) -> Result<Connection, Trouble> {
        let place = &url[Position::BeforeHost..Position::AfterPort];
        if let Some(connection) = self.pool.take(place) {
            return Ok(connection);
        }
        let guard = Guard { policy: Arc::clone(&self.policy), for_own_port: self.policy.is_own_port(url) };
        Connection::open(&guard, url, place).await
    }
}

#[cfg(test)]
mod tests;
