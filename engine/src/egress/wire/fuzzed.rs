//! What fuzzing feeds: an answer as bytes, that come in pieces.

use super::chunks::{Chunks, Held};
use super::head::{Ends, Heads};
use tokio_util::bytes::BytesMut;

/// The status and the body of an answer that comes in pieces of so many bytes; nothing where it is no answer.
pub fn read(bytes: &[u8], piece: usize) -> Option<(u16, Vec<u8>)> {
    let (mut pieces, mut buffer, mut heads) = (bytes.chunks(piece), BytesMut::new(), Heads::default());
    let head = loop {
        match heads.take(&mut buffer).ok()? {
            Some(head) => break head,
            None => buffer.extend_from_slice(pieces.next()?),
        }
    };
    if head.ends != Ends::Chunked {
        return Some((head.status, Vec::new()));
    }
    let (mut chunks, mut body) = (Chunks::default(), Vec::new());
    loop {
        match chunks.take(&mut buffer).ok()? {
            Held::Part(part) => body.extend_from_slice(&part),
            Held::Nothing => buffer.extend_from_slice(pieces.next()?),
            Held::End => return Some((head.status, body)),
        }
    }
}
