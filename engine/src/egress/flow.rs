//! An answer whose body comes in parts.

use super::{Fetched, Trouble};
use reqwest::header::{CONTENT_TYPE, HeaderName};

/// An answer whose head is here and whose body flows, up to a limit.
#[derive(Debug)]
pub struct Flow {
    /// The HTTP status.
    pub status: u16,
    /// The content type, lower-case, without parameters.
    pub content_type: String,
    response: reqwest::Response,
    limit: usize,
    read: usize,
}

impl Flow {
    /// The body of `response`, cut with an error after `limit` bytes, decoded.
    pub(super) fn new(response: reqwest::Response, limit: usize) -> Self {
        let header = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = header.and_then(|value| value.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase();
        Self { status: response.status().as_u16(), content_type, response, limit, read: 0 }
    }

    /// The next part, as soon as it is here; nothing after the last.
    pub async fn next(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, Trouble> {
        let broken = |_| Trouble::Broken("the connection broke while the answer came".to_owned());
        let part = self.response.chunk().await.map_err(broken)?;
        self.read += part.as_ref().map_or(0, |part| part.len());
        if self.read > self.limit { Err(Trouble::TooLarge(self.limit)) } else { Ok(part) }
    }

    /// A header of the answer, where it is one of plain characters.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// The connection itself, where the answer gave it over to another protocol.
    pub async fn upgraded(self) -> Result<reqwest::Upgraded, Trouble> {
        self.response.upgrade().await.map_err(|_| Trouble::Broken("the connection broke while its protocol changed".to_owned()))
    }

    /// The bytes that came so far.
    pub const fn read(&self) -> usize {
        self.read
    }

    /// The answer with all of its body.
    pub async fn whole(mut self) -> Result<Fetched, Trouble> {
        let mut body = Vec::new();
        while let Some(part) = self.next().await? {
            body.extend_from_slice(part.as_ref());
        }
        Ok(Fetched { status: self.status, content_type: self.content_type, body })
    }
}
