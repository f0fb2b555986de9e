//! An answer whose body comes in parts.

use super::{FAILED_MAX, Fetched, Response, Trouble, body};
use reqwest::header::{CONTENT_ENCODING, HeaderName};

/// An answer whose head is here and whose body flows, up to a limit.
#[derive(Debug)]
pub struct Flow {
    /// The HTTP status.
    pub status: u16,
    /// The content type, lower-case, without parameters.
    pub content_type: String,
    response: Response,
    limit: usize,
    read: usize,
}

impl Flow {
    /// The body of `response`, cut with an error after `limit` bytes; it must come plain, as it was asked for.
    pub(super) fn new(response: Response, limit: usize) -> Result<Self, Trouble> {
        if response.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
            return Err(Trouble::Unusable("the answer is encoded in a way that was not asked for".to_owned()));
        }
        Ok(Self { status: response.status(), content_type: response.content_type(), response, limit, read: 0 })
    }

    /// The next part, as soon as it is here; nothing after the last.
    pub async fn next(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, Trouble> {
        let part = self.response.part().await?;
        if let Some(part) = &part {
            self.read += part.len();
        }
        if self.read > self.limit { Err(Trouble::TooLarge(self.limit)) } else { Ok(part) }
    }

    /// A header of the answer, where it is one of plain characters.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.response.header(name.as_str())
    }

    /// The connection itself, where the answer gave it over to another protocol.
    pub async fn upgraded(self) -> Result<reqwest::Upgraded, Trouble> {
        let broken = || Trouble::Broken("the connection broke while its protocol changed".to_owned());
        match self.response {
            Response::Library(response) => response.upgrade().await.map_err(|_| broken()),
            Response::Wire(_) => Err(broken()),
        }
    }

    /// The bytes that came so far.
    pub const fn read(&self) -> usize {
        self.read
    }

    /// The answer with the beginning of its body, where it tells of a failure.
    pub async fn failed(self) -> Fetched {
        let retry_after = self.response.retry_after();
        let body = body::read_start(self.response, FAILED_MAX).await;
        Fetched { status: self.status, content_type: self.content_type, retry_after, body }
    }
}
