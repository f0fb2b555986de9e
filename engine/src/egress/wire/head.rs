//! The head of an answer (RFC 9112, §2 to §6).

use crate::egress::{FIELDS_MAX, HEAD_MAX, Trouble};
use httparse::{EMPTY_HEADER, Error, Status};
use reqwest::header::{CONNECTION, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING};
use tokio_util::bytes::{Buf, BytesMut};

/// What stands in a head beside names and values, at most, in bytes: the line of the status, colons, and ends of lines.
pub const AROUND_MAX: usize = 8 * 1024;

/// The head of an answer.
#[derive(Debug)]
pub struct Head {
    /// The HTTP status.
    pub status: u16,
    /// The header.
    pub headers: HeaderMap,
    /// Where the body ends.
    pub ends: Ends,
    /// Whether the connection may be used again.
    pub keeps: bool,
}

/// Where a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// After so many bytes.
    After(u64),
    /// Where the last of its chunks says so.
    Chunked,
    /// Where the connection does.
    WithConnection,
}

/// Looks for heads in what came so far.
#[derive(Debug, Default)]
pub struct Heads {
    /// How much of the buffer holds no end of a head.
    searched: usize,
    /// The bytes of heads that only informed.
    informed: usize,
}

impl Heads {
    /// Takes the head out of the buffer, once it is whole; what only informs is passed over.
    pub fn take(&mut self, buffer: &mut BytesMut) -> Result<Option<Head>, Trouble> {
        loop {
            self.skip_empty_lines(buffer);
            if !self.is_whole(buffer) {
                break;
            }
            let (length, head) = parse(buffer)?;
            buffer.advance(length);
            self.searched = 0;
            match head.status {
                101 => return Err(Trouble::no_http()),
                100..=199 => self.informed += length,
                _ => return Ok(Some(head)),
            }
        }
        let is_large = buffer.len() + self.informed > HEAD_MAX + AROUND_MAX;
        if is_large { Err(Trouble::large_head()) } else { Ok(None) }
    }

    /// Passes over empty lines before a head: they would be taken for its end where no more has come so far.
    fn skip_empty_lines(&mut self, buffer: &mut BytesMut) {
        while let Some(ending) = [&b"\n"[..], b"\r\n"].into_iter().find(|ending| buffer.starts_with(ending)) {
            buffer.advance(ending.len());
            self.informed += ending.len();
            self.searched = 0;
        }
    }

    /// Whether the buffer holds an empty line; what was searched is not searched again, however slowly the rest comes.
    fn is_whole(&mut self, buffer: &[u8]) -> bool {
        let from = self.searched.saturating_sub(2);
        self.searched = buffer.len();
        let mut ends = (from..buffer.len()).filter(|at| buffer[*at] == b'\n').map(|end| &buffer[end + 1..]);
        ends.any(|next| next.starts_with(b"\n") || next.starts_with(b"\r\n"))
    }
}

/// Whether what came so far refuses a request that is not all there: any final answer but a good one.
pub fn refuses(buffer: &BytesMut) -> bool {
    Heads::default().take(&mut buffer.clone()).map_or(true, |head| head.is_some_and(|head| head.status >= 300))
}

/// The head at the beginning of the buffer, and its bytes.
fn parse(buffer: &[u8]) -> Result<(usize, Head), Trouble> {
    let mut fields = [EMPTY_HEADER; FIELDS_MAX];
    let mut response = httparse::Response::new(&mut fields);
    let length = match response.parse(buffer) {
        Ok(Status::Complete(length)) => length,
        Err(Error::TooManyHeaders) => return Err(Trouble::large_head()),
        Ok(Status::Partial) | Err(_) => return Err(Trouble::no_http()),
    };
    let mut headers = HeaderMap::with_capacity(response.headers.len());
    for field in response.headers.iter() {
        let name = HeaderName::from_bytes(field.name.as_bytes()).map_err(|_| Trouble::no_http())?;
        headers.append(name, HeaderValue::from_bytes(field.value).map_err(|_| Trouble::no_http())?);
    }
    let (status, is_new) = (response.code.unwrap_or_default(), response.version == Some(1));
    if !(100..600).contains(&status) {
        return Err(Trouble::no_http());
    }
    let ends = ends(status, &mut headers)?;
    let says = |word: &str| tokens(&headers, &CONNECTION).any(|token| token.eq_ignore_ascii_case(word));
    // Chunks are of HTTP/1.1: who sends them under another name may mean something else by their end (§6.1).
    let keeps = if is_new { ends != Ends::WithConnection && !says("close") } else { matches!(ends, Ends::After(_)) && says("keep-alive") };
    Ok((length, Head { status, headers, ends, keeps }))
}

