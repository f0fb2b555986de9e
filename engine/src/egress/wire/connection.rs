//! A connection, from which one request after another is answered.

use super::head::{self, AROUND_MAX, Head, Heads};
use crate::egress::fetch::CONNECT_TIMEOUT;
use crate::egress::guard::Guard;
use crate::egress::{HEAD_MAX, Trouble};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, Interest};
use tokio::net::TcpStream;
use tokio_util::bytes::BytesMut;
use url::Url;

/// For how many bytes there is room when something is read.
const READ: usize = 16 * 1024;

/// How much of an answer is taken while its request is still being sent.
const HEARD_MAX: usize = HEAD_MAX + AROUND_MAX;

/// How long an address may be silent before the next is dialled besides (RFC 8305, §8).
const HEAD_START: Duration = Duration::from_millis(250);

/// A connection to a place.
#[derive(Debug)]
pub struct Connection {
    /// The host, with its port where that is not 80.
    pub place: Arc<str>,
    /// What came and was not read.
    pub buffer: BytesMut,
    stream: TcpStream,
    /// The bytes of the request under way that were sent.
    sent: usize,
}

impl Connection {
    /// Opens one to an address of the URL's host, within [`CONNECT_TIMEOUT`].
    pub async fn open(guard: &Guard, url: &Url, place: &str) -> Result<Self, Trouble> {
        let dialled = async {
            let addresses = guard.addresses(url.host_str().unwrap_or_default()).await.ok_or(ErrorKind::Other)?;
            let port = url.port_or_known_default().unwrap_or_default();
            let addresses = addresses.into_iter().map(|ip| SocketAddr::from((ip, port))).collect();
            dial(addresses).await
        };
        let dialled = tokio::time::timeout(CONNECT_TIMEOUT, dialled).await;
        let stream = dialled.unwrap_or(Err(ErrorKind::TimedOut)).map_err(Trouble::not_connected)?;
        let _ = stream.set_nodelay(true);
        Ok(Self { place: place.into(), buffer: BytesMut::new(), stream, sent: 0 })
    }

    /// Whether it still stands and nobody has spoken out of turn.
    pub fn is_idle(&self) -> bool {
        let heard = self.stream.try_read(&mut [0]);
        self.buffer.is_empty() && heard.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    /// Waits until the other end has closed it.
    #[cfg(test)]
    pub async fn closed(&self) {
        while !matches!(self.stream.peek(&mut [0]).await, Ok(0) | Err(_)) {}
    }

    /// Sends a request and waits for the head of its answer; says besides whether all of it was sent.
    pub async fn converse(&mut self, request: &[u8]) -> Result<(Head, bool), Trouble> {
        self.sent = 0;
        let is_whole = self.send(request).await?;
        Ok((self.head().await?, is_whole))
    }

    /// Whether nothing has come for the request under way.
    pub fn is_unanswered(&self) -> bool {
        self.buffer.is_empty()
    }

    /// Whether nothing of the request under way was sent.
    pub const fn is_unsent(&self) -> bool {
        self.sent == 0
    }

    /// Sends all of it, and says whether it did: who refuses it before its end wants to hear no more (RFC 9112, §9.3).
    async fn send(&mut self, bytes: &[u8]) -> Result<bool, Trouble> {
        while self.sent < bytes.len() {
            match self.stream.try_write(&bytes[self.sent..]) {
                Ok(sent) => self.sent += sent,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    if self.is_refused().await? {
                        return Ok(false);
                    }
                }
                // What was said before is the answer.
                Err(error) => return if self.hears() == Ok(true) { Ok(false) } else { Err(Trouble::not_answered(error.kind())) },
            }
        }
        Ok(true)
    }

    /// Waits until more can be sent and listens meanwhile: whether the request is refused.
    async fn is_refused(&mut self) -> Result<bool, Trouble> {
        let listens = self.buffer.len() < HEARD_MAX;
        let interest = if listens { Interest::READABLE | Interest::WRITABLE } else { Interest::WRITABLE };
        let ready = self.stream.ready(interest).await.map_err(|error| Trouble::not_answered(error.kind()))?;
        if !listens || !ready.is_readable() {
            return Ok(false);
        }
        match self.hears() {
            Ok(_) => Ok(head::refuses(&self.buffer)),
            Err(_) if !self.buffer.is_empty() => Ok(true),
            Err(kind) => Err(Trouble::not_answered(kind)),
        }
    }

    /// Waits for the head of the answer.
    async fn head(&mut self) -> Result<Head, Trouble> {
        let mut heads = Heads::default();
        loop {
            if let Some(head) = heads.take(&mut self.buffer)? {
                return Ok(head);
            }
            self.read().await.map_err(Trouble::not_answered)?;
        }
    }

    /// Waits for more; that there is no more is an error.
    pub async fn read(&mut self) -> Result<(), ErrorKind> {
        self.make_room();
        match self.stream.read_buf(&mut self.buffer).await {
            Ok(0) => Err(ErrorKind::UnexpectedEof),
            Ok(_) => Ok(()),
            Err(error) => Err(error.kind()),
        }
    }

    /// Whether something has come while nothing was asked.
    fn hears(&mut self) -> Result<bool, ErrorKind> {
        self.make_room();
        match self.stream.try_read_buf(&mut self.buffer) {
            Ok(0) => Err(ErrorKind::UnexpectedEof),
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
            Err(error) => Err(error.kind()),
        }
    }

    fn make_room(&mut self) {
        if self.buffer.capacity() - self.buffer.len() < READ / 4 {
            self.buffer.reserve(READ);
        }
    }
}

/// A connection to the first address that takes it; the next is dialled when one refuses or is silent.
async fn dial(addresses: Vec<SocketAddr>) -> Result<TcpStream, ErrorKind> {
    let (mut left, mut dialled, mut last) = (addresses.into_iter(), FuturesUnordered::new(), ErrorKind::Other);
    loop {
        dialled.extend(left.next().map(TcpStream::connect));
        let patience = if left.len() == 0 { CONNECT_TIMEOUT } else { HEAD_START };
        match tokio::time::timeout(patience, dialled.next()).await {
            Ok(Some(Ok(stream))) => return Ok(stream),
            Ok(Some(Err(error))) => last = error.kind(),
            Ok(None) => return Err(last),
            Err(_) => {}
        }
    }
}
