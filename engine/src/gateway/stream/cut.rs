//! How the body of an answer falls into pieces, as its content type says.

use super::super::output;
use super::events::Decoder;
use serde_json::Value;

/// Cuts a body into pieces as it comes.
#[derive(Debug)]
pub enum Cutter {
    /// Each server-sent event is a piece; only those of one type where it is said.
    Events(Decoder, Option<String>),
    /// Each line is a piece.
    Lines(Vec<u8>),
    /// All of it is one piece of JSON.
    Whole(Vec<u8>),
    /// Text, in pieces of at most so many bytes.
    Text(Vec<u8>, usize),
}

impl Cutter {
    /// The pieces that `part` completes.
    pub fn cut(&mut self, part: &[u8]) -> Result<Vec<Value>, String> {
        match self {
            Self::Events(decoder, only) => {
                let events = decoder.feed(part).into_iter();
                let wanted = events.filter(|event| only.as_ref().is_none_or(|only| *only == event.kind));
                Ok(wanted.map(|event| json_or_text(event.data.as_bytes())).collect())
            }
            Self::Lines(line) => {
                let mut pieces = Vec::new();
                for byte in part {
                    line.push(*byte);
                    if *byte == b'\n' {
                        pieces.extend(one_line(line));
                        line.clear();
                    }
                }
                Ok(pieces)
            }
            Self::Whole(body) => {
                body.extend_from_slice(part);
                Ok(Vec::new())
            }
            Self::Text(held, most) => {
                held.extend_from_slice(part);
                whole_characters(held, *most)
            }
        }
    }

    /// What is left when the body has ended.
    pub fn end(self) -> Result<Option<Value>, String> {
        match self {
            Self::Events(..) => Ok(None),
            Self::Lines(line) => Ok(one_line(&line)),
            Self::Whole(body) if body.is_empty() => Ok(None),
            Self::Whole(body) => Ok(Some(json_or_text(&body))),
            Self::Text(held, _) if held.is_empty() => Ok(None),
            Self::Text(held, _) => output::text(&held).map(Some),
        }
    }

    /// Whether its pieces are parts of one text.
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::Text(..))
    }
}

fn one_line(line: &[u8]) -> Option<Value> {
    let line = line.trim_ascii();
    (!line.is_empty()).then(|| json_or_text(line))
}

fn json_or_text(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned().into())
}

/// Takes the characters that are whole out of `held`, at most `most` bytes a piece.
fn whole_characters(held: &mut Vec<u8>, most: usize) -> Result<Vec<Value>, String> {
    let until = match std::str::from_utf8(held) {
        Ok(_) => held.len(),
        // A character may come in two parts.
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        Err(_) => return output::text(held).map(|text| vec![text]),
    };
    let text = String::from_utf8_lossy(&held[..until]).into_owned();
    held.drain(..until);
    let mut pieces = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        // A piece holds one character at least, however long that is.
        let end = rest.floor_char_boundary(most).max(rest.chars().next().map_or(0, char::len_utf8));
        pieces.push(rest[..end].into());
        rest = &rest[end..];
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(mut cutter: Cutter, parts: &[&[u8]], expected: Result<Value, &str>) {
        let cut = parts.iter().try_fold(Vec::new(), |mut pieces, part| {
            pieces.extend(cutter.cut(part)?);
            Ok(pieces)
        });
        let all = cut.and_then(|mut pieces: Vec<Value>| {
            pieces.extend(cutter.end()?);
            Ok(pieces)
        });
        assert_eq!(all.map(Value::from), expected.map_err(str::to_owned));
    }

    #[test]
    fn events_are_json_where_they_are_and_text_where_not() {
        let ticks = || Cutter::Events(Decoder::default(), Some("tick".to_owned()));
        check(Cutter::Events(Decoder::default(), None), &[b"data: {\"n\":1}\n\nda", b"ta: a b\n\n"], Ok(json!([{"n": 1}, "a b"])));
        check(ticks(), &[b"data: 1\n\nevent: tick\ndata: 2\n\n"], Ok(json!([2])));
    }

    #[test]
    fn lines_are_values_also_the_last_without_an_end() {
        check(Cutter::Lines(Vec::new()), &[b"{\"a\":", b"1}\n\n \r\n[2]\nno json\n3"], Ok(json!([{"a": 1}, [2], "no json", 3])));
    }

    #[test]
    fn json_is_one_piece() {
        check(Cutter::Whole(Vec::new()), &[b"{\"a\":", b"1}"], Ok(json!([{"a": 1}])));
        check(Cutter::Whole(Vec::new()), &[], Ok(json!([])));
    }

    #[test]
    fn text_is_cut_between_characters() {
        check(Cutter::Text(Vec::new(), 4), &[b"abcdef", b"\xc3", b"\xa9g"], Ok(json!(["abcd", "ef", "ég"])));
        check(Cutter::Text(Vec::new(), 1), &["éa".as_bytes()], Ok(json!(["é", "a"])));
        check(Cutter::Text(Vec::new(), 4), &[b"a\xff"], Err("the answer is neither JSON nor text"));
        check(Cutter::Text(Vec::new(), 4), &[b"a\xc3"], Err("the answer is neither JSON nor text"));
    }
}
