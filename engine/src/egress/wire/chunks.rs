//! A body in chunks (RFC 9112, §7.1).

use crate::egress::HEAD_MAX;
use httparse::Status;
use tokio_util::bytes::{Buf, Bytes, BytesMut};

/// The most bytes of a line beside the chunks: one that comes byte by byte is searched as often.
const LINE_MAX: usize = 4 * 1024;

/// The most bytes of all that stands in those lines beside numbers, in a body: nobody needs any.
const EXTENSIONS_MAX: usize = 16 * 1024;

/// The longest line that is a number alone.
const NUMBER_MAX: usize = 18;

/// A reader of chunks.
#[derive(Debug, Default)]
pub struct Chunks {
    at: At,
    extensions: usize,
    trailer: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    #[default]
    Size,
    Data(u64),
    EndOfData,
    Trailer,
    End,
}

/// What a buffer holds of a body.
#[derive(Debug, PartialEq, Eq)]
pub enum Held {
    /// A part of it.
    Part(Bytes),
    /// Nothing before more has come.
    Nothing,
    /// Its end.
    End,
}

/// What came is no chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

impl Chunks {
    /// Takes the next part out of the buffer.
    pub fn take(&mut self, buffer: &mut BytesMut) -> Result<Held, Broken> {
        loop {
            let went_on = match self.at {
                At::Size => self.size(buffer)?,
                At::Data(left) if !buffer.is_empty() => return Ok(Held::Part(self.data(left, buffer))),
                At::Data(_) => false,
                At::EndOfData => self.end_of_data(buffer)?,
                At::Trailer => self.trailer(buffer)?,
                At::End => return Ok(Held::End),
            };
            if !went_on {
                return Ok(Held::Nothing);
            }
        }
    }

    fn size(&mut self, buffer: &mut BytesMut) -> Result<bool, Broken> {
        let Some(length) = line(buffer)? else { return Ok(false) };
        // Where there is no number, the parser reads a zero.
        if !buffer[0].is_ascii_hexdigit() {
            return Err(Broken);
        }
        let Ok(Status::Complete((_, size))) = httparse::parse_chunk_size(&buffer[..length]) else { return Err(Broken) };
        self.extensions += length.saturating_sub(NUMBER_MAX);
        if self.extensions > EXTENSIONS_MAX {
            return Err(Broken);
        }
        buffer.advance(length);
        self.at = if size == 0 { At::Trailer } else { At::Data(size) };
        Ok(true)
    }

    fn data(&mut self, left: u64, buffer: &mut BytesMut) -> Bytes {
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let left = left - length as u64;
        self.at = if left == 0 { At::EndOfData } else { At::Data(left) };
        buffer.split_to(length).freeze()
    }

    fn end_of_data(&mut self, buffer: &mut BytesMut) -> Result<bool, Broken> {
        if buffer.len() < 2 {
            return Ok(false);
        }
        if &buffer[..2] != b"\r\n" {
            return Err(Broken);
        }
        buffer.advance(2);
        self.at = At::Size;
        Ok(true)
    }

    fn trailer(&mut self, buffer: &mut BytesMut) -> Result<bool, Broken> {
        let Some(length) = line(buffer)? else { return Ok(false) };
        self.trailer += length;
        if self.trailer > HEAD_MAX {
            return Err(Broken);
        }
        if &buffer[..length] == b"\r\n" {
            self.at = At::End;
        }
        buffer.advance(length);
        Ok(true)
    }
}

/// The length of the line that the buffer begins with, once it is whole.
fn line(buffer: &[u8]) -> Result<Option<usize>, Broken> {
    let end = buffer.iter().take(LINE_MAX).position(|byte| *byte == b'\n');
    if end.is_none() && buffer.len() >= LINE_MAX { Err(Broken) } else { Ok(end.map(|end| end + 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The body that is read where it comes in pieces of so many bytes, and what follows it.
    fn read(bytes: &[u8], piece: usize) -> Result<(Vec<u8>, Vec<u8>), Broken> {
        let (mut chunks, mut buffer, mut body) = (Chunks::default(), BytesMut::new(), Vec::new());
        let mut pieces = bytes.chunks(piece);
        loop {
            match chunks.take(&mut buffer)? {
                Held::Part(part) => body.extend_from_slice(&part),
                Held::Nothing => buffer.extend_from_slice(pieces.next().ok_or(Broken)?),
                Held::End => {
                    let after = pieces.flatten().copied();
                    return Ok((body, buffer.iter().copied().chain(after).collect()));
                }
            }
        }
    }

    fn check(bytes: &str, expected: Result<(&str, &str), Broken>) {
        let expected = expected.map(|(body, after)| (body.as_bytes().to_vec(), after.as_bytes().to_vec()));
        for piece in [1, 2, 7, 1_000_000] {
            assert_eq!(read(bytes.as_bytes(), piece), expected, "{bytes:.80} in pieces of {piece}");
        }
    }

    #[test]
    fn chunks_are_put_together() {
        check("5\r\nhello\r\n0\r\n\r\n", Ok(("hello", "")));
        check("3;a=b\r\nhel\r\n02\r\nlo\r\n0\r\nx: y\r\n\r\nnext", Ok(("hello", "next")));
        check("0\r\n\r\n", Ok(("", "")));
    }

    #[test]
    fn what_is_no_chunk_breaks_the_body() {
        for bytes in [
            "",
            "5",
            "5\r\nhel",
            "5\r\nhelloo0\r\n\r\n",
            "x\r\n",
            "\r\n",
            "-1\r\n",
            "\r\n\r\n",
            ";x\r\n\r\n",
            "5\r\nhello\r\n\r\n\r\n",
            "fffffffffffffffff\r\n",
            "5\r\nhello\r\n0\r\n",
        ] {
            check(bytes, Err(Broken));
        }
    }

    #[test]
    fn lines_around_chunks_have_their_limits() {
        let extended = |length: usize| format!("1;{}\r\nx\r\n0\r\n\r\n", "e".repeat(length));
        check(&extended(LINE_MAX - 4), Ok(("x", "")));
        check(&extended(LINE_MAX - 3), Err(Broken));
        let many = |times: usize| format!("{}0\r\n\r\n", format!("1;{}\r\nx\r\n", "e".repeat(NUMBER_MAX + 1020)).repeat(times));
        check(&many(16), Ok((&"x".repeat(16), "")));
        check(&many(17), Err(Broken));
        let trailer = |bytes: usize| format!("0\r\n{}\r\n", format!("x: {}\r\n", "y".repeat(507)).repeat(bytes / 512));
        check(&trailer(HEAD_MAX - 512), Ok(("", "")));
        check(&trailer(HEAD_MAX), Err(Broken));
    }

    proptest! {
        #[test]
        fn a_body_comes_out_as_it_went_in(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 0..8), piece in 1_usize..50) {
            let mut bytes: Vec<u8> = parts.iter().flat_map(|part| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat()).collect();
            bytes.extend_from_slice(b"0\r\n\r\n");
            prop_assert_eq!(read(&bytes, piece), Ok((parts.concat(), Vec::new())));
        }
    }
}
