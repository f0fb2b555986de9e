//! One keep-alive connection: a request goes out as it is, and of the answer no more is understood than where it ends.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most headers an answer may have.
const HEADERS_MAX: usize = 64;

/// A connection that is opened again where the other side closed it.
pub struct Connection {
    to: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

/// The head of an answer.
struct Head {
    status: u16,
    /// Where the answer ends, from the head's first byte.
    end: usize,
    closes: bool,
}

impl Connection {
    /// A connection that is opened with the first request.
    pub fn to(to: SocketAddr) -> Self {
        Self { to, stream: None, buffer: Vec::with_capacity(16 * 1024) }
    }

    /// Sends a request and reads its answer whole; an error unless its status is 2xx.
    pub fn ask(&mut self, request: &[u8]) -> Result<(), String> {
        let answered = self.exchange(request).map_err(|error| error.to_string());
        match answered {
            Ok(Head { status, closes, .. }) => {
                if closes {
                    self.stream = None;
                }
                if (200..300).contains(&status) { Ok(()) } else { Err(String::from_utf8_lossy(&self.buffer).into_owned()) }
            }
            Err(reason) => {
                self.stream = None;
                Err(reason)
            }
        }
    }

    fn exchange(&mut self, request: &[u8]) -> std::io::Result<Head> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => open(self.to)?,
        };
        stream.write_all(request)?;
        self.buffer.clear();
        let mut part = [0; 16 * 1024];
        let head = loop {
            let count = stream.read(&mut part)?;
            if count == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            self.buffer.extend_from_slice(&part[..count]);
            if let Some(head) = read_head(&self.buffer)?
                && self.buffer.len() >= head.end
            {
                break head;
            }
        };
        self.stream = Some(stream);
        Ok(head)
    }
}

fn open(to: SocketAddr) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(to)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// The head, once it is there; an answer must say its length.
fn read_head(bytes: &[u8]) -> std::io::Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut answer = httparse::Response::new(&mut headers);
    let length = match answer.parse(bytes).map_err(std::io::Error::other)? {
        httparse::Status::Complete(length) => length,
        httparse::Status::Partial => return Ok(None),
    };
    let header = |name: &str| answer.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value);
    let body = header("content-length").and_then(|value| std::str::from_utf8(value).ok()?.parse::<usize>().ok());
    let body = body.ok_or_else(|| std::io::Error::other("an answer without a content-length"))?;
    let closes = header("connection").is_some_and(|value| value.eq_ignore_ascii_case(b"close"));
    Ok(Some(Head { status: answer.code.unwrap_or_default(), end: length + body, closes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(answer: &str, expected: Option<(u16, usize, bool)>) {
        let head = read_head(answer.as_bytes()).unwrap();
        assert_eq!(head.map(|head| (head.status, head.end, head.closes)), expected, "{answer}");
    }

    #[test]
    fn an_answer_ends_where_its_head_says() {
        check("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", Some((200, 40, false)));
        check("HTTP/1.1 503 -\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", Some((503, 56, true)));
        check("HTTP/1.1 200 OK\r\nContent-Le", None);
        assert!(read_head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn a_connection_that_was_closed_is_opened_again() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let to = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            for status in [200, 500] {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 1024];
                let _ = stream.read(&mut request).unwrap();
                write!(stream, "HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: 4\r\n\r\nover").unwrap();
            }
        });
        let mut connection = Connection::to(to);
        assert_eq!(connection.ask(b"GET / HTTP/1.1\r\n\r\n"), Ok(()));
        assert!(connection.ask(b"GET / HTTP/1.1\r\n\r\n").is_err_and(|answer| answer.ends_with("over")));
        server.join().unwrap();
    }
}
