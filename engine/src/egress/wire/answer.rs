//! The answer to a request: its head, and its body as it comes.

use super::chunks::{Chunks, Held};
use super::connection::Connection;
use super::head::{Ends, Head};
use super::pool::Pool;
use crate::egress::Trouble;
use reqwest::header::HeaderMap;
use std::io::ErrorKind;
use std::sync::Arc;
use tokio_util::bytes::Bytes;

/// An answer whose head is here.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The header.
    pub headers: HeaderMap,
    body: Option<Body>,
    /// Where the connection goes when all is read.
    pool: Option<Arc<Pool>>,
}

/// A body that is not at its end.
#[derive(Debug)]
struct Body {
    connection: Connection,
    rest: Rest,
}

/// What is still to come of a body.
#[derive(Debug)]
enum Rest {
    Bytes(u64),
    Chunks(Chunks),
    All,
}

impl Answer {
    /// An answer whose connection goes into the pool, where there is one, when its body is read.
    pub(super) fn new(head: Head, connection: Connection, pool: Option<Arc<Pool>>) -> Self {
        let rest = match head.ends {
            Ends::After(bytes) => Rest::Bytes(bytes),
            Ends::Chunked => Rest::Chunks(Chunks::default()),
            Ends::WithConnection => Rest::All,
        };
        Self { status: head.status, headers: head.headers, body: Some(Body { connection, rest }), pool }
    }

    /// The next part of the body, as soon as it is here; nothing after the last.
    pub async fn part(&mut self) -> Result<Option<Bytes>, Trouble> {
        let Some(body) = &mut self.body else { return Ok(None) };
        let part = body.part().await?;
        if part.is_none()
            && let (Some(body), Some(pool)) = (self.body.take(), self.pool.take())
        {
            pool.put(body.connection);
        }
        Ok(part)
    }
}

impl Body {
    async fn part(&mut self) -> Result<Option<Bytes>, Trouble> {
        loop {
            match self.held()? {
                Held::Part(part) => return Ok(Some(part)),
                Held::End => return Ok(None),
                Held::Nothing => {}
            }
            match self.connection.read().await {
                Err(ErrorKind::UnexpectedEof) if matches!(self.rest, Rest::All) => return Ok(None),
                read => read.map_err(|kind| Trouble::in_body(Some(kind)))?,
            }
        }
    }

    /// What of it is here.
    fn held(&mut self) -> Result<Held, Trouble> {
        let buffer = &mut self.connection.buffer;
        match &mut self.rest {
            Rest::Bytes(0) => Ok(Held::End),
            Rest::Chunks(chunks) => chunks.take(buffer).map_err(|_| Trouble::in_body(Some(ErrorKind::InvalidData))),
            _ if buffer.is_empty() => Ok(Held::Nothing),
            Rest::All => Ok(Held::Part(buffer.split().freeze())),
            Rest::Bytes(left) => {
                let length = usize::try_from(*left).unwrap_or(usize::MAX).min(buffer.len());
                *left -= length as u64;
                Ok(Held::Part(buffer.split_to(length).freeze()))
            }
        }
    }
}
