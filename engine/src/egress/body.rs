//! Bodies of answers, read up to a limit that holds before decoding and after.

use super::{Response, Trouble};
use flate2::write::MultiGzDecoder;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use std::io::{self, Write};

/// The one encoding that answers are asked to have, beside none.
pub const ENCODING: &str = "gzip";

/// The bytes of a body so far, never more than the limit.
struct Capped {
    bytes: Vec<u8>,
    limit: usize,
}

/// A body on its way, as it comes or decoded.
enum Body {
    Plain(Capped),
    Gzip(Box<MultiGzDecoder<Capped>>),
}

/// Reads a body; one that is larger than `limit`, encoded or decoded, is left where it is.
pub async fn read(mut response: Response, limit: usize) -> Result<Vec<u8>, Trouble> {
    if response.length().is_some_and(|length| length > limit as u64) {
        return Err(Trouble::TooLarge(limit));
    }
    let (mut body, mut came) = (Body::of(response.headers(), limit)?, 0);
    while let Some(part) = response.part().await? {
        came += part.len();
        if came > limit {
            return Err(Trouble::TooLarge(limit));
        }
        body.take(&part)?;
    }
    body.finish()
}

/// Reads the first `limit` bytes of a body and leaves the rest; of one that is encoded, nothing.
pub async fn read_start(mut response: Response, limit: usize) -> Vec<u8> {
    let mut start = Vec::new();
    if response.headers().contains_key(CONTENT_ENCODING) {
        return read(response, limit).await.unwrap_or_default();
    }
    while let Ok(Some(part)) = response.part().await {
        let room = limit - start.len();
        start.extend_from_slice(&part[..part.len().min(room)]);
        if start.len() == limit {
            break;
        }
    }
    start
}

impl Body {
    fn of(headers: &HeaderMap, limit: usize) -> Result<Self, Trouble> {
        let capped = Capped { bytes: Vec::new(), limit };
        let mut encodings = headers.get_all(CONTENT_ENCODING).iter().map(|encoding| encoding.as_bytes().to_ascii_lowercase());
        match (encodings.next().as_deref(), encodings.next()) {
            (None | Some(b"identity"), None) => Ok(Self::Plain(capped)),
            (Some(b"gzip" | b"x-gzip"), None) => Ok(Self::Gzip(Box::new(MultiGzDecoder::new(capped)))),
            _ => Err(Trouble::Unusable("the answer is encoded in a way that was not asked for".to_owned())),
        }
    }

    fn take(&mut self, part: &[u8]) -> Result<(), Trouble> {
        match self {
            Self::Plain(capped) => capped.write_all(part).map_err(|_| Trouble::TooLarge(capped.limit)),
            Self::Gzip(decoder) => {
                let taken = decoder.write_all(part);
                taken.map_err(|error| undecoded(&error, decoder.get_ref()))
            }
        }
    }

    fn finish(self) -> Result<Vec<u8>, Trouble> {
        match self {
            Self::Plain(capped) => Ok(capped.bytes),
            Self::Gzip(mut decoder) => {
                let finished = decoder.try_finish();
                finished.map_err(|error| undecoded(&error, decoder.get_ref()))?;
                Ok(std::mem::take(&mut decoder.get_mut().bytes))
            }
        }
    }
}

fn undecoded(error: &io::Error, capped: &Capped) -> Trouble {
    match error.kind() {
        io::ErrorKind::FileTooLarge => Trouble::TooLarge(capped.limit),
        _ => Trouble::Unusable("the answer says it is gzip and is not".to_owned()),
    }
}

impl Write for Capped {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + part.len() > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
