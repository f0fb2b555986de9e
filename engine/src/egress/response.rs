//! An answer whose head is here, whoever fetched it.

use super::{Trouble, wire};
use reqwest::header::{CONTENT_LENGTH, HeaderMap};
use tokio_util::bytes::Bytes;

/// An answer whose head is here and whose body is still to come.
#[derive(Debug)]
pub enum Response {
    /// Over a connection of our own.
    Wire(wire::Answer),
    /// From the library's client.
    Library(reqwest::Response),
}

impl Response {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Wire(answer) => answer.status,
            Self::Library(response) => response.status().as_u16(),
        }
    }

    /// The header.
    pub fn headers(&self) -> &HeaderMap {
        match self {
            Self::Wire(answer) => &answer.headers,
            Self::Library(response) => response.headers(),
        }
    }

    /// A field of the header, where it is one of plain characters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().get(name)?.to_str().ok()
    }

    /// The content type, lower-case, without parameters.
    pub fn content_type(&self) -> String {
        let header = self.header("content-type").unwrap_or_default();
        header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The seconds after which to come again, where it says so in numbers.
    pub fn retry_after(&self) -> Option<u32> {
        self.header("retry-after")?.parse().ok()
    }

    /// The bytes that its body is said to have.
    pub fn length(&self) -> Option<u64> {
        self.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// The next part of the body, as soon as it is here; nothing after the last.
    pub async fn part(&mut self) -> Result<Option<Bytes>, Trouble> {
        match self {
            Self::Wire(answer) => answer.part().await,
            Self::Library(response) => response.chunk().await.map_err(|error| Trouble::in_body_of(&error)),
        }
    }
}
