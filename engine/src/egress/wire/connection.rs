//! A connection, from which one request after another is answered.

use super::head::{Head, Heads};
use crate::egress::Trouble;
use crate::egress::fetch::CONNECT_TIMEOUT;
use crate::egress::guard::Guard;
use std::io::ErrorKind;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, Interest};
use tokio::net::TcpStream;
use tokio_util::bytes::BytesMut;
use url::Url;

/// For how many bytes there is room when something is read.
const READ: usize = 16 * 1024;

/// A connection to a place.
#[derive(Debug)]
pub struct Connection {
    /// The host, with its port where that is not 80.
    pub place: Arc<str>,
    /// What came and was not read.
    pub buffer: BytesMut,
    stream: TcpStream,
}

impl Connection {
    /// Opens one to the first address of the URL's host that takes it, within [`CONNECT_TIMEOUT`].
    pub async fn open(guard: &Guard, url: &Url, place: &str) -> Result<Self, Trouble> {
        let dialled = async {
            let addresses = guard.addresses(url.host_str().unwrap_or_default()).await.ok_or(ErrorKind::Other)?;
            let port = url.port_or_known_default().unwrap_or_default();
            let addresses: Vec<_> = addresses.into_iter().map(|ip| (ip, port).into()).collect();
            TcpStream::connect(&addresses[..]).await.map_err(|error| error.kind())
        };
        let dialled = tokio::time::timeout(CONNECT_TIMEOUT, dialled).await;
        let stream = dialled.unwrap_or(Err(ErrorKind::TimedOut)).map_err(Trouble::not_connected)?;
        let _ = stream.set_nodelay(true);
        Ok(Self { place: place.into(), buffer: BytesMut::new(), stream })
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

    /// Sends all of it, and says whether it did: who answers before the end wants to hear no more.
    pub async fn send(&mut self, bytes: &[u8]) -> Result<bool, Trouble> {
        let mut left = bytes;
        while !left.is_empty() {
            match self.stream.try_write(left) {
                Ok(sent) => left = &left[sent..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    let ready = self.stream.ready(Interest::READABLE | Interest::WRITABLE).await;
                    if ready.map_err(|error| Trouble::not_answered(error.kind()))?.is_readable()
                        && self.hears().map_err(Trouble::not_answered)?
                    {
                        return Ok(false);
                    }
                }
                Err(error) => return if self.hears() == Ok(true) { Ok(false) } else { Err(Trouble::not_answered(error.kind())) },
            }
        }
        Ok(true)
    }

    /// Waits for the head of the answer.
    pub async fn head(&mut self) -> Result<Head, Trouble> {
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
