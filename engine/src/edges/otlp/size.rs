//! How many messages a request holds, counted before it is read: an empty one is two bytes on the wire, and a hundred in memory.

use domain::Failure;
use domain::failure::Kind;

/// The most messages of a request; those of a usual one have forty bytes each and more.
pub const MESSAGES_MAX: usize = 200_000;

/// Refuses a body of JSON that holds too many: a message is an object, and its fields may be written as a list.
pub fn check_json(body: &[u8]) -> Result<(), Failure> {
    check(body.iter().filter(|byte| matches!(byte, b'{' | b'[')).count())
}

/// Refuses a body of protobuf that holds too many.
pub fn check_protobuf(body: &[u8]) -> Result<(), Failure> {
    check(count(body, Of::Traces))
}

fn check(messages: usize) -> Result<(), Failure> {
    let detail = || format!("The body holds more than {MESSAGES_MAX} messages; send fewer spans at a time. Nothing was taken.");
    if messages > MESSAGES_MAX { Err(Failure::new(Kind::TooLarge, detail())) } else { Ok(()) }
}

/// The messages that hold others, of which there may be many.
#[derive(Clone, Copy)]
enum Of {
    Traces,
    Sender,
    Resource,
    Library,
    Span,
    Attribute,
}

impl Of {
    /// What a field of it holds, where that is a message that is read.
    const fn inner(self, tag: u64) -> Option<Self> {
        match (self, tag) {
            (Self::Traces, 1) => Some(Self::Sender),
            (Self::Sender, 1) => Some(Self::Resource),
            (Self::Sender, 2) => Some(Self::Library),
            (Self::Library, 2) => Some(Self::Span),
            (Self::Resource, 1) | (Self::Span, 9) => Some(Self::Attribute),
            _ => None,
        }
    }
}

/// The messages within a message; of what is none, those before it breaks off, for so far it is read.
fn count(mut body: &[u8], of: Of) -> usize {
    let mut messages = 0;
    while let Some((tag, held)) = field(&mut body) {
        messages += of.inner(tag).map_or(0, |inner| 1 + count(held, inner));
    }
    messages
}

/// The next field: its tag, and the bytes it holds.
fn field<'a>(body: &mut &'a [u8]) -> Option<(u64, &'a [u8])> {
    let key = varint(body)?;
    let length = match key & 7 {
        0 => varint(body).map(|_| 0)?,
        1 => 8,
        2 => usize::try_from(varint(body)?).ok()?,
        5 => 4,
        // The fields of a group stand between two keys.
        _ => 0,
    };
    let (held, rest) = body.split_at_checked(length)?;
    *body = rest;
    Some((key >> 3, held))
}

/// A number, seven bits a byte.
fn varint(body: &mut &[u8]) -> Option<u64> {
    let length = body.iter().take(10).position(|byte| byte & 128 == 0)? + 1;
    let (bytes, rest) = body.split_at(length);
    *body = rest;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 7 | u64::from(byte & 127)))
}

#[cfg(test)]
mod tests {
    use super::super::{Format, KeyValue, Resource, ResourceSpans, ScopeSpans, Span, Traces};
    use super::*;
    use prost::Message;

    /// A request of so many spans, each with an attribute and with what is not counted; as many messages as that, and four more.
    fn request(spans: usize) -> Traces {
        let attributes = vec![KeyValue { key: "a".to_owned(), value: None }];
        let span = Span { trace_id: vec![7; 16], kind: 2, start_time_unix_nano: 1, attributes: attributes.clone(), ..Span::default() };
        let scope_spans = vec![ScopeSpans { spans: vec![span; spans] }];
        Traces { resource_spans: vec![ResourceSpans { resource: Some(Resource { attributes }), scope_spans }] }
    }

    #[test]
    fn what_is_read_is_counted_and_nothing_else() {
        let check = |spans: usize, expected: usize| assert_eq!(count(&request(spans).encode_to_vec(), Of::Traces), expected);
        check(0, 4);
        check(1, 6);
        check(1000, 2004);
        assert_eq!(count(&[0x12, 0, 0x12, 0], Of::Traces), 0);
        // What breaks off is counted until there.
        assert_eq!(count(&[0x0a, 0, 0x0a, 9], Of::Traces), 1);
    }

    #[test]
    fn a_request_of_too_many_messages_is_refused_in_both_tongues() {
        let spans = (MESSAGES_MAX - 4) / 2;
        assert!(Format::Protobuf.read(&request(spans).encode_to_vec()).is_ok());
        let refused = Format::Protobuf.read(&request(spans + 1).encode_to_vec()).expect_err("too many");
        let json = |spans: usize| format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{}]}}]}}]}}"#, vec!["[]"; spans].join(","));
        // Three objects and their three lists.
        assert!(Format::Json.read(json(MESSAGES_MAX - 6).as_bytes()).is_ok());
        let as_json = Format::Json.read(json(MESSAGES_MAX - 5).as_bytes()).expect_err("too many");
        assert_eq!((refused.kind, &refused.detail), (Kind::TooLarge, &as_json.detail));
    }
}