/// Where the body ends (§6.3). What is said twice and not alike is not guessed: others might guess otherwise.
fn ends(status: u16, headers: &mut HeaderMap) -> Result<Ends, Trouble> {
    if matches!(status, 100..=199 | 204 | 304) {
        return Ok(Ends::After(0));
    }
    let codings: Vec<String> = tokens(headers, &TRANSFER_ENCODING).map(str::to_ascii_lowercase).collect();
    match codings.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {}
        ["chunked"] => {
            let is_doubtful = headers.remove(CONTENT_LENGTH).is_some();
            return if is_doubtful { Err(Trouble::no_http()) } else { Ok(Ends::Chunked) };
        }
        _ => return Err(Trouble::Unusable("the answer is encoded in a way that was not asked for".to_owned())),
    }
    let mut lengths = tokens(headers, &CONTENT_LENGTH).map(digits);
    match lengths.next() {
        None => Ok(Ends::WithConnection),
        Some(Some(length)) if lengths.all(|other| other == Some(length)) => Ok(Ends::After(length)),
        Some(_) => Err(Trouble::no_http()),
    }
}

fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// The words of a list, over all fields of that name.
fn tokens<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> + use<'a> {
    let values = headers.get_all(name).into_iter();
    values.flat_map(|value| value.to_str().unwrap_or("?").split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of a head: its status, where the body ends, and whether the connection may be used again.
    fn read(bytes: &[u8]) -> Result<Option<(u16, Ends, bool)>, Trouble> {
        let head = Heads::default().take(&mut BytesMut::from(bytes))?;
        Ok(head.map(|head| (head.status, head.ends, head.keeps)))
    }

    fn check(head: &str, expected: (u16, Ends, bool)) {
        assert_eq!(read(head.as_bytes()), Ok(Some(expected)), "{head:?}");
    }

    #[test]
    fn a_body_ends_where_its_head_says() {
        check("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", (200, Ends::After(5), true));
        check("HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\n", (200, Ends::After(5), true));
        check("HTTP/1.1 200\r\ntransfer-encoding: Chunked\r\n\r\n", (200, Ends::Chunked, true));
        check("HTTP/1.1 200 OK\r\n\r\n", (200, Ends::WithConnection, false));
        check("HTTP/1.1 204 None\r\n\r\n", (204, Ends::After(0), true));
        check("HTTP/1.1 304 Same\r\ncontent-length: 5\r\n\r\n", (304, Ends::After(0), true));
    }

    #[test]
    fn a_connection_is_used_again_unless_the_head_says_otherwise() {
        check("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: Close\r\n\r\n", (200, Ends::After(0), false));
        check("HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n", (200, Ends::After(0), false));
        check("HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\nconnection: keep-alive\r\n\r\n", (200, Ends::Chunked, false));
        check("HTTP/1.0 200 OK\r\ncontent-length: 0\r\nconnection: x, keep-alive\r\n\r\n", (200, Ends::After(0), true));
    }

    #[test]
    fn what_only_informs_is_passed_over() {
        check(
            "HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 103 Hints\r\nlink: a\r\n\r\nHTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n",
            (404, Ends::After(0), true),
        );
        let endless = "HTTP/1.1 100 Go on\r\n\r\n".repeat(4000);
        assert_eq!(read(endless.as_bytes()), Err(Trouble::large_head()));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_not_read() {
        for fields in [
            "content-length: 5\r\ncontent-length: 6",
            "content-length: +5",
            "content-length: 5, 6",
            "content-length: \r\ncontent-length: 0",
        ] {
            assert_eq!(read(format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n").as_bytes()), Err(Trouble::no_http()), "{fields}");
        }
        let both = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n";
        assert_eq!(read(both), Err(Trouble::no_http()));
        let coded = read(b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n").expect_err("not asked for");
        assert_eq!(coded.words(), "the answer is encoded in a way that was not asked for");
        assert_eq!(read(b"HTTP/1.1 101 Other\r\nupgrade: x\r\n\r\n"), Err(Trouble::no_http()));
        assert_eq!(read(b"HTTP/1.1 099 Early\r\n\r\n"), Err(Trouble::no_http()));
        assert_eq!(read(b"ICY 200 OK\r\n\r\n"), Err(Trouble::no_http()));
    }

    #[test]
    fn a_head_without_end_is_left() {
        let long = format!("HTTP/1.1 200 OK\r\nx: {}", "x".repeat(HEAD_MAX + AROUND_MAX));
        assert_eq!(read(long.as_bytes()), Err(Trouble::large_head()));
        assert_eq!(read(&long.as_bytes()[..HEAD_MAX]), Ok(None));
        let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(FIELDS_MAX + 1));
        assert_eq!(read(many.as_bytes()), Err(Trouble::large_head()));
    }

    #[test]
    fn a_head_is_found_however_it_comes() {
        let (mut heads, mut buffer) = (Heads::default(), BytesMut::new());
        let whole = b"\n\r\n\r\nHTTP/1.1 100 Go on\n\n\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";
        for byte in &whole[..whole.len() - 3] {
            buffer.extend_from_slice(&[*byte]);
            assert!(heads.take(&mut buffer).expect("sound").is_none());
        }
        buffer.extend_from_slice(&whole[whole.len() - 3..]);
        assert_eq!(heads.take(&mut buffer).expect("sound").map(|head| head.ends), Some(Ends::After(2)));
        assert_eq!(&buffer[..], b"hi");
    }
}
